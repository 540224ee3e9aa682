"""What a process uses of memory, as the kernel counts it."""

from __future__ import annotations

import resource
from pathlib import Path

_PAGE = resource.getpagesize()


def data_of(pid: int) -> int:
    """Return the bytes of data that a process has (what ``RLIMIT_DATA`` limits); ``OSError`` when it is gone."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[5]) * _PAGE


def pages_taken() -> int:
    """Return how many pages this process has taken for itself: by allocating, or by touching what it shares."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
