"""The store's server is away for a while: what was accepted waits, and is in the graph once when it is back."""

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
import urllib3

from tests.cli.conftest import Run
from tests.servers import TOKEN, free_port, onrecord, start_oxigraph, wait_until

ARTICLES = 150  # sent before the server is killed, and as many again while it is away
NUMBERS = "SELECT (COUNT(*) AS ?n) { %s }"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Oxigraph:
    """An Oxigraph server that can be killed and started again, on the same data and port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: Popen[bytes] | None = None

    def start(self) -> None:
        self._process, _ = start_oxigraph("--location", str(self._folder), port=self._port)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Oxigraph]:
    started = Oxigraph(tmp_path / "oxigraph")
    started.start()
    yield started
    started.kill()


def settings(server: Oxigraph) -> dict[str, str]:
    return {"ONRECORD_STORE": f"{server.url}/query", "ONRECORD_STORE_UPDATE": f"{server.url}/update"}


def lines(first: int) -> str:
    texts = (
        f"Soldiers leave\n\nKenya has sent {number} soldiers to Goma, President William Ruto said on Friday.\n"
        for number in range(first, first + ARTICLES)
    )
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


def ask(http: urllib3.PoolManager, url: str, path: str, **options: Any) -> urllib3.BaseHTTPResponse:
    return http.request(options.pop("method", "GET"), url + path, retries=False, **options)


def number(http: urllib3.PoolManager, url: str, pattern: str) -> int:
    fields = {"query": NUMBERS % pattern}
    answer = ask(http, url, "/sparql", fields=fields, headers={"Accept": "text/csv"})
    assert answer.status == 200, answer.data
    return int(answer.data.split()[1])


def test_a_server_killed_in_the_middle_of_an_ingest(server: Oxigraph, tmp_path: Path) -> None:
    with onrecord(tmp_path / "data", **settings(server)) as url, urllib3.PoolManager(headers=HEADERS) as http:

        def accepted(first: int) -> str:
            sent = {**HEADERS, "Content-Type": "application/x-ndjson"}
            answer = ask(http, url, "/api/v1/articles/bulk", method="POST", body=lines(first), headers=sent)
            assert answer.status == 202, answer.data
            return str(answer.json()["id"])

        def state(job: str) -> dict[str, Any]:
            found: dict[str, Any] = ask(http, url, f"/api/v1/jobs/{job}").json()
            return found

        before = accepted(1000)
        wait_until(lambda: state(before)["done"] > 0)
        server.kill()
        away = accepted(2000)
        wait_until(lambda: ask(http, url, "/health/ready").status == 503)
        faults = ask(http, url, "/health/ready").json()["faults"]
        assert server.url in faults["store"]
        refused = ask(http, url, "/sparql", fields={"query": "ASK {}"})
        assert refused.status == 503
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "does not answer" in refused.json()["detail"]
        assert ask(http, url, "/api/v1/articles").status == 200  # lists are kept here
        waiting = state(away)
        assert waiting["state"] in ("queued", "running")
        assert waiting["done"] == 0
        server.start()
        wait_until(lambda: ask(http, url, "/health/ready").status == 200)
        wait_until(lambda: {state(before)["state"], state(away)["state"]} == {"done"})
        for ended in (state(before), state(away)):
            assert (ended["done"], ended["known"], ended["failed"]) == (ARTICLES, 0, 0)
        assert number(http, url, "GRAPH ?g { ?a a <https://w3id.org/onrecord#Article> }") == 2 * ARTICLES
        assert number(http, url, "?a a <https://w3id.org/onrecord#Article>") == 2 * ARTICLES
        union = "{ SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
        assert number(http, url, union) == number(http, url, "?s ?p ?o")
        assert ask(http, url, "/api/v1/articles?limit=1").json()["total"] == 2 * ARTICLES


def test_a_service_that_starts_before_its_store(server: Oxigraph, tmp_path: Path) -> None:
    server.kill()
    with onrecord(tmp_path / "data", is_ready=False, **settings(server)) as url, urllib3.PoolManager() as http:
        assert ask(http, url, "/health/live").status == 200
        wait_until(lambda: ask(http, url, "/health/ready").status == 503)
        server.start()
        wait_until(lambda: ask(http, url, "/health/ready").status == 200)


def test_the_command_line_says_that_the_store_is_away(server: Oxigraph, run: Run, tmp_path: Path) -> None:
    server.kill()
    (tmp_path / "article.txt").write_text("Kenya has sent 300 soldiers to Goma.\n")
    for arguments in (("ingest", "article.txt"), ("query", "-e", "ASK {}"), ("export", "all.nq"), ("validate",)):
        result = run(*arguments, **settings(server))
        assert result.returncode == 1, arguments
        assert "onrecord: The store" in result.stderr, (arguments, result.stderr)
        assert "Traceback" not in result.stderr
    assert not (tmp_path / "all.nq").exists()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"ONRECORD_STORE": "ftp://ann:secret@example.org/"}, "ONRECORD_STORE: "),
        ({"ONRECORD_STORE_TOKEN": "secret", "ONRECORD_STORE_USER": "ann"}, "ONRECORD_STORE_TOKEN: "),
        ({"ONRECORD_STORE_TOKEN": "secret\nX-Header: 1"}, "ONRECORD_STORE_TOKEN: "),
        ({"ONRECORD_STORE_CA": "missing.pem"}, "missing.pem"),
    ],
)
def test_settings_that_cannot_be_used(run: Run, variables: dict[str, str], message: str) -> None:
    result = run("query", "-e", "ASK {}", **variables)
    assert result.returncode == 2
    assert message in result.stderr
    assert "secret" not in result.stderr
