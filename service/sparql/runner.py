"""Running queries so that they end: in processes of their own, which are ended when a query goes past its time.

The engine can neither be interrupted nor told a limit. A query process holds nothing that can be lost (it reads a
checkpoint), so it sets the kernel's alarm before each query and is gone when that goes off; another takes its place.
"""

from __future__ import annotations

import select
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import IO, Protocol

from service import errors
from service.errors import InternalError, OnRecordError, QueryError, QueryLimitError, UnavailableError
from service.sparql.answering import Answer, Question, answer
from service.sparql.wire import Frame, read_frame, write_frame
from service.store.protocol import GraphSource

_GRACE = 2.0  # seconds beyond its time until a process that did not end itself is ended from outside
_BUSY_RETRY = 5  # seconds after which a client that found all processes busy may try again


class QueryRunner(Protocol):
    """Runs queries under a limit of time."""

    def run(self, question: Question) -> Answer:
        """Return the serialised answer.

        Raises ``QueryError`` for SPARQL that does not parse, ``NotAcceptableError`` where the answer is of a sort the
        client takes in no format, ``QueryLimitError`` past the time limit, ``UnavailableError`` when the store is away.
        """

    def close(self) -> None:
        """End all processes."""


class DirectRunner:
    """Runs queries in this process: for a store that is another server, whose time limit is the connection's."""

    def __init__(self, source: GraphSource) -> None:
        self._source = source

    def run(self, question: Question) -> Answer:
        """Return the serialised answer (see ``QueryRunner``)."""
        return answer(self._source.reader(), question)

    def close(self) -> None:
        """Nothing is held."""


class ProcessRunner:
    """Runs queries on the checkpoints in ``data_dir``, as many at once as ``processes``; for several threads."""

    def __init__(self, data_dir: Path, *, processes: int, timeout: float) -> None:
        self._command = [sys.executable, "-m", "service.sparql.worker", str(data_dir.absolute())]
        self._timeout = timeout
        self._free = BoundedSemaphore(processes)
        self._idle: deque[_Process] = deque()
        self._lock = Lock()
        self._closed = False

    def run(self, question: Question) -> Answer:
        """Return the serialised answer (see ``QueryRunner``)."""
        if not self._free.acquire(timeout=self._timeout):
            raise QueryLimitError(
                "All queries that may run at once are busy; try again later.", retry_after=_BUSY_RETRY
            )
        try:
            return self._run(question)
        finally:
            self._free.release()

    def close(self) -> None:
        """End all idle processes, and those that are busy when they are done."""
        with self._lock:
            self._closed = True
            idle = list(self._idle)
            self._idle.clear()
        for process in idle:
            process.end()

    def _run(self, question: Question) -> Answer:
        process = self._take()
        try:
            result = process.ask(question, min(question.timeout or self._timeout, self._timeout))
        except OnRecordError:
            self._give_back(process)
            raise
        except BaseException:
            process.end()
            raise
        self._give_back(process)
        return result

    def _take(self) -> _Process:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.is_alive:
                    return process
                process.end()
        return _Process(self._command)

    def _give_back(self, process: _Process) -> None:
        """Keep a process for the next query; in the place of one that ended, start another in good time."""
        if not process.is_alive:
            process.end()
            process = _Process(self._command)
        with self._lock:
            if not self._closed:
                self._idle.append(process)
                return
        process.end()


class _Process:
    """One query process, answering one question at a time."""

    def __init__(self, command: list[str]) -> None:
        self._popen = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    @property
    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def ask(self, question: Question, timeout: float) -> Answer:
        """Return the answer; raises what it means when the process ended without one."""
        stdin, stdout = self._pipes()
        try:
            write_frame(stdin, Frame("question", {**question.to_json(), "timeout": timeout}))
            frame = read_frame(_Timed(stdout, time.monotonic() + timeout + _GRACE))
        except TimeoutError as error:
            self.end()
            raise _past_time(timeout) from error
        except (EOFError, BrokenPipeError) as error:
            raise self._why_it_ended(timeout) from error
        if frame.kind == "error":
            raise _error(frame)
        return Answer(frame.head["media_type"], frame.head["revision"], whole=frame.body)

    def end(self) -> None:
        """End the process for good."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._popen.stdin
        assert self._popen.stdout
        return self._popen.stdin, self._popen.stdout

    def _why_it_ended(self, timeout: float) -> OnRecordError:
        code = self._popen.wait()
        if code == -signal.SIGALRM:
            return _past_time(timeout)
        if code == -signal.SIGSEGV:  # the engine's parser and planner call themselves, until the stack is full
            return QueryError(
                "The query is nested too deeply, or has too many parts in one group, for the engine. "
                "Write it flatter, or ask it in parts."
            )
        return UnavailableError(
            f"The process that ran the query ended ({signal.strsignal(-code) if code < 0 else f'exit code {code}'}), "
            "perhaps for want of memory. Ask for less at once, or try again.",
            retry_after=_BUSY_RETRY,
        )


class _Timed:
    """Reads a pipe until a deadline; ``TimeoutError`` past it, ``EOFError`` when the other side has ended."""

    def __init__(self, pipe: IO[bytes], deadline: float) -> None:
        self._pipe = pipe
        self._deadline = deadline
        self._poll = select.poll()
        self._poll.register(pipe, select.POLLIN | select.POLLHUP)

    def read(self, size: int) -> bytes:
        pieces = []
        while size > 0:
            left = self._deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise TimeoutError
            piece = self._pipe.read(size)
            if not piece:
                raise EOFError
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def _past_time(timeout: float) -> QueryLimitError:
    return QueryLimitError(
        f"The query ran longer than the {timeout:g} seconds that a query may take here (ONRECORD_QUERY_TIMEOUT) "
        "and was ended. Narrow it down, or fetch the data in parts."
    )


def _error(frame: Frame) -> OnRecordError:
    kind = getattr(errors, frame.head["error"], InternalError)
    error: OnRecordError = kind(
        frame.head["detail"], status=frame.head["status"], retry_after=frame.head["retry_after"]
    )
    return error
