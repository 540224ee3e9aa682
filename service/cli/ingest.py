"""``onrecord ingest``: puts articles into the queue and waits for what becomes of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.text import Text

from service.cli.inputs import Input, files, read_inputs
from service.cli.working import TemporaryWriter
from service.jobs.model import Job, JobError
from service.jobs.queue import Queue
from service.model import Given
from service.settings import Settings

_ARTICLES_A_JOB = 200
_OPEN_ARTICLES = 1000  # in the queue at once: enough to keep all processes busy, little to do again after a kill
_POLL = 0.2


@dataclass(slots=True)
class Tally:
    """What became of the articles so far."""

    new: int = 0
    known: int = 0
    errors: list[JobError] = field(default_factory=list)

    def add(self, job: Job) -> None:
        """Count the tasks of a job that is over."""
        self.new += job.done - job.known
        self.known += job.known
        self.errors += job.errors

    @property
    def total(self) -> int:
        """How many have been counted."""
        return self.new + self.known + len(self.errors)


def run(settings: Settings, paths: list[str], given: Given, progress: bool | None) -> int:
    """Ingest what is in these paths; return the exit code."""
    queue, tally = Queue(settings.data), Tally()
    shown = sys.stderr.isatty() if progress is None else progress
    try:
        with TemporaryWriter(settings) as writer, _bar(shown) as bar:
            _Ingestion(queue, writer, tally, bar, _count(paths)).run(read_inputs(paths, given))
    except KeyboardInterrupt:
        print("Stopped; run the same command again to go on.", file=sys.stderr)
        _summarise(tally)
        return 1
    _summarise(tally)
    return 1 if tally.errors else 0


class _Ingestion:
    """Keeps a bounded number of articles in the queue and counts what becomes of them."""

    def __init__(
        self, queue: Queue, writer: TemporaryWriter, tally: Tally, bar: Progress, expected: int | None
    ) -> None:
        self._queue = queue
        self._writer = writer
        self._tally = tally
        self._bar = bar
        self._row = bar.add_task("articles", total=expected)
        self._open: dict[str, Job] = {}

    def run(self, inputs: Iterator[Input]) -> None:
        while portion := list(islice(inputs, _ARTICLES_A_JOB)):
            self._tally.errors += [
                JobError(detail=item.error, input=item.path, line=item.line) for item in portion if item.error
            ]
            payloads = [
                item.source.to_json() | {"input": item.path, "line": item.line} for item in portion if item.source
            ]
            if payloads:
                job = self._queue.submit("ingest", payloads)
                self._open[job.id] = job
            self._await(_OPEN_ARTICLES)
        self._await(0)

    def _await(self, most: int) -> None:
        """Wait until no more than this many articles are open."""
        while True:
            self._look()
            if sum(job.total - job.done - job.failed for job in self._open.values()) <= most:
                return
            self._writer.check()
            self._queue.wait(next(iter(self._open)), _POLL)

    def _look(self) -> None:
        for job_id in list(self._open):
            job = self._open[job_id] = self._queue.job(job_id)
            if job.is_over:
                self._tally.add(self._open.pop(job_id))
        ended = sum(job.done + job.failed for job in self._open.values())
        self._bar.update(self._row, completed=self._tally.total + ended)


class _RateColumn(ProgressColumn):
    """Articles a second."""

    def render(self, task: ProgressTask) -> Text:
        return Text("" if task.speed is None else f"{task.speed:.1f}/s")


def _bar(shown: bool) -> Progress:
    return Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, force_terminal=shown or None),
        disable=not shown,
    )


def _count(paths: list[str]) -> int | None:
    """Return how many articles there are, None where only reading everything would tell."""
    total = 0
    for path in files(paths):
        if path == "-" or path.endswith(".gz"):
            return None
        if path.endswith(".jsonl") and Path(path).is_file():
            with Path(path).open("rb") as file:
                total += sum(1 for line in file if line.strip())
        else:
            total += 1
    return total


def _summarise(tally: Tally) -> None:
    for error in tally.errors:
        place = error.input if error.line is None else f"{error.input}, line {error.line}"
        print(f"{place}: {error.detail}", file=sys.stderr)
    print(f"{tally.total} articles: {tally.new} new, {tally.known} known already, {len(tally.errors)} failed")
