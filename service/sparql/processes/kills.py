"""Whether the kernel has ended processes because the machine had no more memory."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock

_COUNTERS = Path("/proc/vmstat")
_RECENT = 2.0  # seconds: one shortage may end several processes


class MemoryKills:
    """The kernel's count of processes that it ended for want of memory. For several threads."""

    def __init__(self, counters: Path = _COUNTERS) -> None:
        """Begin to count from now."""
        self._counters = counters
        self._lock = Lock()
        self._count = self._read()
        self._risen = float("-inf")

    def is_recent(self) -> bool:
        """Whether there was one since this was asked last, or a moment ago; False where the kernel does not count."""
        with self._lock:
            count = self._read()
            if count > self._count:
                self._count, self._risen = count, time.monotonic()
            return time.monotonic() - self._risen < _RECENT

    def _read(self) -> int:
        try:
            lines = self._counters.read_text(encoding="ascii").splitlines()
        except OSError:  # a system without it
            return 0
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
