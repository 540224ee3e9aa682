"""Whether the writer is there and gets on: a file that it holds a lock on while it lives, and touches as it works.

    data/writer.pulse   locked by the writer; its time is that of the writer's last step

The lock goes with the process, however that ends. Whoever looks takes a shared one for a moment, if it can.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from service.errors import UnavailableError

_FILE = "writer.pulse"
_APART = 1.0  # seconds between touches


class Pulse:
    """The writer's side of the file; a context manager."""

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / _FILE
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UnavailableError(f"{path} cannot be written: {error.strerror}. Check ONRECORD_DATA.") from error
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)  # there is one writer; others hold it for a moment only
        self._next = 0.0

    def beat(self) -> None:
        """Note that a step is done."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _APART
            with suppress(OSError):  # /health/ready looks at the disk itself
                os.utime(self._descriptor)

    def __enter__(self) -> Pulse:
        self.beat()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def since_last_step(data_dir: Path) -> tuple[bool, float]:
    """Return whether a writer is running, and the seconds since one did a step; endless where none ever ran."""
    try:
        descriptor = os.open(data_dir / _FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False, float("inf")
    try:
        seconds = max(0.0, time.time() - os.fstat(descriptor).st_mtime)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True, seconds
        return False, seconds
    finally:
        os.close(descriptor)


def fault(data_dir: Path, away: float, stuck: float) -> str | None:
    """Return why the queue is not served, None where it is: ``away`` and ``stuck`` are the seconds to put up with."""
    is_running, seconds = since_last_step(data_dir)
    if is_running and seconds > stuck:
        return (
            f"The writer has been at one step for {seconds:.0f} seconds (ONRECORD_READY_WRITER_STUCK: {stuck:g}). "
            "What is accepted waits; the log may say why."
        )
    if not is_running and seconds > away:
        since = "has run yet" if seconds == float("inf") else f"has run for {seconds:.0f} seconds"
        return f"No writer {since} (ONRECORD_READY_WRITER_AWAY: {away:g}). What is accepted waits; the log says why."
    return None
