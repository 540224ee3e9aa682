"""Which state the index is in, and which things changed between two of its states."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import chain
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


def moment(db: sqlite3.Connection) -> Moment:
    """Return the present state."""
    meta = dict(db.execute("SELECT name, value FROM meta WHERE name IN ('made', 'changes')"))
    return Moment(meta["made"], int(meta.get("changes", 0)))


def note(db: sqlite3.Connection, items: Iterable[int]) -> None:
    """Count a change, and note the things that it changed."""
    number = moment(db).number + 1
    db.execute("INSERT OR REPLACE INTO meta VALUES ('changes', ?)", [number])
    db.execute("INSERT INTO change VALUES (?, ?)", [number, pack(items)])
    db.execute("DELETE FROM change WHERE number <= ?", [number - _KEPT])


def changed_since(db: sqlite3.Connection, before: Moment, now: Moment) -> set[int] | None:
    """Return the things that changed between two states; None where that is not known any more."""
    if before.made != now.made or before.number > now.number:
        return None
    rows = db.execute("SELECT items FROM change WHERE number > ?", [before.number]).fetchall()
    if len(rows) != now.number - before.number:
        return None
    return set(chain.from_iterable(unpack(items) for (items,) in rows))
