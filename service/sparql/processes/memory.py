"""The union of all graphs in memory, as the query server holds it for the processes that it forks.

The engine answers three to four times faster from memory than from disk. What is held is one revision, whole, or
nothing: while it is loaded, or follows a commit, the disk answers, or a process forked before, which holds the revision
before. It follows what the writer is about to publish, and so mostly holds a revision when that is asked for. Work is
done in small steps, so that the server is never busy for long. RocksDB starts threads, and a process that forks must
have none: so a process of its own reads the checkpoint and writes N-Triples into a pipe.
"""

from __future__ import annotations

import logging
import math
import mmap
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse

from service.errors import OnRecordError
from service.parent import end_with_parent
from service.store.checkpoints import Checkpoints, open_reader
from service.store.deltas import Announced, Delta, deltas_between
from service.store.engine import OxigraphReader
from service.store.followed import Follower

_log = logging.getLogger(__name__)
_STEP = 128 * 1024  # bytes of N-Triples that are taken in at once: some milliseconds
_TOO_LARGE_PAUSE = 600.0  # seconds until a graph that was too large is looked at again
_NOTICE = 64  # bytes: more than a revision has
RETIRED = "retired"  # no revision: another server has taken over
_FEW = 100_000  # removals that are followed in any case; the engine keeps a little of each
_GROWN = 4  # a fourth of the triples: where more were taken out, the memory is worth a fresh process
_AHEAD = 5.0  # seconds until a revision that is held, and not published, is given up: its writer has ended
_FAILED_PAUSE = 5.0  # seconds until loading is tried again
_WORD = re.compile(r"(?:(?<![A-Za-z])|(?<=true)|(?<=false))(?:GRAPH|FROM)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\[uU]")


def may_name_graphs(query: str) -> bool:
    """Return whether a query could name a graph: rather yes than no.

    The engine reads keywords wherever they can stand, also where no space is before them (``1GRAPH``); what it would
    not read there is letters before them, but for ``true`` and ``false``. Escapes may spell any of it.
    """
    return bool(_WORD.search(query) or _ESCAPE.search(query))


