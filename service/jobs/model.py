"""Jobs and tasks as the queue keeps them, and the payloads that each kind of task takes.

| kind | payload | result |
| --- | --- | --- |
| ``ingest`` | ``Source`` of the pipeline as JSON: text or html, and what is given about it | ``{article, known}`` |
| ``extract`` | the same; nothing is stored | the claims as JSON (CONTRACT §4) |
| ``reprocess`` | ``{article, force, dry_run}``: an id | ``{article, was, is, claims}``: see ``rereading`` |
| ``delete`` | ``{article}``: its id | ``{article, deleted}`` |
| ``update`` | ``{update, base_iri, using_graphs, using_named_graphs}``: all but the first may be left out | ``{}`` |
| ``graph_put`` | ``{graph, triples}``: IRI (null: the default graph) and N-Triples; replaces | ``{graph, created}`` |
| ``graph_post`` | the same; adds | ``{graph, created}`` |
| ``graph_delete`` | ``{graph}`` | ``{graph, deleted}`` |
| ``import`` | ``{path}``: an absolute path on this machine | ``{path}`` |
| ``reindex`` | ``{}`` | ``{}`` |

``ingest``, ``delete`` and those of graphs may have ``conditions``, too (see ``service.jobs.conditions``); where these
do not hold, the task fails with 412, and its result is ``{state}``, or null where there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

TaskKind = Literal[
    "ingest", "extract", "reprocess", "delete", "update", "graph_put", "graph_post", "graph_delete", "import", "reindex"
]
TASK_KINDS: tuple[TaskKind, ...] = get_args(TaskKind)
State = Literal["queued", "running", "done", "failed"]
STATES: tuple[State, ...] = get_args(State)
# Tasks that see and change the whole store, so that they wait for all before them, and all after them wait.
EXCLUSIVE: frozenset[TaskKind] = frozenset(TASK_KINDS) - {"ingest", "extract", "reprocess"}
# Tasks that somebody waits for and that change nothing, so that they need not wait for others.
URGENT: frozenset[TaskKind] = frozenset({"extract"})
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobError:
    """Why a task failed, with the input it concerns: a file name, or the line (from 1) of a bulk request.

    ``status`` is the HTTP status of the error.
    """

    detail: str
    input: str | None = None
    line: int | None = None
    status: int = 500

    def to_json(self) -> dict[str, Any]:
        """Return it as an entry of ``errors``."""
        return {"input": self.input, "line": self.line, "detail": self.detail, "status": self.status}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job: its tasks are counted in ``total``, and in ``done`` or ``failed`` once they have ended.

    ``known`` are those of ``done`` that changed nothing, because the article was in the graph already. The state is
    ``failed`` when no task succeeded, otherwise ``done`` once all have ended. Times are ISO 8601, UTC. ``revision`` is
    the store's that has what those tasks wrote which have ended. ``request``, ``trace`` (W3C traceparent) and ``owner``
    say what it came with: the id of the request, its trace, and the name of the token. ``ahead`` are the open tasks of
    other jobs before its first one, and ``seconds_left`` is how long it will take at the pace of late; None once it is
    over, and where no pace is known.
    """

    id: str
    kind: TaskKind
    state: State
    created: str
    started: str | None = None
    finished: str | None = None
    total: int = 0
    done: int = 0
    known: int = 0
    failed: int = 0
    revision: str | None = None
    request: str | None = None
    trace: str | None = None
    owner: str | None = None
    ahead: int | None = None
    seconds_left: float | None = None
    errors: tuple[JobError, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ("done", "failed")

    @property
    def seconds(self) -> float | None:
        """How long it has been worked on: from the first task taken to the last one ended, or until now."""
        if self.started is None:
            return None
        end = datetime.fromisoformat(self.finished) if self.finished else datetime.now(UTC)
        return max(0.0, (end - datetime.fromisoformat(self.started)).total_seconds())

    @property
    def per_second(self) -> float | None:
        """How many of its tasks have ended in a second of that time."""
        ended = self.done + self.failed
        return ended / self.seconds if ended and self.seconds else None

    def summary(self) -> dict[str, Any]:
        """Return the job as the list of jobs shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "done": self.done,
            "known": self.known,
            "failed": self.failed,
            "total": self.total,
            "created": self.created,
            "started": self.started,
            "finished": self.finished,
            "seconds": _rounded(self.seconds),
            "per_second": _rounded(self.per_second),
            "revision": self.revision,
            "request": self.request,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the job as ``GET /jobs/ID`` shows it (CONTRACT §3)."""
        errors = [error.to_json() for error in self.errors]
        return {**self.summary(), "ahead": self.ahead, "seconds_left": _rounded(self.seconds_left), "errors": errors}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is to do: tasks that wait and that are worked on, open jobs, and when the oldest of these was accepted."""

    queued: int
    running: int
    jobs: int
    oldest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, claimed from the queue. ``accepted`` is when its job was accepted (ISO 8601, UTC).

    ``request`` and ``trace`` are those of its job.
    """

    id: int
    job: str
    kind: TaskKind
    payload: dict[str, Any]
    accepted: str
    attempts: int = 0
    request: str | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTask:
    """How a task stands: its state, and the result or the error once it has ended."""

    id: int
    job: str
    state: State
    result: Any = None
    error: str | None = None
    status: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits or is worked on."""
        return self.state in ("queued", "running")
