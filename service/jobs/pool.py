"""Processes that work on chunks of articles: each loads its model once, and can be ended without harm to the others.

Unlike ``ProcessPoolExecutor``, which breaks as a whole when one process dies, this knows which chunk a process died of.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import queue
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

from service.jobs.usage import be_first_to_go, memory_of, processor_time
from service.metrics import metrics
from service.parent import end_with_parent

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_CONTEXT = multiprocessing.get_context("spawn")  # a fork would copy the store's threads and locks


_LAST_BREATH = 1.0  # seconds from a closed pipe to an exit code
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0  # seconds between two looks after processes; longer while they keep ending
_STARTS = 5  # of a process that never gets as far as its first chunk
_LOOK = 0.05  # seconds between two looks at the memory of a process that works
_OUT_OF_MEMORY = 112  # exit code of a process that gets no more: no signal, and none of Python's own
_BUSY = 0.5  # share of its time that a process works unless the machine has others to look after, or it waits


class ProcessDiedError(Exception):
    """The process that worked on this chunk ended: killed, or crashed. ``exit_code`` is negative for a signal."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"its process ended with exit code {exit_code}")
        self.exit_code = exit_code


class OutOfMemoryError(ProcessDiedError):
    """The chunk needed more memory than its process may take."""


class OutOfTimeError(Exception):
    """The chunk was not done in time; its process was ended. ``was_busy``: it worked for most of that time."""

    def __init__(self, seconds: float, *, was_busy: bool) -> None:
        super().__init__(f"it took more than {seconds:.0f} seconds")
        self.was_busy = was_busy


class StartError(Exception):
    """The processes cannot start working, whatever the chunk."""


class ProcessPool(Generic[_In, _Out]):
    """A number of processes, each with a function of its own from chunk to result.

    ``make_work`` makes that function in the process; it and the chunks and results must be picklable. ``time_limit``
    gives the seconds that a chunk may take, ``memory`` the bytes that a process may take on top of what it has once it
    is ready. The processes start with the first chunk, or with ``warm_up``.
    """

    def __init__(
        self,
        processes: int,
        make_work: Callable[[], Callable[[_In], _Out]],
        time_limit: Callable[[_In], float],
        memory: int | None = None,
    ) -> None:
        self.processes = processes
        self._time_limit = time_limit
        # Last in, first out: a process that runs already is taken before one that would have to start.
        self._idle: queue.LifoQueue[_Process[_In, _Out]] = queue.LifoQueue()
        self._all = [_Process(make_work, memory) for _ in range(processes)]
        for process in self._all:
            self._idle.put(process)
        self._pause, self._next_look = _FIRST_PAUSE, 0.0
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="extraction")

    def warm_up(self) -> None:
        """Have the processes start and make ready for the first chunk."""
        for process in self._all:
            process.start()

    def look_after(self) -> None:
        """Start again what was killed while it had nothing to do, so that no chunk waits for it to make ready."""
        if time.monotonic() < self._next_look:
            return
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        started = [process.start_again() for process in idle]
        for process in reversed(idle):
            self._idle.put(process)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE) if any(started) else _FIRST_PAUSE
        self._next_look = time.monotonic() + self._pause

    def submit(self, chunk: _In) -> Future[_Out]:
        """Have a chunk worked on.

        The future raises what the work raised, ``ProcessDiedError`` (``OutOfMemoryError``), ``OutOfTimeError`` or
        ``StartError``.
        """
        return self._threads.submit(self._run, chunk)

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.close()

    def _run(self, chunk: _In) -> _Out:
        process = self._idle.get()
        try:
            return process.work(chunk, self._time_limit(chunk))
        finally:
            self._idle.put(process)


