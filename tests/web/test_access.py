"""Who may write."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from service.app import close, create_app
from service.settings import Settings
from tests.problem import problem

WRITES = [
    ("POST", "/api/v1/articles"),
    ("POST", "/api/v1/articles/bulk"),
    ("DELETE", "/api/v1/articles/kursk-wire"),
    ("PUT", "/data?default"),
    ("POST", "/data?default"),
    ("DELETE", "/data?default"),
]


# By which nginx, Apache, HAProxy, Caddy, Traefik, Envoy, Varnish and the large content networks tell of themselves.
PROXIES = (
    *(
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Server",
        "X-Real-Ip",
    ),
    *(
        "X-Forwarded-Port",
        "X-Client-Ip",
        "X-Cluster-Client-Ip",
        "X-Original-Uri",
        "X-Envoy-External-Address",
        "X-Varnish",
    ),
    *(
        "CF-Connecting-Ip",
        "CF-Ray",
        "True-Client-Ip",
        "Fastly-Client-Ip",
        "X-Amz-Cf-Id",
        "X-Azure-Clientip",
        "CDN-Loop",
    ),
)


@pytest.fixture
def guarded(seeded_data: Path):
    app = create_app(Settings(data=seeded_data, token=SecretStr("a secret")))
    yield app.test_client()
    close(app)


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "Basic YTpi", "a secret", "Bearer a secret2"])
def test_with_a_token_configured_nobody_writes_without_it(
    guarded: FlaskClient, method: str, path: str, header: str | None
) -> None:
    response = guarded.open(path, method=method, headers={"Authorization": header} if header else {})
    problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_update_needs_the_token_and_a_query_does_not(guarded: FlaskClient) -> None:
    problem(guarded.post("/sparql", data={"update": "CLEAR ALL"}), 401)
    problem(guarded.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update"), 401)
    assert guarded.post("/sparql", data={"query": "ASK {}"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/articles", "/data?default"])
def test_the_token_lets_pass(guarded: FlaskClient, path: str) -> None:
    problem(guarded.post(path, headers={"Authorization": "bearer a secret"}), 415)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_without_a_token_only_the_machine_itself_writes(client: FlaskClient, method: str, path: str) -> None:
    problem(client.open(path, method=method, environ_base={"REMOTE_ADDR": "192.0.2.7"}), 403)
    for header in PROXIES:
        problem(client.open(path, method=method, headers={header: "127.0.0.1"}), 403)
    problem(client.open(path, method=method, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"}), 403)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
def test_loopback_passes(client: FlaskClient, address: str) -> None:
    problem(client.post("/api/v1/articles", environ_base={"REMOTE_ADDR": address}), 415)


def test_where_there_is_no_token_one_that_is_sent_does_no_harm(client: FlaskClient) -> None:
    problem(client.post("/api/v1/articles", headers={"Authorization": "Bearer of another service"}), 415)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8000", "https://elsewhere.example"),
        ("localhost:8000", "http://localhost:9000"),
        ("localhost:8000", "null"),
        ("localhost:8000", "http://["),
        ("rebound.example:8000", "http://rebound.example:8000"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [*WRITES, ("POST", "/sparql?using-graph-uri=")])
def test_without_a_token_pages_of_other_sites_do_not_write_through_the_browser(
    client: FlaskClient, host: str, origin: str, method: str, path: str
) -> None:
    headers = {"Host": host, "Origin": origin, "Content-Type": "application/sparql-update"}
    problem(client.open(path, method=method, headers=headers, data="CLEAR ALL"), 403)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_its_own_pages_may_write(client: FlaskClient, host: str) -> None:
    problem(client.post("/api/v1/articles", headers={"Host": host, "Origin": f"http://{host}"}), 415)


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 415), ("none", 415)]
)
def test_without_origin_a_browser_s_word_of_the_site_counts(client: FlaskClient, site: str, status: int) -> None:
    headers = {"Host": "localhost:8000", "Sec-Fetch-Site": site}
    problem(client.post("/api/v1/articles", headers=headers), status)
