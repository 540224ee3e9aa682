"""Formats by Accept and by ?format=."""

import pytest
from flask.testing import FlaskClient

from tests.problem import problem

LIST = "/api/v1/statements"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ("application/json, text/csv;q=0.5", "application/json"),
        ("application/json;q=0, */*;q=0.1", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/turtle; charset=utf-8", "text/turtle; charset=utf-8"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("text/csv;header=present;q=0.3, application/json;q=0.2", "text/csv; charset=utf-8"),
        ("text/turtle;version=1.2, application/json;q=0.9", "text/turtle; charset=utf-8"),
        ("TEXT/Turtle", "text/turtle; charset=utf-8"),
        ("*/*, application/json;q=0.1", "text/csv; charset=utf-8"),
        ("text/*;q=0.2, text/csv;q=0, application/json;q=0.1", "text/turtle; charset=utf-8"),
        ("text/*, text/csv;q=0, text/turtle;q=0, application/rdf+xml;q=0.1", "application/rdf+xml"),
        ("text/plain, application/json;q=0.9", "application/n-triples"),
        ("application/n-triples;q=0, text/plain, application/json;q=0.1", "application/json"),
        ("application/*;q=0.5, text/csv;q=0.4", "application/json"),
        ("application/rdf+xml;q=0.7, text/turtle;q=0.701, */*;q=0.7", "text/turtle; charset=utf-8"),
        ("image/png, */*;q=0.001", "application/json"),
    ],
)
def test_the_best_of_what_is_accepted_is_given(client: FlaskClient, accept: str | None, given: str) -> None:
    response = client.get(LIST, headers={} if accept is None else {"Accept": accept})
    assert response.status_code == 200
    assert response.content_type == given
    assert "Accept" in response.vary


def test_the_format_parameter_overrules_the_header(client: FlaskClient) -> None:
    response = client.get(f"{LIST}?format=ntriples", headers={"Accept": "application/json"})
    assert response.content_type == "application/n-triples"


def test_what_cannot_be_given_is_said_with_what_can(client: FlaskClient) -> None:
    assert "text/turtle" in problem(client.get(LIST, headers={"Accept": "image/png"}), 406)
    assert "turtle" in problem(client.get(f"{LIST}?format=pdf"), 400)
    problem(client.get("/ontology", headers={"Accept": "text/csv"}), 406)


@pytest.mark.parametrize("path", [LIST, "/data", "/sparql?query=ASK{}"])
def test_a_refusal_for_accept_is_told_to_caches_as_such(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "image/png"})
    problem(response, 406)
    assert "Accept" in response.headers["Vary"].split(", ")
