"""A process that is kept running and tells when a fresh one should take its place.

It does so over a pipe, of which it gets the descriptor as its last argument, a byte at a time (``News``). The fresh one
prepares itself beside it; once that tells that it is at work, the old one gets SIGUSR1, ends what it has begun, and
then itself.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from service.serve.child import Child
from service.sparql.processes.news import News

log = logging.getLogger(__name__)
_SUCCESSOR = "successor"  # argument of a process that is to take the place of another


class SuccessionChild(Child):
    """A child whose place is taken by a fresh process when it asks for one."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        descriptors: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name, command, descriptors, environment)
        self._news = -1
        self._successor: tuple[subprocess.Popen[bytes], int] | None = None
        self._retired: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the process."""
        self._dismiss_successor()
        self._started = time.monotonic()
        self._close_news()
        self._process, self._news = self._opened()

    def restart_if_ended(self) -> None:
        """Start the process again if it has ended, and have another take its place where it asks for that."""
        if self._successor is not None and News.AT_WORK in _heard(self._successor[1]):
            self._succeed()
        super().restart_if_ended()
        self._retired = [process for process in self._retired if process.poll() is None]
        if self._process is None:
            return
        if self._successor is None:
            if News.GROWN in _heard(self._news):
                self._begin_succession()
        elif self._successor[0].poll() is not None:
            log.warning("the %s that was to take over has ended; the old one goes on", self._name)
            self._dismiss_successor()

    def end(self, deadline: float) -> None:
        """Ask the process to end, and kill it when the deadline (``time.monotonic``) has passed."""
        self._dismiss_successor()
        super().end(deadline)
        for process in self._retired:
            process.terminate()

    def kill(self) -> None:
        """End the process, and those before and after it, now."""
        self._dismiss_successor()
        for process in self._retired:
            process.kill()
            process.wait()
        super().kill()
        self._close_news()

    def _begin_succession(self) -> None:
        try:
            self._successor = self._opened(_SUCCESSOR)
        except OSError as error:  # it is asked for again
            text = "a fresh %s cannot be started: %s; the old one goes on"
            log.error(text, self._name, error.strerror)  # noqa: TRY400

    def _succeed(self) -> None:
        assert self._successor is not None
        self._close_news()
        old, (self._process, self._news), self._successor = self._process, self._successor, None
        self._started = time.monotonic()
        if old is not None:
            old.send_signal(signal.SIGUSR1)
            self._retired.append(old)
        log.info("a fresh %s has taken over", self._name)

    def _opened(self, *arguments: str) -> tuple[subprocess.Popen[bytes], int]:
        """Start a process; return it with the end of the pipe to hear it by."""
        news, end = os.pipe()
        os.set_blocking(news, False)
        try:
            return self._popen([*self._command, str(end), *arguments], [*self._descriptors, end]), news
        except BaseException:
            os.close(news)
            raise
        finally:
            os.close(end)

    def _dismiss_successor(self) -> None:
        if self._successor is not None:
            process, news = self._successor
            self._successor = None
            os.close(news)
            process.kill()
            process.wait()

    def _close_news(self) -> None:
        if self._news >= 0:
            os.close(self._news)
            self._news = -1


def _heard(news: int) -> bytes:
    with suppress(BlockingIOError):
        return os.read(news, 64)
    return b""
