"""The tables of the index (SQLite).

| table | holds |
| --- | --- |
| ``meta`` | the store's revision that it stands for; what names its own state |
| ``graph`` | the named graphs that were read; ``state`` names what one holds, null where nobody has worked it out |
| ``item`` | the things: kind, key, label, date, and ``sort``, by which lists are ordered |
| ``said`` | what one graph says of one thing: the record as JSON, the ids of its terms |
| ``attribute`` | of things that many articles speak of: each value of each property, and in how many graphs it stands |
| ``term`` | the facets that occur, by kind of thing, each with the number of things that have it |
| ``facet`` | which thing has which term, and by how many graphs |
| ``posting`` | the same in the order of lists: a page of a list is one range of it |
| ``change`` | the last changes of the index: the things that each of them touched |
| ``words_…`` | full text over labels and words, a table for each kind of text |
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from service.errors import UnavailableError

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
VERSION = 6  # raise it when the tables or the records change: an index of another version is made anew

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS graph (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL, state TEXT);
CREATE TABLE IF NOT EXISTS item (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL DEFAULT '', date TEXT, sort,
    UNIQUE (kind, key)
);
CREATE TABLE IF NOT EXISTS said (
    graph INTEGER NOT NULL, item INTEGER NOT NULL, record TEXT NOT NULL, terms TEXT NOT NULL, UNIQUE (graph, item)
);
CREATE INDEX IF NOT EXISTS said_of ON said (item);
CREATE TABLE IF NOT EXISTS attribute (
    item INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (item, name, value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS term (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, facet TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, facet, value)
);
CREATE TABLE IF NOT EXISTS facet (
    item INTEGER NOT NULL, term INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (item, term)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS posting (
    term INTEGER NOT NULL, sort NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (term, sort, item)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (number INTEGER PRIMARY KEY, items BLOB NOT NULL);
"""
_NAMES = ("meta", "graph", "item", "said", "attribute", "term", "facet", "posting", "change", "words")

# The table of each kind's words: who looks for a word in one kind of text reads nothing of the others.
WORDS: Mapping[str, str] = {
    "article": "words_article",
    "statement": "words_statement",
    "figure": "words_figure",
    "dispute": "words_dispute",
    **dict.fromkeys(("actor", "place", "treaty", "deployment"), "words_shared"),
}
_WORD_TABLES = sorted(set(WORDS.values()))
_FULL_TEXT = "fts5(label, body, tokenize = 'unicode61 remove_diacritics 2')"


class DamagedIndexError(UnavailableError):
    """The index's file is no index, or what is in it contradicts itself."""


def fault_of(path: Path, what: str, error: Exception) -> UnavailableError:
    """Return what an error means that kept an index from being opened, read or written; damage is noted for all."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:  # the bits before that tell more
        with suppress(OSError):
            damage_note(path).touch()
        advice = "It is damaged: the writer makes it anew from the graph."
        return DamagedIndexError(f"The index {path} cannot be {what}: {error}. {advice}", retry_after=10)
    return UnavailableError(f"The index {path} cannot be {what}: {error}.", retry_after=5)


def damage_note(path: Path) -> Path:
    """Return the file that says that an index is damaged."""
    return path.with_name(f"{path.name}.damaged")


def file_of(path: Path) -> int | None:
    """Return the number of the file that an index is in, None where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the index, making it where it is missing; a writer empties one of another version.

    Raises ``UnavailableError`` when it cannot be opened, or is of another version and may only be read.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        _prepare(connection, read_only=read_only)
    except (OSError, sqlite3.Error) as error:
        raise fault_of(path, "opened", error) from error
    return connection


def _prepare(connection: sqlite3.Connection, *, read_only: bool) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        if read_only and version != 0:
            raise UnavailableError("The index is of another version of OnRecord; run “onrecord reindex”.")
        _make(connection, old=version != 0)
    connection.execute("PRAGMA synchronous = NORMAL")  # a lost commit is made up for: it is derived from the graph
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA mmap_size = 1073741824")
    if read_only:
        connection.execute("PRAGMA query_only = 1")


def _make(connection: sqlite3.Connection, *, old: bool) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    drops = [f"DROP TABLE IF EXISTS {name}" for name in (*_NAMES, *_WORD_TABLES)] if old else []
    made = (
        f"INSERT OR IGNORE INTO meta VALUES ('made', '{secrets.token_hex(4)}')"  # tells this index from an earlier one
    )
    script = [
        "BEGIN IMMEDIATE",
        *drops,
        _TABLES.rstrip().rstrip(";"),
        *(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING {_FULL_TEXT}" for name in _WORD_TABLES),
        made,
        f"PRAGMA user_version = {VERSION}",
        "COMMIT",
    ]
    connection.executescript(";\n".join(script) + ";")
