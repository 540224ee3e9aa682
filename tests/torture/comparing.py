"""The contents of a data folder in a form that can be compared: its quads, and its index without the ids of rows."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from pyoxigraph import QuerySolution, QuerySolutions, RdfFormat, serialize

from service.index import Index
from service.index.index import FILE
from service.index.schema import WORDS
from service.store.checkpoints import CheckpointReader, open_reader
from service.vocabulary import Iris

_ITEM = "(SELECT kind || ' ' || key FROM item WHERE id = {})"
_TERM = "(SELECT kind || ' ' || facet || ' ' || value FROM term WHERE id = {})"
_GRAPH = "(SELECT iri FROM graph WHERE id = {})"
_TABLES = {
    "item": "SELECT kind, key, label, date, sort FROM item WHERE EXISTS (SELECT 1 FROM said WHERE item = item.id)",
    "attribute": f"SELECT {_ITEM.format('item')}, name, value, n FROM attribute",
    "term": "SELECT kind, facet, value, n FROM term WHERE n > 0",
    "facet": f"SELECT {_ITEM.format('item')}, {_TERM.format('term')}, n FROM facet",
    "posting": f"SELECT {_TERM.format('term')}, sort, {_ITEM.format('item')} FROM posting",
    **{words: f"SELECT {_ITEM.format('rowid')}, label, body FROM {words}" for words in set(WORDS.values())},
}


def quads(data: Path) -> list[bytes]:
    """Return all quads of the newest commit, the union included, sorted as N-Quads."""
    with closing(open_reader(data)) as reader:
        every = serialize(reader.dump(), format=RdfFormat.N_QUADS) or b""
        union = reader.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        merged = serialize(union, format=RdfFormat.N_TRIPLES) or b""  # type: ignore[call-overload]
    return sorted([*every.splitlines(), *merged.splitlines()])


def index(data: Path) -> list[str]:
    """Return all that the index of a data folder holds, sorted."""
    with closing(sqlite3.connect(f"file:{data / FILE}?mode=ro", uri=True)) as db:
        return sorted(_rows(db))


def rebuilt_index(data: Path, iris: Iris) -> list[str]:
    """Return what an index made anew from the newest commit holds."""
    with tempfile.TemporaryDirectory() as folder, closing(open_reader(data)) as reader:
        fresh = Index.open(Path(folder), read_only=False)
        fresh.rebuild(lambda sparql: _solutions(reader, sparql), iris, revision=reader.revision)
        fresh.close()
        return index(Path(folder))


def _rows(db: sqlite3.Connection) -> Iterator[str]:
    for name, select in _TABLES.items():
        yield from (f"{name} {row}" for row in db.execute(select))
    terms = {number: name for number, *name in db.execute("SELECT id, kind, facet, value FROM term")}
    said = f"SELECT {_GRAPH.format('graph')}, {_ITEM.format('item')}, record, terms FROM said"
    for graph, item, record, numbers in db.execute(said):
        yield f"said {graph} {item} {record} {sorted(terms[int(n)] for n in numbers.strip('[]').split(',') if n)}"


def _solutions(reader: CheckpointReader, sparql: str) -> Iterable[QuerySolution]:
    solutions = reader.query(sparql)
    assert isinstance(solutions, QuerySolutions)
    return solutions
