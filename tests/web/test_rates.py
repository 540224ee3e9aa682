"""Limits of requests over HTTP: who is counted, as what, and what they are told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.access import Scope, TokenFile
from service.app import close, create_app
from service.settings import Settings
from service.web import writing
from tests.problem import problem
from tests.servers import onrecord

FAR = {"REMOTE_ADDR": "192.0.2.7"}
HERE = {"REMOTE_ADDR": "127.0.0.1"}
ASK = "/sparql?query=ASK{}"


@pytest.fixture
def limited(seeded_data: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(data=seeded_data, reads_per_minute=4, writes_per_minute=2))
    yield app.test_client()
    close(app)


def left(response: TestResponse) -> dict[str, int]:
    return {
        name: int(rest) for name, rest in re.findall(r'"(\w+)";r=(\d+);t=\d+', response.headers.get("RateLimit", ""))
    }


def test_reads_are_counted_and_refused_beyond_the_limit(limited: FlaskClient) -> None:
    assert [left(limited.get(path, environ_base=FAR)) for path in ("/", "/nope", "/docs", "/data")] == [
        {"reads": number} for number in (3, 2, 1, 0)
    ]
    response = limited.get("/", environ_base=FAR)
    assert "ONRECORD_READS_PER_MINUTE" in problem(response, 429)
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["RateLimit-Policy"] == '"reads";q=4;w=60'
    assert left(response) == {"reads": 0}
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in response.headers["Access-Control-Expose-Headers"]
    assert limited.get("/", environ_base={"REMOTE_ADDR": "192.0.2.8"}).status_code == 200


def test_this_machine_supervisors_and_the_files_of_pages_are_not_counted(limited: FlaskClient) -> None:
    for path, caller in (("/", HERE), ("/health/live", FAR), ("/health/ready", FAR), ("/static/style.css", FAR)):
        for _ in range(6):
            response = limited.get(path, environ_base=caller, buffered=True)
            assert response.status_code in (200, 503)  # not ready, without a writer
            assert "RateLimit" not in response.headers
    for header in ("X-Forwarded-For", "Via"):
        assert left(limited.get("/", environ_base=HERE, headers={header: "192.0.2.7"}))


def test_repeated_queries_are_counted_too(limited: FlaskClient) -> None:
    """Which are answered before the application sees them."""
    first = [limited.get(ASK, environ_base=HERE) for _ in range(3)]
    assert "hit" in first[-1].headers["Cache-Status"]
    assert not any("RateLimit" in each.headers for each in first)
    answers = [limited.get(ASK, environ_base=FAR) for _ in range(5)]
    assert [each.status_code for each in answers] == [200] * 4 + [429]
    assert [left(each)["reads"] for each in answers] == [3, 2, 1, 0, 0]
    assert "RateLimit" not in limited.get(ASK, environ_base=HERE).headers


def test_writes_are_counted_apart_and_whether_they_are_let_in_or_not(
    limited: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.0)
    assert left(limited.post("/api/v1/articles", environ_base=FAR)) == {"writes": 1}
    both = limited.post("/sparql", data={"update": "CLEAR ALL"}, environ_base=FAR)
    assert left(both) == {"reads": 3, "writes": 0}
    problem(both, 403)
    extract = limited.post("/api/v1/extract", data="A text.", content_type="text/plain", environ_base=FAR)
    assert "ONRECORD_WRITES_PER_MINUTE" in problem(extract, 429)
    assert left(limited.post("/sparql", data={"query": "ASK {}"}, environ_base=FAR)) == {"reads": 2}


def test_a_token_is_counted_wherever_it_comes_from_and_apart_from_its_address(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, reads_per_minute=4))
    token = TokenFile(tmp_path).create("a", Scope.READ)[1]
    bearing = {"Authorization": f"Bearer {token}"}
    client = app.test_client()
    assert left(client.get("/docs", headers=bearing, environ_base=FAR)) == {"reads": 3}
    assert left(client.get("/docs", headers=bearing, environ_base={"REMOTE_ADDR": "192.0.2.8"})) == {"reads": 2}
    assert left(client.get("/docs", environ_base=FAR)) == {"reads": 3}
    assert left(client.get("/docs", headers={"Authorization": "Bearer wrong"}, environ_base=FAR)) == {"reads": 2}
    close(app)


def test_web_workers_count_together_and_by_the_client_behind_a_trusted_proxy(tmp_path: Path) -> None:
    settings = {"ONRECORD_READS_PER_MINUTE": "30", "ONRECORD_TRUSTED_PROXIES": "127.0.0.1"}
    with onrecord(tmp_path, is_ready=False, **settings) as url, urllib3.PoolManager(maxsize=1) as pool:

        def ask(client: str) -> urllib3.BaseHTTPResponse:
            headers = {"Connection": "close", "X-Forwarded-For": client, "X-Forwarded-Proto": "https"}
            return pool.request("GET", f"{url}/docs", headers=headers, retries=False)

        statuses = [ask("192.0.2.7").status for _ in range(64)]
        assert statuses.count(200) in range(30, 33)  # a new minute may begin meanwhile
        assert statuses.count(429) == 64 - statuses.count(200)
        other = ask("192.0.2.8")
        assert other.status == 200
        assert other.headers["Strict-Transport-Security"]


def test_a_proxy_that_passes_on_what_it_did_not_write_is_told_so(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, trusted_proxies="127.0.0.1"))
    headers = {"X-Forwarded-For": "192.0.2.7", "Forwarded": "for=127.0.0.1"}
    assert "X-Forwarded-For" in problem(app.test_client().get("/docs", headers=headers), 400)
    close(app)


def test_what_comes_from_a_trusted_proxy_is_never_this_machine_s_own(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, trusted_proxies="127.0.0.1"))
    problem(app.test_client().post("/api/v1/articles"), 403)
    problem(app.test_client().post("/api/v1/articles", headers={"X-Forwarded-For": "127.0.0.1"}), 403)
    close(app)
