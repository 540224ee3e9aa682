"""Queries by the SPARQL 1.1 Protocol."""

from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results

import ontology
from service.app import close, create_app
from service.index import Index
from service.settings import Settings
from service.sparql.processes.limits import BUSY_RETRY, busy
from service.sparql.shared_answers import SharedAnswers
from service.store.embedded import EmbeddedStore
from tests.problem import problem

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?o WHERE { ?s <https://w3id.org/onrecord#low> ?o } ORDER BY ?o LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o . FILTER(?o = <https://w3id.org/onrecord#Treaty>) }"
MONSTER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GRAPH = "http://localhost:8000/graph/article/kursk-wire"


def test_the_three_ways_to_ask_give_the_same(client: FlaskClient) -> None:
    answers = [
        client.get("/sparql", query_string={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", data=SELECT, content_type="application/sparql-query"),
        client.post("/sparql", data=SELECT, content_type="application/sparql-query; charset=UTF-8"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len(answers[0].get_json(force=True)["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("accept", "given", "form"),
    [
        (None, "application/sparql-results+json", QueryResultsFormat.JSON),
        ("application/json", "application/sparql-results+json", QueryResultsFormat.JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml", QueryResultsFormat.XML),
        ("application/xml", "application/sparql-results+xml", QueryResultsFormat.XML),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", QueryResultsFormat.TSV),
        ("text/csv;q=0.9, application/xml;q=0.95", "application/sparql-results+xml", QueryResultsFormat.XML),
        ("text/turtle, application/json;q=0.1", "application/sparql-results+json", QueryResultsFormat.JSON),
    ],
)
def test_tables_come_in_the_format_asked_for(
    client: FlaskClient, accept: str | None, given: str, form: QueryResultsFormat
) -> None:
    headers = {"Accept": accept} if accept else {}
    response = client.get("/sparql", query_string={"query": SELECT}, headers=headers)
    assert response.content_type == given
    solutions = parse_query_results(response.data, form)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert len(list(solutions)) == 3


def test_a_table_as_csv_is_plain(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/csv"})
    assert response.text.splitlines()[0] == "o"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/trig", RdfFormat.TRIG),
        ("application/n-quads", RdfFormat.N_QUADS),
        ("text/n3", RdfFormat.N3),
        ("application/sparql-results+json, application/rdf+xml;q=0.5", RdfFormat.RDF_XML),
    ],
)
def test_graphs_come_in_the_format_asked_for(client: FlaskClient, accept: str, form: RdfFormat) -> None:
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": accept})
    assert response.status_code == 200
    assert len(list(pyoxigraph.parse(response.data, format=form))) == 3


def test_the_format_parameter_overrules_the_header(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": SELECT, "format": "csv"})
    assert response.mimetype == "text/csv"


def test_an_answer_that_the_client_takes_in_no_format_is_not_given(client: FlaskClient) -> None:
    problem(client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/turtle"}), 406)
    problem(client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": "text/csv"}), 406)


def count(client: FlaskClient, pattern: str, **dataset: str | list[str]) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {pattern}"
    answer = client.get("/sparql", query_string={"query": query, **dataset}).get_json(force=True)
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_the_default_graph_is_the_union_unless_another_is_named(client: FlaskClient) -> None:
    everything = count(client, "{ ?s ?p ?o }")
    one = count(client, f"{{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")
    assert everything > one > 0
    assert count(client, "{ ?s ?p ?o }", **{"default-graph-uri": GRAPH}) == one
    assert count(client, f"FROM <{GRAPH}> {{ ?s ?p ?o }}") == one
    assert count(client, "{ ?s ?p ?o }", **{"named-graph-uri": GRAPH}) == 0
    assert count(client, "{ GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": GRAPH}) == one
    assert count(client, "FROM <urn:none> { ?s ?p ?o }", **{"default-graph-uri": GRAPH}) == one
    assert count(client, "{ ?s ?p ?o }", **{"default-graph-uri": [GRAPH, GRAPH]}) == one


def test_the_union_can_be_switched_off(seeded_data: Path) -> None:
    app = create_app(Settings(data=seeded_data, union_default_graph=False))
    assert count(app.test_client(), "{ ?s ?p ?o }") == 0
    assert count(app.test_client(), "{ GRAPH ?g { ?s ?p ?o } }") > 0
    close(app)


@pytest.mark.parametrize(
    "query", ["SELEC", "SELECT * { ?s ?p }", "SELECT ?x { } GROUP BY ?y", "DELETE WHERE { ?s ?p ?o }"]
)
def test_what_is_no_query_is_said_to_be_none(client: FlaskClient, query: str) -> None:
    problem(client.get("/sparql", query_string={"query": query}), 400)


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "ASK { \\u0053ERVICE <x:y> {} }"]
)
def test_a_query_reaches_out_to_nobody(client: FlaskClient, query: str) -> None:
    assert "SERVICE" in problem(client.get("/sparql", query_string={"query": query}), 403)


def test_requests_that_are_not_of_the_protocol_are_refused(client: FlaskClient) -> None:
    problem(client.get(f"/sparql?query={quote(ASK)}&query={quote(ASK)}"), 400)
    problem(client.get("/sparql?query="), 400)
    problem(client.get("/sparql?update=CLEAR+ALL"), 400)
    problem(client.post("/sparql", data={"query": ASK, "update": "CLEAR ALL"}), 400)
    problem(client.post("/sparql", data={}), 415)
    problem(client.post("/sparql", data={"x": "y"}), 400)
    problem(client.post("/sparql", data=ASK, content_type="text/plain"), 415)
    problem(client.post("/sparql", data=b"", content_type="application/sparql-query"), 400)
    problem(client.post("/sparql", data=b"ASK { ?s ?p '\xff' }", content_type="application/sparql-query"), 400)
    problem(client.post("/sparql", data=b"query=ASK{}%ff", content_type="application/x-www-form-urlencoded"), 400)
    problem(client.post("/sparql", data={"query": ASK, "format": "doc"}), 400)
    problem(client.post("/sparql", data={"query": f"{ASK} #{'x' * 6_000_000}"}), 413)


@pytest.mark.parametrize(
    "query", ["ASK {" + "{" * 20_000 + "}" * 20_000 + "}", "ASK { FILTER(" + "!" * 50_000 + "true) }"]
)
def test_a_query_nested_too_deeply_for_the_engine_is_the_clients_fault(client: FlaskClient, query: str) -> None:
    assert "nested" in problem(client.post("/sparql", data=query, content_type="application/sparql-query"), 400)
    assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
    problem(client.get("/sparql", query_string={"query": ASK, "default-graph-uri": "no iri"}), 400)
    problem(client.get("/sparql", query_string={"query": ASK, "using-graph-uri": "urn:x"}), 400)


def test_without_a_query_it_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql")
    assert response.mimetype == "text/turtle"
    described = {(quad.predicate.value.rsplit("#")[-1], quad.object.value.rsplit("#")[-1]) for quad in
                 pyoxigraph.parse(response.data, format=RdfFormat.TURTLE)}  # fmt: skip
    assert ("endpoint", "http://localhost/sparql") in described
    assert ("feature", "UnionDefaultGraph") in described
    assert ("supportedLanguage", "SPARQL11Update") in described


def test_a_browser_gets_the_editor_and_the_answer_as_a_table(client: FlaskClient) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/sparql", headers=headers).text
    for question in ontology.competency_questions():
        assert question.question.replace("'", "&#39;") in page
    answer = client.get("/sparql", query_string={"query": SELECT}, headers=headers)
    assert answer.mimetype == "text/html"
    assert "<td>2</td>" in answer.text
    assert "the first ones" not in answer.text
    every_term = "SELECT * { VALUES (?a ?b ?c) { (<http://x.example/> 'x < y'@en UNDEF) } }"
    assert (
        '<td><a href="http://x.example/" rel="noopener nofollow">http://x.example/</a></td><td>x &lt; y</td><td></td>'
        in client.get("/sparql", query_string={"query": every_term}, headers=headers).text
    )
    assert "<p>Yes</p>" in client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers).text
    assert client.get("/sparql", query_string={"query": "SELEC <script>"}, headers=headers).status_code == 400
    assert "<script>" not in client.get("/sparql", query_string={"query": "SELEC <script>"}, headers=headers).text


def test_the_numbers_that_articles_give_are_found_by_the_competency_question(client: FlaskClient) -> None:
    question = next(each for each in ontology.competency_questions() if each.name == "01-soldiers-sent")
    answer = client.post("/sparql", data={"query": question.query}).get_json(force=True)
    numbers = {row["low"]["value"] for row in answer["results"]["bindings"]}
    assert {"10000", "11000", "12000", "14000", "3000"} <= numbers


@pytest.mark.parametrize("question", ontology.competency_questions(), ids=lambda question: question.name)
def test_every_question_of_the_editor_is_answered(client: FlaskClient, question: ontology.CompetencyQuestion) -> None:
    response = client.post("/sparql", data={"query": question.query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    assert "," in response.text.splitlines()[0]


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "inf", "soon", ""])
def test_a_time_that_is_none_is_refused(client: FlaskClient, timeout: str) -> None:
    assert "timeout" in problem(client.get("/sparql", query_string={"query": ASK, "timeout": timeout}), 400)
    assert "timeout" in problem(client.post("/sparql", data={"query": ASK, "timeout": timeout}), 400)


def test_an_error_shown_as_a_page_has_the_headers_of_one_shown_as_a_document(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise busy()

    monkeypatch.setattr(SharedAnswers, "answer", full)
    for accept in ("text/html", "application/json"):
        response = client.get("/sparql", query_string={"query": ASK}, headers={"Accept": accept})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == str(BUSY_RETRY)
        assert response.headers["Cache-Control"] == "no-store"


def test_nothing_is_answered_while_the_store_is_not_ready_for_the_union(
    seed_graphs: dict[str, bytes], tmp_path: Path
) -> None:
    plain = EmbeddedStore(tmp_path, union_default_graph=False)
    plain.replace_graphs(dict(seed_graphs))
    plain.commit()
    plain.close()
    Index.open(tmp_path, read_only=False).close()
    app = create_app(Settings(data=tmp_path))
    client = app.test_client()
    response = client.get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    assert "not ready for queries on the union" in problem(response, 503)
    assert 1 <= int(response.headers["Retry-After"]) <= 5
    assert "ETag" not in response.headers
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert "union" in ready.json["faults"]["store"]
    assert client.get("/actor/north-korea", headers={"Accept": "text/turtle"}).status_code == 200
    assert count(client, f"FROM <{GRAPH}> {{ ?s ?p ?o }}") > 0
    EmbeddedStore(tmp_path).commit()
    assert count(client, "{ ?s ?p ?o }") > 0
    assert "store" not in client.get("/health/ready").json["faults"]
    close(app)
