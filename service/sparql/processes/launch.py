"""How a web worker reaches the query server: over a socket that it inherits, or one of a server of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from threading import Lock
from typing import Protocol

from service.errors import UnavailableError
from service.sparql.processes.process import QueryProcess
from service.sparql.processes.server import Configuration
from service.sparql.processes.wire import Line, pair

DESCRIPTOR = "ONRECORD_QUERY_SERVER"  # environment: the inherited socket's number
_START = 15.0  # seconds that a new query process may take to be there, a restart of the server included
_ATTEMPTS = 3


class QueryServer(Protocol):
    """Forks query processes."""

    def fork(self) -> QueryProcess:
        """Return a new query process; raises ``UnavailableError`` when there is none in time."""

    def close(self) -> None:
        """Let go of the server."""


class InheritedServer:
    """The query server of ``onrecord serve``, which keeps it running; all web workers send over one socket."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    def fork(self) -> QueryProcess:
        """Return a new query process (see ``QueryServer``)."""
        return _forked(lambda: self._control)

    def close(self) -> None:
        """Close the socket."""
        self._control.close()


class OwnServer:
    """A query server of this process alone, started with the first query, and again when it has ended."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = json.dumps(asdict(configuration))
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def fork(self) -> QueryProcess:
        """Return a new query process (see ``QueryServer``)."""
        return _forked(self._running)

    def close(self) -> None:
        """End the server, and with it all its processes."""
        with self._lock:
            self._end()

    def _running(self) -> socket.socket:
        with self._lock:
            if self._control is None or self._process is None or self._process.poll() is not None:
                self._end()
                self._start()
            assert self._control is not None
            return self._control

    def _start(self) -> None:
        self._control, end = pair()
        descriptor = str(end.fileno())
        command = [sys.executable, "-m", "service.sparql.processes.server", descriptor, self._configuration]
        with end:
            self._process = subprocess.Popen(command, pass_fds=[end.fileno()])

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def inherited() -> InheritedServer | None:
    """Return the query server that this process has inherited a socket to, None where there is none."""
    number = os.environ.get(DESCRIPTOR)
    return InheritedServer(socket.socket(fileno=os.dup(int(number)))) if number else None


def _forked(control: Callable[[], socket.socket]) -> QueryProcess:
    for _ in range(_ATTEMPTS):
        ours, theirs = pair()
        try:
            with theirs:
                socket.send_fds(control(), [b"."], [theirs.fileno()], socket.MSG_DONTWAIT)
            ours.settimeout(_START)
            return QueryProcess.greeted(Line(ours))
        except (BrokenPipeError, ConnectionResetError, EOFError, ProcessLookupError):
            ours.close()  # the server, or the process, was ended
        except (TimeoutError, BlockingIOError):  # it is busy, or stopped
            ours.close()
            break
    raise UnavailableError("The server of query processes does not answer. Try again.", retry_after=1)
