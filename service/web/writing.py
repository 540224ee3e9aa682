"""Writes from a web worker: handed to the queue, waited for, and answered with what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, abort, jsonify, request

from service.errors import InternalError, OnRecordError, PreconditionError, UnavailableError
from service.jobs import Job, TaskKind
from service.web.access import caller
from service.web.context import backends
from service.web.headers import request_id
from service.web.operations import Answer
from service.web.revisions import note

_RETRY = 30  # seconds after which what could not be done may be tried again
PATIENCE = 60.0  # seconds that a write which has to be answered with its outcome is waited for
LATER = Answer(
    "The write is a job that will be carried out: do not send it again. Location leads to the job.",
    {
        "application/json": {
            "type": "object",
            "description": "The job, with what to do; of a write to a graph its IRI, too.",
            "required": ["id", "state", "detail"],
            "properties": {name: {"type": "string"} for name in ("id", "state", "detail", "graph")},
        }
    },
    ("Location", "Preference-Applied"),
)


def submitted(kind: TaskKind, payloads: Iterable[Mapping[str, Any]]) -> Job:
    """Have the queue accept a job of this request; it is on disk when this returns."""
    return backends().queue.submit(kind, payloads, request=request_id(), owner=caller().token)


def carried_out(kind: TaskKind, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Have one task carried out and return its result.

    When the writer does not get to it, or many wait for it already, a write ends the request with 202 (see
    ``accepted``), as a client that were told to try again would write twice. Raises the error that the task failed
    with, and ``UnavailableError`` when the writer does not get to one that writes nothing.
    """
    queue = backends().queue
    job = backends().waiting.wait(submitted(kind, [payload]).id, PATIENCE)
    if not job.is_over:
        if kind == "extract":
            queue.withdraw(job.id)
            raise UnavailableError(
                "The writer has not got to it in time, or many wait for it already. Try again later.",
                retry_after=_RETRY,
            )
        abort(accepted(job, payload.get("graph")))
    raise_failure(job)
    note(job.revision)
    result: dict[str, Any] = queue.results(job.id)[0]
    return result


def accepted(job: Job, graph: str | None = None) -> Response:
    """Return the answer to a write that will be carried out when the writer gets to it: where that can be seen."""
    address = f"{request.script_root}/api/v1/jobs/{job.id}"
    detail = f"The write waits for its turn and will be carried out: do not send it again, but look at {address}."
    response = jsonify(job.to_json() | {"detail": detail} | ({"graph": graph} if graph is not None else {}))
    response.status_code = 202
    response.headers["Location"] = address
    return response


def raise_failure(job: Job) -> None:
    """Raise what a job of one task failed with, as the error of its status."""
    if job.state == "failed" and job.errors:
        error = job.errors[0]
        if error.status == PreconditionError.status:
            there = backends().queue.results(job.id)[0] or {}
            raise PreconditionError(error.detail, state=there.get("state"))
        retry_after = _RETRY if error.status == UnavailableError.status else None
        kind = _by_status().get(error.status, InternalError)
        raise kind(error.detail, status=error.status, retry_after=retry_after)


def _by_status() -> dict[int, type[OnRecordError]]:
    kinds: list[type[OnRecordError]] = [OnRecordError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    # Of classes with the same status, the first in the tree of errors is the most general one.
    return {kind.status: kind for kind in reversed(kinds)}
