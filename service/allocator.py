"""What the allocator of C keeps of freed memory."""

from __future__ import annotations

import ctypes

_libc = ctypes.CDLL(None)


def give_back() -> None:
    """Return freed memory to the system (glibc; elsewhere it is kept for later), which takes some milliseconds.

    The allocator does so by itself only from the end of what it has. A writer that carries out large and small commits
    by turns would grow for minutes.
    """
    trim = getattr(_libc, "malloc_trim", None)
    if trim is not None:
        trim(0)
