"""``onrecord reprocess``: has stored articles read again, waits for it, and tells what changed."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from service.cli.progress import bar
from service.cli.working import TemporaryWriter
from service.errors import UnavailableError
from service.extractor_version import extractor_name
from service.index import Index
from service.jobs.model import Job
from service.jobs.queue import Queue
from service.jobs.rereading import COUNTS, choose, in_sum, payloads
from service.jobs.room import Room
from service.settings import Settings
from service.vocabulary import Iris
from service.wiring import open_source

_POLL = 0.2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read again: these articles, else those of a publisher, else all."""

    articles: tuple[str, ...]
    publisher: str | None
    force: bool
    dry_run: bool


def run(settings: Settings, wanted: Wanted, progress: bool | None, *, as_json: bool) -> int:
    """Have articles read again; return the exit code."""
    queue = Queue(settings.data, room=Room(settings.data, settings.min_free_bytes))
    with TemporaryWriter(settings) as writer:
        chosen = _chosen(settings, writer, wanted)
        job = queue.submit("reprocess", payloads(chosen, force=wanted.force, dry_run=wanted.dry_run))
        try:
            _wait(queue, writer, job, shown=sys.stderr.isatty() if progress is None else progress)
        except KeyboardInterrupt:
            print(f"Stopped; what is left of job {job.id} is done when the service or a command runs.", file=sys.stderr)
            return 1
    job, results = queue.job(job.id), [result for result in queue.results(job.id) if result is not None]
    for error in job.errors:
        print(f"{error.input}: {error.detail}", file=sys.stderr)
    if as_json:
        print(json.dumps(_as_json(job, wanted, results), ensure_ascii=False, indent=2))
    else:
        _tell(job, wanted, results)
    return 1 if job.failed else 0


def _chosen(settings: Settings, writer: TemporaryWriter, wanted: Wanted) -> list[str]:
    """Choose the articles, by the index, once that is up to the newest commit: it may have to be made anew first."""
    source = open_source(settings)
    while not _is_level(settings, source.revision):
        writer.check()
        time.sleep(_POLL)
    with closing(Index.open(settings.data, read_only=True)) as index:
        return choose(
            index,
            Iris(settings.base_iri),
            extractor_name(settings.extractor, settings.llm_model),
            articles=wanted.articles,
            publisher=wanted.publisher,
            force=wanted.force,
        )


def _is_level(settings: Settings, revision: str) -> bool:
    try:
        with closing(Index.open(settings.data, read_only=True)) as index:
            return bool(revision) and index.revision == revision
    except UnavailableError:  # of another version: the writer makes it anew
        return False


def _wait(queue: Queue, writer: TemporaryWriter, job: Job, *, shown: bool) -> None:
    with bar(shown) as drawn:
        row = drawn.add_task("articles", total=job.total)
        while not job.is_over:
            writer.check()
            job = queue.wait(job.id, _POLL)
            drawn.update(row, completed=job.done + job.failed)


def _as_json(job: Job, wanted: Wanted, results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "job": job.id,
        "dry_run": wanted.dry_run,
        "read": job.done - job.known,
        "unchanged": job.known,
        "failed": job.failed,
        "claims": in_sum(results),
        "articles": results,
        "errors": [error.to_json() for error in job.errors],
    }


def _tell(job: Job, wanted: Wanted, results: list[dict[str, Any]]) -> None:
    read = "would be stored" if wanted.dry_run else "stored"
    print(f"{job.total} articles read again: {job.done - job.known} {read}, {job.known} current, {job.failed} failed")
    if job.total == 0:
        return
    table = Table("claims", *COUNTS, box=None)
    for kind, counts in in_sum(results).items():
        table.add_row(kind, *(str(counts[name]) for name in COUNTS))
    Console().print(table)
