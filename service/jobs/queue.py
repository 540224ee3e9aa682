"""The durable queue: jobs and their tasks in SQLite. What ``submit`` has returned survives a kill and a power cut."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service.errors import NotFoundError
from service.jobs.database import Database, now
from service.jobs.model import URGENT, Job, JobError, Payload, TaskKind

# seconds between two looks, each of which costs some microseconds: shorter at first, as small writes are quickly done
_SHORTEST_POLL, _LONGEST_POLL = 0.001, 0.02
_POLL_SHARE = 0.1  # of the time that has been waited
_MAX_ERRORS = 1000


class Queue:
    """The queue in ``data_dir/queue.sqlite``; made if it is missing. Safe to use from several threads and processes.

    Raises ``UnavailableError`` when the file cannot be read or written.
    """

    def __init__(self, data_dir: Path) -> None:
        self.database = Database(data_dir)

    def submit(
        self,
        kind: TaskKind,
        payloads: Iterable[Payload],
        *,
        request: str | None = None,
        trace: str | None = None,
        owner: str | None = None,
    ) -> Job:
        """Accept a job of one task a payload; when this returns, it is on disk.

        The keys ``input`` and ``line`` of a payload name what it was made of, for errors. ``request``, ``trace`` and
        ``owner`` are kept with the job (see ``Job``).
        """
        job_id = secrets.token_hex(8)
        insert = "INSERT INTO task (job, kind, urgent, payload, input, line) VALUES (?, ?, ?, ?, ?, ?)"
        with self.database.transaction() as db:
            db.execute(
                "INSERT INTO job (id, kind, state, created, total, request, trace, owner) "
                "VALUES (?, ?, 'queued', ?, 0, ?, ?, ?)",
                (job_id, kind, now(), request, trace, owner),
            )
            total = db.executemany(insert, _rows(job_id, kind, payloads)).rowcount
            db.execute("UPDATE job SET total = ? WHERE id = ?", (max(total, 0), job_id))
            db.execute("UPDATE workload SET tasks = tasks + ?", (max(total, 0),))
            if total <= 0:
                db.execute("UPDATE job SET state = 'done', finished = created WHERE id = ?", (job_id,))
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        """Return a job with its errors (at most 1000 of them); ``NotFoundError`` when there is none of this id."""
        with self.database.reading() as db:
            row = db.execute("SELECT * FROM job WHERE id = ?", (job_id,)).fetchone()
            if row is None:
                raise NotFoundError(f"There is no job {job_id}; finished jobs are forgotten after some days.")
            errors = db.execute(
                "SELECT error, input, line, status FROM task WHERE job = ? AND state = 'failed' ORDER BY id LIMIT ?",
                (job_id, _MAX_ERRORS),
            ).fetchall()
        return Job(**dict(row), errors=tuple(_error(row) for row in errors))

    def wait(self, job_id: str, timeout: float) -> Job:
        """Return the job once it is over, or as it stands after ``timeout`` seconds."""
        start = time.monotonic()
        end = start + timeout
        while True:
            version = self.database.version()
            job = self.job(job_id)
            if job.is_over:
                return job
            while self.database.version() == version:
                if time.monotonic() >= end:
                    return job
                waited = time.monotonic() - start
                time.sleep(min(max(_SHORTEST_POLL, _POLL_SHARE * waited), _LONGEST_POLL))

    def results(self, job_id: str) -> list[Any]:
        """Return the results of the job's tasks in their order, None for those without (see ``service.jobs.model``)."""
        with self.database.reading() as db:
            rows = db.execute("SELECT result FROM task WHERE job = ? ORDER BY id", (job_id,)).fetchall()
        return [json.loads(row["result"]) if row["result"] else None for row in rows]

    def waiting(self) -> int:
        """Return how many tasks are queued or running."""
        with self.database.reading() as db:
            return int(db.execute("SELECT tasks FROM workload").fetchone()[0])

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()


def _rows(job_id: str, kind: TaskKind, payloads: Iterable[Payload]) -> Iterator[tuple[Any, ...]]:
    for payload in payloads:
        content = {name: value for name, value in payload.items() if name not in ("input", "line")}
        text = json.dumps(content, ensure_ascii=False)
        yield job_id, kind, kind in URGENT, text, payload.get("input"), payload.get("line")


def _error(row: sqlite3.Row) -> JobError:
    return JobError(detail=row["error"], input=row["input"], line=row["line"], status=row["status"] or 500)
