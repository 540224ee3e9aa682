"""Traces: what a collector is sent over OTLP, from a request through the queue to extraction, commit and query."""

import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import urllib3
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from service import tracing
from tests.observe.conftest import TEXT, Running
from tests.servers import onrecord, wait_until

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
_OUTSIDE = f"00-{_TRACE}-00f067aa0ba902b7-01"


@dataclass(frozen=True)
class Seen:
    """A span that was sent, and the process that made it."""

    process: str
    span: Span
    attributes: dict[str, Any]

    @property
    def id(self) -> bytes:
        return bytes(self.span.span_id)


@dataclass
class Collector:
    """An OTLP receiver on a free port."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    def of_trace(self, trace: str = _TRACE) -> dict[str, Seen]:
        return {each.span.name: each for each in self.seen if each.span.trace_id.hex() == trace}

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            said = {each.key: each.value.string_value for each in resource.resource.attributes}
            self.services.add(said["service.name"])
            for scope in resource.scope_spans:
                for span in scope.spans:
                    attributes = {each.key: each.value.string_value or each.value.int_value for each in span.attributes}
                    self.seen.append(Seen(said["onrecord.process"], span, attributes))


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    collected = Collector()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.path == "/v1/traces"
            collected.take(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        collected.url = f"http://127.0.0.1:{server.server_port}"
        yield collected
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def traced(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("traced")
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "ONRECORD_QUERY_ROWS": "1000",
    }
    with onrecord(folder / "data", log=folder / "log", **settings) as url, urllib3.PoolManager() as http:
        yield Running(url, folder / "log", http)


def sent(collector: Collector, has_all: Callable[[dict[str, Seen]], bool]) -> dict[str, Seen]:
    wait_until(lambda: has_all(collector.of_trace()))
    return collector.of_trace()


def test_an_article_is_traced_from_the_request_to_the_commit(traced: Running, collector: Collector) -> None:
    job = traced.post(TEXT, traceparent=_OUTSIDE, **{"X-Request-Id": "traced-1"})
    stages = {"text", "annotate", "extract", "link", "rdf"}
    wanted = {"POST /api/v1/articles", "queue ingest", "task ingest", "commit", "commit store", "commit index", *stages}
    spans = sent(collector, lambda seen: wanted <= seen.keys())
    request, queued, task, commit = (
        spans[name] for name in ("POST /api/v1/articles", "queue ingest", "task ingest", "commit")
    )
    assert request.span.parent_span_id.hex() == "00f067aa0ba902b7"
    assert request.span.kind == Span.SPAN_KIND_SERVER
    assert request.attributes["http.response.status_code"] == 202
    assert request.attributes["onrecord.request_id"] == "traced-1"
    assert queued.span.parent_span_id == request.id
    assert task.span.parent_span_id == commit.span.parent_span_id == queued.id
    assert {spans[stage].span.parent_span_id for stage in stages} == {task.id}
    assert all(task.span.start_time_unix_nano <= spans[stage].span.start_time_unix_nano for stage in stages)
    assert {task.attributes["onrecord.job_id"], queued.attributes["onrecord.job_id"]} == {job["id"]}
    assert (request.process, task.process) == ("web", "writer")
    assert collector.services == {"onrecord"}


def test_a_query_is_traced_without_what_it_asks(traced: Running, collector: Collector) -> None:
    query = "SELECT ('Zanzibarquux' AS ?x) { }"
    answer = traced.ask("GET", "/sparql", fields={"query": query}, headers={"traceparent": _OUTSIDE})
    assert answer.status == 200
    spans = sent(collector, lambda seen: {"GET /sparql", "query"} <= seen.keys())
    assert spans["query"].span.parent_span_id == spans["GET /sparql"].id
    assert spans["query"].attributes["onrecord.query.outcome"] == "answered"
    assert "Zanzibarquux" not in "".join(str(each.span) for each in collector.seen)


def test_the_log_names_the_trace(traced: Running) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    answer = traced.ask("GET", "/sparql", fields={"query": query}, headers={"traceparent": _OUTSIDE})
    assert answer.status == 503
    ended = [line for line in traced.lines() if line["event"] == "query" and line["outcome"] == "rows"]
    assert {line["trace_id"] for line in ended} == {_TRACE}


def test_where_the_packages_are_missing_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert tracing.complaint() is None
    monkeypatch.setattr(tracing, "find_spec", lambda _: None)
    assert "onrecord[tracing]" in str(tracing.complaint())
    tracing.start("test")
    assert not tracing.is_on()


def test_a_variable_that_cannot_be_used_does_not_keep_the_service_from_starting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "-1")
    tracing.start("test")
    assert not tracing.is_on()
    assert "there are no traces" in caplog.text


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_the_standard_variables_decide(
    environment: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert tracing.is_wanted() is wanted


def test_another_protocol_is_not_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    assert "grpc" in str(tracing.complaint())
