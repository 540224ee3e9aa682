"""The query processes of a web worker that wait for a question."""

from __future__ import annotations

from collections import deque
from threading import Lock

from service.sparql.processes.launch import QueryServer
from service.sparql.processes.process import QueryProcess


class Pool:
    """Idle query processes; there are never more than ran at once. For many threads."""

    def __init__(self, server: QueryServer) -> None:
        self._server = server
        self._idle: deque[QueryProcess] = deque()
        self._lock = Lock()
        self._is_closed = False

    def take(self) -> QueryProcess:
        """Return the process that was used last, or a new one; raises ``UnavailableError`` when there is none."""
        while True:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            if process is None:
                return self._server.fork()
            if not process.has_ended:
                return process
            process.close()

    def give_back(self, process: QueryProcess) -> None:
        """Keep a process for the next question."""
        with self._lock:
            if not self._is_closed:
                self._idle.append(process)
                return
        process.close()

    def clear(self) -> None:
        """End the processes that wait: new ones take their place."""
        with self._lock:
            idle = list(self._idle)
            self._idle.clear()
        for process in idle:
            process.close()

    def close(self) -> None:
        """End the processes, and the server."""
        with self._lock:
            self._is_closed = True
        self.clear()
        self._server.close()
