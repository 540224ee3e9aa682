"""Which state the index is in, and which things changed between two of its states."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from service.index.ids import pack, unpack

_KEPT = 200  # the last changes: who is further behind reads anew what it kept


class Moment(NamedTuple):
    """A state of the index: which index it is, and how many changes it has seen."""

    made: str
    number: int

    def is_later_than(self, other: Moment) -> bool:
        """Whether it is of the same index, and after the other."""
        return self.made == other.made and self.number > other.number


@dataclass(frozen=True, slots=True)
class Standing:
    """What an index holds: ``state`` names its content, another content has another state.

    ``revision`` is the store's that it was last brought up to, empty before the first. ``is_settled``: at this revision
    it has never held anything else; it has while it is being made anew.
    """

    state: str
    revision: str
    is_settled: bool


def moment(db: sqlite3.Connection) -> Moment:
    """Return the present state."""
    meta = _meta(db)
    return Moment(meta["made"], int(meta.get("changes", 0)))


def note(db: sqlite3.Connection, items: Iterable[int]) -> None:
    """Count a change, and note the things that it changed."""
    number = moment(db).number + 1
    db.execute("INSERT OR REPLACE INTO meta VALUES ('changes', ?)", [number])
    db.execute("INSERT INTO change VALUES (?, ?)", [number, pack(items)])
    db.execute("DELETE FROM change WHERE number <= ?", [number - _KEPT])


def settle(db: sqlite3.Connection, revision: str) -> None:
    """Note the revision that the index stands for, and its changes by then; -1 where it stood for it before."""
    meta, changes = _meta(db), moment(db).number
    is_anew = meta.get("revision") == revision and _settled(meta) != changes
    values = [("revision", revision), ("settled", -1 if is_anew else changes)]
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)


def standing(db: sqlite3.Connection) -> Standing:
    """Return what the index holds now."""
    meta = _meta(db)
    changes = int(meta.get("changes", 0))
    return Standing(f"{meta['made']}-{changes}", meta.get("revision", ""), _settled(meta) == changes)


@contextmanager
def one_state(db: sqlite3.Connection) -> Iterator[None]:
    """See that a transaction is open within the block."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        db.execute("SELECT 1 FROM meta").fetchone()  # which is when the state is settled
        yield
    finally:
        db.execute("ROLLBACK")


def changed_since(db: sqlite3.Connection, before: Moment, now: Moment, most: int) -> set[int] | None:
    """Return the things that changed between two states; None where that is not known any more, or over ``most``."""
    if before.made != now.made or before.number > now.number:
        return None
    (known,) = db.execute("SELECT count(*) FROM change WHERE number > ?", [before.number]).fetchone()
    if known != now.number - before.number:
        return None
    changed: set[int] = set()
    for (items,) in db.execute("SELECT items FROM change WHERE number > ?", [before.number]):
        ids = unpack(items)
        if len(ids) <= most:
            changed.update(ids)
        if max(len(ids), len(changed)) > most:
            return None
    return changed


def _settled(meta: Mapping[str, str]) -> int:
    return int(meta.get("settled", -1))


def _meta(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT name, value FROM meta"))
