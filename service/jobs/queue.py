"""The durable queue: jobs and their tasks in SQLite. What ``submit`` has returned survives a kill and a power cut."""

from __future__ import annotations

import json
import logging
import math
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service import tracing
from service.errors import NotFoundError, QueueFullError, TooLargeError
from service.jobs.database import WAITS_ALONE, Database, now
from service.jobs.model import URGENT, Backlog, FoundTask, Job, JobError, Payload, State, TaskKind
from service.jobs.room import Room
from service.logs import ids

log = logging.getLogger(__name__)

# seconds between two looks, each of which costs some microseconds: shorter at first, as small writes are quickly done
_SHORTEST_POLL, _LONGEST_POLL = 0.001, 0.02
_POLL_SHARE = 0.1  # of the time that has been waited
_MAX_ERRORS = 1000
_NOT_PAYLOAD = ("input", "line", "digest")  # keys of a payload that are columns of their own
_RETRY, _LONGEST_RETRY = 30, 3600  # seconds: where no pace of work is known, and at most


class Queue:
    """The queue in ``data_dir/queue.sqlite``; made if it is missing. Safe to use from several threads and processes.

    Where ``most_open`` is given, it takes tasks while no more than that are open; those that somebody waits for
    (``URGENT``) are always taken. Where ``room`` is given, it takes tasks while there is room on the disk. Raises
    ``UnavailableError`` when the file cannot be read or written.
    """

    def __init__(self, data_dir: Path, *, most_open: int | None = None, room: Room | None = None) -> None:
        self.database = Database(data_dir)
        self._most_open = most_open
        self._room = room

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

        The keys ``input`` and ``line`` of a payload name what it was made of, for errors. ``request`` (by default what
        the log knows the request by), ``trace`` and ``owner`` are kept with the job (see ``Job``). Raises
        ``QueueFullError`` where there is no room for it now, ``TooLargeError`` where there never would be, and
        ``UnavailableError`` where the disk has no room.
        """
        if self._room is not None:
            self._room.require()
        request = request or ids().get("request_id")
        job_id = secrets.token_hex(8)
        with tracing.span(f"queue {kind}", "producer", {"onrecord.job_id": job_id}):
            total = self._insert(job_id, kind, payloads, (request, trace or tracing.traceparent(), owner))
        log.debug("job accepted", extra={"job_id": job_id, "kind": kind, "tasks": total})
        return self.job(job_id)

    def _insert(self, job_id: str, kind: TaskKind, payloads: Iterable[Payload], of: tuple[str | None, ...]) -> int:
        """Put a job into the tables and return the number of its tasks; ``of``: request, trace and owner."""
        insert = "INSERT INTO task (job, kind, urgent, payload, input, line, digest) VALUES (?, ?, ?, ?, ?, ?, ?)"
        most = None if kind in URGENT else self._most_open
        if most is not None:
            with self.database.reading() as db:
                _require_room(db, most, 1)  # before a bulk of many is read
        rows = list(_rows(job_id, kind, payloads))  # reading takes seconds, for which nobody else shall have to wait
        total = len(rows)
        with self.database.transaction() as db:
            if most is not None:
                _require_room(db, most, total)
            db.execute(
                "INSERT INTO job (id, kind, state, created, total, request, trace, owner) "
                "VALUES (?, ?, 'queued', ?, ?, ?, ?, ?)",
                (job_id, kind, now(), total, *of),
            )
            db.executemany(insert, rows)
            db.execute("UPDATE workload SET tasks = tasks + ?", (total,))
            if total == 0:
                db.execute("UPDATE job SET state = 'done', finished = created WHERE id = ?", (job_id,))
        return total

    def withdraw(self, job_id: str) -> None:
        """Take back a job that nobody waits for any more, unless it has been begun."""
        with self.database.transaction() as db:
            deleted = db.execute("DELETE FROM job WHERE id = ? AND state = 'queued' RETURNING total", (job_id,))
            for row in deleted.fetchall():
                db.execute("UPDATE workload SET tasks = tasks - ?", (row["total"],))

    def job(self, job_id: str) -> Job:
        """Return a job with its errors (at most 1000 of them); ``NotFoundError`` when there is none of this id."""
        with self.database.reading() as db:
            return _standing(db, _job(db, job_id))

    def jobs(
        self,
        limit: int,
        *,
        state: State | None = None,
        owner: str | None = None,
        before: tuple[str, str] | None = None,
    ) -> list[Job]:
        """Return jobs without their errors, the newest first; ``before``: when one was created, and its id."""
        conditions = [(f"{name} = ?", [value]) for name, value in (("state", state), ("owner", owner)) if value]
        if before is not None:
            conditions.append(("(created, id) < (?, ?)", [*before]))
        where = f"WHERE {' AND '.join(condition for condition, _ in conditions)}" if conditions else ""
        values = [value for _, given in conditions for value in given]
        with self.database.reading() as db:
            rows = db.execute(f"SELECT * FROM job {where} ORDER BY created DESC, id DESC LIMIT ?", [*values, limit])
            return [Job(**dict(row)) for row in rows]

    def wait(self, job_id: str, timeout: float) -> Job:
        """Return the job once it is over, or as it stands after ``timeout`` seconds."""
        start = time.monotonic()
        end = start + timeout
        while True:
            version = self.database.version()
            with self.database.reading() as db:
                job = _job(db, job_id)
            if job.is_over:
                return job
            while self.database.version() == version:
                if time.monotonic() >= end:
                    return self.job(job_id)
                waited = time.monotonic() - start
                time.sleep(min(max(_SHORTEST_POLL, _POLL_SHARE * waited), _LONGEST_POLL))

    def over(self, job_ids: Collection[str]) -> set[str]:
        """Return those of these jobs of which nothing is left to do; those that there are not are among them."""
        with self.database.reading() as db:
            marks = ", ".join("?" * len(job_ids))
            rows = db.execute(
                f"SELECT id FROM job WHERE id IN ({marks}) AND state IN ('queued', 'running')", [*job_ids]
            )
            return {*job_ids} - {row["id"] for row in rows}

    def results(self, job_id: str) -> list[Any]:
        """Return the results of the job's tasks in their order, None for those without (see ``service.jobs.model``)."""
        with self.database.reading() as db:
            rows = db.execute("SELECT result FROM task WHERE job = ? ORDER BY id", (job_id,)).fetchall()
        return [json.loads(row["result"]) if row["result"] else None for row in rows]

    def find(self, digests: Sequence[str]) -> dict[str, FoundTask]:
        """Return the newest task of each of these digests that is open or has succeeded."""
        marks = ", ".join("?" * len(digests))
        with self.database.reading() as db:
            rows = db.execute(
                f"SELECT id, job, digest, state, result, error, status FROM task WHERE digest IN ({marks}) "
                "AND state != 'failed' ORDER BY id",
                digests,
            )
            return {row["digest"]: _found(row) for row in rows}

    def ended(self, tasks: Sequence[int]) -> list[FoundTask]:
        """Return those of these tasks that have ended."""
        marks = ", ".join("?" * len(tasks))
        with self.database.reading() as db:
            rows = db.execute(
                f"SELECT id, job, state, result, error, status FROM task WHERE id IN ({marks}) "
                "AND state IN ('done', 'failed')",
                tasks,
            )
            return [_found(row) for row in rows]

    def waiting(self) -> int:
        """Return how many tasks are queued or running."""
        with self.database.reading() as db:
            return int(db.execute("SELECT tasks FROM workload").fetchone()[0])

    def is_settled(self) -> bool:
        """Return whether the newest commit has all that was accepted but new articles: nothing else is waiting."""
        with self.database.reading() as db:
            return db.execute(f"SELECT 1 FROM task WHERE {WAITS_ALONE} LIMIT 1").fetchone() is None

    def backlog(self) -> Backlog:
        """Return what is to do."""
        with self.database.reading() as db:
            tasks = _workload(db).tasks
            running = db.execute("SELECT count(*) FROM task WHERE state = 'running'").fetchone()[0]
            jobs, oldest = db.execute(
                "SELECT count(*), min(created) FROM job WHERE state IN ('queued', 'running')"
            ).fetchone()
        return Backlog(queued=max(0, tasks - running), running=running, jobs=jobs, oldest=oldest)

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()


