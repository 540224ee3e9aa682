"""The log: JSON lines from every process, with the ids of request and job, and without what users wrote."""

import io
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from service import logs
from tests.observe.conftest import TEXT, Running
from tests.servers import TOKEN, wait_until

_WRITTEN = "the text of an article"


def own_lines(running: Running, request: str) -> list[dict[str, Any]]:
    return [line for line in running.lines() if line.get("request_id") == request]


def test_a_request_is_followed_to_the_processes_that_do_its_work(running: Running) -> None:
    job = running.post(TEXT, **{"X-Request-Id": "followed-1"})
    assert job["request"] == "followed-1"
    own = own_lines(running, "followed-1")
    assert {line["process"] for line in own} >= {"web", "extraction"}
    assert {line["job_id"] for line in own if "job_id" in line} == {job["id"]}
    extracted = next(line for line in own if line["event"] == "article extracted")
    assert extracted["seconds"].keys() == {"text", "annotate", "extract", "link", "rdf"}
    assert extracted["words"] == len(TEXT.split())


def test_a_query_is_followed_to_its_process(running: Running) -> None:
    answer = running.ask(
        "GET", "/sparql", fields={"query": "SELECT (1 AS ?followed) {}"}, headers={"X-Request-Id": "followed-4"}
    )
    assert answer.status == 200
    wait_until(lambda: {line["process"] for line in own_lines(running, "followed-4")} == {"web", "query"})
    own = own_lines(running, "followed-4")
    assert {line.get("query_digest") for line in own if line["event"] == "query"} != {None}


def test_what_fails_in_the_writer_is_logged_under_its_request(running: Running) -> None:
    answer = running.ask(
        "POST",
        "/sparql",
        body='INSERT { GRAPH <http://x.test/unwritable> { ?s ?p "Mbulumbutu" } } WHERE { SERVICE <http://x/> {?s ?p 1}',
        headers={"Content-Type": "application/sparql-update", "X-Request-Id": "followed-2"},
    )
    assert answer.status >= 400
    unreadable = running.ask(
        "POST",
        "/api/v1/articles?title=Mbulumbutu",
        body="<p></p>",
        headers={"Content-Type": "text/html", "X-Request-Id": "followed-3"},
    )
    job = unreadable.json()["id"]
    wait_until(lambda: running.job(job)["state"] == "failed")
    failed = next(line for line in running.lines() if line["event"] == "task failed" and line["job_id"] == job)
    assert (failed["process"], failed["level"], failed["request_id"]) == ("writer", "info", "followed-3")
    assert "Mbulumbutu" not in running.log.read_text(encoding="utf-8")


def test_every_line_is_an_event_with_time_level_and_process(running: Running) -> None:
    everybody = {"supervisor", "web server", "web", "writer", "extraction", "query server", "query"}
    wait_until(lambda: {line["process"] for line in running.lines()} == everybody)
    lines = running.lines()
    assert all({"timestamp", "level", "event", "process", "pid", "logger"} <= line.keys() for line in lines)
    assert any(line["logger"] == "gunicorn.error" for line in lines)


def test_texts_tokens_and_queries_are_not_logged(running: Running) -> None:
    running.post(TEXT + " Again.")
    query = "SELECT * { ?s ?p 'Zanzibarquux' } LIMIT"
    assert running.ask("GET", "/sparql", fields={"query": query}).status == 400
    assert running.ask("GET", "/sparql", fields={"query": "SELECT ('Zanzibarquux' AS ?x) {}"}).status == 200
    too_many = "SELECT ('Zanzibarquux' AS ?x) { ?s ?p ?o . ?t ?q ?r }"
    assert running.ask("GET", "/sparql", fields={"query": too_many}).status == 503
    unknown = "SELECT (<http://x.test/Zanzibarquux>(1) AS ?x) {}"
    assert running.ask("GET", "/sparql", fields={"query": unknown}).status == 501
    log = running.log.read_text(encoding="utf-8")
    assert '"event": "request"' in log
    assert "Zanzibarquux" not in log
    assert TOKEN not in log


def test_what_is_no_request_is_logged_under_no_request(running: Running) -> None:
    parts = urlsplit(running.url)
    one = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: followed-5\r\n\r\n"
    with socket.create_connection((str(parts.hostname), int(parts.port or 80)), timeout=60) as connection:
        connection.sendall(one + b"no request\r\n\r\n")
        while connection.recv(10_000):
            pass
    wait_until(lambda: any("Invalid request" in line["event"] for line in running.lines()))
    assert {line["event"] for line in own_lines(running, "followed-5")} == {"request"}


def test_nobody_writes_lines_of_his_own(running: Running) -> None:
    running.ask("GET", '/nope%0a{"event": "forged"}', headers={"X-Request-Id": "a b{}"})
    lines = running.lines()
    assert "forged" not in {line["event"] for line in lines}
    assert "a b{}" not in {line.get("request_id") for line in lines}


@pytest.fixture
def logged() -> Iterator[Callable[[logs.Form], io.StringIO]]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in ("service", "onrecord", "gunicorn")}

    def configured(form: logs.Form) -> io.StringIO:
        stream = io.StringIO()
        logs.configure("test", form, "info", stream)
        return stream

    yield configured
    root.handlers[:] = before
    root.setLevel(level)
    for name, each in levels.items():
        logging.getLogger(name).setLevel(each)
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_told_without_what_a_user_wrote(
    form: logs.Form, logged: Callable[[logs.Form], io.StringIO]
) -> None:
    stream = logged(form)
    try:
        try:
            int(_WRITTEN)
        except ValueError as error:
            raise OSError(28, "No space left on device") from error
    except OSError:
        logging.getLogger("service.x").exception("it failed")
    line = stream.getvalue()
    assert "No space left on device" in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert _WRITTEN not in line


def test_text_for_people_stays_on_its_line(logged: Callable[[logs.Form], io.StringIO]) -> None:
    stream = logged("text")
    with logs.identified(request_id="r1"):
        logging.getLogger("service.x").info("a\nb\x1b[2J %s", "c\u2028d", extra={"path": "/\r\nforged"})
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()
    assert "request_id=r1" in stream.getvalue()


def test_libraries_say_nothing_at_the_level_of_debugging(logged: Callable[[logs.Form], io.StringIO]) -> None:
    stream = logged("json")
    logs.configure("test", "json", "debug", stream)
    logging.getLogger("urllib3.connectionpool").debug("GET /?query=secret")
    logging.getLogger("service.x").debug("ours")
    assert [line.count("ours") for line in stream.getvalue().splitlines()] == [1]
