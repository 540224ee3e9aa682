"""Each limit, reached over HTTP: the status that docs/operations.md tells, the setting, and when to try again."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.project.readme import OPERATIONS, code, rows
from tests.servers import TOKEN, onrecord, wait_until

SMALL = {
    "ONRECORD_MAX_BODY_BYTES": "20000",
    "ONRECORD_MAX_BULK_BYTES": "40000",
    "ONRECORD_MAX_BULK_ARTICLES": "3",
    "ONRECORD_MAX_OPEN_TASKS": "2",
    "ONRECORD_MAX_TEXT_CHARS": "2000",
    "ONRECORD_MAX_NAME_CHARS": "100",
    "ONRECORD_MAX_URL_CHARS": "100",
    "ONRECORD_MAX_PARTS": "2",
    "ONRECORD_MAX_QUERY_CHARS": "1000",
    "ONRECORD_MAX_PARAMETERS": "10",
    "ONRECORD_MAX_REQUEST_LINE": "3000",
    "ONRECORD_MAX_HEADERS": "30",
    "ONRECORD_MAX_HEADER_BYTES": "2000",
    "ONRECORD_QUERY_TIMEOUT": "5",
    "ONRECORD_QUERY_MEMORY": "50000000",
    "ONRECORD_QUERY_ROWS": "1000",
    "ONRECORD_QUERY_BYTES": "200000",
    "ONRECORD_READS_PER_MINUTE": "3",
    "ONRECORD_WRITES_PER_MINUTE": "3",
}
# What takes several clients at once, a disk of one's own or a bad article has tests of its own (sparql/test_lanes,
# faults, jobs).
ELSEWHERE = {
    "ONRECORD_QUERY_PROCESSES",
    "ONRECORD_QUERY_WAITING",
    "ONRECORD_EXTRACTION_MEMORY",
    "ONRECORD_MIN_FREE_BYTES",
    "ONRECORD_UPDATE_TIMEOUT",
}
TRIPLES = "?a ?b ?c"
LOOP = " ".join(f"?s ?p{number} ?o{number} ." for number in range(12))
MANY = f"{TRIPLES} . ?d ?e ?f . ?g ?h ?i"
FORWARDED = {"X-Forwarded-For": "192.0.2.1"}
Answer = urllib3.BaseHTTPResponse


@pytest.fixture(scope="module")
def send(seeded_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Answer]]:
    data = tmp_path_factory.mktemp("limits") / "data"
    shutil.copytree(seeded_data, data, symlinks=True)
    with onrecord(data, **SMALL) as address, urllib3.PoolManager() as pool:

        def ask(
            method: str, path: str, *, token: bool = True, headers: dict[str, str] | None = None, **body: Any
        ) -> Any:
            authorization = {"Authorization": f"Bearer {TOKEN}"} if token else {}
            asked = authorization | (headers or {})
            return pool.request(method, address + path, headers=asked, retries=False, **body)

        yield ask


def posted(media_type: str, body: str) -> dict[str, Any]:
    return {"headers": {"Content-Type": media_type}, "body": body.encode()}


def article(**said: str) -> dict[str, Any]:
    return posted("application/json", json.dumps({"text": "Kenya has sent 400 soldiers to Haiti.", **said}))


def lines(number: int) -> dict[str, Any]:
    return posted(
        "application/x-ndjson", "".join(json.dumps({"text": f"News {each}."}) + "\n" for each in range(number))
    )


def query(text: str) -> dict[str, Any]:
    return posted("application/sparql-query", text)


CASES: list[tuple[str, int, str, str, dict[str, Any]]] = [
    ("ONRECORD_MAX_BODY_BYTES", 413, "POST", "/api/v1/articles", posted("text/plain", "a " * 11_000)),
    ("ONRECORD_MAX_BULK_BYTES", 413, "POST", "/api/v1/articles/bulk", posted("application/x-ndjson", " " * 50_000)),
    ("ONRECORD_MAX_BULK_BYTES", 413, "PUT", "/data/mine", posted("text/turtle", "#" * 50_000)),
    ("ONRECORD_MAX_BULK_ARTICLES", 413, "POST", "/api/v1/articles/bulk", lines(4)),
    ("ONRECORD_MAX_OPEN_TASKS", 413, "POST", "/api/v1/articles/bulk", lines(3)),
    ("ONRECORD_MAX_TEXT_CHARS", 413, "POST", "/api/v1/extract", posted("text/plain", "word " * 500)),
    ("ONRECORD_MAX_NAME_CHARS", 422, "POST", "/api/v1/articles", article(title="t" * 101)),
    ("ONRECORD_MAX_NAME_CHARS", 422, "POST", f"/api/v1/articles?publisher={'p' * 101}", article()),
    ("ONRECORD_MAX_URL_CHARS", 422, "POST", "/api/v1/articles", article(url=f"https://example.org/{'u' * 100}")),
    (
        "ONRECORD_MAX_PARTS",
        413,
        "POST",
        "/data/mine",
        {"fields": {name: (f"{name}.ttl", "<urn:a> <urn:b> 1 .", "text/turtle") for name in "abc"}},
    ),
    ("ONRECORD_MAX_QUERY_CHARS", 413, "POST", "/sparql", query(f"ASK {{}} #{' ' * 1000}")),
    ("ONRECORD_MAX_PARAMETERS", 414, "GET", f"/api/v1/articles?{'&'.join(f'q{n}=x' for n in range(11))}", {}),
    (
        "ONRECORD_MAX_PARAMETERS",
        413,
        "POST",
        "/sparql",
        posted("application/x-www-form-urlencoded", "&".join(["query=ASK{}", *["default-graph-uri=urn:x"] * 10])),
    ),
    ("ONRECORD_MAX_REQUEST_LINE", 414, "GET", f"/api/v1/articles?q={'x' * 3000}", {}),
    ("ONRECORD_MAX_HEADERS", 431, "GET", "/health/live", {"headers": {f"X-Number-{n}": "1" for n in range(40)}}),
    ("ONRECORD_MAX_HEADER_BYTES", 431, "GET", "/health/live", {"headers": {"X-Long": "x" * 2500}}),
    ("ONRECORD_QUERY_TIMEOUT", 503, "POST", "/sparql", query(f"SELECT (COUNT(*) AS ?n) {{ {LOOP} }}")),
    ("ONRECORD_QUERY_MEMORY", 503, "POST", "/sparql", query(f"SELECT * {{ {MANY} }} ORDER BY ?a ?f")),
    ("ONRECORD_QUERY_ROWS", 503, "POST", "/sparql", query(f"SELECT ?b {{ {TRIPLES} }}")),
    (
        "ONRECORD_QUERY_BYTES",
        503,
        "POST",
        "/sparql",
        query(f"SELECT ('{'long ' * 100}' AS ?text) {{ {TRIPLES} }} LIMIT 900"),
    ),
]


@pytest.mark.parametrize(("setting", "status", "method", "path", "request_"), CASES, ids=lambda value: str(value)[:40])
def test_who_reaches_a_limit_is_told_which(
    send: Callable[..., Answer], setting: str, status: int, method: str, path: str, request_: dict[str, Any]
) -> None:
    refused(send(method, path, **request_), setting, status)


@pytest.mark.parametrize(
    ("setting", "path", "method"),
    [
        ("ONRECORD_READS_PER_MINUTE", "/api/v1/articles", "GET"),
        ("ONRECORD_WRITES_PER_MINUTE", "/api/v1/extract", "POST"),
    ],
)
def test_who_asks_too_often_is_told_when_to_come_again(
    send: Callable[..., Answer], setting: str, path: str, method: str
) -> None:
    answers = [send(method, path, token="", headers=FORWARDED) for _ in range(4)]
    assert {answer.status for answer in answers[:3]} != {429}
    refused(answers[3], setting, 429)


def test_a_full_queue_is_told_when_there_may_be_room(send: Callable[..., Answer]) -> None:
    sent: list[Answer] = []

    def is_full() -> bool:
        text = f"Kenya has sent {len(sent)} soldiers to Haiti, officials said. " * 20
        sent.append(send("POST", "/api/v1/articles", **posted("text/plain", text)))
        return sent[-1].status == 503

    wait_until(is_full)
    refused(sent[-1], "ONRECORD_MAX_OPEN_TASKS", 503)


def test_every_limit_that_is_documented_is_reached_here_or_has_tests_of_its_own() -> None:
    told: dict[str, set[str]] = {}
    for _, settings, statuses, *_ in rows("Limits", OPERATIONS):
        for setting in code(settings):
            told.setdefault(setting, set()).update(re.findall(r"\b[45]\d\d\b", statuses))
    assert told.keys() == SMALL.keys() | ELSEWHERE
    for setting, status, *_ in CASES:
        assert str(status) in told[setting], setting
    assert {setting for setting, *_ in CASES} | ELSEWHERE >= told.keys() - set(
        {"ONRECORD_READS_PER_MINUTE", "ONRECORD_WRITES_PER_MINUTE"}
    )


def refused(answer: Answer, setting: str, status: int) -> None:
    said = json.loads(answer.data)
    assert (answer.status, said["status"]) == (status, status), said
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert re.search(setting, said["detail"]), said
    assert ("Retry-After" in answer.headers) == (status in (429, 503)), dict(answer.headers)
    if status in (429, 503):
        assert int(answer.headers["Retry-After"]) > 0