class _Process(Generic[_In, _Out]):
    """A process and the pipe to it; started again when it has ended."""

    _connection: Connection
    _process: SpawnProcess | None = None
    _has_started = False  # and is ready for chunks
    _held = 0  # bytes of memory that it has by then

    def __init__(self, make_work: Callable[[], Callable[[_In], _Out]], memory: int | None) -> None:
        self._make_work = make_work
        self._memory = memory
        self._is_closed = False

    def start(self) -> None:
        if self._process is None:
            self._start()
        else:
            self.start_again()

    def start_again(self) -> bool:
        """Start the process if it has ended: killed while it had nothing to do, so that no chunk is to blame."""
        if self._process is None or self._process.is_alive():
            return False
        self._restart()
        return True

    def work(self, chunk: _In, seconds: float) -> _Out:
        self.start()
        self._await_start()
        try:
            self._connection.send(chunk)
            self._await_answer(seconds)
            answer: _Out | BaseException = self._connection.recv()
        except (EOFError, ConnectionError) as error:
            exit_code = self._restart(_LAST_BREATH)
            kind = OutOfMemoryError if exit_code == _OUT_OF_MEMORY else ProcessDiedError
            raise kind(exit_code) from error
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _await_answer(self, seconds: float) -> None:
        """Wait until the process answers or has ended; end it when it takes too long or too much memory.

        Its memory is looked at from outside: the kernel's limits count what it could take, the stacks of threads and
        all, and an allocation that fails ends what others could have gone on with.
        """
        assert self._process is not None
        pid = self._process.pid
        end, worked = time.monotonic() + seconds, processor_time(pid)
        while not self._connection.poll(_LOOK):
            if self._memory is not None and memory_of(pid) > self._held + self._memory:
                self._restart()
                raise OutOfMemoryError(_OUT_OF_MEMORY)
            if time.monotonic() > end:
                was_busy = processor_time(pid) - worked > _BUSY * seconds
                self._restart()
                raise OutOfTimeError(seconds, was_busy=was_busy)

    def close(self) -> None:
        self._is_closed = True
        if self._process is not None:
            self._process.kill()
            self._process.join(_LAST_BREATH)

    def _await_start(self) -> None:
        for _ in range(_STARTS):
            if self._has_started:
                return
            try:
                error: BaseException | None = self._connection.recv()
            except (EOFError, ConnectionError):
                self._restart()
            else:
                if error is not None:
                    self._restart()
                    raise StartError(f"extraction cannot start: {error}") from error
                self._has_started = True
                self._held = memory_of(self._process.pid if self._process else None)
        raise StartError(f"extraction cannot start: its process ended {_STARTS} times while starting")

    def _start(self) -> None:
        self._has_started = False
        self._connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, self._make_work, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        if self._is_closed:
            self._process.kill()

    def _restart(self, patience: float = 0.0) -> int | None:
        """Start anew, once the process has ended by itself or patience has; return its exit code."""
        process = self._process
        assert process is not None
        process.join(patience)
        process.kill()
        process.join()
        exit_code = process.exitcode
        self._connection.close()
        if not self._is_closed:
            metrics().restarts.labels("extraction").inc()
            self._start()
        return exit_code


def _serve(connection: Connection, make_work: Callable[[], Callable[[_In], _Out]], parent: int) -> None:
    """Work off chunks until the other end of the pipe is closed; end with the writer, also while making ready."""
    end_with_parent(parent, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    be_first_to_go()
    with suppress(EOFError, ConnectionError):
        try:
            work = make_work()
        except Exception as error:
            _send(connection, error)
            return
        gc.collect()
        gc.freeze()  # the model is not garbage: looking through it at every collection costs a third of our own work
        connection.send(None)
        while True:
            chunk = connection.recv()
            try:
                answer: object = work(chunk)
            except MemoryError:  # what it left half done is gone with the process, and so is what it has taken
                os._exit(_OUT_OF_MEMORY)
            except Exception as error:  # goes to whoever asked, and is raised there
                answer = error
            _send(connection, answer)


def _send(connection: Connection, answer: object) -> None:
    try:
        connection.send(answer)
    except (pickle.PicklingError, TypeError, AttributeError):
        connection.send(RuntimeError(f"{type(answer).__name__}: {answer}"))
