"""Pages of other sites may read everything, and write nothing."""

import pytest
from flask.testing import FlaskClient

from tests.web.reads import ALL

ELSEWHERE = {"Origin": "https://elsewhere.example"}
SPARQL = "application/sparql-query"


def names(value: str) -> set[str]:
    return {name.strip().lower() for name in value.split(",")}


@pytest.mark.parametrize(
    "path", [*ALL, "/nope", "/actor/nobody", "/sparql?query=SELEC", "/health/ready", "/api/v1/jobs/x"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_read_may_be_read_from_elsewhere(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method, headers=ELSEWHERE, buffered=True)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    exposed = names(response.headers["Access-Control-Expose-Headers"])
    wanted = {"etag", "last-modified", "link", "location", "onrecord-revision", "retry-after", "cache-status"}
    assert wanted <= exposed
    assert "origin" not in names(response.headers.get("Vary", ""))


@pytest.mark.parametrize("path", [*ALL, "/actor/nobody", "/sparql?query=SELEC"])
def test_a_preflight_allows_what_reads(client: FlaskClient, path: str) -> None:
    asked = {**ELSEWHERE, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "onrecord-revision"}
    response = client.options(path, headers=asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    methods = names(response.headers["Access-Control-Allow-Methods"])
    assert {"get", "head"} <= methods <= {"get", "head", "post", "query"}
    allowed = names(response.headers["Access-Control-Allow-Headers"])
    wanted = {"accept", "content-type", "prefer", "if-none-match", "onrecord-revision", "cache-control"}
    assert wanted <= allowed
    assert "authorization" not in allowed
    assert int(response.headers["Access-Control-Max-Age"]) > 0


def test_a_query_by_post_may_be_read_and_an_update_not(client: FlaskClient) -> None:
    for response in (
        client.post("/sparql", data={"query": "ASK {}"}, headers=ELSEWHERE),
        client.post("/sparql", data={"query": "SELEC"}, headers=ELSEWHERE),
        client.open("/sparql", method="QUERY", data="ASK {}", content_type=SPARQL, headers=ELSEWHERE),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql", headers={**ELSEWHERE, "Access-Control-Request-Method": "POST"})
    assert names(preflight.headers["Access-Control-Allow-Methods"]) == {"get", "head", "post", "query"}
    update = client.post("/sparql", data={"update": "CLEAR ALL"}, headers=ELSEWHERE)
    assert update.status_code == 403
    assert "Access-Control-Allow-Origin" not in update.headers


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/data?default", "PUT"),
        ("/data?default", "POST"),
        ("/data?default", "DELETE"),
        ("/api/v1/articles", "POST"),
        ("/api/v1/articles/bulk", "POST"),
        ("/api/v1/articles/kursk-wire", "DELETE"),
    ],
)
def test_no_write_is_opened(client: FlaskClient, path: str, method: str) -> None:
    preflight = client.options(path, headers={**ELSEWHERE, "Access-Control-Request-Method": method})
    assert method.lower() not in names(preflight.headers.get("Access-Control-Allow-Methods", ""))
    response = client.open(path, method=method, headers=ELSEWHERE)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers
