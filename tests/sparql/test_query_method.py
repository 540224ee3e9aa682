"""The HTTP method QUERY (RFC 10008): a safe request with a body."""

import pytest
from flask.testing import FlaskClient

from tests.problem import problem

SPARQL, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
SELECT = "SELECT ?o WHERE { ?s <https://w3id.org/onrecord#low> ?o } ORDER BY ?o LIMIT 3"


def test_a_query_may_be_sent_by_query(client: FlaskClient) -> None:
    wanted = client.get("/sparql", query_string={"query": SELECT}).data
    for body, media_type in ((SELECT, SPARQL), ({"query": SELECT}, FORM)):
        response = client.open("/sparql", method="QUERY", data=body, content_type=media_type)
        assert (response.status_code, response.data) == (200, wanted)
        assert response.headers["ETag"]
    response = client.open("/sparql?format=csv", method="QUERY", data=SELECT, content_type=SPARQL)
    assert response.mimetype == "text/csv"
    data_set = {"default-graph-uri": "urn:none"}
    response = client.open(
        "/sparql", method="QUERY", query_string=data_set, data="ASK { ?s ?p ?o }", content_type=SPARQL
    )
    assert response.get_json(force=True)["boolean"] is False


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_it_takes_is_announced(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method)
    assert response.headers["Accept-Query"] == f"{SPARQL}, {FORM}"
    if method == "OPTIONS":
        assert "QUERY" in response.headers["Allow"]


def test_it_changes_nothing(writing_client: FlaskClient) -> None:
    update = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"
    problem(writing_client.open("/sparql", method="QUERY", data=update, content_type="application/sparql-update"), 415)
    problem(writing_client.open("/sparql", method="QUERY", data={"update": update}), 400)
    assert writing_client.get("/data?graph=urn:g").status_code == 404


def test_it_needs_a_query(client: FlaskClient) -> None:
    problem(client.open("/sparql", method="QUERY", data=b"", content_type=SPARQL), 400)
    problem(client.open("/sparql", method="QUERY", data=SELECT), 415)
    problem(client.open("/sparql", method="QUERY", data=SELECT, content_type="text/plain"), 415)


def test_elsewhere_there_is_none(client: FlaskClient) -> None:
    problem(client.open("/api/v1/actors", method="QUERY", data=SELECT, content_type=SPARQL), 405)
