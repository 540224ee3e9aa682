"""Ends updates that take too long. The engine cannot be interrupted, so the writer ends, and starts again."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import QueryLimitError, UnavailableError
from service.jobs.model import Task, TaskKind
from service.jobs.worklist import Outcome, Worklist

log = logging.getLogger(__name__)
_LIMITED: frozenset[TaskKind] = frozenset({"update"})  # the work of others is bounded by the size of what was sent


class Watchdog:
    """Gives up an update after so many seconds, and ends this process with it: nothing of the update is in the store.

    For a process that is started again when it ends, and a store that keeps only commits.
    """

    def __init__(self, worklist: Worklist, seconds: float) -> None:
        self._worklist = worklist
        self._seconds = seconds

    @contextmanager
    def over(self, task: Task) -> Iterator[None]:
        """Watch over a task while it is carried out."""
        if task.kind not in _LIMITED:
            yield
            return
        lock, ended = threading.Lock(), threading.Event()

        def give_up() -> None:
            with lock:  # until the process has ended: nothing is committed meanwhile
                if not ended.is_set():
                    self._end(task)

        timer = threading.Timer(self._seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            with lock:
                ended.set()
            timer.cancel()

    def _end(self, task: Task) -> None:
        error = f"It took more than {self._seconds:g} seconds (ONRECORD_UPDATE_TIMEOUT), and nothing of it was done."
        log.error("job %s: %s The writer is started again", task.job, error)
        try:
            self._worklist.finish([Outcome(task=task.id, error=error, status=QueryLimitError.status)])
        except UnavailableError as failure:  # its attempts are counted: after some it is given up in any case
            log.error("task %d stays open: %s", task.id, failure.detail)  # noqa: TRY400
        os._exit(1)
