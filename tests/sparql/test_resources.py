"""Data IRIs, graphs and documents as RDF."""

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat

from service.model import Article, Claims
from tests.problem import problem

REC = "https://w3id.org/onrecord#"


def triples(data: bytes, form: RdfFormat = RdfFormat.TURTLE) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(data, format=form)}


def test_every_data_iri_resolves_to_a_page_or_to_rdf(
    client: FlaskClient, seed_articles: tuple[tuple[Article, Claims], ...]
) -> None:
    article, claims = seed_articles[-1]
    paths = [f"/article/{article.id}", "/place/kursk"]
    for kind in ("actor", "statement", "deployment", "treaty", "figure"):
        paths += [f"/{kind}/{thing.key}" for thing in getattr(claims, f"{kind}s" if kind != "treaty" else "treaties")]
    for path in paths:
        iri = f"http://localhost:8000{path}"
        found = triples(client.get(path).data)
        assert {triple for triple in found if triple.subject.value == iri}, path
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert iri in page.text


def test_the_description_of_a_statement_holds_its_chain_and_the_words_it_rests_on(
    client: FlaskClient, seed_articles: tuple[tuple[Article, Claims], ...]
) -> None:
    article, claims = seed_articles[-1]
    statement = next(statement for statement in claims.statements if statement.via)
    found = triples(client.get(f"/statement/{statement.key}").data)
    values = {(triple.predicate.value.rsplit("#")[-1], triple.object.value) for triple in found}
    assert ("content", statement.content) in values
    assert statement.evidence
    assert ("exact", statement.evidence.exact) in values
    assert ("start", str(statement.start)) in values
    named = {value.rsplit("/")[-1] for name, value in values if name == "first"}
    assert {claims.actor(actor).key for actor in (*statement.speaker, *statement.via)} <= named
    own = f"/statement/{statement.key}"
    assert all(own in triple.subject.value or article.id in triple.subject.value for triple in found)


def test_an_actor_is_described_from_all_graphs_with_its_roles(client: FlaskClient) -> None:
    found = triples(client.get("/actor/north-korea").data)
    values = {(triple.predicate.value, triple.object.value) for triple in found}
    assert ("http://www.w3.org/2002/07/owl#sameAs", "http://www.wikidata.org/entity/Q423") in values
    assert ("http://www.w3.org/2004/02/skos/core#altLabel", "Pyongyang") in values


@pytest.mark.parametrize(
    "path", ["/actor/nobody", "/statement/x", "/actor/a%20b", "/place/%00", "/article/x", "/graph/article/x"]
)
@pytest.mark.parametrize("accept", ["text/turtle", "text/html"])
def test_what_is_unknown_is_not_found(client: FlaskClient, path: str, accept: str) -> None:
    if path.startswith("/graph") and accept == "text/html":
        problem(client.get(path, headers={"Accept": accept}), 406)
    else:
        problem(client.get(path, headers={"Accept": accept}), 404)


def test_a_graph_by_its_iri_and_by_the_graph_store_is_what_was_stored(
    client: FlaskClient, seed_graphs: dict[str, bytes]
) -> None:
    for iri, ntriples in seed_graphs.items():
        stored = pyoxigraph.Store()
        stored.load(ntriples, format=RdfFormat.N_TRIPLES)
        wanted = {quad.triple for quad in stored}
        path = iri.removeprefix("http://localhost:8000")
        headers = {"Accept": "application/n-triples"}
        assert triples(client.get(path, headers=headers).data, RdfFormat.N_TRIPLES) == wanted
        by_protocol = client.get("/data", query_string={"graph": iri}, headers=headers)
        assert triples(by_protocol.data, RdfFormat.N_TRIPLES) == wanted


def test_head_tells_about_a_graph_without_sending_it(client: FlaskClient) -> None:
    path = "/data?graph=http://localhost:8000/graph/registry"
    response = client.head(path)
    assert response.status_code == 200
    assert response.mimetype == "text/turtle"
    assert response.data == b""
    assert client.head("/data?graph=urn:none").status_code == 404


@pytest.mark.parametrize("query", ["?graph=not%20an%20iri", "?graph=urn:a&default", "?graph=urn:a&graph=urn:b"])
def test_a_request_has_to_say_which_graph(client: FlaskClient, query: str) -> None:
    problem(client.get(f"/data{query}"), 400)


def test_the_default_graph_of_the_store_is_there_and_empty(client: FlaskClient) -> None:
    response = client.get("/data?default", headers={"Accept": "application/n-triples"})
    assert (response.status_code, response.data) == (200, b"")


def test_vocabulary_and_shapes_are_given_in_every_format(client: FlaskClient) -> None:
    for path in ("/ontology", "/shapes"):
        counts = {
            len(triples(client.get(f"{path}?format={name}").data, form))
            for name, form in (
                ("turtle", RdfFormat.TURTLE),
                ("ntriples", RdfFormat.N_TRIPLES),
                ("jsonld", RdfFormat.JSON_LD),
                ("rdfxml", RdfFormat.RDF_XML),
            )
        }
        assert len(counts) == 1
        assert counts.pop() > 100


def test_the_context_may_be_fetched_from_anywhere(client: FlaskClient) -> None:
    response = client.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.get_json(force=True)["@context"]["speaker"]
