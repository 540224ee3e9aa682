"""The index as others use it: opened, kept up to date by the writer, asked by the faces."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from service.errors import UnavailableError
from service.index.changes import Standing, moment, note, one_state, settle, standing
from service.index.columns import Columns
from service.index.filters import ListKind, Selection
from service.index.ids import batches
from service.index.listing import Page, page
from service.index.reading import Graph, Query, graph_names, read_graphs, read_written
from service.index.records import records_said
from service.index.schema import DamagedIndexError, connect, damage_note, fault_of, file_of
from service.index.updating import Update, attributes_of
from service.index.values import Json
from service.vocabulary import Iris, Kind

FILE = "index.sqlite"
_GRAPHS_AT_ONCE = 100  # whose changes are held in memory
_IDS_A_QUERY = 500
_RETRY = 2  # seconds in which a small store is read


class Index:
    """Lists, counts, filters and full text over the graph; wholly derived from it.

    Safe to use from several threads; each has a connection of its own. A failing disk raises ``UnavailableError``.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._columns = Columns()

    @classmethod
    def open(cls, data_dir: Path, *, read_only: bool) -> Index:
        """Open the index in a data folder; a new one is empty until ``rebuild``.

        Raises ``UnavailableError`` when it cannot be opened; of one that is damaged whoever reads is told.
        """
        index = cls(data_dir / FILE, read_only=read_only)
        with suppress(DamagedIndexError), index._reading():
            pass
        return index

    def close(self) -> None:
        """Close every connection; the index must not be used after that."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._local = threading.local()

    @property
    def revision(self) -> str | None:
        """The revision of the store that the index was last brought up to, None where it was never told.

        Where it is another than the store's, the writer was ended between the two: ``rebuild``.
        """
        with self._reading() as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()
        return row[0] if row else None

    def put(self, graphs: Mapping[str, bytes | None], iris: Iris, *, revision: str | None = None) -> None:
        """Take over what named graphs now hold, as N-Triples; None and empty ones are gone."""
        self._replace([read_written(graphs)], iris, revision)

    def refresh(self, query: Query, graphs: Sequence[str], iris: Iris, *, revision: str | None = None) -> None:
        """Read these graphs again, also those that are gone."""
        self._replace([read_graphs(query, graphs)], iris, revision)

    def follow(
        self,
        written: Mapping[str, bytes | None],
        query: Query,
        touched: Sequence[str],
        iris: Iris,
        *,
        revision: str | None = None,
    ) -> None:
        """Follow a commit in one step, of which nobody sees half: ``put`` for some graphs, ``refresh`` for others."""
        self._replace([read_written(written), read_graphs(query, touched)], iris, revision)

    def rebuild(self, query: Query, iris: Iris, *, revision: str | None = None) -> None:
        """Read all graphs again. What the index held goes on being served until all of it is made.

        One that is damaged is made anew beside it, and takes its place when it is whole.
        """
        if self.is_damaged:
            self._make_anew(query, iris, revision)
            return
        with self._reading() as db:
            known = [graph for (graph,) in db.execute("SELECT iri FROM graph")]
        graphs = sorted({*known, *graph_names(query)})
        self._replace((read_graphs(query, some) for some in batches(graphs, _GRAPHS_AT_ONCE)), iris, revision)

    @property
    def is_damaged(self) -> bool:
        """Whether somebody has found it damaged, and it has not been made anew since."""
        return damage_note(self._path).exists()

    def give_up(self) -> None:
        """Have it made anew by the next ``rebuild``: it was found to be wrong."""
        damage_note(self._path).touch()

    def _make_anew(self, query: Query, iris: Iris, revision: str | None) -> None:
        folder = self._path.with_name(f"{self._path.name}.new")
        shutil.rmtree(folder, ignore_errors=True)
        fresh = Index.open(folder, read_only=False)
        fresh.rebuild(query, iris, revision=revision)
        fresh.close()
        self.close()
        try:
            for rest in ("-wal", "-shm"):
                self._path.with_name(self._path.name + rest).unlink(missing_ok=True)
            (folder / FILE).replace(self._path)
            damage_note(self._path).unlink(missing_ok=True)
            shutil.rmtree(folder)
        except OSError as error:
            raise UnavailableError(f"The index {self._path} cannot be made anew: {error.strerror}.") from error

    def _replace(self, portions: Iterable[Iterable[Graph]], iris: Iris, revision: str | None) -> None:
        """Take over what graphs hold, portion by portion, as one transaction."""
        with self._writing() as db:
            for portion in portions:
                update = Update(db)
                for graph, nodes, state in portion:
                    update.replace(graph, records_said(graph, nodes, iris), state)
                update.settle()
                if update.changed:
                    note(db, update.changed)
            if revision is not None:
                settle(db, revision)

    @property
    def standing(self) -> Standing:
        """What the index holds now."""
        with self._reading() as db:
            return standing(db)

    def state_of(self, graph: str, revision: str) -> str | None:
        """Return the name of what a graph holds at a revision (``service.digests``).

        None where the index is at another one, or nobody has worked it out: of graphs that were not ``put``.
        """
        sql = "SELECT state FROM graph, meta WHERE iri = ? AND meta.name = 'revision' AND meta.value = ?"
        with self._reading() as db:
            row = db.execute(sql, [graph, revision]).fetchone()
        return row[0] if row else None

    @property
    def state(self) -> str:
        """Names the content of the index: another content, another state. Fit for an ``ETag``."""
        with self._reading() as db:
            return "{}-{}".format(*moment(db))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, everything that this thread reads is of one state."""
        with self._reading() as db, one_state(db):
            yield

    def check(self) -> None:
        """Raise ``UnavailableError`` where it cannot be read, or has not been made for the first time."""
        if self.revision is None:
            raise UnavailableError(
                "The index is not made yet. `onrecord serve`, or any command that writes, makes it when it starts; "
                "where a service is running, it is at it.",
                retry_after=_RETRY,
            )

    def page(self, kind: ListKind, selected: Selection, limit: int, cursor: str | None = None) -> Page:
        """Return one page of a list; ``InvalidInputError`` for a cursor that this list did not give out."""
        with self._reading() as db, one_state(db):
            return page(db, self._columns, kind, selected, limit, cursor)

    def counts(self) -> dict[str, int]:
        """Return how many things of each kind the articles speak of."""
        with self._reading() as db:
            return dict(db.execute("SELECT kind, n FROM term WHERE facet = '' AND value = '' ORDER BY kind"))

    def size(self) -> int:
        """Return how many things any graph describes, the registry among them."""
        with self._reading() as db:
            return int(db.execute("SELECT COUNT(*) FROM item").fetchone()[0])

    def shares(self, facet: str, kinds: Iterable[Kind]) -> dict[str, dict[Kind, int]]:
        """Return, for each value of a facet, how many things of these kinds have it."""
        found: dict[str, dict[Kind, int]] = {}
        with self._reading() as db:
            for kind in kinds:
                rows = db.execute("SELECT value, n FROM term WHERE kind = ? AND facet = ? AND n > 0", [kind, facet])
                for value, n in rows:
                    found.setdefault(value, {})[kind] = n
        return found

    def counts_of(self, facets: Iterable[tuple[Kind, str]], values: Iterable[str]) -> dict[tuple[str, str, str], int]:
        """Return how many things of a kind have a facet, by (kind, facet, value), for all of these that occur."""
        found: dict[tuple[str, str, str], int] = {}
        keys = sorted(set(values))
        with self._reading() as db:
            for kind, facet in facets:
                for some in batches(keys, _IDS_A_QUERY):
                    rows = db.execute(
                        f"SELECT value, n FROM term WHERE kind = ? AND facet = ? AND value IN ({_marks(some)})",
                        [kind, facet, *some],
                    )
                    found.update({(kind, facet, value): n for value, n in rows})
        return found

    def find(self, kind: Kind, key: str) -> int | None:
        """Return the id of a thing that some graph speaks of, None where none does."""
        with self._reading() as db:
            row = db.execute("SELECT id FROM item WHERE kind = ? AND key = ?", [kind, key]).fetchone()
        return row[0] if row else None

    def keys(self, items: Sequence[int]) -> dict[int, str]:
        """Return the keys of things by their ids."""
        found: dict[int, str] = {}
        with self._reading() as db:
            for some in batches(items, _IDS_A_QUERY):
                found.update(db.execute(f"SELECT id, key FROM item WHERE id IN ({_list(some)})"))
        return found

    def labels(self, kind: Kind, keys: Iterable[str]) -> dict[str, str]:
        """Return the labels of things of a kind by their keys; those without a name are left out."""
        return {key: label for key, label in self._by_key("label", kind, keys) if label}

    def ids(self, kind: Kind, keys: Iterable[str]) -> dict[str, int]:
        """Return the ids of things of a kind by their keys; those that no graph speaks of are left out."""
        return dict(self._by_key("id", kind, keys))

    def _by_key(self, column: str, kind: Kind, keys: Iterable[str]) -> Iterator[tuple[str, Any]]:
        with self._reading() as db:
            for some in batches(sorted(set(keys)), _IDS_A_QUERY):
                marks = ", ".join("?" * len(some))
                yield from db.execute(
                    f"SELECT key, {column} FROM item WHERE kind = ? AND key IN ({marks})", [kind, *some]
                )

    def records(self, items: Sequence[int]) -> dict[int, Json]:
        """Return, for things of one article, what all graphs say of them as one record."""
        merged: dict[int, Json] = {}
        with self._reading() as db:
            for some in batches(items, _IDS_A_QUERY):
                rows = db.execute(f"SELECT item, record FROM said WHERE item IN ({_list(some)}) ORDER BY item, graph")
                for item, record in rows:
                    _merge(merged.setdefault(item, {}), json.loads(record))
        return merged

    def attributes(self, items: Sequence[int]) -> dict[int, dict[str, list[str]]]:
        """Return, for things that many articles speak of, the values of each property, the most often said first."""
        merged: dict[int, dict[str, list[str]]] = {}
        with self._reading() as db:
            for some in batches(items, _IDS_A_QUERY):
                merged |= attributes_of(db, some)
        return merged

    def accounts(self, item: int, limit: int) -> list[tuple[str, Json]]:
        """Return what each graph says of a thing, with the graph's IRI; at most ``limit`` of them."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT iri, record FROM said JOIN graph ON graph.id = said.graph WHERE item = ? ORDER BY iri LIMIT ?",
                [item, limit],
            )
            return [(iri, json.loads(record)) for iri, record in rows]

    def having(self, kind: Kind, facet: str, values: Iterable[str]) -> dict[str, list[str]]:
        """Return, for each of the values of a facet, the keys of the things of a kind that have it."""
        found: dict[str, list[str]] = {}
        with self._reading() as db:
            for some in batches(sorted(set(values)), _IDS_A_QUERY):
                rows = db.execute(
                    "SELECT term.value, item.key FROM term JOIN posting ON posting.term = term.id "
                    "JOIN item ON item.id = posting.item "
                    f"WHERE term.kind = ? AND facet = ? AND value IN ({_marks(some)}) "
                    "ORDER BY term.value, posting.sort, item.id",
                    [kind, facet, *some],
                )
                for value, key in rows:
                    found.setdefault(value, []).append(key)
        return found

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection()
        except sqlite3.Error as error:
            raise fault_of(self._path, "read", error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        db = self._connection()
        try:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:  # some errors end it
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
        except sqlite3.Error as error:
            raise fault_of(self._path, "written", error) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.file != file_of(self._path):  # it was made anew
            connection = connect(self._path, read_only=self._read_only)
            self._local.connection, self._local.file = connection, file_of(self._path)
            with self._lock:
                self._connections.append(connection)
        return connection


def _list(items: Iterable[int]) -> str:
    return ", ".join(map(str, items))


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _merge(record: Json, said: Json) -> None:
    """Add what one graph says to what others say: lists are joined, of single values the first stands."""
    for name, value in said.items():
        if isinstance(value, list) and name != "_":
            held = record.setdefault(name, [])
            held += [entry for entry in value if entry not in held]
        else:
            record.setdefault(name, value)
