"""A bounded cache of whole answers of the newest revision, and of their compressed forms."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from service.store.revision import number
from service.web.codings import Coding, compressed

_SHARE = 8  # of the cache that one answer may fill, so that one large answer does not drive out all others
_OVERHEAD = 1000  # bytes that an entry takes beside its bodies


class Kept:
    """An answer that is kept: to be sent as it is or in a coding, which is made once."""

    __slots__ = ("_cache", "_coded", "body", "media_type", "name", "revision")

    def __init__(self, name: str, media_type: str, revision: str, body: bytes, cache: AnswerCache) -> None:
        self.name = name
        self.media_type = media_type
        self.revision = revision
        self.body = body
        self._coded: dict[Coding, bytes] = {}
        self._cache = cache

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return _OVERHEAD + len(self.body) + sum(map(len, self._coded.values()))

    def coded(self, coding: Coding) -> bytes:
        """Return the body in a coding."""
        made = self._coded.get(coding)
        if made is None:
            made = compressed(self.body, coding)
            self._cache.add_form(self, coding, made)
        return made

    def add(self, coding: Coding, made: bytes) -> None:
        """Keep a form of it."""
        self._coded[coding] = made


class AnswerCache:
    """Answers by name of their question, at most ``capacity`` bytes of them; for several threads.

    Only those of the newest revision that was asked for are held: no others can be asked for again. Beyond the
    capacity those go that were not asked for longest.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self.largest = capacity // _SHARE
        self._entries: OrderedDict[str, Kept] = OrderedDict()
        self._revision = ""
        self._size = 0
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return self._size

    def find(self, name: str, revision: str) -> Kept | None:
        """Return the answer to a question from this revision, None where there is none."""
        with self._lock:
            if revision != self._revision:
                self._move_to(revision)
                return None
            kept = self._entries.get(name)
            if kept is not None:
                self._entries.move_to_end(name)
            return kept

    def keep(self, name: str, media_type: str, revision: str, body: bytes) -> Kept:
        """Keep an answer where it is not too large and not older than the others; return it in any case."""
        kept = Kept(name, media_type, revision, body, self)
        with self._lock:
            self._move_to(revision)
            if revision == self._revision and kept.size <= self.largest:
                self._drop(name)
                self._entries[name] = kept
                self._size += kept.size
                self._shrink()
        return kept

    def add_form(self, kept: Kept, coding: Coding, made: bytes) -> None:
        """Keep an answer in a coding beside the answer, if that is still held."""
        with self._lock:
            before = kept.size
            kept.add(coding, made)
            if self._entries.get(kept.name) is kept:
                self._size += kept.size - before
                self._shrink()

    def _move_to(self, revision: str) -> None:
        """Forget all answers where this revision is newer than theirs."""
        if revision != self._revision and number(revision) >= number(self._revision):
            self._entries.clear()
            self._size = 0
            self._revision = revision

    def _shrink(self) -> None:
        while self._size > self._capacity:
            self._drop(next(iter(self._entries)))

    def _drop(self, name: str) -> None:
        kept = self._entries.pop(name, None)
        if kept is not None:
            self._size -= kept.size
