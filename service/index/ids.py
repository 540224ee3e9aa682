"""Ids of a table's rows by what names them; rows that are missing get their number here and are written together."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
Name = tuple[str, ...]  # the values of the columns that name a row
_NAMES_A_QUERY = 300


class Ids:
    """Ids of the rows of one table, within a transaction that no other connection writes in.

    ``new`` are the rows that the table lacks, by id; whoever asked for them has to write them.
    """

    def __init__(self, db: sqlite3.Connection, table: str, *columns: str) -> None:
        self._db = db
        self._table = table
        self._columns = columns
        self._ids: dict[Name, int] = {}
        self._last: int = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        self.new: dict[int, Name] = {}

    def __getitem__(self, name: Name) -> int:
        """Return the id of a row that ``find`` has been told of."""
        return self._ids[name]

    def find(self, names: Iterable[Name]) -> None:
        """Look up rows, and number those that are missing in the order of their names."""
        unknown = [name for name in dict.fromkeys(names) if name not in self._ids]
        for some in batches(unknown, _NAMES_A_QUERY):
            self._look_up(some)
        for name in unknown:
            if name not in self._ids:
                self._last += 1
                self._ids[name] = self._last
                self.new[self._last] = name

    def _look_up(self, names: Sequence[Name]) -> None:
        columns = ", ".join(f"{self._table}.{column}" for column in self._columns)
        # As a join, as SQLite looks through the whole table for a row that is IN a list of rows.
        asked = ", ".join(f"({', '.join('?' * len(self._columns))})" for _ in names)
        sql = (
            f"WITH asked ({', '.join(self._columns)}) AS (VALUES {asked}) SELECT id, {columns} FROM asked "
            f"CROSS JOIN {self._table} ON {' AND '.join(f'{self._table}.{c} = asked.{c}' for c in self._columns)}"
        )
        for number, *row in self._db.execute(sql, list(chain.from_iterable(names))):
            self._ids[tuple(row)] = number


def pack(ids: Iterable[int]) -> bytes:
    """Return ids as the index keeps many of them: 64 bits each."""
    return array("q", sorted(ids)).tobytes()


def unpack(packed: bytes) -> array[int]:
    """Return the ids that ``pack`` was given, in order."""
    return array("q", packed)


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of at most ``size``."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some