def _rows(job_id: str, kind: TaskKind, payloads: Iterable[Payload]) -> Iterator[tuple[Any, ...]]:
    for payload in payloads:
        content = {name: value for name, value in payload.items() if name not in _NOT_PAYLOAD}
        text = json.dumps(content, ensure_ascii=False)
        yield job_id, kind, kind in URGENT, text, *(payload.get(name) for name in _NOT_PAYLOAD)


def _found(row: sqlite3.Row) -> FoundTask:
    return FoundTask(
        id=row["id"],
        job=row["job"],
        state=row["state"],
        result=json.loads(row["result"]) if row["result"] else None,
        error=row["error"],
        status=row["status"],
    )


def _job(db: sqlite3.Connection, job_id: str) -> Job:
    row = db.execute("SELECT * FROM job WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no job {job_id}; finished jobs are forgotten after some days.")
    if not row["failed"]:
        return Job(**dict(row))
    errors = db.execute(
        "SELECT error, input, line, status FROM task WHERE job = ? AND state = 'failed' ORDER BY id LIMIT ?",
        (job_id, _MAX_ERRORS),
    ).fetchall()
    return Job(**dict(row), errors=tuple(_error(row) for row in errors))


def _standing(db: sqlite3.Connection, job: Job) -> Job:
    """Return a job with its place in the queue."""
    if job.is_over:
        return job
    first = db.execute(
        "SELECT min(id) FROM task WHERE job = ? AND state IN ('queued', 'running')", (job.id,)
    ).fetchone()[0]
    ahead: int = db.execute(
        "SELECT (SELECT count(*) FROM task WHERE state = 'running' AND id < :first)"
        " + (SELECT count(*) FROM task WHERE state = 'queued' AND urgent = 0 AND id < :first)",
        {"first": 0 if job.kind in URGENT else first},
    ).fetchone()[0]
    work = _workload(db)
    left = job.total - job.done - job.failed
    return replace(job, ahead=ahead, seconds_left=work.seconds_for(ahead + left))


