"""Requests that wait for their jobs: one thread looks for all of them, and no more wait than a web worker can spare.

Each holds a thread of the web worker. Those that looked for themselves would keep each other, and whoever reads, from
the processor.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from service.errors import OnRecordError
from service.jobs.model import Job
from service.jobs.queue import Queue

MOST = 16  # requests of one web worker that wait at once: half its threads, so that the others find one
# Seconds between two looks, each of which costs some microseconds: shorter at first, as small writes are quickly done.
_SHORTEST_POLL, _LONGEST_POLL = 0.001, 0.02
_POLL_SHARE = 0.1  # of the time that the newest one has waited
_LONGEST_TURN = 1.0  # seconds
_REST = 2.0  # seconds without anybody who waits after which the thread ends


@dataclass(eq=False, slots=True)
class _Waiter:
    job: str
    since: float = field(default_factory=time.monotonic)
    told: threading.Event = field(default_factory=threading.Event)


class Waiting:
    """Has threads of one process wait for jobs in a queue, ``most`` of them at once."""

    def __init__(self, queue: Queue, most: int = MOST) -> None:
        self._queue = queue
        self._most = most
        self._changed = threading.Condition()
        self._waiters: set[_Waiter] = set()
        self._news = False  # somebody has come since the last look
        self._runs = False
        self._turn = threading.Lock()

    def wait(self, job_id: str, timeout: float) -> Job:
        """Return the job once it is over, or as it stands after ``timeout`` seconds, or at once where many wait.

        Raises as ``Queue.job``.
        """
        waiter = _Waiter(job_id)
        if self._enter(waiter):
            try:
                waiter.told.wait(timeout)
            finally:
                with self._changed:
                    self._waiters.discard(waiter)
        return self._queue.job(job_id)

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """Let those whom a commit has released go on one after the other, but none wait for long.

        All of them together would keep those who read from the processor for a tenth of a second.
        """
        has_turn = self._turn.acquire(timeout=_LONGEST_TURN)
        try:
            yield
        finally:
            if has_turn:
                self._turn.release()

    @property
    def has_room(self) -> bool:
        """Whether one more may wait."""
        return len(self._waiters) < self._most

    def _enter(self, waiter: _Waiter) -> bool:
        with self._changed:
            if not self.has_room:
                return False
            self._waiters.add(waiter)
            self._news = True
            self._changed.notify()
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._look, name="jobs", daemon=True).start()
            return True

    def _look(self) -> None:
        version = -1
        try:
            while True:
                waiters, has_news = self._awaited()
                if not waiters:
                    return
                try:
                    newest = self._queue.database.version()
                    if newest != version or has_news:
                        version = newest
                        over = self._queue.over({waiter.job for waiter in waiters})
                        _tell([waiter for waiter in waiters if waiter.job in over])
                except OnRecordError:
                    _tell(waiters)  # who waits finds out for himself
                youngest = time.monotonic() - max(waiter.since for waiter in waiters)
                time.sleep(min(max(_SHORTEST_POLL, _POLL_SHARE * youngest), _LONGEST_POLL))
        finally:
            self._queue.close()

    def _awaited(self) -> tuple[list[_Waiter], bool]:
        """Return those who wait, as soon as there are some, and whether any of them is new.

        Nobody, and the thread is to end, after a while.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiters, _REST):
                self._runs = False
            news, self._news = self._news, False
            return list(self._waiters), news


def _tell(waiters: list[_Waiter]) -> None:
    for waiter in waiters:
        waiter.told.set()
