"""Traces: what a collector is sent over OTLP, from a request through the queue to extraction, commit and query."""

from collections.abc import Callable
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from service import tracing
from tests.observe.collector import Collector, Seen
from tests.observe.conftest import TEXT, Running
from tests.servers import wait_until

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
_OUTSIDE = f"00-{_TRACE}-00f067aa0ba902b7-01"


def sent(collector: Collector, has_all: Callable[[dict[str, Seen]], bool]) -> dict[str, Seen]:
    wait_until(lambda: has_all(collector.of_trace(_TRACE)))
    return collector.of_trace(_TRACE)


def test_an_article_is_traced_from_the_request_to_the_commit(running: Running, collector: Collector) -> None:
    job = running.post(f"{TEXT} It was traced.", traceparent=_OUTSIDE, **{"X-Request-Id": "traced-1"})
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


def test_a_query_is_traced_without_what_it_asks(running: Running, collector: Collector) -> None:
    query = "SELECT ('Zanzibarquux' AS ?x) { }"
    answer = running.ask("GET", "/sparql", fields={"query": query}, headers={"traceparent": _OUTSIDE})
    assert answer.status == 200
    spans = sent(collector, lambda seen: {"GET /sparql", "query"} <= seen.keys())
    assert spans["query"].span.parent_span_id == spans["GET /sparql"].id
    assert spans["query"].attributes["onrecord.query.outcome"] == "answered"
    assert "Zanzibarquux" not in "".join(str(each.span) for each in collector.seen)


def test_the_log_names_the_trace(running: Running) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    headers = {"traceparent": _OUTSIDE, "X-Request-Id": "traced-2"}
    assert running.ask("GET", "/sparql", fields={"query": query}, headers=headers).status == 503
    ended = [line for line in running.lines() if line["event"] == "query" and line["request_id"] == "traced-2"]
    assert [(line["outcome"], line["trace_id"]) for line in ended] == [("rows", _TRACE)]


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
