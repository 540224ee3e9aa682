"""The web worker's end of a query process, and what a process uses of memory."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

from service.sparql.processes.wire import Kind, Line

_NICENESS = 10  # of a long query: a tenth of the processor beside a lookup
_LAST = 19  # of a process that ends, which takes 10 ms with a large graph in memory
_PAGE = resource.getpagesize()


class QueryProcess:
    """One query process. Signals go to a descriptor of the process, so that they never reach another of its number."""

    def __init__(self, line: Line, pid: int, data: int, held: str | None) -> None:
        """Take the process of this id, which had so many bytes of data when it was forked.

        ``held`` is the revision that it has in memory, None where it reads from disk alone.
        """
        self.line = line
        self.pid = pid
        self.held = held
        self._data = data
        self._descriptor = os.pidfd_open(pid)
        self._clock = ~pid << 3 | 2  # its processor time, as clock_getcpuclockid(3) numbers it
        self._poll = select.poll()
        self._poll.register(line.socket, select.POLLIN)

    @classmethod
    def greeted(cls, line: Line) -> QueryProcess:
        """Return the process that says hello; raises ``EOFError`` or ``ProcessLookupError`` when it is gone."""
        hello = line.receive()
        if hello.kind is not Kind.HELLO:
            raise EOFError
        line.socket.settimeout(None)
        return cls(line, hello.head["pid"], hello.head["data"], hello.head["held"])

    @property
    def has_ended(self) -> bool:
        """Whether an idle process is gone: there is something to read although nothing was asked."""
        return bool(self._poll.poll(0))

    def processor_time(self) -> float:
        """Return the seconds of processor time that it has used, 0 when it is gone."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:
            return 0.0

    def memory(self) -> int:
        """Return the bytes that it holds beyond what it had when it was forked, 0 when it is gone."""
        try:
            return data_of(self.pid) - self._data
        except OSError:
            return 0

    def yield_processor(self) -> None:
        """Leave the processor to others who want it, for good."""
        _lower(self.pid, _NICENESS)

    def pause(self) -> None:
        """Stand still."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the process at once, and the wait for its answer: a large process takes a while to be gone."""
        self._signal(signal.SIGKILL)
        with suppress(OSError):
            self.line.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the process and let go of it."""
        if self._descriptor >= 0:
            self.kill()
            os.close(self._descriptor)
            self._descriptor = -1
            self.line.close()

    def retire(self) -> None:
        """End an idle process, in no hurry, and let go of it."""
        if not self.has_ended:  # another process may have its number
            give_way(self.pid)
        self.close()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)


def give_way(pid: int) -> None:
    """Have a process that is about to end do so when nobody else wants the processor; it may be gone already."""
    _lower(pid, _LAST)


def _lower(pid: int, niceness: int) -> None:
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)


def data_of(pid: int) -> int:
    """Return the bytes of data that a process has (what ``RLIMIT_DATA`` limits); ``OSError`` when it is gone."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[5]) * _PAGE


def pages_taken() -> int:
    """Return how many pages this process has taken for itself: by allocating, or by touching what it shares."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
