"""``onrecord ingest``: puts articles into the queue and waits for what becomes of them."""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from rich.progress import Progress

from service.cli.inputs import Input, files, read_inputs
from service.cli.progress import bar
from service.cli.tally import Tally
from service.cli.working import TemporaryWriter
from service.errors import OnRecordError, UnavailableError
from service.jobs.model import FoundTask, Job, JobError, Payload
from service.jobs.queue import Queue
from service.jobs.room import Room
from service.model import Given
from service.pipeline import Source
from service.settings import Settings
from service.text import article_id
from service.vocabulary import Iris
from service.wiring import open_source

_ARTICLES_A_JOB = 200
_OPEN_ARTICLES = 1000  # in the queue at once: enough to keep all processes busy, little to do again after a kill
_POLL = 0.2


def run(settings: Settings, paths: list[str], given: Given, progress: bool | None, *, as_json: bool = False) -> int:
    """Ingest what is in these paths; return the exit code."""
    queue, tally = Queue(settings.data, room=Room(settings.data, settings.min_free_bytes)), Tally()
    shown = sys.stderr.isatty() if progress is None else progress
    ingestion: _Ingestion | None = None
    try:
        with TemporaryWriter(settings) as writer, bar(shown) as drawn:
            ingestion = _Ingestion(queue, writer, tally, drawn, _Stored(settings), _count(paths))
            ingestion.run(read_inputs(paths, given, settings.max_body_bytes))
    except (KeyboardInterrupt, OnRecordError) as error:
        if isinstance(error, KeyboardInterrupt):
            print("Stopped; run the same command again to go on.", file=sys.stderr)
        left = ingestion.count_up() if ingestion else 0
        print(tally.to_json(left=left) if as_json else tally.told(left=left))
        if isinstance(error, OnRecordError):
            raise
        return 1
    print(tally.to_json() if as_json else tally.told())
    return 1 if tally.errors else 0


class _Stored:
    """What is in the graph already, so that nobody need be asked to read it again."""

    def __init__(self, settings: Settings) -> None:
        self._source = open_source(settings)
        self._iris = Iris(settings.base_iri)
        self._is_remote = settings.store is not None

    def has(self, item: Source, done: FoundTask | None) -> bool:
        """Return whether an article is in the graph; ``done`` is an earlier task of the same content.

        No where that cannot be told without more ado: of a page that was not sent before, say.
        """
        if done is not None:
            article = (done.result or {}).get("article")
        elif isinstance(item.content, str) and not item.is_html and not self._is_remote:
            article = article_id(item.content)
        else:
            article = None
        if article is None:
            return False
        try:
            return self._source.reader().has_graph(str(self._iris.graph(article)))
        except UnavailableError:  # there is nothing yet, or the server is away, for which the writer waits
            return False


class _Ingestion:
    """Keeps a bounded number of articles in the queue and counts what becomes of them.

    What an earlier run has left in the queue is waited for and not sent again.
    """

    def __init__(
        self,
        queue: Queue,
        writer: TemporaryWriter,
        tally: Tally,
        bar: Progress,
        stored: _Stored,
        expected: int | None,
    ) -> None:
        self._queue = queue
        self._writer = writer
        self._tally = tally
        self._bar = bar
        self._stored = stored
        self._row = bar.add_task("articles", total=expected)
        self._name = f"ingest-{secrets.token_hex(4)}"
        self._jobs: dict[str, Job] = {}
        self._left_by_others: dict[int, Input] = {}

    @property
    def open(self) -> int:
        """How many articles are in the queue of which it is not known yet what becomes of them."""
        return sum(job.total - job.done - job.failed for job in self._jobs.values()) + len(self._left_by_others)

    def count_up(self) -> int:
        """Count what has ended by now of the jobs that are not over; return how many articles are left in the queue."""
        with suppress(UnavailableError):
            self._look()
        left = self.open
        while self._jobs:
            self._tally.add(self._jobs.popitem()[1])
        return left

    def run(self, inputs: Iterator[Input]) -> None:
        while portion := list(islice(inputs, _ARTICLES_A_JOB)):
            for item in portion:
                if item.error:
                    self._tally.fail(JobError(detail=item.error, input=item.file, line=item.line))
            payloads = self._unknown([item for item in portion if item.source])
            if payloads:
                job = self._queue.submit("ingest", payloads, request=self._name)
                self._jobs[job.id] = job
            self._await(_OPEN_ARTICLES)
        self._await(0)

    def _unknown(self, items: Sequence[Input]) -> list[Payload]:
        """Return what the queue has to be asked to do: not what is in the graph, nor what it has been asked before."""
        sources = [(item, item.source) for item in items if item.source]
        payloads = [source.to_json() | {"digest": _digest(source)} for _, source in sources]
        is_settled = (
            self._queue.is_settled()
        )  # otherwise what is there now may be taken out before it is this one's turn
        found = self._queue.find([payload["digest"] for payload in payloads]) if is_settled else {}
        unknown: list[Payload] = []
        for (item, source), payload in zip(sources, payloads, strict=True):
            task = found.get(payload["digest"])
            if task is not None and task.is_open and task.job not in self._jobs and task.id not in self._left_by_others:
                self._left_by_others[task.id] = item
            elif is_settled and self._stored.has(source, task):
                self._tally.known += 1
            else:
                unknown.append(payload | {"input": item.file, "line": item.line})
        return unknown

    def _await(self, most: int) -> None:
        """Wait until no more than this many articles are open."""
        while True:
            self._look()
            if self.open <= most:
                return
            self._writer.check()
            if self._jobs:
                self._queue.wait(next(iter(self._jobs)), _POLL)
            else:
                time.sleep(_POLL)

    def _look(self) -> None:
        for job_id in list(self._jobs):
            job = self._jobs[job_id] = self._queue.job(job_id)
            if job.is_over:
                self._tally.add(self._jobs.pop(job_id))
        for task in self._queue.ended(list(self._left_by_others)):
            self._count(self._left_by_others.pop(task.id), task)
        ended = sum(job.done + job.failed for job in self._jobs.values())
        self._bar.update(self._row, completed=self._tally.total + ended)

    def _count(self, item: Input, task: FoundTask) -> None:
        if task.error is not None:
            self._tally.fail(JobError(detail=task.error, input=item.file, line=item.line, status=task.status or 500))
        elif (task.result or {}).get("known"):
            self._tally.known += 1
        else:
            self._tally.new += 1


def _digest(source: Source) -> str:
    """Return what tells an article as it was sent, with all that is said about it, from any other."""
    return hashlib.sha256(json.dumps(source.to_json(), sort_keys=True).encode()).hexdigest()[:32]


def _count(paths: list[str]) -> int | None:
    """Return how many articles there are, None where only reading everything would tell."""
    total = 0
    for path in files(paths):
        if path == "-" or path.endswith(".gz"):
            return None
        total += _lines_in(path) if path.endswith(".jsonl") else 1
    return total


def _lines_in(path: str) -> int:
    """Return how many articles a file of lines has; 1 where it cannot be read, which is told when it is its turn."""
    try:
        with Path(path).open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 1
