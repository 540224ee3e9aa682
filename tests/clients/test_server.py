"""What only a real connection shows: bodies that are refused, many clients at once, queries ended under load."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

MONSTER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def request(
    server: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers or {}, encode_chunked=not isinstance(body, bytes | None))
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()


def test_twenty_megabytes_are_refused_with_a_problem_document(server: str) -> None:
    status, headers, body = request(
        server, "POST", "/api/v1/articles", b"word " * 4_000_000, {"Content-Type": "text/plain"}
    )
    assert status == 413
    assert headers["Content-Type"] == "application/problem+json"
    assert "ONRECORD_MAX_BODY_BYTES" in json.loads(body)["detail"]


def test_a_body_without_a_length_is_refused_when_it_grows_too_large(server: str) -> None:
    pieces = (b"word " * 200_000 for _ in range(8))
    headers = {"Content-Type": "text/plain", "Transfer-Encoding": "chunked"}
    status, _, body = request(server, "POST", "/api/v1/articles", pieces, headers)
    assert status == 413
    assert json.loads(body)["title"] == "Too large"


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/statements", "/sparql?query=ASK%7B%7D", "/actor/kim-jong-un", "/metrics"]
)
def test_many_clients_at_once_get_the_same_answer(server: str, path: str) -> None:
    with ThreadPoolExecutor(16) as clients:
        answers = list(clients.map(lambda _: request(server, "GET", path), range(64)))
    assert {status for status, _, _ in answers} == {200}
    if path != "/metrics":
        assert len({body for _, _, body in answers}) == 1


def test_a_monster_is_ended_while_lookups_go_on(server: str) -> None:
    lookup = "/sparql?query=" + quote("SELECT * { <http://localhost:8000/actor/kim-jong-un> ?p ?o }")
    monster = "/sparql?query=" + quote(MONSTER)
    with ThreadPoolExecutor(4) as clients:
        running = clients.submit(request, server, "GET", monster)
        answers = [request(server, "GET", lookup)[0] for _ in range(50)]
        status, headers, body = running.result()
    assert set(answers) == {200}
    assert status == 503
    assert headers["Content-Type"] == "application/problem+json"
    assert "ONRECORD_QUERY_TIMEOUT" in json.loads(body)["detail"]


def test_metrics_are_those_of_all_web_processes(server: str) -> None:
    for _ in range(40):
        request(server, "GET", "/health/live")
    counted = set()
    for _ in range(10):
        text = request(server, "GET", "/metrics")[2].decode()
        line = next(line for line in text.splitlines() if "onrecord_requests_total" in line and "/health/live" in line)
        counted.add(float(line.rsplit(" ", 1)[1]))
    assert len(counted) == 1
    assert counted.pop() >= 40
