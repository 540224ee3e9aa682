"""Writes from a web worker: handed to the queue, waited for, and answered with what became of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from service.errors import InternalError, OnRecordError, UnavailableError
from service.jobs import Job, TaskKind
from service.web.context import backends

_WAIT = re.compile(r'(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})', re.IGNORECASE)
MAX_WAIT = 60  # seconds that a request may ask to be kept waiting
PATIENCE = 60.0  # seconds that a write which has to be answered with its outcome is waited for


def preferred_wait() -> int | None:
    """Return the seconds of ``Prefer: wait=N`` (RFC 7240), at most ``MAX_WAIT``; None where it is not asked for."""
    asked = _WAIT.search(request.headers.get("Prefer", ""))
    return min(int(asked[1]), MAX_WAIT) if asked else None


def carried_out(kind: TaskKind, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Have one task carried out and return its result.

    Raises the error that it failed with, and ``UnavailableError`` when the writer does not get to it.
    """
    queue = backends().queue
    job = queue.wait(queue.submit(kind, [payload]).id, PATIENCE)
    if not job.is_over:
        raise UnavailableError(
            f"The writer has not got to it yet; it is job {job.id} and will be carried out.", retry_after=30
        )
    raise_failure(job)
    result: dict[str, Any] = queue.results(job.id)[0]
    return result


def raise_failure(job: Job) -> None:
    """Raise what a job of one task failed with, as the error of its status."""
    if job.state == "failed" and job.errors:
        error = job.errors[0]
        raise _by_status().get(error.status, InternalError)(error.detail, status=error.status)


def _by_status() -> dict[int, type[OnRecordError]]:
    kinds: list[type[OnRecordError]] = [OnRecordError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    # Of classes with the same status, the first in the tree of errors is the most general one.
    return {kind.status: kind for kind in reversed(kinds)}
