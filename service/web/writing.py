"""Writes from a web worker: handed to the queue, waited for, and answered with what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.errors import InternalError, OnRecordError, UnavailableError
from service.jobs import Job, TaskKind
from service.web.context import backends
from service.web.revisions import note

PATIENCE = 60.0  # seconds that a write which has to be answered with its outcome is waited for


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
    note(job.revision)
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
