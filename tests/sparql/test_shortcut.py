"""The same request again is answered before the application is asked, and just as the application would."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.app import close, create_app
from service.settings import Settings
from tests.problem import problem

SELECT = "SELECT ?o WHERE { ?s <https://w3id.org/onrecord#low> ?o } ORDER BY ?o ?s"
SPARQL = "application/sparql-query"
OWN = ("Cache-Status", "X-Request-Id")


@pytest.fixture
def fresh(seeded_data: Path):
    app = create_app(Settings(data=seeded_data))
    yield app
    close(app)


def answered(client: FlaskClient, way: str, headers: dict[str, str]) -> Any:
    if way == "get":
        return client.get("/sparql", query_string={"query": SELECT}, headers=headers)
    if way == "format":
        return client.get("/sparql", query_string={"query": SELECT, "format": "tsv"}, headers=headers)
    if way == "form":
        return client.post("/sparql", data={"query": SELECT}, headers=headers)
    return client.open("/sparql", method=way, data=SELECT, content_type=SPARQL, headers=headers)


def test_it_gives_the_answers_of_the_application(fresh: Flask) -> None:
    """Every way to ask, each twice and in all orders of the ways: what one way is sent never goes to another."""
    client = fresh.test_client()
    ways = ["get", "format", "form", "POST", "QUERY"]
    accepts = [None, "text/csv", "application/sparql-results+xml", "text/html"]
    codings = [None, "gzip", "zstd", "identity"]
    hosts = ["localhost:8000", "example.org"]
    wanted = {}
    for anew in (True, False, False):
        for way, accept, coding, host in itertools.product(ways, accepts, codings, hosts):
            headers = {"Host": host, "Accept": accept, "Accept-Encoding": coding}
            sent = {name: value for name, value in headers.items() if value}
            if anew:
                sent["Cache-Control"] = "no-cache"
            response = answered(client, way, sent)
            assert response.status_code == 200, response.text
            told = response.status_code, sorted(pair for pair in response.headers if pair[0] not in OWN), response.data
            assert wanted.setdefault((way, accept, coding, host), told) == told


def through_application(app: Flask) -> list[str]:
    """Have the application's own requests noted."""
    seen: list[str] = []
    app.before_request(lambda: seen.append("x"))
    return seen


def test_the_application_does_not_see_a_repeated_query(fresh: Flask) -> None:
    seen, client = through_application(fresh), fresh.test_client()
    for _ in range(3):
        response = client.post("/sparql", data={"query": SELECT})
    assert len(seen) == 1
    assert response.headers["Cache-Status"] == "OnRecord; hit"
    assert len({client.post("/sparql", data={"query": SELECT}).headers["X-Request-Id"] for _ in range(3)}) == 3


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"Cache-Control": "no-cache"}, 200),
        ({"X-Request-Id": "mine"}, 200),
        ({"Prefer": "wait=1"}, 200),
        ({"OnRecord-Revision": "1"}, 200),
        ({"OnRecord-Revision": "99999999"}, 412),
        ({"If-None-Match": "ETag"}, 304),
        ({"If-Modified-Since": "Last-Modified"}, 200),  # RFC 9110 §13.1.3: with POST it says nothing
        ({"Content-Encoding": "br"}, 415),
    ],
)
def test_whoever_asks_for_more_is_heard_by_the_application(fresh: Flask, header: dict[str, str], status: int) -> None:
    seen, client = through_application(fresh), fresh.test_client()
    first = client.post("/sparql", data={"query": SELECT})
    client.post("/sparql", data={"query": SELECT})
    sent = {name: first.headers.get(value, value) for name, value in header.items()}
    response = client.post("/sparql", data={"query": SELECT}, headers=sent)
    assert response.status_code == status
    assert len(seen) == 2
    if "X-Request-Id" in header:
        assert response.headers["X-Request-Id"] == "mine"


def test_after_a_commit_it_knows_nothing(writing_client: FlaskClient) -> None:
    query = "SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }"
    for number in range(4):
        writing_client.put("/data?graph=urn:g", data=f"<urn:a> <urn:b> {number} .", content_type="text/turtle")
        for _ in range(3):
            answer = writing_client.post("/sparql", data={"query": query}).get_json(force=True)
            assert [row["o"]["value"] for row in answer["results"]["bindings"]] == [str(number)]


def test_an_update_is_carried_out_each_time(writing_client: FlaskClient) -> None:
    update = "DELETE { GRAPH <urn:g> { <urn:a> <urn:n> ?n } } INSERT { GRAPH <urn:g> { <urn:a> <urn:n> ?m } } WHERE { GRAPH <urn:g> { <urn:a> <urn:n> ?n } BIND(?n + 1 AS ?m) }"  # noqa: E501
    writing_client.put("/data?graph=urn:g", data="<urn:a> <urn:n> 0 .", content_type="text/turtle")
    for _ in range(3):
        assert writing_client.post("/sparql", data={"update": update}).status_code == 204
    assert b" 3 " in writing_client.get("/data?graph=urn:g").data


def test_what_the_application_does_not_see_is_counted_all_the_same(fresh: Flask) -> None:
    client = fresh.test_client()

    def counted() -> float:
        families = {family.name: family for family in text_string_to_metric_families(client.get("/metrics").text)}
        of_route = [each for each in families["onrecord_requests"].samples if each.labels.get("route") == "/sparql"]
        return sum(sample.value for sample in of_route if sample.name.endswith("_total"))

    before = counted()
    for _ in range(5):
        client.post("/sparql", data={"query": SELECT})
    assert counted() - before == 5


def test_errors_and_other_addresses_are_the_applications(fresh: Flask) -> None:
    client = fresh.test_client()
    for _ in range(2):
        problem(client.post("/sparql", data={"query": "SELEC"}), 400)
        problem(client.post("/sparql", data=b"", content_type=SPARQL), 400)
        assert client.head("/sparql", query_string={"query": SELECT}).data == b""
        assert client.post("/sparql", data={"query": f"{SELECT} # {'x' * 5000}"}).status_code == 200
