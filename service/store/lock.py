"""Locks on files that say which process does a thing of which there must be only one."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from service.errors import UnavailableError


class ProcessLock:
    """An exclusive lock on a file, held until ``release`` or until the process ends, however it ends.

    ``role`` says in errors what the holder is. Raises ``UnavailableError`` when another process holds it, or when the
    file cannot be made.
    """

    def __init__(self, path: Path, role: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UnavailableError(f"{path} cannot be written: {error.strerror}. Check ONRECORD_DATA.") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._descriptor, 32).decode(errors="replace").strip()
            self.release()
            raise LockedError(f"{path.parent} has a {role} already (process {holder or 'unknown'}).") from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let go of the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        with suppress(AttributeError):
            self.release()


class LockedError(UnavailableError):
    """Another process holds the lock."""
