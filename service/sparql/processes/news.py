"""What a query server tells the supervisor about itself, so that a fresh one takes its place in time."""

from __future__ import annotations

import os
import time
from contextlib import suppress

_AGAIN, _LONGEST = 60.0, 3600.0  # seconds until a successor is asked for once more, where the last one failed


class News:
    """Tells over a pipe; without a descriptor nobody listens.

    The engine keeps some memory of each triple that is taken out, which only the end of the process gives back.
    """

    GROWN = b"g"
    AT_WORK = b"w"

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._next, self._pause = 0.0, _AGAIN  # time.monotonic, seconds

    def has_grown(self) -> None:
        """Ask for a successor, now and then."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, _LONGEST)
            self._tell(self.GROWN)

    def is_at_work(self) -> None:
        """Tell that this process has taken over."""
        self._tell(self.AT_WORK)

    def _tell(self, what: bytes) -> None:
        if self._descriptor is not None:
            with suppress(OSError):  # the supervisor is gone, and ends this process
                os.write(self._descriptor, what)