@dataclass(frozen=True, slots=True)
class _Workload:
    """How many tasks are open, and how many ended in how many seconds of work."""

    tasks: int
    ended: float
    seconds: float

    def seconds_for(self, tasks: int) -> float | None:
        return tasks * self.seconds / self.ended if self.ended > 0 else None


def _workload(db: sqlite3.Connection) -> _Workload:
    return _Workload(*db.execute("SELECT tasks, ended, seconds FROM workload").fetchone())


def _require_room(db: sqlite3.Connection, most: int, tasks: int) -> None:
    """Raise unless so many more tasks may be open; the work of late tells when to come again."""
    if tasks > most:
        raise TooLargeError(
            f"These are {tasks:,} articles; no more than {most:,} tasks may be open at once (ONRECORD_MAX_OPEN_TASKS). "
            "Send them in parts."
        )
    work = _workload(db)
    too_many = work.tasks + tasks - most
    if too_many > 0:
        seconds = work.seconds_for(too_many)
        raise QueueFullError(
            f"{work.tasks:,} tasks are waiting already, and no more than {most:,} may be (ONRECORD_MAX_OPEN_TASKS). "
            "Nothing was accepted; try again later.",
            retry_after=_RETRY if seconds is None else math.ceil(min(max(seconds, 1), _LONGEST_RETRY)),
        )


def _error(row: sqlite3.Row) -> JobError:
    return JobError(detail=row["error"], input=row["input"], line=row["line"], status=row["status"] or 500)