class Notice:
    """A few words that a process and those forked from it see alike: which revision is in memory now."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _NOTICE)

    def put(self, revision: str | None) -> None:
        """Write it, for all to see."""
        self._shared[:] = (revision or "").encode().ljust(_NOTICE, b"\0")

    def get(self) -> str | None:
        """Return what was written last."""
        return self._shared[:].rstrip(b"\0").decode(errors="replace") or None


class UnionInMemory:
    """The union of the graphs in a data folder (or its default graph alone), if it has at most ``most`` triples.

    ``waits_for`` is the descriptor that has to be readable before ``step`` can do more, None where it need not wait.
    ``notice`` tells the processes forked before what is held now. ``make_ready`` is called with the revision that is
    held, None where there is none any more, before others may count on that.
    """

    def __init__(self, data_dir: Path, *, most: int, union: bool, make_ready: Callable[[str | None], None]) -> None:
        self._data_dir = data_dir
        self._checkpoints = Checkpoints(data_dir)
        self._announced = Announced(data_dir)
        self._follower = Follower(data_dir)
        self._followed_at = 0.0  # time.monotonic
        self._abandoned: str | None = None  # a revision that was announced, and cannot be followed or is not published
        self._most = most
        self._union = union
        self._make_ready = make_ready
        self._revision: str | None = None
        self._store = Store()
        self._triples = self._removals = 0
        self._work: Iterator[None] | None = None
        self._paused_until = 0.0
        self.waits_for: int | None = None
        self.notice = Notice()

    @property
    def revision(self) -> str | None:
        """The revision that is held whole, None while there is none."""
        return self._revision if self._work is None else None

    @property
    def has_grown(self) -> bool:
        """Whether a fresh process would hold the same in much less memory."""
        return self._triples <= self._most and self._removals > max(self._triples // _GROWN, _FEW)

    @property
    def is_paused(self) -> bool:
        """Whether nothing is tried for now, as the graph is too large or could not be read."""
        return time.monotonic() < self._paused_until

    def retire(self) -> None:
        """Follow no more, and have the processes forked from this one end when they have answered."""
        self._work, self._paused_until = None, math.inf
        self._revision = None
        self.notice.put(RETIRED)
        self._follower.close()

    @property
    def is_working(self) -> bool:
        """Whether ``step`` has more to do at once."""
        return self._work is not None

    def reader(self) -> OxigraphReader | None:
        """Return a reader of what is held, None while nothing is."""
        if self.revision is None:
            return None
        return OxigraphReader(self._store, self.revision, holds_union=self._union)

    def step(self) -> None:
        """Do the next small piece of work, where there is any: look for a new commit, load, or follow."""
        if self._work is None:
            self._work = self._next_work()
            if self._work is None:
                self._follower.insist(self._revision)
                return
        try:
            next(self._work)
        except StopIteration:
            self._work = None
            self._tell(self.revision)
        except OnRecordError as error:
            self._give_up(f"cannot be read into memory: {error.detail}", _FAILED_PAUSE)
        except Exception:  # the disk answers as well, and the server has to go on
            _log.exception("a fault of the service's own")
            self._give_up("cannot be read into memory", _TOO_LARGE_PAUSE)

    def _next_work(self) -> Iterator[None] | None:
        if not self._most or time.monotonic() < self._paused_until:
            return None
        current = self._checkpoints.current()
        if current is None:
            return None
        if self._revision is not None and self._removals <= max(self._triples, _FEW):
            announced = self._announced.newest()
            target = current if announced in (None, self._abandoned) else max(current, str(announced))
            if target == self._revision and (target == current or time.monotonic() < self._followed_at + _AHEAD):
                return None
            for revision in dict.fromkeys((target, current)):
                deltas = deltas_between(self._data_dir, self._revision, revision)
                if deltas:
                    return self._follow(deltas, revision)
                if revision != current:
                    self._abandoned = revision
            return None if current == self._revision else self._load()
        return None if current == self._revision or self._is_ahead_of(current) else self._load()

    def _is_ahead_of(self, current: str) -> bool:
        """Whether what is held is about to be published."""
        is_fresh = time.monotonic() < self._followed_at + _AHEAD
        return self._revision is not None and self._revision > current and is_fresh

    def _follow(self, deltas: list[Delta], target: str) -> Iterator[None]:
        for delta in deltas:
            for part in _portions(delta.removed):
                for quad in _parsed(part):
                    self._store.remove(quad)
                removed = part.count(b"\n")
                self._removals += removed
                self._triples -= removed
                yield
            for part in _portions(delta.added):
                self._take(part)
                yield
        self._revision, self._followed_at = target, time.monotonic()

    def _load(self) -> Iterator[None]:
        self._forget()
        began = time.monotonic()
        with _Reading(self._data_dir, union=self._union) as reading:
            for part in reading.parts():
                self.waits_for = None if part else reading.pipe
                self._take(part)
                if self._triples > self._most:
                    self._give_up(
                        f"has more than {self._most:,} triples (ONRECORD_MEMORY_TRIPLES) and is not held in memory",
                        _TOO_LARGE_PAUSE,
                    )
                    return
                yield
            self._revision = reading.revision
        self.waits_for = None
        took = time.monotonic() - began
        _log.info("%d triples of %s are in memory after %.1f s", self._triples, self._revision, took)

    def _take(self, triples: bytes) -> None:
        if b"_:" in triples:  # the engine's bulk loader would give blank nodes other names in each part
            self._store.bulk_extend(_parsed(triples))
        else:
            self._store.bulk_load(triples, RdfFormat.N_TRIPLES, lenient=True)
        self._triples += triples.count(b"\n")

    def _give_up(self, why: str, pause: float) -> None:
        _log.warning("the graph %s", why)
        self._forget()
        self._work = None
        self._paused_until = time.monotonic() + pause

    def _tell(self, revision: str | None) -> None:
        self.notice.put(revision)
        self._make_ready(revision)
        self._follower.tell(revision)

    def _forget(self) -> None:
        self._revision = self.waits_for = None
        self._tell(None)
        self._store = Store()
        self._triples = self._removals = 0


class _Reading:
    """A process that reads the newest checkpoint, and the pipe into which it writes."""

    def __init__(self, data_dir: Path, *, union: bool) -> None:
        self.revision = ""
        self.pipe, end = os.pipe()
        server = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self.pipe)
            _write_triples(data_dir, end, server, union=union)
        os.close(end)
        os.set_blocking(self.pipe, False)

    def __enter__(self) -> _Reading:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.pipe)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def parts(self) -> Iterator[bytes]:
        """Yield whole lines of N-Triples, nothing where there is nothing to read yet; raises when it ends early."""
        rest = b""
        while True:
            try:
                data = os.read(self.pipe, _STEP)
            except BlockingIOError:
                yield b""
                continue
            if not data:
                break
            lines, end, rest = (rest + data).rpartition(b"\n")
            if not self.revision and end:
                first, _, lines = lines.partition(b"\n")
                self.revision = first.decode()
            if lines:
                yield lines + end
        if rest != b"." or not self.revision:  # what the process writes when all has been written
            raise OnRecordError("the process that reads it ended early")


def _write_triples(data_dir: Path, end: int, server: int, *, union: bool) -> None:
    """Write the revision of the newest checkpoint and its triples; never returns."""
    code = 1
    try:
        end_with_parent(server, signal.SIGKILL)
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        reader = open_reader(data_dir)
        with os.fdopen(end, "wb", buffering=1 << 20) as pipe:
            pipe.write(reader.revision.encode() + b"\n")
            reader.write_default_graph(pipe, union=union)
            pipe.write(b".")
        code = 0
    except OnRecordError as error:
        _log.warning("%s", error.detail)
    except BrokenPipeError:
        pass  # the graph is too large, or the server is gone
    except Exception:
        _log.exception("a checkpoint cannot be read into memory")
    finally:
        os._exit(code)


def _portions(triples: bytes) -> Iterator[bytes]:
    """Cut N-Triples into portions of whole lines."""
    begin = 0
    while begin < len(triples):
        end = triples.find(b"\n", begin + _STEP) + 1 or len(triples)
        yield triples[begin:end]
        begin = end


def _parsed(triples: bytes) -> Iterator[Quad]:
    return parse(triples, RdfFormat.N_TRIPLES)
