"""Traces of requests, jobs, extraction, commits and queries by OpenTelemetry, where that is configured.

It is by the standard variables (``OTEL_EXPORTER_OTLP_ENDPOINT`` and the like), and needs the extra ``tracing``. Spans
are sent as OTLP over HTTP, in the background. Across the queue and between threads a span is known by its
``traceparent`` (W3C Trace Context). Where no traces are wanted nothing is imported, and every function returns at once.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

log = logging.getLogger(__name__)
Kind = Literal["internal", "server", "producer", "consumer"]
Attributes = Mapping[str, str | int | float | bool]

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_NEEDED = (
    *("opentelemetry", "opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.exporter.otlp"),
    *("opentelemetry.exporter.otlp.proto", "opentelemetry.exporter.otlp.proto.http"),
)
_MOST_LINKS = 32
_NANO = 1_000_000_000
_provider: TracerProvider | None = None
_tracer: Tracer | None = None


def is_wanted() -> bool:
    """Return whether the environment asks for traces."""
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "")
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or exporter == "none":
        return False
    return exporter == "otlp" or any(os.environ.get(name) for name in _ENDPOINTS)


def complaint() -> str | None:
    """Return why traces that are wanted cannot be made, or not as asked; None where there is nothing to say."""
    if not is_wanted():
        return None
    if not _is_installed():
        return (
            "Traces are asked for by OTEL_… variables, and the packages for them are not installed: "
            "pip install 'onrecord[tracing]'. There are none until then."
        )
    protocol = next(filter(None, map(os.environ.get, _PROTOCOLS)), "http/protobuf")
    if protocol != "http/protobuf":
        return f"Traces are sent as http/protobuf, the one protocol there is, and not as {protocol}."
    return None


def start(process: str) -> None:
    """Trace from now on what this process does, if that is wanted and possible (see ``complaint``)."""
    if not is_wanted() or not _is_installed():
        return
    try:
        _set_up(process)
    except ValueError as error:
        log.error("there are no traces, as an OTEL_… variable cannot be used: %s", error)  # noqa: TRY400


def _is_installed() -> bool:
    return all(find_spec(name) is not None for name in _NEEDED)  # in this order: a part is looked for in the whole


def _set_up(process: str) -> None:
    global _provider, _tracer
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    said: dict[str, str | int] = {"onrecord.process": process, "process.pid": os.getpid()}
    if "service.name=" not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "") and "OTEL_SERVICE_NAME" not in os.environ:
        said["service.name"] = "onrecord"
    processor = BatchSpanProcessor(OTLPSpanExporter())
    _provider = TracerProvider(resource=Resource.create(said))
    _provider.add_span_processor(processor)
    _tracer = _provider.get_tracer("onrecord")


def stop() -> None:
    """Send what there is and trace no more."""
    global _provider, _tracer
    provider, _provider, _tracer = _provider, None, None
    if provider is not None:
        provider.shutdown()


def is_on() -> bool:
    """Return whether this process traces."""
    return _tracer is not None


def traceparent() -> str | None:
    """Return what names the span under way, None where there is none."""
    if _tracer is None:
        return None
    from opentelemetry.trace import get_current_span

    return _named(get_current_span())


def trace_id() -> str | None:
    """Return the id of the trace of the span under way, as the log has it."""
    parent = traceparent()
    return None if parent is None else parent.split("-")[1]


class UnderWay:
    """A span that has begun, or nothing where none is wanted."""

    def __init__(self, span: Span | None = None) -> None:
        self._span = span

    def current(self) -> AbstractContextManager[Any]:
        """Have spans that begin within be below this one."""
        if self._span is None:
            return nullcontext()
        from opentelemetry.trace import use_span

        # Of exceptions only the kind is told, as in the log.
        return use_span(self._span, record_exception=False, set_status_on_exception=False)

    def rename(self, name: str) -> None:
        """Give it another name."""
        if self._span is not None:
            self._span.update_name(name)

    def note(self, attributes: Attributes, *, failed: bool = False) -> None:
        """Add what has become known."""
        if self._span is not None:
            self._span.set_attributes(attributes)
            if failed:
                from opentelemetry.trace import StatusCode

                self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        """End it."""
        if self._span is not None:
            self._span.end()


_NOTHING = UnderWay()


def begin(
    name: str, kind: Kind = "internal", attributes: Attributes | None = None, parent: str | None = None
) -> UnderWay:
    """Begin a span below ``parent`` (a traceparent), by default below the span under way."""
    if _tracer is None:
        return _NOTHING
    return UnderWay(_tracer.start_span(name, _context(parent), _kind(kind), attributes))


@contextmanager
def span(name: str, kind: Kind = "internal", attributes: Attributes | None = None) -> Iterator[None]:
    """Trace what is done within."""
    under_way = begin(name, kind, attributes)
    try:
        with under_way.current():
            yield
    except BaseException:
        under_way.note({}, failed=True)
        raise
    finally:
        under_way.end()


def record(
    name: str,
    begun: float,
    ended: float,
    *,
    kind: Kind = "internal",
    attributes: Attributes | None = None,
    parent: str | None = None,
    links: Iterable[str] = (),
    failed: bool = False,
) -> str | None:
    """Trace what is over, from ``begun`` to ``ended`` (seconds since 1970); return its traceparent.

    ``links`` are traceparents of what it was done for.
    """
    if _tracer is None:
        return None
    from opentelemetry.context import Context
    from opentelemetry.trace import Link, StatusCode, get_current_span

    contexts = [_context(link) for link in dict.fromkeys(links)]
    made = _tracer.start_span(
        name,
        _context(parent) or Context(),
        _kind(kind),
        attributes,
        [Link(get_current_span(each).get_span_context()) for each in contexts[:_MOST_LINKS] if each],
        start_time=int(begun * _NANO),
    )
    if failed:
        made.set_status(StatusCode.ERROR)
    made.end(int(ended * _NANO))
    return _named(made)


def _kind(kind: Kind) -> Any:
    from opentelemetry.trace import SpanKind

    return SpanKind[kind.upper()]


def _context(parent: str | None) -> Context | None:
    if parent is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": parent})


def _named(made: Span) -> str | None:
    context = made.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
