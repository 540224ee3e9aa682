"""What the writer tells of its work: metrics and traces of tasks, of the stages of extraction and of commits."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from service import tracing
from service.jobs.extraction import Extract
from service.jobs.model import Task, TaskKind
from service.jobs.stages import Timing
from service.jobs.worklist import Outcome
from service.metrics import metrics

Step = Literal["store", "commit", "index"]


@dataclass(slots=True)
class _Begun:
    """A task that was claimed: all but its payload, and what became known of it since."""

    kind: TaskKind
    accepted: str
    job: str
    trace: str | None
    since: float
    words: int = 0
    article: str | None = None
    timings: Sequence[Timing] = ()


class Account:
    """Follows tasks from the claim to their end. For one thread."""

    def __init__(self) -> None:
        self._begun: dict[int, _Begun] = {}
        self._steps: list[tuple[Step, float, float]] = []

    def claimed(self, tasks: Iterable[Task]) -> None:
        """Note tasks that are worked on from now on."""
        now = time.time()
        for task in tasks:
            self._begun[task.id] = _Begun(task.kind, task.accepted, task.job, task.trace, now)

    def extracted(self, task: Task, extract: Extract) -> None:
        """Note what the extraction of an article took."""
        for timing in extract.timings:
            metrics().stage_seconds.labels(timing.stage).observe(timing.seconds)
        begun = self._begun.get(task.id)
        if begun is not None:
            begun.words, begun.article, begun.timings = extract.words, extract.article, extract.timings

    def ended(self, outcomes: Iterable[Outcome], revision: str | None = None) -> None:
        """Note how tasks ended, once that is settled; ``revision`` is that of their commit."""
        now = datetime.now(UTC)
        traces: list[str] = []
        for outcome in outcomes:
            begun = self._begun.pop(outcome.task, None)
            if begun is not None:
                _count(begun, outcome, now)
                _trace(begun, outcome, now.timestamp())
                traces += [begun.trace] if begun.trace else []
        steps, self._steps = self._steps, []
        if steps and tracing.is_on():
            _trace_commit(steps, revision or "", list(dict.fromkeys(traces)))

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Time a step of a commit."""
        begun, start = time.time(), time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        metrics().stage_seconds.labels(step).observe(seconds)
        self._steps.append((step, begun, begun + seconds))


def _count(begun: _Begun, outcome: Outcome, now: datetime) -> None:
    counted = metrics()
    failed = outcome.error is not None
    counted.tasks.labels(begun.kind, "failed" if failed else "done").inc()
    waited = (now - datetime.fromisoformat(begun.accepted)).total_seconds()
    counted.task_seconds.labels(begun.kind).observe(max(0.0, waited))
    if begun.kind == "ingest":
        became = "failed" if failed else "known" if outcome.known else "stored"
        counted.articles.labels(became).inc()
        if became == "stored":
            counted.words.inc(begun.words)


def _trace(begun: _Begun, outcome: Outcome, now: float) -> None:
    """Trace a task below what made its job, and the stages of its extraction, which another process has timed."""
    if not tracing.is_on():
        return
    said: dict[str, str | int | float | bool] = {"onrecord.job_id": begun.job, "onrecord.known": outcome.known}
    if begun.article:
        said["onrecord.article"] = begun.article
    failed = outcome.error is not None
    task = tracing.record(
        f"task {begun.kind}", begun.since, now, kind="consumer", attributes=said, parent=begun.trace, failed=failed
    )
    for timing in begun.timings:
        tracing.record(timing.stage, timing.begun, timing.ended, parent=task)


def _trace_commit(steps: Sequence[tuple[Step, float, float]], revision: str, traces: Sequence[str]) -> None:
    """Trace a commit: below the one job it was made for, or linked to all of them."""
    parent = traces[0] if len(traces) == 1 else None
    links = () if parent else traces
    said = {"onrecord.revision": revision}
    commit = tracing.record("commit", steps[0][1], steps[-1][2], attributes=said, parent=parent, links=links)
    for step, begun, ended in steps:
        tracing.record(f"commit {step}", begun, ended, parent=commit)
