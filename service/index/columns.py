"""The things that have a term or a word, in the order of their lists, as arrays that a reading process keeps.

Two large terms have few things in common or many; which, no table tells. With both as arrays it is a matter of
milliseconds, for any number of filters and any page. An array is read from the index when it is first asked for, and
follows it change by change after that, so that it holds nothing that the index does not.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.index.changes import Moment, changed_since, moment
from service.index.filters import ListKind
from service.index.ids import batches
from service.index.schema import WORDS

Numbers = NDArray[np.int64]
Position = tuple[int, int]  # sort, item

FEW = 2000  # things: so many are looked up one by one, and an array of so few is read again rather than kept
_MOST_BYTES = 96 << 20  # of the arrays a process keeps: of the 50,000 articles' largest list, some five megabytes
_MOST_CHANGED = 20_000  # things: with more of them changed an array is read again
_IDS_A_QUERY = 500
_GAP = 1000  # ids between changed things that are looked through rather than asked for apart


class Term(NamedTuple):
    """A term, and how many things have it."""

    n: int
    id: int


@dataclass(frozen=True, slots=True)
class Run:
    """Things in the order of their list: ``sorts`` are their positions in it, empty where only the things count."""

    items: Numbers
    sorts: Numbers

    def after(self, position: Position) -> int:
        """Return the number of things up to and including this position."""
        return int(_places(self, np.array([position[0]]), np.array([position[1] + 1]))[0])

    def between(self, first: int, last: int) -> Run:
        """Return the things with positions from ``first`` to ``last``."""
        begin, end = np.searchsorted(self.sorts, first, "left"), np.searchsorted(self.sorts, last, "right")
        return Run(self.items[begin:end], self.sorts[begin:end])

    def where(self, holds: NDArray[np.bool_]) -> Run:
        """Return the things for which this holds."""
        return Run(self.items[holds], self.sorts[holds] if len(self.sorts) else self.sorts)


@dataclass(frozen=True, slots=True)
class _Kept:
    moment: Moment
    run: Run

    @property
    def size(self) -> int:
        return int(self.run.items.nbytes + self.run.sorts.nbytes)


Key = Term | tuple[str, str]  # a term, or a table of words with a word or phrase


class Columns:
    """The arrays of one process, those used last of them kept; safe to use from several threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[object, _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def select(
        self,
        db: sqlite3.Connection,
        kind: ListKind,
        terms: Sequence[Term],
        words: Sequence[str],
        dates: tuple[int, int] | None,
    ) -> Run:
        """Return the things that have all terms (at least one) and words, with positions within ``dates``.

        ``db`` is in a transaction, so that all of it is of one state.
        """
        now = moment(db)
        rarest, *others = sorted(terms)
        found = self._run(db, rarest, now)
        if dates:
            found = found.between(*dates)
        for term in others:
            if len(found.items) <= FEW:
                found = found.where(np.isin(found.items, _having(db, term, found.items)))
            else:
                found = _within(found, self._run(db, term, now))
        for phrase in words:
            if len(found.items):
                found = _within(found, self._run(db, (WORDS[kind], phrase), now))
        return found

    def _run(self, db: sqlite3.Connection, key: Key, now: Moment) -> Run:
        name = key.id if isinstance(key, Term) else key
        with self._lock:
            kept = self._kept.get(name)
            if kept is not None:
                self._kept.move_to_end(name)
        if kept is not None and kept.moment == now:
            return kept.run
        run = _followed(db, key, kept, now) if kept is not None else None
        if run is None:
            run = _read(db, key)
        if len(run.items) > FEW:
            self._keep(name, _Kept(now, run))
        return run

    def _keep(self, name: object, kept: _Kept) -> None:
        with self._lock:
            before = self._kept.pop(name, None)
            if before is not None:
                self._bytes -= before.size
                if before.moment.is_later_than(kept.moment):  # another thread reads a newer state
                    kept = before
            self._kept[name] = kept
            self._bytes += kept.size
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.size


def _within(run: Run, other: Run) -> Run:
    """Return the things of a run that another holds too."""
    if not len(run.items) or not len(other.items):
        return run.where(np.zeros(len(run.items), np.bool_))
    holds = np.zeros(max(run.items.max(), other.items.max()) + 1, np.bool_)
    holds[other.items] = True
    return run.where(holds[run.items])


def _followed(db: sqlite3.Connection, key: Key, kept: _Kept, now: Moment) -> Run | None:
    """Return the run as it is now, made of what it was; None where it has to be read again."""
    changed = changed_since(db, kept.moment, now, _MOST_CHANGED)
    if changed is None:
        return None
    if not changed:
        return kept.run
    ids = np.array(sorted(changed), np.int64)
    rest = kept.run.where(~np.isin(kept.run.items, ids))
    new = _of_term(db, key, ids) if isinstance(key, Term) else _of_words(db, key, ids)
    if not len(rest.sorts):
        return Run(np.union1d(rest.items, new.items), new.sorts) if not len(new.sorts) else new
    places = _places(rest, new.sorts, new.items)
    return Run(np.insert(rest.items, places, new.items), np.insert(rest.sorts, places, new.sorts))


def _places(run: Run, sorts: Numbers, items: Numbers) -> Numbers:
    """Return where in a run things with these positions stand, or would stand."""
    places = np.searchsorted(run.sorts, sorts, "left")
    ends = np.searchsorted(run.sorts, sorts, "right")
    for number in np.flatnonzero(ends > places):  # several at one position are in the order of their ids
        tied = run.items[places[number] : ends[number]]
        places[number] += np.searchsorted(tied, items[number], "left")
    return places


def _read(db: sqlite3.Connection, key: Key) -> Run:
    if isinstance(key, Term):
        return _in_pairs(db.execute("SELECT sort, item FROM posting WHERE term = ? ORDER BY sort, item", [key.id]))
    table, phrase = key
    return _alone(db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", [phrase]))


def _of_term(db: sqlite3.Connection, term: Term, ids: Numbers) -> Run:
    """Return those of these things that have a term."""
    found = []
    for some in batches(ids.tolist(), _IDS_A_QUERY):
        found += db.execute(
            "SELECT item.sort, item.id FROM item CROSS JOIN facet ON facet.item = item.id AND facet.term = ? "
            f"WHERE item.id IN ({', '.join(map(str, some))})",
            [term.id],
        ).fetchall()
    return _in_pairs(sorted(found))


def _having(db: sqlite3.Connection, term: Term, ids: Numbers) -> Numbers:
    """Return the ids of those of these things that have a term."""
    found: list[int] = []
    for some in batches(ids.tolist(), _IDS_A_QUERY):
        rows = db.execute(f"SELECT item FROM facet WHERE item IN ({', '.join(map(str, some))}) AND term = ?", [term.id])
        found += (item for (item,) in rows)
    return np.array(found, np.int64)


def _of_words(db: sqlite3.Connection, key: tuple[str, str], ids: Numbers) -> Run:
    """Return those of these things that have a word or phrase."""
    table, phrase = key
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
    found = [np.empty(0, np.int64)]
    for near in np.split(ids, np.flatnonzero(np.diff(ids) > _GAP) + 1):
        found.append(_alone(db.execute(sql, [phrase, int(near[0]), int(near[-1])])).items)
    items = np.concatenate(found)
    return Run(items[np.isin(items, ids)], np.empty(0, np.int64))


def _in_pairs(rows: sqlite3.Cursor | Sequence[tuple[int, int]]) -> Run:
    pairs = np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, 2)
    return Run(pairs[:, 1].copy(), pairs[:, 0].copy())


def _alone(rows: sqlite3.Cursor) -> Run:
    return Run(np.fromiter(chain.from_iterable(rows), np.int64), np.empty(0, np.int64))
