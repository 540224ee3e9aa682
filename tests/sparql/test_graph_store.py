"""The Graph Store Protocol: graphs by address, by name and without one, several files at once."""

import io
from urllib.parse import quote, unquote

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from werkzeug.test import TestResponse

from tests.problem import problem

BASE = "http://localhost:8000/"
TURTLE = b'@prefix : <urn:> . :a :says "one", "two" .'
TWO = {"one", "two"}


def objects(response: TestResponse, form: RdfFormat = RdfFormat.TURTLE) -> set[str]:
    assert response.status_code == 200
    return {quad.object.value for quad in pyoxigraph.parse(response.data, format=form)}


def put(client: FlaskClient, path: str, data: bytes = TURTLE, media_type: str = "text/turtle") -> TestResponse:
    return client.put(path, data=data, content_type=media_type)


@pytest.mark.parametrize("path", ["/data/person/1.ttl", "/graph/mine", "/graph/가/a%20b%25"])
def test_an_address_below_the_graph_store_is_the_name_of_a_graph(writing_client: FlaskClient, path: str) -> None:
    made = put(writing_client, path)
    assert made.status_code == 201
    assert unquote(made.headers["Location"]) == unquote(BASE + path.lstrip("/"))
    assert put(writing_client, path).status_code == 204
    assert objects(writing_client.get(path)) == TWO
    indirectly = writing_client.get("/data", query_string={"graph": BASE + path.lstrip("/")})
    assert objects(indirectly) == TWO
    more = writing_client.post(path, data=b'<urn:a> <urn:says> "three" .', content_type="application/n-triples")
    assert more.status_code == 204
    assert objects(writing_client.get(path)) == {*TWO, "three"}
    assert writing_client.delete(path).status_code == 204
    problem(writing_client.get(path), 404)
    problem(writing_client.delete(path), 404)


def test_a_graph_is_named_in_one_way_only(writing_client: FlaskClient) -> None:
    problem(put(writing_client, "/data/mine?graph=urn:x"), 400)
    problem(put(writing_client, "/data?default&graph=urn:x"), 400)
    problem(put(writing_client, "/data"), 400)
    problem(writing_client.delete("/data"), 400)


def test_direct_writes_need_the_token_too(writing_client: FlaskClient) -> None:
    del writing_client.environ_base["HTTP_AUTHORIZATION"]
    problem(put(writing_client, "/data/mine"), 401)
    problem(put(writing_client, "/graph/registry"), 401)
    problem(writing_client.delete("/graph/registry"), 401)
    problem(writing_client.post("/data", data=TURTLE, content_type="text/turtle"), 401)


def test_what_comes_without_a_name_is_given_one(writing_client: FlaskClient) -> None:
    answers = [writing_client.post("/data", data=TURTLE, content_type="text/turtle") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    names = [answer.headers["Location"] for answer in answers]
    assert len(set(names)) == 2
    assert objects(writing_client.get(names[0].removeprefix(BASE.rstrip("/")))) == TWO
    assert objects(writing_client.get("/data", query_string={"graph": names[1]})) == TWO


def test_relative_iris_are_resolved_against_the_graph(writing_client: FlaskClient) -> None:
    put(writing_client, "/data/book/1", b"<> <urn:next> <2> .")
    [quad] = pyoxigraph.parse(writing_client.get("/data/book/1").data, format=RdfFormat.TURTLE)
    assert (quad.subject.value, quad.object.value) == (f"{BASE}data/book/1", f"{BASE}data/book/2")


@pytest.mark.parametrize("path", ["/data/mine", "/data?graph=urn:x", "/data?default"])
def test_a_head_tells_the_type_of_what_a_get_would_give(writing_client: FlaskClient, path: str) -> None:
    put(writing_client, path)
    for accept in ("text/turtle; charset=utf-8", "application/rdf+xml", "application/n-triples;q=0.5"):
        head, get = (getattr(writing_client, verb)(path, headers={"Accept": accept}) for verb in ("head", "get"))
        assert (head.status_code, head.data) == (200, b"")
        assert [head.headers[name] for name in ("Content-Type", "ETag", "Vary")] == [
            get.headers[name] for name in ("Content-Type", "ETag", "Vary")
        ]
    assert writing_client.head("/data/none").status_code == 404
    assert writing_client.head(path, headers={"Accept": "image/png"}).status_code == 406


def test_several_files_of_several_types_come_in_one_request(writing_client: FlaskClient) -> None:
    put(writing_client, "/data/mine")
    files = {
        "first": (io.BytesIO(b'_:x <urn:says> "three" .'), "first.ttl", "text/turtle; charset=utf-8"),
        "second": (io.BytesIO(b'_:x <urn:says> "four" .'), "second.nt", "application/n-triples"),
        "third": (io.BytesIO(b'{"@id": "_:x", "urn:says": "five"}'), "third.jsonld", "application/octet-stream"),
    }
    response = writing_client.post("/data/mine", data=files, content_type="multipart/form-data")
    assert response.status_code == 204
    held = list(pyoxigraph.parse(writing_client.get("/data/mine").data, format=RdfFormat.TURTLE))
    assert {quad.object.value for quad in held} == {*TWO, "three", "four", "five"}
    assert len({quad.subject for quad in held}) == 4  # a blank node's label means something in its own file only


def part(head: str, content: str = '<urn:a> <urn:says> "three" .') -> bytes:
    return f"--edge\r\n{head}\r\n\r\n{content}\r\n--edge--\r\n".encode()


FORM = "multipart/form-data; boundary=edge"
NAMED = 'Content-Disposition: form-data; name="a"; filename="a.%s"'


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (part(f"{NAMED % 'ttl'}\r\nContent-Type: text/turtle"), FORM, 204),
        (part('Content-Disposition: form-data; name="a"\r\nContent-Type: text/turtle'), FORM, 204),
        (part(f"{NAMED % 'ttl'}\r\nContent-Type: text/turtle", "nonsense"), FORM, 400),
        (part(f"{NAMED % 'png'}\r\nContent-Type: image/png"), FORM, 415),
        (part(NAMED % "doc"), FORM, 415),
        (part(f"{NAMED % 'ttl'}\r\nContent-Type: text/turtle; charset=utf-16"), FORM, 415),
        (part(f"{NAMED % 'ttl'}\r\nContent-Type: text/turtle"), "multipart/form-data", 400),
        (part(f"{NAMED % 'ttl'}\r\nContent-Type: text/turtle")[:-20], FORM, 400),
        (b"no multipart at all", FORM, 400),
    ],
)
def test_of_a_request_with_files_all_is_taken_or_nothing(
    writing_client: FlaskClient, body: bytes, media_type: str, status: int
) -> None:
    put(writing_client, "/data/mine")
    response = writing_client.post("/data/mine", data=body, content_type=media_type)
    if status == 204:
        assert response.status_code == 204
        assert objects(writing_client.get("/data/mine")) == {*TWO, "three"}
    else:
        problem(response, status)
        assert objects(writing_client.get("/data/mine")) == TWO


