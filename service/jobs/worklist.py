"""The writer's side of the queue: taking tasks, and noting how they ended.

Either the effect of a task is in the store and the task is marked as ended, or neither: before a commit is published,
the outcomes it carries are noted under its revision (``announce``); they are applied after it (``settle``). A writer
that finds such a note when it starts compares the revision with the store's, and knows.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.jobs.database import COUNT_OPEN, Database, now
from service.jobs.model import EXCLUSIVE, Task

MAX_ATTEMPTS = 5  # at a task during which the writer ends: more than chance has it there when the writer is killed
_KEPT_DAYS = 7  # finished jobs
_JOBS_AT_ONCE = 100  # that are forgotten: who submits meanwhile waits
_MOST_CHARS = 8_000_000  # of payloads that are taken at once: articles may have some megabytes each
_HALF_LIFE = 300.0  # seconds after which what was measured of the pace of work counts half


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a task ended: with a result, or an error and its HTTP status. ``known``: it changed nothing."""

    task: int
    result: Any = None
    error: str | None = None
    status: int | None = None
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit of the store: the revision before it and its own, the graphs it changes (None: any), the outcomes."""

    base: str
    revision: str
    graphs: Sequence[str] | None
    outcomes: Sequence[Outcome]


class Worklist:
    """What the one writer does with the queue."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = -1
        self._busy_since: float | None = None  # time.monotonic

    def has_news(self) -> bool:
        """Return whether anything was written to the queue by others since the last call."""
        version = self._database.version()
        changed, self._version = version != self._version, version
        return changed

    def claim(self, limit: int, *, exclusive: bool) -> list[Task]:
        """Take the next tasks: a run of those that may go on side by side, or one that must be alone.

        That one is only taken when ``exclusive``, and its attempt is counted before it is made: it may end the process.
        """
        at = time.monotonic()
        with self._database.transaction() as db:
            rows = db.execute(
                "SELECT task.*, job.created AS accepted, job.request, job.trace FROM task "
                "JOIN job ON job.id = task.job WHERE task.state = 'queued' ORDER BY urgent DESC, task.id LIMIT ?",
                (limit,),
            )
            chosen = _run(_some(rows), exclusive)
            if chosen and self._busy_since is None:  # looking in vain is no beginning of work
                self._busy_since = at
            for row in chosen:
                alone = row["kind"] in EXCLUSIVE
                db.execute(
                    "UPDATE task SET state = 'running', attempts = attempts + ? WHERE id = ?", (alone, row["id"])
                )
            db.executemany(
                "UPDATE job SET state = 'running', started = coalesce(started, ?) WHERE id = ?",
                [(now(), job) for job in {row["job"] for row in chosen}],
            )
        return [_task(row) for row in chosen]

    def count_attempt(self, task: int) -> int:
        """Count an attempt of a task that ended an extraction process; return how many there were."""
        with self._database.transaction() as db:
            row = db.execute("UPDATE task SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", (task,))
            return int(row.fetchone()[0])

    def discount_attempt(self, task: int) -> None:
        """Take back an attempt that did nothing."""
        with self._database.transaction() as db:
            db.execute("UPDATE task SET attempts = attempts - 1 WHERE id = ?", (task,))

    def finish(self, outcomes: Iterable[Outcome]) -> None:
        """Mark tasks as ended that changed nothing in the store."""
        with self._database.transaction() as db:
            self._note_pace(db, _apply(db, outcomes))

    def announce(self, commit: Commit) -> None:
        """Note a commit that is about to be published."""
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO commit_under_way VALUES (1, ?)", (json.dumps(asdict(commit)),))

    def announced(self) -> Commit | None:
        """Return the commit that was noted last, unless it is settled."""
        with self._database.reading() as db:
            row = db.execute("SELECT content FROM commit_under_way").fetchone()
        if row is None:
            return None
        content = json.loads(row["content"])
        return Commit(**content | {"outcomes": [Outcome(**outcome) for outcome in content["outcomes"]]})

    def settle(self, outcomes: Iterable[Outcome], revision: str) -> None:
        """Mark the tasks of the published commit as ended, and forget the note."""
        with self._database.transaction() as db:
            self._note_pace(db, _apply(db, outcomes, revision))
            db.execute("DELETE FROM commit_under_way")

    def _note_pace(self, db: sqlite3.Connection, ended: int) -> None:
        """Count tasks that ended, and the time that they took; what was long ago counts less and less."""
        at, since = time.monotonic(), self._busy_since
        seconds = 0.0 if since is None else at - since
        left = db.execute(
            "UPDATE workload SET tasks = tasks - :ended, ended = ended * :kept + :ended, "
            "seconds = seconds * :kept + :seconds RETURNING tasks",
            {"ended": ended, "seconds": seconds, "kept": 0.5 ** (seconds / _HALF_LIFE)},
        ).fetchone()["tasks"]
        self._busy_since = at if left > 0 else None  # time without tasks is no time that they take

    def release(self) -> None:
        """Put back what was taken and is not ended."""
        with self._database.transaction() as db:
            db.execute("UPDATE task SET state = 'queued' WHERE state = 'running'")

    def recover(self) -> None:
        """Put back what was running when the last writer ended."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM commit_under_way")
            db.execute("UPDATE task SET state = 'queued' WHERE state = 'running'")
            db.execute(f"UPDATE workload SET tasks = ({COUNT_OPEN})")

    def forget(self) -> int:
        """Forget some of the jobs that ended long ago; return how many they were, 0 when none is left."""
        some = "SELECT id FROM job WHERE julianday(finished) < julianday('now') - ? LIMIT ?"
        with self._database.transaction() as db:
            return db.execute(f"DELETE FROM job WHERE id IN ({some})", (_KEPT_DAYS, _JOBS_AT_ONCE)).rowcount


def _some(rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    """Return the first of these, which together are no more than the writer may hold; at least one, if there is one."""
    some: list[sqlite3.Row] = []
    held = 0
    for row in rows:
        held += len(row["payload"])
        if some and held > _MOST_CHARS:
            break
        some.append(row)
    return some


def _run(rows: Sequence[sqlite3.Row], exclusive: bool) -> Sequence[sqlite3.Row]:
    for index, row in enumerate(rows):
        if row["kind"] in EXCLUSIVE:
            return rows[: 1 if exclusive and index == 0 else index]
    return rows


def _apply(db: sqlite3.Connection, outcomes: Iterable[Outcome], revision: str | None = None) -> int:
    """Mark tasks as ended and count them in their jobs; return how many were not marked so before."""
    jobs, ended = set(), 0
    for outcome in outcomes:
        failed = outcome.error is not None
        result = None if outcome.result is None else json.dumps(outcome.result, ensure_ascii=False)
        # The payload is let go: the text of an article is kept in the store, not here.
        row = db.execute(
            "UPDATE task SET state = ?, result = ?, error = ?, status = ?, payload = NULL "
            "WHERE id = ? AND state IN ('queued', 'running') RETURNING job",
            ("failed" if failed else "done", result, outcome.error, outcome.status, outcome.task),
        ).fetchone()
        if row is not None:
            jobs.add(row["job"])
            ended += 1
            db.execute(
                "UPDATE job SET done = done + ?, known = known + ?, failed = failed + ?, "
                "revision = coalesce(?, revision) WHERE id = ?",
                (not failed, outcome.known, failed, revision, row["job"]),
            )
    db.executemany(
        "UPDATE job SET state = CASE WHEN done = 0 THEN 'failed' ELSE 'done' END, finished = ? "
        "WHERE id = ? AND done + failed = total",
        [(now(), job) for job in jobs],
    )
    return ended


def _task(row: sqlite3.Row) -> Task:
    return Task(
        id=row["id"],
        job=row["job"],
        kind=row["kind"],
        payload=json.loads(row["payload"]),
        accepted=row["accepted"],
        attempts=row["attempts"],
        request=row["request"],
        trace=row["trace"],
    )
