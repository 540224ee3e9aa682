"""SPARQL by a tool: the limits of /sparql, reading only, an answer that says where it is cut."""

import csv
import io
import json
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat

import ontology
from service.mcp_server.asking import MAX_CHARS
from tests.mcp.conftest import Model

FIGURES = "SELECT ?figure ?low WHERE { ?figure a rec:Figure ; rec:low ?low } ORDER BY ?figure"
MONSTER = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def endpoint(client: FlaskClient, query: str, media_type: str) -> bytes:
    """Return what /sparql answers."""
    declared = "".join(f"PREFIX {name}: <{iri}> " for name, iri in ontology.prefixes().items())
    answer = client.post("/sparql", data={"query": declared + query}, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    return answer.data


def test_a_table_is_that_of_the_endpoint(model: Model, client: FlaskClient) -> None:
    as_csv = model.call("sparql", query=FIGURES)
    rows = list(csv.reader(io.StringIO(as_csv["result"])))
    assert rows == list(csv.reader(io.StringIO(endpoint(client, FIGURES, "text/csv").decode())))
    assert as_csv["form"] == "table"
    assert as_csv["rows"] == len(rows) - 1 > 1
    assert as_csv["cut"] is None
    as_json = json.loads(model.call("sparql", query=FIGURES, format="json")["result"])
    assert as_json == json.loads(endpoint(client, FIGURES, "application/sparql-results+json"))


TERMS = (
    'SELECT * WHERE { VALUES (?a ?b ?c ?d) { (<x:y> "a,\\"b\\"\\nc"@en 1.5 UNDEF) } BIND(BNODE() AS ?e) '
    "BIND(<<( <x:s> <x:p> 1 )>> AS ?f) }"
)


def test_every_sort_of_term_is_written_as_the_engine_writes_it(local: Model, client: FlaskClient) -> None:
    def nameless(results: dict[str, Any]) -> dict[str, Any]:
        for row in results["results"]["bindings"]:
            assert row.pop("e")["type"] == "bnode"
        return results

    told = nameless(json.loads(local.call("sparql", query=TERMS, format="json")["result"]))
    assert told == nameless(json.loads(endpoint(client, TERMS, "application/sparql-results+json")))
    ours, theirs = local.call("sparql", query=TERMS)["result"], endpoint(client, TERMS, "text/csv").decode()
    ((ours_head, ours_row), (head, row)) = (list(csv.reader(io.StringIO(text))) for text in (ours, theirs))
    assert ours_head == head
    assert ours_row[:4] == row[:4]


def test_a_graph_comes_as_turtle(model: Model, client: FlaskClient) -> None:
    query = "CONSTRUCT { ?s rec:low ?n } WHERE { ?s rec:low ?n }"
    answer = model.call("sparql", query=query)
    assert answer["form"] == "graph"
    assert answer["media_type"] == "text/turtle"
    triples = {quad.triple for quad in pyoxigraph.parse(answer["result"].encode(), format=RdfFormat.TURTLE)}
    body = endpoint(client, query, "application/n-triples")
    assert triples == {quad.triple for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES)}
    assert answer["rows"] == len(triples) > 1


@pytest.mark.parametrize(("query", "truth"), [("ASK { ?s rec:low 8 }", "true"), ("ASK { ?s rec:low -8 }", "false")])
def test_a_question_is_answered_by_yes_or_no(model: Model, query: str, truth: str) -> None:
    answer = model.call("sparql", query=query)
    assert (answer["form"], answer["result"]) == ("boolean", truth)


@pytest.mark.parametrize("example", ontology.examples(), ids=lambda example: example.name)
def test_the_queries_to_begin_with_give_something(local: Model, example: ontology.Example) -> None:
    text = local.ask("call_tool", "vocabulary", {"query": example.name}).content[0].text
    assert local.call("sparql", query=text)["result"]


def test_an_answer_names_the_state_that_was_asked(model: Model, client: FlaskClient) -> None:
    answered = client.get("/sparql?query=ASK%20%7B%7D")
    assert model.call("sparql", query="ASK {}")["revision"] == answered.headers["OnRecord-Revision"]


def test_rows_are_cut_and_it_says_so(model: Model) -> None:
    whole = model.call("sparql", query=FIGURES)["result"].splitlines()
    cut = model.call("sparql", query=FIGURES, max_rows=3)
    assert cut["rows"] == 3
    assert "Cut after 3 rows" in cut["cut"]
    assert cut["result"].splitlines() == whole[:4]
    exact = model.call("sparql", query=FIGURES, max_rows=len(whole) - 1)
    assert exact["cut"] is None


def test_characters_are_cut_at_a_whole_row(model: Model) -> None:
    query = "SELECT ?text ?low WHERE { ?a schema:articleBody ?text . ?b rec:low ?low }"
    for format_ in ("csv", "json"):
        cut = model.call("sparql", query=query, format=format_)
        assert f"{MAX_CHARS} characters" in cut["cut"]
        assert 0 < cut["rows"] < 100
        assert len(cut["result"]) < MAX_CHARS + 100
    assert len(json.loads(cut["result"])["results"]["bindings"]) == cut["rows"]
    graph = model.call("sparql", query="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", max_rows=7)
    assert graph["rows"] == 7
    assert len(list(pyoxigraph.parse(graph["result"].encode(), format=RdfFormat.TURTLE))) == 7


def test_an_answer_that_is_cut_ends_its_query(model: Model) -> None:
    endless = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    for _ in range(12):  # more than may run and wait at once
        cut = model.call("sparql", query=endless, max_rows=2)
        assert cut["rows"] == 2
        assert cut["cut"]


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <x:a> <x:b> 1 }",
        "prefix a: <x:a> # a comment\nbase <x:y> delete where { ?s ?p ?o }",
        "CLEAR ALL",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_an_update_is_refused_by_name(model: Model, client: FlaskClient, update: str) -> None:
    assert "nothing can be changed" in model.refused("sparql", query=update)
    assert model.call("sparql", query="ASK { GRAPH ?g { ?s ?p ?o } }")["result"] == "true"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("select * { service silent ?x { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { ?s ?p ?o ", "1:27"),
        ("SELECT *\nWHERE { ?s ?p }", "2:"),
        ("SELECT * WHERE { ?s nothing:here ?o }", "1:"),
        ("SELECT * WHERE { ?s ?p ?o }; INSERT DATA { <x:a> <x:b> 1 }", "1:"),
        ("   ", "empty"),
        ("say something", "1:"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_readable_way(model: Model, query: str, told: str) -> None:
    said = model.refused("sparql", query=query)
    assert told in said
    assert len(said) < 400


def test_a_query_ends_at_the_time_it_is_given(model: Model) -> None:
    assert "0.5 seconds" in model.refused("sparql", query=MONSTER, timeout=0.5)
    assert "timeout" in model.refused("sparql", query=MONSTER, timeout=0)
    assert "max_rows" in model.refused("sparql", query=MONSTER, max_rows=1001)


def test_more_time_than_there_is_is_not_given_but_no_error(model: Model) -> None:
    assert model.call("sparql", query="ASK {}", timeout=100_000)["result"] == "true"


def test_others_are_not_held_up_by_a_long_query(model: Model) -> None:
    long = model.start("call_tool", "sparql", {"query": MONSTER, "timeout": 5})
    assert model.call("search", words="Kim")["found"]
    assert model.call("sparql", query="ASK {}")["result"] == "true"
    assert not long.done()
    assert long.result().isError
