"""Bringing the index up to date with graphs that changed, at a cost that depends on what changed only.

A graph that is read again gives new records. What they have less or more than the old ones is counted, so that a thing
that fifty thousand articles speak of costs no more to change than one that a single article does.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar
from zlib import crc32

from service.index.records import SHARED, Record, dumps
from service.index.sorting import by_date, by_label, first_day, valid_date
from service.index.values import Json

T = TypeVar("T")
Pair = tuple[int, int]  # ids of an item and of a term
_VALUES_A_QUERY = 400

# Which fields of a record are merged across articles; what only one article can mean (its evidence) is not.
_MERGED = (
    *("label", "alt", "type", "of", "role", "same_as", "kind", "within", "party", "signed"),
    *("sender", "beneficiary", "adversary", "destination", "force", "status", "started", "legal_basis"),
)


class Update:
    """One change of the index, inside a transaction that whoever made it opens and ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._facets: Counter[Pair] = Counter()
        self._attributes: Counter[tuple[int, str, str]] = Counter()
        self._ids: dict[tuple[str, ...], int] = {}
        self._changed: set[int] = set()
        self._own: dict[int, Record] = {}
        self._said: list[tuple[int, int, str, str]] = []
        self._unsaid: list[Pair] = []

    def replace(self, graph: str, records: Iterable[Record]) -> None:
        """Put these records in the place of what the graph said before."""
        graph_id = self._id("graph", iri=graph)
        old = self._said_in(graph_id)
        for record in records:
            item = self._id("item", kind=record.kind, key=record.key)
            said = _stored(record), json.dumps(sorted(self._terms(record)))
            if old.get(item) == said:
                del old[item]
                continue
            self._count(item, *said, by=1)
            self._said.append((graph_id, item, *said))
            if record.facets and record.kind not in SHARED:
                self._own[item] = record
        for item, was in old.items():
            self._count(item, *was, by=-1)
            self._unsaid.append((graph_id, item))

    @property
    def has_changes(self) -> bool:
        """Whether anything that graphs say is other than before."""
        return bool(self._said or self._unsaid)

    def settle(self) -> None:
        """Write what ``replace`` found out."""
        self._db.executemany("DELETE FROM said WHERE graph = ? AND item = ?", self._unsaid)
        self._db.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", self._said)
        self._write_attributes()
        gained, lost = self._write_facets()
        self._write_postings(gained, lost)

    def _said_in(self, graph: int) -> dict[int, tuple[str, str]]:
        rows = self._db.execute("SELECT item, record, terms FROM said WHERE graph = ?", [graph])
        return {item: (record, terms) for item, record, terms in rows}

    def _terms(self, record: Record) -> Iterator[int]:
        for facet, value in record.facets:
            yield self._id("term", kind=record.kind, facet=facet, value=value)

    def _id(self, table: str, **row: str) -> int:
        """Return the id of a row, adding it where it is missing."""
        values = (table, *row.values())
        if values not in self._ids:
            where = " AND ".join(f"{name} = :{name}" for name in row)
            found = self._db.execute(f"SELECT id FROM {table} WHERE {where}", row).fetchone()
            self._ids[values] = int(found[0]) if found else self._add(table, row)
        return self._ids[values]

    def _add(self, table: str, row: dict[str, str]) -> int:
        columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        return int(self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row).lastrowid or 0)

    def _count(self, item: int, record: str, terms: str, *, by: int) -> None:
        self._changed.add(item)
        for term in json.loads(terms):
            self._facets[item, term] += by
        for name, value in _attributes(json.loads(record)):
            self._attributes[item, name, value] += by

    def _write_attributes(self) -> None:
        changes = [(*row, n) for row, n in self._attributes.items() if n]
        self._db.executemany(
            "INSERT INTO attribute VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", changes
        )
        self._db.executemany(
            "DELETE FROM attribute WHERE item = ? AND name = ? AND value = ? AND n <= 0",
            (change[:3] for change in changes if change[3] < 0),
        )

    def _write_facets(self) -> tuple[list[Pair], list[Pair]]:
        """Write the facets; return which (item, term) pairs are new, and which are gone."""
        changes = {pair: n for pair, n in self._facets.items() if n}
        before = self._facets_of(list(changes))
        after = {pair: before.get(pair, 0) + n for pair, n in changes.items()}
        gained = [pair for pair, n in after.items() if n > 0 and pair not in before]
        lost = [pair for pair, n in after.items() if n <= 0 and pair in before]
        self._db.executemany("DELETE FROM facet WHERE item = ? AND term = ?", lost)
        self._db.executemany(
            "INSERT OR REPLACE INTO facet VALUES (?, ?, ?)", ((*pair, n) for pair, n in after.items() if n > 0)
        )
        numbers = Counter(term for _, term in gained)
        numbers.subtract(term for _, term in lost)
        self._db.executemany("UPDATE term SET n = n + ? WHERE id = ?", ((n, term) for term, n in numbers.items() if n))
        return gained, lost

    def _facets_of(self, pairs: Sequence[Pair]) -> dict[Pair, int]:
        found = {}
        for some in batches(pairs, _VALUES_A_QUERY):
            values = ", ".join(f"({item}, {term})" for item, term in some)
            # As a join, as SQLite looks through the whole table for a row that is IN a list of rows.
            asked = f"WITH asked (i, t) AS (VALUES {values}) "
            sql = asked + "SELECT item, term, n FROM asked CROSS JOIN facet ON item = i AND term = t"
            found.update({(item, term): n for item, term, n in self._db.execute(sql)})
        return found

    def _write_postings(self, gained: list[Pair], lost: list[Pair]) -> None:
        """Bring the lists up to date with the facets, and with where the changed things now stand in them."""
        before = dict(self._positions())
        self._unpost((term, before[item], item) for item, term in lost)
        for item in self._changed:
            self._describe(item)
        after = dict(self._positions())
        for item, position in after.items():
            if before[item] is not None and before[item] != position:
                self._move(item, before[item], position)
        # A thing that moved has been posted anew under all its terms, the gained ones included.
        self._post((term, after[item], item) for item, term in gained)

    def _positions(self) -> Iterator[tuple[int, Any]]:
        for some in batches(self._changed, _VALUES_A_QUERY):
            yield from self._db.execute(f"SELECT id, sort FROM item WHERE id IN ({', '.join(map(str, some))})")

    def _move(self, item: int, before: Any, after: Any) -> None:
        terms = [term for (term,) in self._db.execute("SELECT term FROM facet WHERE item = ?", [item])]
        self._unpost((term, before, item) for term in terms)
        self._post((term, after, item) for term in terms)

    def _post(self, rows: Iterable[tuple[int, Any, int]]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO posting VALUES (?, ?, ?)", rows)

    def _unpost(self, rows: Iterable[tuple[int, Any, int]]) -> None:
        self._db.executemany("DELETE FROM posting WHERE term = ? AND sort = ? AND item = ?", rows)

    def _describe(self, item: int) -> None:
        """Write label, date, position and words of a thing, or drop it when no graph speaks of it any more."""
        if self._db.execute("SELECT 1 FROM said WHERE item = ?", [item]).fetchone() is None:
            self._db.execute("DELETE FROM words WHERE rowid = ?", [item])
            self._db.execute("DELETE FROM item WHERE id = ?", [item])
            return
        kind, key = self._db.execute("SELECT kind, key FROM item WHERE id = ?", [item]).fetchone()
        if kind in SHARED:
            self._write_description(item, *self._shared(item, key))
        elif item in self._own:
            self._write_description(item, *_owned(self._own[item]))

    def _write_description(self, item: int, label: str, words: str, date: str | None, sort: int | str) -> None:
        self._db.execute("UPDATE item SET label = ?, date = ?, sort = ? WHERE id = ?", [label, date, sort, item])
        self._db.execute("DELETE FROM words WHERE rowid = ?", [item])
        self._db.execute("INSERT INTO words (rowid, label, body) VALUES (?, ?, ?)", [item, label, words])

    def _shared(self, item: int, key: str) -> tuple[str, str, str | None, str]:
        merged = attributes_of(self._db, [item])[item]
        labels = merged.get("label") or [key]
        dates = map(valid_date, merged.get("started", []) + merged.get("signed", []))
        date = min(map(first_day, filter(None, dates)), default=None)
        return labels[0], "\n".join(labels[1:] + merged.get("alt", [])), date, by_label(labels[0], key)


def attributes_of(db: sqlite3.Connection, items: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """Return what all graphs say of each of these things: the values of each property, the most often said first."""
    merged: dict[int, dict[str, list[str]]] = {item: {} for item in items}
    rows = db.execute(
        "SELECT item, name, value FROM attribute "
        f"WHERE item IN ({', '.join(map(str, items))}) ORDER BY item, name, n DESC, value"
    )
    for item, name, value in rows:
        merged[item].setdefault(name, []).append(value)
    return merged


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of at most ``size``."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some


def _stored(record: Record) -> str:
    """Return the JSON that is kept of a record: its data, with where it is listed and a check sum of its words."""
    if record.kind in SHARED:
        return dumps(record.data)
    return dumps(record.data | {"_": [record.date, record.start, crc32(record.words.encode())]})


def _owned(record: Record) -> tuple[str, str, str | None, int]:
    """Return label, words, date and position of a thing of one article."""
    article = str(record.data.get("article") or record.key)
    return record.label, record.words, record.date, by_date(record.date, article, record.start)


def _attributes(data: Json) -> Iterator[tuple[str, str]]:
    if "_" in data:  # of one article: nothing to merge
        return
    for name in _MERGED:
        for value in data.get(name) or ():
            yield name, value if isinstance(value, str) else dumps(value)
