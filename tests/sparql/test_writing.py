"""Updates and the writing half of the Graph Store Protocol, through a real writer."""

import pytest
from flask.testing import FlaskClient

from tests.problem import problem

GRAPH = "http://localhost:8000/graph/mine"
TURTLE = b'@prefix : <urn:> . :a :says "one", "two" .'


def values(client: FlaskClient, graph: str = GRAPH) -> set[str]:
    query = f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    answer = client.get("/sparql", query_string={"query": query}).get_json(force=True)
    return {row["o"]["value"] for row in answer["results"]["bindings"]}


def put(client: FlaskClient, data: bytes = TURTLE, media_type: str = "text/turtle", graph: str = GRAPH):
    return client.put("/data", query_string={"graph": graph}, data=data, content_type=media_type)


def test_updates_by_form_and_by_body_are_seen_by_the_next_query(writing_client: FlaskClient) -> None:
    insert = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:a> <urn:p> '%s' }} }}"
    assert writing_client.post("/sparql", data={"update": insert % 1}).status_code == 204
    response = writing_client.post("/sparql", data=insert % 2, content_type="application/sparql-update")
    assert response.status_code == 204
    assert values(writing_client) == {"1", "2"}


def test_an_update_may_name_the_graphs_it_works_on(writing_client: FlaskClient) -> None:
    put(writing_client, b'<urn:a> <urn:p> "here" .', graph="urn:g1")
    put(writing_client, b'<urn:a> <urn:p> "there" .', graph="urn:g2")
    update = f"INSERT {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    response = writing_client.post("/sparql", data={"update": update, "using-graph-uri": "urn:g2"})
    assert response.status_code == 204
    assert values(writing_client) == {"there"}


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ("INSERT DATA { ?s ?p ?o }", 400),
        ("SELECT * {}", 400),
        ("LOAD <http://127.0.0.1:1/>", 403),
        ("LOAD <file:///etc/passwd>", 403),
        ("LO\\u0041D SILENT <http://127.0.0.1:1/>", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
        pytest.param(f"INSERT {{}} WHERE {'{' * 600}{'}' * 600}", 400, id="nested too deeply"),
    ],
)
def test_an_update_that_cannot_be_is_refused_and_changes_nothing(
    writing_client: FlaskClient, update: str, status: int
) -> None:
    put(writing_client)
    both = f"DROP GRAPH <{GRAPH}> ; {update}"
    problem(writing_client.post("/sparql", data={"update": both}), status)
    assert values(writing_client) == {"one", "two"}


def test_a_silent_load_of_what_may_not_be_reached_loads_nothing(writing_client: FlaskClient) -> None:
    put(writing_client)
    update = f"LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <{GRAPH}> ; LOAD SILENT <file:///etc/passwd>"
    assert writing_client.post("/sparql", data={"update": update}).status_code == 204
    assert values(writing_client) == {"one", "two"}


def test_put_replaces_post_adds_delete_drops(writing_client: FlaskClient) -> None:
    assert put(writing_client).status_code == 201
    assert values(writing_client) == {"one", "two"}
    assert put(writing_client, b'<urn:a> <urn:says> "three" .', "application/n-triples").status_code == 204
    assert values(writing_client) == {"three"}
    where = {"graph": GRAPH}
    response = writing_client.post("/data", query_string=where, data=TURTLE, content_type="text/turtle")
    assert response.status_code == 204
    assert values(writing_client) == {"one", "two", "three"}
    assert writing_client.delete("/data", query_string=where).status_code == 204
    problem(writing_client.get("/data", query_string=where), 404)
    problem(writing_client.delete("/data", query_string=where), 404)


@pytest.mark.parametrize(
    ("data", "media_type", "status"),
    [
        (b"not turtle at all", "text/turtle", 400),
        (b'<urn:a> <urn:p> "x" <urn:g> .', "application/n-quads", 415),
        (b"{", "application/ld+json", 400),
        (b"<a/>", "application/rdf+xml", 400),
        (TURTLE, "text/plain", 415),
        (b'<urn:a> <urn:p> "\xff" .', "application/n-triples", 400),
    ],
)
def test_what_is_no_graph_is_refused_and_changes_nothing(
    writing_client: FlaskClient, data: bytes, media_type: str, status: int
) -> None:
    put(writing_client)
    problem(put(writing_client, data, media_type), status)
    assert values(writing_client) == {"one", "two"}


def test_what_is_put_into_the_graph_of_an_article_is_found_by_rest(writing_client: FlaskClient) -> None:
    turtle = b"""@prefix rec: <https://w3id.org/onrecord#> . @base <http://localhost:8000/> .
    <article/mine> a rec:Article . <actor/me> a rec:Actor, rec:Person ;
        <http://www.w3.org/2000/01/rdf-schema#label> "Me" ."""
    assert put(writing_client, turtle, graph="http://localhost:8000/graph/article/mine").status_code == 201
    assert writing_client.get("/api/v1/actors?article=mine").get_json()["items"][0]["label"] == "Me"
    writing_client.post("/sparql", data={"update": "DROP ALL"})
    assert writing_client.get("/api/v1/actors").get_json()["total"] == 0


def counted(client: FlaskClient, pattern: str) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {pattern}"
    answer = client.get("/sparql", query_string={"query": query}).get_json(force=True)
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_what_two_articles_say_of_one_actor_counts_once(writing_client: FlaskClient) -> None:
    before = counted(writing_client, "{ ?s ?p ?o }")
    shared = '<urn:actor> a <urn:State> ; <urn:label> "Sweden" . '
    for name in ("one", "two"):
        put(writing_client, f"{shared} <urn:{name}> <urn:speaker> <urn:actor> .".encode(), graph=f"urn:graph:{name}")
    assert counted(writing_client, "{ ?s ?p ?o }") == before + 4
    assert counted(writing_client, "{ ?s <urn:speaker> ?a . ?a a <urn:State> ; <urn:label> ?l }") == 2
    assert counted(writing_client, "{ GRAPH ?g { ?a <urn:label> ?l } }") == 2
    writing_client.delete("/data", query_string={"graph": "urn:graph:one"})
    assert counted(writing_client, "{ ?s ?p ?o }") == before + 3
    writing_client.delete("/data", query_string={"graph": "urn:graph:two"})
    assert counted(writing_client, "{ ?s ?p ?o }") == before


def test_the_default_graph_gives_back_what_was_written_to_it(writing_client: FlaskClient) -> None:
    put(writing_client, b'<urn:a> <urn:p> "of a graph" .')
    default = {"query_string": {"default": ""}}
    writing_client.put("/data", **default, data=b'<urn:a> <urn:p> "1" .', content_type="text/turtle")
    writing_client.post("/sparql", data={"update": 'INSERT DATA { <urn:a> <urn:p> "2" }'})
    writing_client.post("/sparql", data={"update": "DELETE WHERE { GRAPH ?g { <urn:a> <urn:p> ?o } }"})
    answer = writing_client.get("/data", **default, headers={"Accept": "application/n-triples"})
    assert set(answer.text.splitlines()) == {'<urn:a> <urn:p> "1" .', '<urn:a> <urn:p> "2" .'}
    assert counted(writing_client, "{ <urn:a> <urn:p> ?o }") == 2
    assert counted(writing_client, "{ GRAPH ?g { <urn:a> <urn:p> ?o } }") == 0
    writing_client.delete("/data", **default)
    assert counted(writing_client, "{ <urn:a> <urn:p> ?o }") == 0
