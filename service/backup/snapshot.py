"""One moment of a data folder that is in use: the newest commit, and the queue as it belongs to that commit.

A commit is announced in the queue, published, and its tasks are then marked as ended. While the queue is locked for
writing, none can be announced; one that had been is either published, which the queue knows it by, or not, and is then
done again by whoever goes on from the copy. So every task acts exactly once, also after restoring.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.index.index import FILE as INDEX
from service.jobs.database import FILE as QUEUE
from service.jobs.queue import Queue
from service.store.checkpoints import CheckpointReader, open_reader

_PATIENCE = 3.0  # seconds until an index that lags behind is copied as it is
_RETRY = 0.05


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The checkpoint, which nobody deletes as long as it is open, and the databases as they were at one moment.

    ``index`` is None where the folder has none that can be read.
    """

    checkpoint: CheckpointReader
    queue: sqlite3.Connection
    index: sqlite3.Connection | None
    index_revision: str | None


@contextmanager
def snapshot_of(data_dir: Path) -> Iterator[Snapshot]:
    """Take a snapshot and hold it; writing waits for some milliseconds, reading for nothing.

    Raises ``UnavailableError`` when there is nothing to copy, or something cannot be read.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        with _held(data_dir) as held:
            is_level = held.index is None or held.index_revision == held.checkpoint.revision
            if is_level or time.monotonic() > end:
                yield held
                return
        time.sleep(_RETRY)  # the writer brings the index up to a commit after publishing it


@contextmanager
def _held(data_dir: Path) -> Iterator[Snapshot]:
    queue = Queue(data_dir)
    with closing(queue), closing(_connection(data_dir / QUEUE)) as tasks:
        with queue.database.transaction():
            checkpoint = open_reader(data_dir)
            _hold(tasks, "job")
        try:
            index = _index(data_dir / INDEX)
            try:
                revision = _revision(index) if index is not None else None
                yield Snapshot(checkpoint, tasks, index, revision)
            finally:
                if index is not None:
                    index.close()
        finally:
            checkpoint.close()


def _index(path: Path) -> sqlite3.Connection | None:
    if not path.exists():
        return None
    connection = _connection(path)
    try:
        _hold(connection, "meta")
    except sqlite3.DatabaseError:  # it has no tables yet, or is damaged: it is made anew from the graph
        connection.close()
        return None
    return connection


def _revision(index: sqlite3.Connection) -> str | None:
    row = index.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()
    return row[0] if row else None


def _connection(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30, isolation_level=None)


def _hold(connection: sqlite3.Connection, table: str) -> None:
    """Begin a transaction that sees the database as it is now, whatever is written to it afterwards."""
    connection.execute("BEGIN")
    connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
