"""The durable queue: jobs and their tasks in SQLite. What ``submit`` has returned survives a kill and a power cut."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from service.jobs.model import Job, Payload, TaskKind


class Queue:
    """The queue in ``data_dir/queue.sqlite``; made if it is missing. Safe to use from several threads and processes.

    Raises ``UnavailableError`` when the file cannot be read or written.
    """

    def __init__(self, data_dir: Path) -> None:
        raise NotImplementedError

    def submit(self, kind: TaskKind, payloads: Iterable[Payload]) -> Job:
        """Accept a job of one task a payload; when this returns, it is on disk.

        The keys ``input`` and ``line`` of a payload name what it was made of, for errors.
        """
        raise NotImplementedError

    def job(self, job_id: str) -> Job:
        """Return a job with its errors (at most 1000 of them); ``NotFoundError`` when there is none of this id."""
        raise NotImplementedError

    def wait(self, job_id: str, timeout: float) -> Job:
        """Return the job once it is over, or as it stands after ``timeout`` seconds."""
        raise NotImplementedError

    def results(self, job_id: str) -> list[Any]:
        """Return the results of the job's tasks in their order, None for those without (see ``service.jobs.model``)."""
        raise NotImplementedError
