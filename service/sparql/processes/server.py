"""The query server: forks a query process for each socket that a web worker sends it, and says how each ended.

It has a single thread and does nothing that takes long, so that it can fork at any time. What it holds in memory
(``memory``) its processes have without any copying. While queries are asked some processes are forked ahead, when a
revision is in memory and not published yet: a commit makes all others outdated, and to fork takes a while. A process
whose web worker lets go of its socket is killed; when the server itself ends, the kernel kills them all.

    python -m service.sparql.processes.server DESCRIPTOR CONFIGURATION
"""

from __future__ import annotations

import gc
import json
import logging
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from service.errors import UnavailableError
from service.logs import configure, rename
from service.parent import end_with_parent
from service.sparql.processes.answerer import Sources, answer_all
from service.sparql.processes.catching_up import caught_up
from service.sparql.processes.confinement import forbid_network
from service.sparql.processes.memory import UnionInMemory
from service.sparql.processes.news import News
from service.sparql.processes.process import give_way
from service.sparql.processes.wire import Kind, Line
from service.store.checkpoints import Checkpoints
from service.store.federation import AllowList, Federation

if TYPE_CHECKING:
    from service.settings import Settings

_log = logging.getLogger(__name__)
_LOOK = 10  # milliseconds between looks for a new commit
_SPARES = 4  # processes that are forked ahead: as many as are asked for at once just after a commit
_INTEREST = 10.0  # seconds after a process was asked for in which more are likely to be
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a query server serves: a data folder, of which it holds so many triples in memory at most.

    Its queries reach the addresses listed in ``service_allow``, within so many seconds.
    """

    data: str
    memory_triples: int
    union: bool
    service_allow: str
    service_seconds: float

    @classmethod
    def from_settings(cls, settings: Settings) -> Configuration:
        """Return what the settings say."""
        return cls(
            data=str(settings.data.absolute()),
            memory_triples=settings.memory_triples,
            union=settings.union_default_graph,
            service_allow=settings.service_allow or "",
            service_seconds=settings.query_timeout,
        )


@dataclass(slots=True)
class _Forked:
    """A query process: its id, the server's copy of its socket, and how it ended when it has."""

    pid: int
    line: Line
    status: int | None = None


@dataclass(frozen=True, slots=True)
class _Spare:
    """A process that waits for a socket to serve: its id, where that is sent, and what it has in memory."""

    pid: int
    end: socket.socket
    held: str


