"""Bringing the index up to date with graphs that changed, at a cost that depends on what changed only.

A graph that is read again gives new records. What they have less or more than the old ones is counted, so that a thing
that fifty thousand articles speak of costs no more to change than one that a single article does.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from service.index.ids import Ids, batches
from service.index.records import SHARED, Record, dumps
from service.index.schema import WORDS
from service.index.sorting import by_date, by_label, first_day, valid_date
from service.index.values import Json

Position = int | str  # in the order of lists
Pair = tuple[int, int]  # ids of an item and of a term
_VALUES_A_QUERY = 400

# Which fields of a record are merged across articles; what only one article can mean (its evidence) is not.
_MERGED = (
    *("label", "alt", "type", "of", "role", "same_as", "kind", "within", "party", "signed"),
    *("sender", "beneficiary", "adversary", "destination", "force", "status", "started", "legal_basis"),
)


class _Item(NamedTuple):
    kind: str
    key: str
    sort: Position | None


class _Description(NamedTuple):
    label: str
    words: str
    date: str | None
    sort: Position


class Update:
    """One change of the index, inside a transaction that whoever made it opens and ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._graphs = Ids(connection, "graph", "iri")
        self._items = Ids(connection, "item", "kind", "key")
        self._terms = Ids(connection, "term", "kind", "facet", "value")
        self._facets: defaultdict[Pair, int] = defaultdict(int)
        self._attributes: defaultdict[tuple[int, str, str], int] = defaultdict(int)
        self._changed: set[int] = set()
        self._own: dict[int, _Description] = {}
        self._said: list[tuple[int, int, str, str]] = []
        self._unsaid: list[Pair] = []
        self._states: dict[int, str | None] = {}

    def replace(self, graph: str, records: Iterable[Record], state: str | None = None) -> None:
        """Put these records in the place of what the graph said before; ``state`` names what it holds, if known."""
        records = list(records)
        self._graphs.find([(graph,)])
        self._items.find((record.kind, record.key) for record in records)
        self._terms.find((record.kind, *facet) for record in records for facet in record.facets)
        graph_id = self._graphs[graph,]
        self._states[graph_id] = state
        old = self._said_in(graph_id)
        for record in records:
            item = self._items[record.kind, record.key]
            terms = sorted(self._terms[record.kind, *facet] for facet in record.facets)
            said = _stored(record), str(terms)
            if old.get(item) == said:
                del old[item]
                continue
            self._count(item, _attributes(record.data) if record.kind in SHARED else (), terms, by=1)
            self._said.append((graph_id, item, *said))
            if record.facets and record.kind not in SHARED:
                self._own[item] = _owned(record)
        for item, (was, had) in old.items():
            self._count(item, _attributes(json.loads(was)), json.loads(had), by=-1)
            self._unsaid.append((graph_id, item))

    @property
    def changed(self) -> frozenset[int]:
        """The things of which anything that graphs say is other than before."""
        return frozenset(self._changed)

    def settle(self) -> None:
        """Write what ``replace`` found out."""
        new_graphs = ((number, *name) for number, name in self._graphs.new.items())
        self._db.executemany("INSERT INTO graph (id, iri) VALUES (?, ?)", new_graphs)
        self._db.executemany(
            "UPDATE graph SET state = ? WHERE id = ?", ((state, graph) for graph, state in self._states.items())
        )
        self._db.executemany("DELETE FROM said WHERE graph = ? AND item = ?", self._unsaid)
        self._db.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", self._said)
        self._write_attributes()
        gained, lost = self._write_facets()
        self._write_terms(gained, lost)
        self._write_postings(gained, lost)

    def _said_in(self, graph: int) -> dict[int, tuple[str, str]]:
        rows = self._db.execute("SELECT item, record, terms FROM said WHERE graph = ?", [graph])
        return {item: (record, terms) for item, record, terms in rows}

    def _count(self, item: int, attributes: Iterable[tuple[str, str]], terms: Iterable[int], *, by: int) -> None:
        self._changed.add(item)
        for term in terms:
            self._facets[item, term] += by
        for name, value in attributes:
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
        before = self._facets_of([pair for pair in changes if not self._is_new(*pair)])
        after = {pair: before.get(pair, 0) + n for pair, n in changes.items()}
        gained = [pair for pair, n in after.items() if n > 0 and pair not in before]
        lost = [pair for pair, n in after.items() if n <= 0 and pair in before]
        self._db.executemany("DELETE FROM facet WHERE item = ? AND term = ?", lost)
        self._db.executemany(
            "INSERT OR REPLACE INTO facet VALUES (?, ?, ?)", ((*pair, n) for pair, n in after.items() if n > 0)
        )
        return gained, lost

    def _is_new(self, item: int, term: int) -> bool:
        return item in self._items.new or term in self._terms.new

    def _facets_of(self, pairs: Sequence[Pair]) -> dict[Pair, int]:
        found = {}
        for some in batches(pairs, _VALUES_A_QUERY):
            values = ", ".join(f"({item}, {term})" for item, term in some)
            # As a join, as SQLite looks through the whole table for a row that is IN a list of rows.
            asked = f"WITH asked (i, t) AS (VALUES {values}) "
            sql = asked + "SELECT item, term, n FROM asked CROSS JOIN facet ON item = i AND term = t"
            found.update({(item, term): n for item, term, n in self._db.execute(sql)})
        return found

    def _write_terms(self, gained: list[Pair], lost: list[Pair]) -> None:
        """Write the terms with the numbers of things that have them."""
        numbers = Counter(term for _, term in gained)
        numbers.subtract(term for _, term in lost)
        new = self._terms.new
        self._db.executemany(
            "INSERT INTO term (id, kind, facet, value, n) VALUES (?, ?, ?, ?, ?)",
            ((term, *name, numbers[term]) for term, name in new.items()),
        )
        self._db.executemany(
            "UPDATE term SET n = n + ? WHERE id = ?",
            ((n, term) for term, n in numbers.items() if n and term not in new),
        )

    def _write_postings(self, gained: list[Pair], lost: list[Pair]) -> None:
        """Bring things and lists up to date with the facets, and with where the changed things now stand in them."""
        old = self._old_items()
        self._unpost((term, old[item].sort, item) for item, term in lost)
        gone = self._gone()
        described = dict(self._descriptions(old, gone))
        self._drop(gone, old)
        self._write_items(described, old)
        for item, description in described.items():
            before = old[item].sort if item in old else None
            if before is not None and before != description.sort:
                self._move(item, before, description.sort)
        # A thing that moved has been posted anew under all its terms, the gained ones included.
        self._post((term, described[item].sort, item) for item, term in gained)

    def _old_items(self) -> dict[int, _Item]:
        """Return those of the changed things that there were before."""
        found = {}
        for some in batches(self._changed - self._items.new.keys(), _VALUES_A_QUERY):
            rows = self._db.execute(f"SELECT id, kind, key, sort FROM item WHERE id IN ({', '.join(map(str, some))})")
            found.update({item: _Item(kind, key, sort) for item, kind, key, sort in rows})
        return found

    def _gone(self) -> set[int]:
        """Return the things that no graph speaks of any more."""
        found: set[int] = set()
        for some in batches({item for _, item in self._unsaid}, _VALUES_A_QUERY):
            rows = self._db.execute(
                f"SELECT id FROM item WHERE id IN ({', '.join(map(str, some))}) "
                "AND NOT EXISTS (SELECT 1 FROM said WHERE said.item = item.id)"
            )
            found.update(item for (item,) in rows)
        return found

    def _descriptions(self, old: Mapping[int, _Item], gone: set[int]) -> Iterator[tuple[int, _Description]]:
        """Yield label, date, position and words of the changed things, in the order of their ids."""
        shared: dict[int, str] = {}
        for item in sorted(self._changed - gone):
            kind, key = old[item][:2] if item in old else self._items.new[item]
            if kind in SHARED:
                shared[item] = key
            elif item in self._own:
                yield item, self._own[item]
        for some in batches(shared, _VALUES_A_QUERY):
            for item, said in attributes_of(self._db, some).items():
                yield item, _shared(shared[item], said)

    def _drop(self, items: Iterable[int], old: Mapping[int, _Item]) -> None:
        for item in items:
            self._db.execute(f"DELETE FROM {WORDS[old[item].kind]} WHERE rowid = ?", [item])
            self._db.execute("DELETE FROM item WHERE id = ?", [item])

    def _write_items(self, described: Mapping[int, _Description], old: Mapping[int, _Item]) -> None:
        new = self._items.new
        self._db.executemany(
            "INSERT INTO item (id, kind, key) VALUES (?, ?, ?)", ((i, *name) for i, name in new.items())
        )
        self._db.executemany(
            "UPDATE item SET label = ?, date = ?, sort = ? WHERE id = ?",
            ((about.label, about.date, about.sort, item) for item, about in described.items()),
        )
        words = defaultdict(list)
        for item, about in described.items():
            kind = old[item].kind if item in old else new[item][0]
            words[WORDS[kind]].append((item, "" if about.label == about.words else about.label, about.words))
        for table, rows in words.items():
            self._db.executemany(f"INSERT OR REPLACE INTO {table} (rowid, label, body) VALUES (?, ?, ?)", rows)

    def _move(self, item: int, before: Position, after: Position) -> None:
        terms = [term for (term,) in self._db.execute("SELECT term FROM facet WHERE item = ?", [item])]
        self._unpost((term, before, item) for term in terms)
        self._post((term, after, item) for term in terms)

    def _post(self, rows: Iterable[tuple[int, Position, int]]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO posting VALUES (?, ?, ?)", rows)

    def _unpost(self, rows: Iterable[tuple[int, Position | None, int]]) -> None:
        self._db.executemany("DELETE FROM posting WHERE term = ? AND sort = ? AND item = ?", rows)


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


def _stored(record: Record) -> str:
    """Return the JSON that is kept of a record: its data, with where it is listed and a check sum of its words."""
    if record.kind in SHARED:
        return dumps(record.data)
    return dumps(record.data | {"_": [record.date, record.start, crc32(record.words.encode())]})


def _owned(record: Record) -> _Description:
    """Return how a thing of one article is listed."""
    article = str(record.data.get("article") or record.key)
    return _Description(record.label, record.words, record.date, by_date(record.date, article, record.start))


def _shared(key: str, said: Mapping[str, list[str]]) -> _Description:
    """Return how a thing that many articles speak of is listed, by what they say of it."""
    labels = said.get("label") or [key]
    dates = map(valid_date, said.get("started", []) + said.get("signed", []))
    date = min(map(first_day, filter(None, dates)), default=None)
    words = "\n".join(labels[1:] + said.get("alt", []))
    return _Description(labels[0], words, date, by_label(labels[0], key))


def _attributes(data: Json) -> Iterator[tuple[str, str]]:
    if "_" in data:  # of one article: nothing to merge
        return
    for name in _MERGED:
        for value in data.get(name) or ():
            yield name, value if isinstance(value, str) else dumps(value)
