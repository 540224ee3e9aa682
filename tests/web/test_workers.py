"""A running service with two web workers: whoever has written sees it at once, whichever worker answers."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.http import parse_date

BEGUN = time.time()
TOKEN = "a secret of the tests"
REVISION = "OnRecord-Revision"
ARTICLE = """<http://localhost:8000/article/{0}> a <https://w3id.org/onrecord#Article> .
<http://localhost:8000/actor/actor-{0}> a <https://w3id.org/onrecord#Actor>, <https://w3id.org/onrecord#Person> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "Actor {0}" ."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service writes its log."""
    return tmp_path_factory.mktemp("log") / "stderr"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, log: Path) -> Iterator[int]:
    """The port of a service with two web workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    environment = os.environ | {
        "ONRECORD_DATA": str(tmp_path_factory.mktemp("data")),
        "ONRECORD_TOKEN": TOKEN,
        "ONRECORD_PROCESSES": "1",
        "ONRECORD_ACCESS_LOG": "true",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(number), "--workers", "2"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        wait_until_ready(process, number)
        yield number
    finally:
        process.terminate()
        process.wait(60)


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        assert process.poll() is None
        try:
            if send(port, "GET", "/health/ready")[0] == 200 and send(port, "GET", "/graph/registry")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("not ready in time")


def send(
    port: int, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Send a request over a connection of its own, which either worker may take."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.headers.items()), answer.read()
    finally:
        connection.close()


def write(port: int, number: int) -> str:
    """Put a graph; return the revision that has it."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
    path = f"/data?graph=http://localhost:8000/graph/article/a{number}"
    status, told, _ = send(port, "PUT", path, ARTICLE.format(f"a{number}"), headers)
    assert status == 201
    return told[REVISION]


def test_what_was_written_is_in_the_next_answer_of_whichever_worker(port: int) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?a a <https://w3id.org/onrecord#Article> }"
    for number in range(1, 6):
        revision = write(port, number)
        wanted = {REVISION: revision, "Prefer": "wait=10"}
        for headers in ({}, wanted) * 4:
            sparql = {"Content-Type": "application/sparql-query", **headers}
            _, told, body = send(port, "POST", "/sparql", count, sparql)
            assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(number)
            assert told[REVISION] >= revision
            _, told, body = send(port, "GET", "/api/v1/articles", headers=headers)
            assert json.loads(body)["total"] == number
            assert told[REVISION] >= revision
            status, _, _ = send(port, "GET", f"/actor/actor-a{number}", headers=headers)
            assert status == 200


@pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
def test_a_body_that_breaks_off_is_not_written(port: int, framing: str) -> None:
    """What came looks whole: a graph would be replaced by its first lines."""
    body = b"<urn:a> <urn:b> <urn:c> .\n"
    if "chunked" in framing:
        body = b"%x\r\n%s\r\n" % (len(body), body)
    head = f"PUT /data?graph=urn:broken HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"{head}Content-Type: application/n-triples\r\n{framing}\r\n\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")
    assert send(port, "GET", "/data?graph=urn:broken")[0] == 404


@pytest.mark.parametrize("chunk", [b"not hexadecimal\r\n", b"3\r\n<urn:a>\r\n"])
def test_a_body_whose_chunks_are_malformed_is_the_clients_fault(port: int, chunk: bytes) -> None:
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk)
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")


def test_both_workers_give_the_same_tags(port: int) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/api/v1/actors", "/actor/russia", "/openapi.json", "/"):
        assert len({send(port, "GET", path)[1]["ETag"] for _ in range(12)}) == 1
        tag = send(port, "GET", path)[1]["ETag"]
        assert {send(port, "GET", path, headers={"If-None-Match": tag})[0] for _ in range(12)} == {304}


def test_nothing_is_as_old_as_the_settings_of_an_earlier_start(port: int) -> None:
    """Who has an answer of before, and nothing but its date, would be told that it has not changed."""
    dates = {send(port, "GET", "/sparql")[1]["Last-Modified"] for _ in range(12)}
    assert len(dates) == 1
    date = parse_date(dates.pop())
    assert date is not None
    assert date.timestamp() >= int(BEGUN)


def test_a_request_has_a_line_in_the_log_where_that_is_wanted(port: int, log: Path) -> None:
    """By its id, with its method, path, status and time."""
    send(port, "GET", "/openapi.json", headers={"X-Request-Id": "asked-by-the-test"})
    (line,) = (line for line in log.read_text().splitlines() if "asked-by-the-test" in line)
    told = json.loads(line)
    assert (told["event"], told["request_id"]) == ("request", "asked-by-the-test")
    assert (told["method"], told["path"], told["status"]) == ("GET", "/openapi.json", 200)
    assert told["seconds"] > 0


def test_the_method_query_passes_the_server(port: int) -> None:
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    status, told, body = send(port, "QUERY", "/sparql", "SELECT (1 AS ?x) {}", headers)
    assert (status, body) == (200, b"x\r\n1\r\n")
    assert send(port, "QUERY", "/sparql", "SELECT (1 AS ?x) {}", headers | {"If-None-Match": told["ETag"]})[0] == 304


def test_a_connection_is_kept_from_one_answer_to_the_next(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    query = "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 200"
    bodies = set()
    for headers in ({}, {"Accept-Encoding": "gzip"}, {}, {"Accept-Encoding": "gzip"}, {"Cache-Control": "no-cache"}):
        connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query", **headers})
        answer = connection.getresponse()
        bodies.add((answer.headers.get("Content-Encoding"), answer.read()))
        assert answer.status == 200
    connection.close()
    assert len(bodies) == 2