class QueryServer:
    """Serves the sockets that come over ``control`` until its other end is closed."""

    def __init__(self, control: socket.socket, configuration: Configuration, news: News) -> None:
        self._control = control
        self._news = news
        self._has_successor = self._is_retiring = False  # another one serves now
        self._pid = os.getpid()
        self._data_dir = Path(configuration.data)
        self._memory = UnionInMemory(
            self._data_dir, most=configuration.memory_triples, union=configuration.union, make_ready=self._fork_ahead
        )
        self._checkpoints = Checkpoints(self._data_dir)
        self._spares: list[_Spare] = []
        self._dismissed: set[int] = set()  # processes that were spares, and end
        self._asked_at = -_INTEREST  # time.monotonic
        allowed = AllowList(configuration.service_allow)
        self._federation = Federation(allowed, timeout=configuration.service_seconds)
        self._forked: dict[int, _Forked] = {}  # by descriptor
        self._by_pid: dict[int, _Forked] = {}
        self._loading: int | None = None  # a descriptor that loading waits for
        self._poll = select.poll()
        self._wakeup, end = os.pipe()
        os.set_blocking(self._wakeup, False)
        os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGUSR1, self._hear_of_successor)
        signal.set_wakeup_fd(end)
        self._poll.register(control, select.POLLIN)
        self._poll.register(self._wakeup, select.POLLIN)

    def take_over(self) -> None:
        """Return when the graph is held, which is read while nobody else wants the processor, and tell so.

        Raises ``UnavailableError`` where that does not succeed.
        """
        if not caught_up(self._memory, self._checkpoints):
            raise UnavailableError("The graph could not be read into the memory of a fresh query server.")
        self._news.is_at_work()

    def run(self) -> None:
        """Serve."""
        while True:
            for descriptor, events in self._poll.poll(self._patience()):
                if descriptor == self._control.fileno():
                    if not self._accept():
                        return
                elif descriptor == self._wakeup:
                    self._reap()
                elif descriptor in self._forked:
                    self._attend(self._forked[descriptor], events)
                elif descriptor == self._loading:  # there is more to load
                    self._poll.unregister(descriptor)
                    self._loading = None
            self._memory.step()
            self._fork_ahead(self._memory.revision)
            if self._spares:
                self._dismiss_outdated()
            self._make_room()
            if self._is_retiring and not self._forked:
                os._exit(0)  # all memory is given back at once, and not triple by triple

    def _make_room(self) -> None:
        """Leave to another server what this one has done, or ask for one where this one has grown."""
        if self._has_successor and not self._is_retiring:
            self._retire()
        elif self._memory.has_grown and not self._is_retiring:
            self._news.has_grown()

    def _hear_of_successor(self, *_: object) -> None:
        self._has_successor = True

    def _retire(self) -> None:
        """Serve what was begun, and nothing more."""
        self._is_retiring = True
        self._poll.unregister(self._control)
        self._memory.retire()
        self._dismiss_outdated()

    def _patience(self) -> int:
        """Return how many milliseconds may pass until there is something to do."""
        if not self._memory.is_working:
            return _LOOK
        waits_for = self._memory.waits_for
        if waits_for is None:
            return 0
        self._poll.register(waits_for, select.POLLIN)
        self._loading = waits_for
        return _LOOK

    def _accept(self) -> bool:
        """Fork a process for the next socket; return whether there may be more."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, 1, 1, socket.MSG_DONTWAIT)
        except BlockingIOError:  # another server, which takes over or is taken over from, was faster
            return True
        for descriptor in descriptors:
            self._asked_at = time.monotonic()
            self._serve(Line(socket.socket(fileno=descriptor)))
        return bool(message)

    def _serve(self, line: Line) -> None:
        """Have a process serve a socket: one that was forked ahead and has the newest revision, or a new one."""
        newest = self._checkpoints.current()
        spare = next((spare for spare in self._spares if spare.held == newest), None)
        pid = self._fork(line) if spare is None else self._hand_over(line, spare)
        if pid is None:  # whoever asked sees the socket closed
            line.close()
            return
        forked = _Forked(pid, line)
        self._forked[line.socket.fileno()] = self._by_pid[pid] = forked
        self._poll.register(line.socket, 0)

    def _fork(self, end: Line | socket.socket) -> int | None:
        """Fork a process that serves a socket, or one that waits for a socket to come over this end."""
        gc.freeze()  # what is there already is not gone through, and so not copied, in the process
        try:
            pid = os.fork()
        except OSError:
            _log.exception("no process can be forked")
            return None
        if pid == 0:
            self._become_query_process(end)
        return pid

    def _fork_ahead(self, revision: str | None) -> None:
        """Have a process with this revision wait, where queries are asked and not enough do."""
        is_asked = time.monotonic() < self._asked_at + _INTEREST
        if revision is None or not is_asked or sum(spare.held == revision for spare in self._spares) >= _SPARES:
            return
        try:
            ours, theirs = socket.socketpair()
        except OSError:
            _log.exception("no process can be forked ahead")
            return
        with theirs:
            pid = self._fork(theirs)
        if pid is None:
            ours.close()
        else:
            self._spares.append(_Spare(pid, ours, revision))

    def _dismiss_outdated(self) -> None:
        """End processes that were forked ahead, and whose revision is neither published nor about to be."""
        fit = () if self._is_retiring else (self._checkpoints.current(), self._memory.revision)
        for spare in [spare for spare in self._spares if spare.held not in fit]:
            self._spares.remove(spare)
            self._dismissed.add(spare.pid)
            spare.end.close()
            give_way(spare.pid)
            os.kill(spare.pid, signal.SIGKILL)

    def _hand_over(self, line: Line, spare: _Spare) -> int | None:
        self._spares.remove(spare)
        with spare.end:
            try:
                socket.send_fds(spare.end, [b"."], [line.socket.fileno()])
            except OSError:  # it was ended
                self._dismissed.add(spare.pid)
                return self._fork(line)
        return spare.pid

    def _become_query_process(self, end: Line | socket.socket) -> NoReturn:
        try:
            end_with_parent(self._pid, signal.SIGKILL)
            rename("query")
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGALRM, signal.SIGUSR1):
                signal.signal(number, signal.SIG_DFL)
            descriptor = end.socket.fileno() if isinstance(end, Line) else end.fileno()
            os.closerange(3, descriptor)
            os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))
            memory = self._memory
            line = end if isinstance(end, Line) else _line_over(end)
            answer_all(line, Sources(memory.reader(), memory.notice, self._data_dir, self._federation))
        finally:
            os._exit(1)

    def _reap(self) -> None:
        """Take note of the processes that have ended."""
        with suppress(BlockingIOError):
            os.read(self._wakeup, 4096)
        self._dismissed = {pid for pid in self._dismissed if not _has_ended(pid)}
        for spare in [spare for spare in self._spares if _has_ended(spare.pid)]:
            self._spares.remove(spare)
            spare.end.close()
        for pid in list(self._by_pid):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                forked = self._by_pid.pop(pid)
                forked.status = status
                self._tell(forked)

    def _attend(self, forked: _Forked, events: int) -> None:
        if forked.status is not None and not events & _GONE:
            self._tell(forked)
        elif forked.status is not None:
            self._forget(forked)
        else:  # the web worker has let go of it
            os.kill(forked.pid, signal.SIGKILL)
            self._poll.modify(forked.line.socket, 0)
            self._forget(forked)

    def _tell(self, forked: _Forked) -> None:
        """Say on the socket how its process ended, once there is room for it."""
        try:
            forked.line.socket.setblocking(False)
            forked.line.send(Kind.ENDED, {"status": forked.status})
        except BlockingIOError:
            self._poll.modify(forked.line.socket, select.POLLOUT)
            return
        except OSError:
            pass  # nobody is there any more
        self._forget(forked)

    def _forget(self, forked: _Forked) -> None:
        descriptor = forked.line.socket.fileno()
        if self._forked.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)
            forked.line.close()


def _has_ended(pid: int) -> bool:
    """Whether a child has ended, which is told once."""
    return os.waitpid(pid, os.WNOHANG)[0] != 0


def _line_over(end: socket.socket) -> Line:
    """Wait for a socket to serve; the process ends where none comes any more."""
    with end:
        _, descriptors, _, _ = socket.recv_fds(end, 1, 1)
    if not descriptors:
        os._exit(0)
    return Line(socket.socket(fileno=descriptors[0]))


def serve(
    control: socket.socket, configuration: Configuration, news: News | None = None, *, is_successor: bool = False
) -> None:
    """Be a query server until the other end of ``control`` is closed, or another server has taken over.

    ``is_successor``: take over, as soon as the graph is held.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the service in order
    os.environ["RUST_BACKTRACE"] = "0"  # where a query ran out of memory says nothing to anybody
    if not configuration.service_allow:
        forbid_network()
    server = QueryServer(control, configuration, news or News(None))
    if is_successor:
        server.take_over()
    server.run()


def main() -> int:
    """Be the query server of the process that started this one."""
    configure("query server", level="warning")
    serve(socket.socket(fileno=int(sys.argv[1])), Configuration(**json.loads(sys.argv[2])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
