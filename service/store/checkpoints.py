"""Checkpoints of the embedded store: how the one writer publishes its commits to any number of reading processes.

    data/checkpoints/00000042-0193a5b2c7d1   a complete, unchanging store of revision 00000042-0193a5b2c7d1
    data/current -> checkpoints/…            the newest one

A reader holds a shared lock on the folder it reads; the writer deletes what is neither current nor locked. The lock
goes with the process: a killed reader leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from pyoxigraph import Store

from service.durable import sync_names
from service.errors import UnavailableError
from service.store.engine import OxigraphReader, lacks_union
from service.store.layout import holds_union, mark_union
from service.store.revision import next_revision

_ATTEMPTS = 20
_LOOK = 0.01  # seconds between two looks at the link, each of which costs some microseconds
_INTEREST = 5.0  # seconds after a question in which the next is likely


class Checkpoints:
    """The checkpoints in a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._link = data_dir / "current"
        self._folder = data_dir / "checkpoints"

    def current(self) -> str | None:
        """Return the newest revision, None when nothing has been published."""
        try:
            return os.readlink(self._link).rpartition("/")[2]  # noqa: PTH115  # a tenth of the time, before every query
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(f"{self._link} cannot be read: {error.strerror}") from error

    def path(self, revision: str) -> Path:
        """Return the folder of a revision."""
        return self._folder / revision

    def newest_for_writing(self) -> Path | None:
        """Return the folder of the newest checkpoint to go on from, None when there has been no commit.

        Raises ``UnavailableError`` when there were commits but the link is gone: going on would delete them.
        """
        revision = self.current()
        if revision is not None:
            return self.path(revision)
        if any(path.name >= "00000002" for path in self._folder.glob("*-*")):
            raise UnavailableError(f"{self._link} is missing: make it a link to the newest folder in {self._folder}.")
        return None

    def next_revision(self) -> str:
        """Return a name for the state after the newest one."""
        return next_revision(self.current() or "")

    def write(self, revision: str, write: Callable[[str], None], *, with_union: bool) -> None:
        """Have a checkpoint written, and its layout noted; nobody sees it until it is published."""
        self._folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.path(revision), ignore_errors=True)  # of an attempt that failed within the same millisecond
        write(str(self.path(revision)))
        if with_union:
            mark_union(self.path(revision))
            sync_names(self.path(revision))
        sync_names(self._folder)

    def publish(self, revision: str) -> None:
        """Make a written checkpoint the current one, in one step."""
        new = self._link.with_name("current.new")
        new.unlink(missing_ok=True)
        new.symlink_to(self.path(revision).relative_to(self._link.parent))
        new.replace(self._link)
        sync_names(self._link.parent)

    def prune(self) -> None:
        """Delete every checkpoint that is neither current nor read by anybody."""
        current = self.current()
        for path in self._folder.glob("*-*"):
            if path.name != current:
                _delete_unless_locked(path)


class CheckpointReader(OxigraphReader):
    """Reads one checkpoint, which stays on disk as long as it is read."""

    def __init__(self, path: Path) -> None:
        self._lease = _Lease(path)
        super().__init__(Store.read_only(str(path)), path.name, holds_union=holds_union(path))

    def close(self) -> None:
        """Let go of the checkpoint."""
        super().close()
        self._lease.release()


class CheckpointSource:
    """Hands out a reader of the newest checkpoint, a new one when the link has moved. For several threads.

    ``union`` is whether the default graph is to be the union of all graphs. With ``ahead``, while readers are asked
    for, a thread opens each checkpoint when it is published, so that the next who asks need not wait for that.
    """

    def __init__(self, data_dir: Path, *, union: bool = True, ahead: bool = False) -> None:
        self._data_dir = data_dir
        self._wants_union = union
        self._checkpoints = Checkpoints(data_dir)
        self._newest: CheckpointReader | None = None
        self._lock = Lock()
        self._asked = Event() if ahead else None
        self._is_closed = False

    @property
    def revision(self) -> str:
        """The revision of the newest commit, empty before the first."""
        return self._checkpoints.current() or ""

    def reader(self) -> CheckpointReader:
        """Return the reader of the newest checkpoint; who still holds an older one may go on with it."""
        current = self._checkpoints.current()
        newest = self._newest
        if self._asked is not None and not self._asked.is_set():
            self._asked.set()
        if newest is not None and newest.revision == current:
            return newest
        return self._open()

    def _open(self) -> CheckpointReader:
        with self._lock:
            if self._newest is None:
                self._newest = open_reader(self._data_dir)
                if self._asked is not None:
                    Thread(target=self._look_ahead, args=(self._asked,), name="checkpoints", daemon=True).start()
            elif self._newest.revision != self._checkpoints.current():
                self._newest = open_reader(self._data_dir)
            return self._newest

    def _look_ahead(self, asked: Event) -> None:
        """Open what is published, as long as somebody asks."""
        while asked.wait() and not self._is_closed:
            asked.clear()
            end = time.monotonic() + _INTEREST
            while time.monotonic() < end and not self._is_closed:
                time.sleep(_LOOK)
                newest = self._newest
                with suppress(UnavailableError):  # who asks is told
                    if newest is not None and newest.revision != self._checkpoints.current():
                        self._open()

    def check(self) -> None:
        """Raise ``UnavailableError`` unless there is a checkpoint that can answer every query."""
        reader = self.reader()
        if self._wants_union and not reader.holds_union:
            raise lacks_union()

    def close(self) -> None:
        """Forget the newest reader; it ends when the last who holds it is done."""
        self._is_closed = True
        if self._asked is not None:
            self._asked.set()
        self._newest = None


def open_reader(data_dir: Path) -> CheckpointReader:
    """Open the newest checkpoint in a data folder.

    Raises ``UnavailableError`` when there is none or it cannot be read.
    """
    checkpoints = Checkpoints(data_dir)
    for attempt in range(_ATTEMPTS):
        revision = checkpoints.current()
        if revision is None:
            raise UnavailableError(
                f"Nothing is stored in {data_dir} yet. Run `onrecord ingest` or `onrecord serve` first.", retry_after=1
            )
        try:
            return CheckpointReader(checkpoints.path(revision))
        except OSError as error:
            # Superseded and deleted between reading the link and opening it: look again.
            if revision == checkpoints.current() or attempt == _ATTEMPTS - 1:
                raise UnavailableError(f"{checkpoints.path(revision)} cannot be read: {error}") from error
    raise AssertionError("unreachable")


class _Lease:
    """A shared lock on a folder. Raises ``FileNotFoundError`` when the folder is gone."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
            path.stat()  # it may have been deleted before the lock was held
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            self.release()


def _delete_unless_locked(path: Path) -> None:
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Renamed first, so that nobody opens it half deleted.
            doomed = path.with_name(f"{path.name}.deleted")
            path.rename(doomed)
            shutil.rmtree(doomed)
        except BlockingIOError:
            return
        finally:
            os.close(descriptor)