def test_quads_go_to_the_graphs_that_they_name(writing_client: FlaskClient) -> None:
    put(writing_client, "/data?graph=urn:one")
    trig = b'_:b <urn:says> "default" . <urn:one> { _:b <urn:says> "three" } <urn:two> { _:b <urn:says> "SERVICE" }'
    response = writing_client.post("/data", data=trig, content_type="application/trig")
    assert response.status_code == 204
    assert objects(writing_client.get("/data?graph=urn:one")) == {*TWO, "three"}
    assert objects(writing_client.get("/data?graph=urn:two")) == {"SERVICE"}
    assert objects(writing_client.get("/data?default")) == {"default"}
    bad = b'<urn:a> <urn:says> "x" <urn:one> . _:b <urn:says> "y" _:g .'
    problem(writing_client.post("/data", data=bad, content_type="application/n-quads"), 400)
    problem(writing_client.post("/data", data=trig[:-5], content_type="application/trig"), 400)
    assert objects(writing_client.get("/data?graph=urn:one")) == {*TWO, "three"}


def test_all_graphs_come_as_quads(client: FlaskClient, seed_graphs: dict[str, bytes]) -> None:
    for accept, form in (("*/*", RdfFormat.N_QUADS), ("application/trig", RdfFormat.TRIG)):
        response = client.get("/data", headers={"Accept": accept})
        graphs = {quad.graph_name.value for quad in pyoxigraph.parse(response.data, format=form)}
        assert graphs == set(seed_graphs)
    problem(client.get("/data", headers={"Accept": "text/turtle"}), 406)


RDF_12 = b'<urn:r> <urn:reifies> <<( <urn:s> <urn:p> "o"@ar--rtl )>> . <urn:s> <urn:says> "o"@ar--rtl .'


@pytest.mark.parametrize(
    "form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.TRIG, RdfFormat.N_QUADS]
)
def test_triples_as_terms_come_in_the_formats_that_can_carry_them(writing_client: FlaskClient, form: RdfFormat) -> None:
    assert put(writing_client, "/data/mine", RDF_12).status_code == 201
    wanted = {quad.triple for quad in pyoxigraph.parse(RDF_12, format=RdfFormat.TURTLE)}
    question = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
    for path in ("/data/mine", f"/sparql?query={quote(question)}"):
        response = writing_client.get(path, headers={"Accept": form.media_type})
        held = {quad.triple for quad in pyoxigraph.parse(response.data, format=form)}
        assert wanted <= held


@pytest.mark.parametrize("media_type", ["application/ld+json", "text/n3"])
def test_formats_that_cannot_carry_them_say_so(writing_client: FlaskClient, media_type: str) -> None:
    put(writing_client, "/data/mine", RDF_12)
    question = quote("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <http://localhost:8000/data/mine> { ?s ?p ?o } }")
    for path in ("/data/mine", f"/sparql?query={question}"):
        detail = problem(writing_client.get(path, headers={"Accept": media_type}), 406)
        assert "RDF 1.2" in detail
        assert "text/turtle" in detail
