"""The query processes of a web worker that wait for a question."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition

from service.sparql.processes.launch import QueryServer
from service.sparql.processes.process import QueryProcess

_MOST_FORKS = 1


class Pool:
    """Idle query processes; there are never more than ran at once. For many threads.

    No more than ``_MOST_FORKS`` are made at once: after a commit all are outdated, and if every query had one made for
    it, these would keep each other from the processor, while the first could have answered most of them.

    ``newest`` tells the newest revision: a process that holds an older one in memory would have to read from disk.
    """

    def __init__(self, server: QueryServer, newest: Callable[[], str]) -> None:
        self._server = server
        self._newest = newest
        self._idle: deque[QueryProcess] = deque()
        self._changed = Condition()
        self._forks = 0
        self._is_closed = False

    def take(self) -> QueryProcess:
        """Return the process that was used last, or a new one; raises ``UnavailableError`` when there is none."""
        while True:
            newest = self._newest()
            with self._changed:
                self._changed.wait_for(lambda: self._idle or self._forks < _MOST_FORKS)
                process = self._idle.pop() if self._idle else None
                if process is None:
                    self._forks += 1
            if process is None:
                return self._new()
            if (process.held is None or process.held >= newest) and not process.has_ended:
                return process
            process.retire()

    def _new(self) -> QueryProcess:
        try:
            return self._server.fork()
        finally:
            with self._changed:
                self._forks -= 1
                self._changed.notify()

    def give_back(self, process: QueryProcess) -> None:
        """Keep a process for the next question."""
        with self._changed:
            if not self._is_closed:
                self._idle.append(process)
                self._changed.notify()
                return
        process.close()

    def clear(self) -> None:
        """End the processes that wait: new ones take their place."""
        with self._changed:
            idle = list(self._idle)
            self._idle.clear()
        for process in idle:
            process.close()

    def close(self) -> None:
        """End the processes, and the server."""
        with self._changed:
            self._is_closed = True
        self.clear()
        self._server.close()
