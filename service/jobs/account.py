"""What the writer tells of its work: metrics of tasks, of the stages of extraction and of commits."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from service.jobs.extraction import Extract
from service.jobs.model import Task, TaskKind
from service.jobs.worklist import Outcome
from service.metrics import metrics

Step = Literal["store", "commit", "index"]


@dataclass(slots=True)
class _Begun:
    """A task that was claimed: all but its payload, and what became known of it since."""

    kind: TaskKind
    accepted: str
    words: int = 0


class Account:
    """Follows tasks from the claim to their end. For one thread."""

    def __init__(self) -> None:
        self._begun: dict[int, _Begun] = {}

    def claimed(self, tasks: Iterable[Task]) -> None:
        """Note tasks that are worked on from now on."""
        for task in tasks:
            self._begun[task.id] = _Begun(task.kind, task.accepted)

    def extracted(self, task: Task, extract: Extract) -> None:
        """Note what the extraction of an article took."""
        for timing in extract.timings:
            metrics().stage_seconds.labels(timing.stage).observe(timing.seconds)
        if task.id in self._begun:
            self._begun[task.id].words = extract.words

    def ended(self, outcomes: Iterable[Outcome]) -> None:
        """Note how tasks ended, once that is settled."""
        now = datetime.now(UTC)
        for outcome in outcomes:
            begun = self._begun.pop(outcome.task, None)
            if begun is not None:
                _count(begun, outcome, now)

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Time a step of a commit."""
        start = time.perf_counter()
        yield
        metrics().stage_seconds.labels(step).observe(time.perf_counter() - start)


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
