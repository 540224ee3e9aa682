"""Room on the disk that holds the data folder: below a limit nothing new is accepted, before the disk is full.

What has been accepted still needs some, so the writer goes on with half as much left. It stands still below that: to
run into the end of the disk would leave the store no room to put itself in order.
"""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

from service.errors import UnavailableError

log = logging.getLogger(__name__)
_LOOK = 0.5  # seconds
_RETRY = 60  # seconds: somebody has to make room


class Room:
    """The disk of a data folder, on which ``least`` bytes are to stay free."""

    def __init__(self, data_dir: Path, least: int) -> None:
        self._data_dir = data_dir
        self._least = least
        self._lack: str | None = None
        self._next_look = 0.0

    def require(self) -> None:
        """Raise ``UnavailableError`` where nothing new can be accepted."""
        fault = self.fault()
        if fault is not None:
            raise UnavailableError(fault, retry_after=_RETRY)

    def suffices_for_work(self) -> bool:
        """Return whether what has been accepted can be worked off; looks at most twice a second, and logs changes."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + _LOOK
            before, self._lack = self._lack, self.fault(self._least // 2)
            if self._lack is not None and before is None:
                log.error("the writer waits: %s", self._lack)
            elif self._lack is None and before is not None:
                log.info("the writer goes on: there is room again")
        return self._lack is None

    def fault(self, least: int | None = None) -> str | None:
        """Return what is wrong with the disk where it takes no more or has fewer bytes left, None for nothing."""
        try:
            disk = os.statvfs(self._data_dir)
        except OSError as error:
            return f"The data folder {self._data_dir} cannot be reached: {error.strerror}. Look at its disk."
        if disk.f_flag & os.ST_RDONLY:
            return (
                f"The disk of the data folder {self._data_dir} is mounted read-only: nothing can be written until that "
                "is changed. Reading goes on."
            )
        free = disk.f_bavail * disk.f_frsize
        if free <= (self._least if least is None else least):
            return (
                f"The disk of the data folder {self._data_dir} is nearly full: {free:,} bytes are free, and "
                f"{self._least:,} (ONRECORD_MIN_FREE_BYTES) are to stay so. Nothing is written until there is room; "
                "reading goes on."
            )
        return None
