"""What the processes of a service count and time, for Prometheus.

Each process counts in files of its own in a folder that they share (``PROMETHEUS_MULTIPROC_DIR``), and a web worker
adds them up when it is asked. The files belong to places, ``writer`` or ``web-1``, not to process ids: one that is
started again takes the place of the one that ended and goes on counting, so that nothing is left behind and no count
falls. Without such a folder a process counts for itself.
"""

from __future__ import annotations

import fcntl
import logging
import os
from functools import lru_cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, values

log = logging.getLogger(__name__)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_KINDS = ("counter", "histogram")  # of metrics, each with a file a process
_FILE = 1 << 18  # bytes: a thousand series; taken from the disk beforehand, as a full one would end the process later
_MOMENTS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_WAITS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)


class Metrics:
    """All that is counted."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        to = self.registry
        self.requests = Counter("onrecord_requests", "Requests answered", ["method", "route", "status"], registry=to)
        self.request_seconds = Histogram(
            "onrecord_request_seconds", "Time to answer", ["route"], registry=to, buckets=_MOMENTS
        )
        self.refused = Counter(
            "onrecord_refused_requests", "Requests refused, by the kind of problem", ["status", "reason"], registry=to
        )
        self.limits = Counter(
            "onrecord_limits_reached", "Requests that reached a limit, by its setting", ["setting"], registry=to
        )
        self.queries = Counter("onrecord_queries", "SPARQL queries evaluated", ["lane", "outcome"], registry=to)
        self.query_seconds = Histogram(
            "onrecord_query_seconds", "Time of their evaluation", ["lane", "outcome"], registry=to, buckets=_MOMENTS
        )
        self.query_cache = Counter("onrecord_query_cache_hits", "SPARQL queries answered by kept answers", registry=to)
        self.tasks = Counter("onrecord_tasks", "Tasks of jobs that have ended", ["kind", "outcome"], registry=to)
        self.task_seconds = Histogram(
            "onrecord_task_seconds",
            "Time from a job's acceptance to a task's end",
            ["kind"],
            registry=to,
            buckets=_WAITS,
        )
        self.articles = Counter(
            "onrecord_ingested_articles", "Articles sent that have been dealt with", ["outcome"], registry=to
        )
        self.words = Counter("onrecord_ingested_words", "Words of the articles that were stored", registry=to)
        self.stage_seconds = Histogram(
            "onrecord_stage_seconds",
            "Time of a stage of extraction or of a commit",
            ["stage"],
            registry=to,
            buckets=_MOMENTS,
        )
        self.restarts = Counter(
            "onrecord_process_restarts", "Processes started again after they ended", ["process"], registry=to
        )


_sharing: int | None = None  # the id of the process that shares: one that it forks does not yet


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """Return what this process counts with."""
    if not is_shared():
        values.ValueClass = values.MutexValue  # not the library's own way of sharing, which the variable would choose
    return Metrics()


def is_shared() -> bool:
    """Return whether this process counts in the folder that all share."""
    return _sharing == os.getpid()


def share(name: str) -> None:
    """Count in the folder that the processes share, if there is one; called before anything is counted.

    A process whose files cannot be made, as on a full disk, counts for itself.
    """
    global _sharing
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    try:
        place = _place(Path(folder), name)
    except OSError as error:
        log.warning("what the %s counts is not shared, %s cannot be written: %s", name, folder, error.strerror)
        return
    values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]
    _sharing = os.getpid()
    metrics.cache_clear()


def unshare() -> None:
    """Count for this process alone from now on, also what an app counts that was made before."""
    global _sharing
    _sharing = None
    values.ValueClass = values.MutexValue
    metrics.cache_clear()


def _place(folder: Path, name: str) -> str:
    """Return the first place of this name that no running process has; it is this process's until it ends."""
    number = 1
    while True:
        place = f"{name}-{number}"
        descriptor = os.open(folder / f"{place}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            number += 1
            continue
        for kind in _KINDS:
            _make(folder / f"{kind}_{place}.db")
        return place


def _make(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_size == 0:
            os.posix_fallocate(descriptor, 0, _FILE)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
