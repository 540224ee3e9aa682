"""Counts that all web workers share, in memory: a storage for the library ``limits``, without a server of its own.

A file that exists in memory only, which the web workers inherit from the process that starts them, is a table of slots,
24 bytes each: whose count it is (8 bytes of a keyed digest), the window (its number since the machine started, as
clocks are set), the counts of this window and of the one before. A key may lie in any of the eight slots of one group.
Where all are taken, the one that has been quiet longest makes room, among equals the lowest count: a flood of addresses
makes others forget the few that ask little, not those that ask most. A worker that is killed lets go of its lock, and
leaves at worst one wrong count.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import time
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from limits.storage import Storage
from limits.storage.base import SlidingWindowCounterSupport

DESCRIPTOR = "ONRECORD_COUNTS"  # environment: the shared file's descriptor
_SLOT = struct.Struct("<8sQII")  # whose, window, count, count of the window before
_WAYS = 8
_GROUPS = 8192
_GROUP = _WAYS * _SLOT.size
_SECRET = 32  # bytes before the table: the key of the digests, so that nobody can choose who shares a group
_SIZE = _SECRET + _GROUPS * _GROUP
_MOST = 0xFFFFFFFF


def make() -> int:
    """Return the descriptor of a new shared file, empty but for its secret."""
    descriptor = os.memfd_create("onrecord-counts")
    os.ftruncate(descriptor, _SIZE)
    os.pwrite(descriptor, os.urandom(_SECRET), 0)
    return descriptor


def share() -> None:
    """Have all processes that are forked from this one count together."""
    os.environ[DESCRIPTOR] = str(make())


def inherited() -> int:
    """Return a descriptor of the file that this process was given, or else of a file of its own."""
    return os.dup(int(os.environ[DESCRIPTOR])) if DESCRIPTOR in os.environ else make()


class SharedCounts(Storage, SlidingWindowCounterSupport):
    """Sliding windows in a shared file, which this closes in the end; for several threads and processes."""

    STORAGE_SCHEME = None

    def __init__(self, descriptor: int, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._file = descriptor
        self._memory = mmap.mmap(descriptor, _SIZE)
        self._secret = self._memory[:_SECRET]
        self._now = now
        self._group = lru_cache(maxsize=4096)(self._digest)
        self._threads = Lock()  # the lock on the file is the process's, not the thread's

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()
        os.close(self._file)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here."""
        return OSError

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count ``amount`` unless that would be more than ``limit`` in ``expiry`` seconds; return whether it did."""
        whose, start = self._group(key)
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, _GROUP, start)
            try:
                place, window, count, before, share = self._read(whose, start, expiry)
                if before * share + count + amount > limit:
                    return False
                _SLOT.pack_into(self._memory, place, whose, window, min(count + amount, _MOST), before)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, _GROUP, start)
        return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return the count of the window before, for how many seconds it counts, this one's count, and for how many."""
        whose, start = self._group(key)
        _, _, count, before, share = self._read(whose, start, expiry)  # to be told, so no lock is worth its time
        return before, share * expiry, count, share * expiry + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget what was counted."""
        place, *_ = self._read(*self._group(key), expiry)
        self._memory[place : place + _SLOT.size] = bytes(_SLOT.size)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not supported, as are all methods for other strategies."""
        raise NotImplementedError("only sliding windows are counted")

    def get(self, key: str) -> int:
        """Not supported."""
        raise NotImplementedError("only sliding windows are counted")

    def get_expiry(self, key: str) -> float:
        """Not supported."""
        raise NotImplementedError("only sliding windows are counted")

    def clear(self, key: str) -> None:
        """Not supported."""
        raise NotImplementedError("only sliding windows are counted")

    def check(self) -> bool:
        """Return whether counting works."""
        return not self._memory.closed

    def reset(self) -> int | None:
        """Forget everything."""
        self._memory[_SECRET:] = bytes(_SIZE - _SECRET)
        return None

    def _digest(self, key: str) -> tuple[bytes, int]:
        """Return the digest of a key, and where its group of slots begins."""
        digest = hashlib.blake2b(key.encode(), digest_size=12, key=self._secret).digest()
        return digest[:8], _SECRET + int.from_bytes(digest[8:]) % _GROUPS * _GROUP

    def _read(self, whose: bytes, start: int, expiry: int) -> tuple[int, int, int, int, float]:
        """Return a key's slot, the window, both counts, and the share of the window before that still counts."""
        elapsed = self._now() / expiry
        window = int(elapsed)
        place = self._place(whose, start)
        found, then, count, before = _SLOT.unpack_from(self._memory, place)
        if found != whose:
            return place, window, 0, 0, window + 1 - elapsed
        if then < window:
            count, before = 0, count if then == window - 1 else 0
        return place, window, count, before, window + 1 - elapsed

    def _place(self, whose: bytes, start: int) -> int:
        group = self._memory[start : start + _GROUP]
        at = group.find(whose)
        while at >= 0:
            if at % _SLOT.size == 0:
                return start + at
            at = group.find(whose, at + 1)
        slots = list(_SLOT.iter_unpack(group))
        return start + _SLOT.size * min(range(_WAYS), key=lambda slot: slots[slot][1:3])
