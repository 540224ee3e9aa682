"""Who holds the union in memory and follows it tells the writer so: a commit is published when it has been followed.

    data/followed   the revision that is held in memory, for as long as its lock is held

Otherwise queries would be answered from disk, ten times slower, for a moment after each commit. Whoever follows holds
an exclusive lock on the file; the lock goes with the process, so that nobody waits for one that was killed.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

_FILE = "followed"
_BYTES = 64  # more than a revision has
_LOOK = 0.005  # seconds between two looks
_AGAIN = 0.5  # seconds between two attempts to be the one that tells


class Follower:
    """Tells which revision is held in memory here. Of several in a data folder, one is the one that tells."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _FILE
        self._descriptor: int | None = None
        self._next = 0.0  # time.monotonic
        self.tell(None)

    def tell(self, revision: str | None) -> None:
        """Tell the revision that is held whole, None for none. While a commit is followed, that is the one before."""
        with suppress(OSError):  # a folder that cannot be written has no writer who would wait
            if self._descriptor is None:
                self._descriptor = _locked(self._path)
            if self._descriptor is not None:
                os.pwrite(self._descriptor, (revision or "").encode().ljust(_BYTES), 0)

    def insist(self, revision: str | None) -> None:
        """Tell it where another process told of itself until now, and may have ended."""
        if self._descriptor is None and revision is not None and time.monotonic() >= self._next:
            self._next = time.monotonic() + _AGAIN
            self.tell(revision)

    def close(self) -> None:
        """Tell no more; another process may."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _locked(path: Path) -> int | None:
    """Return a descriptor of the file with its lock, None where another process has that."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def wait_until_followed(data_dir: Path, base: str, seconds: float) -> None:
    """Wait, no longer than that, while somebody holds revision ``base`` and so follows what comes after it."""
    try:
        descriptor = os.open(data_dir / _FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        end = time.monotonic() + seconds
        while _told(descriptor) == base and time.monotonic() < end:
            time.sleep(_LOOK)
    finally:
        os.close(descriptor)


def _told(descriptor: int) -> str | None:
    """Return what is told, None where nobody is there to tell it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, _BYTES, 0).decode(errors="replace").strip()
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return None
