"""A writer for as long as a command runs, where no service is running."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from service.jobs.model import Job
from service.jobs.queue import Queue
from service.settings import Settings
from service.store.lock import LockedError
from service.wiring import open_writer

_RETRY = 1.0  # seconds until the next look whether the writer that there was has gone


class TemporaryWriter:
    """Works off the queue in a thread, unless another process does; takes over when that one goes.

    Leaving the ``with`` block commits what is done; what is still queued is left to the next writer.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None
        self._next_try = 0.0

    def __enter__(self) -> TemporaryWriter:
        self.check()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if error is None and self._error is not None:
            raise self._error

    def check(self) -> None:
        """See that somebody works off the queue; raises what ended this writer."""
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        if (self._thread is None or not self._thread.is_alive()) and time.monotonic() >= self._next_try:
            self._next_try = time.monotonic() + _RETRY
            self._thread = threading.Thread(target=self._work, name="writer")
            self._thread.start()

    def wait(self, queue: Queue, job: Job) -> Job:
        """Return the job once it is over."""
        while not job.is_over:
            self.check()
            job = queue.wait(job.id, _RETRY)
        return job

    def _work(self) -> None:
        try:
            with open_writer(self._settings) as writer:
                writer.run(self._stop)
        except LockedError:
            pass  # another process is the writer
        except BaseException as error:
            self._error = error
