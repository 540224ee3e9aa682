"""/health/live, /health/ready and /metrics: for supervisors and Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.access import Scope
from service.errors import OnRecordError
from service.jobs.pulse import fault
from service.jobs.room import Room
from service.web.context import Backends, backends
from service.web.metrics import registry
from service.web.operations import TEXT, Answer, operation

_STATE = {"application/json": {"type": "object"}}


def blueprint() -> Blueprint:
    """Return the routes for supervisors."""
    face = Blueprint("health", __name__)
    face.add_url_rule("/health/live", view_func=live)
    face.add_url_rule("/health/ready", view_func=ready)
    face.add_url_rule("/metrics", view_func=metrics)
    return face


@operation(
    summary="Whether the process is alive", tag="health", scope=Scope.OPEN, answers={200: Answer("It is.", _STATE)}
)
def live() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@operation(
    summary="Whether requests can be served",
    tag="health",
    scope=Scope.OPEN,
    answers={200: Answer("They can.", _STATE), 503: Answer("They cannot: which part fails, and why.", _STATE)},
)
def ready() -> Response:
    """Say which parts can be used."""
    faults = dict(_faults(backends()))
    response = jsonify(status="failing" if faults else "ok", **({"faults": faults} if faults else {}))
    response.status_code = 503 if faults else 200
    response.headers["Cache-Control"] = "no-store"
    if faults:
        response.headers["Retry-After"] = "10"
    return response


@operation(
    summary="Metrics for Prometheus",
    tag="health",
    closed=Scope.ADMIN,
    answers={200: Answer("All metrics.", {"text/plain": TEXT})},
)
def metrics() -> Response:
    """Return all metrics."""
    return Response(generate_latest(registry(current_app)), content_type=CONTENT_TYPE_LATEST)


def _faults(parts: Backends) -> Iterator[tuple[str, str]]:
    checks: Mapping[str, Callable[[], object]] = {
        "store": parts.source.check,
        "index": parts.index.check,
        "queue": parts.queue.waiting,
    }
    for name, check in checks.items():
        try:
            check()
        except OnRecordError as error:
            yield name, error.detail
    settings = parts.settings
    unserved = fault(settings.data, settings.ready_writer_away, settings.ready_writer_stuck)
    if unserved is not None:
        yield "writer", unserved
    lacking = Room(settings.data, settings.min_free_bytes).fault()
    if lacking is not None:
        yield "disk", lacking
