"""The queue's database: its tables, and connections that translate their errors.

``task.digest`` is of what was sent, where whoever sent it may look for it again. ``job.request`` and ``job.trace`` name
the request that made a job, and its trace (W3C traceparent); ``owner`` is the name of the token it came with.
``workload`` has one row: how many tasks are open, and how many ended in how many seconds of work of late.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from service.errors import UnavailableError

FILE = "queue.sqlite"
_DAMAGED = (
    "It is damaged: stop the service and restore it from a backup, or move it away: what waited in it is lost then, "
    "the graph stays."
)
_ADVICE = {
    sqlite3.SQLITE_FULL: "Nothing was accepted; make room on its disk and send it again.",
    sqlite3.SQLITE_READONLY: "Nothing was accepted; see that the file may be written.",
    sqlite3.SQLITE_BUSY: "Another process holds it; try again.",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_BUSY_TIMEOUT = 30.0  # seconds; a bulk request of 200 MB is one transaction of some seconds
_RETRY = 0.02
_VERSION = 3
# What each version added to the tables of the one before it.
_ADDED = {
    2: ("ALTER TABLE job ADD COLUMN revision TEXT",),
    3: (
        *(f"ALTER TABLE job ADD COLUMN {name} TEXT" for name in ("request", "trace", "owner")),
        "ALTER TABLE task ADD COLUMN digest TEXT",
    ),
}
# Open tasks that may take something out of the graph, or change what is in it.
WAITS_ALONE = "state IN ('queued', 'running') AND kind NOT IN ('ingest', 'extract')"
_TABLES = f"""
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, created TEXT NOT NULL, started TEXT, finished TEXT,
    total INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, revision TEXT, request TEXT, trace TEXT, owner TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_by_time ON job (created, id);
CREATE INDEX IF NOT EXISTS job_by_state ON job (state, created, id);
CREATE INDEX IF NOT EXISTS job_by_owner ON job (owner, created, id) WHERE owner IS NOT NULL;
CREATE TABLE IF NOT EXISTS task (
    id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE, kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued', urgent INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    payload TEXT, input TEXT, line INTEGER, digest TEXT, result TEXT, error TEXT, status INTEGER
);
CREATE INDEX IF NOT EXISTS task_digest ON task (digest) WHERE digest IS NOT NULL;
CREATE INDEX IF NOT EXISTS task_of_job ON task (job, id);
CREATE INDEX IF NOT EXISTS task_to_do ON task (urgent DESC, id) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS task_failed ON task (job, id) WHERE state = 'failed';
CREATE INDEX IF NOT EXISTS task_running ON task (id) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS task_open ON task (job, id) WHERE state IN ('queued', 'running');
CREATE INDEX IF NOT EXISTS task_alone ON task (id) WHERE {WAITS_ALONE};
CREATE TABLE IF NOT EXISTS workload (
    one INTEGER PRIMARY KEY CHECK (one = 1), tasks INTEGER NOT NULL, ended REAL NOT NULL, seconds REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS commit_under_way (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT NULL);
"""


# All of the tasks that wait or are worked on; the sum in ``workload.tasks`` is asked instead where it has to be quick.
COUNT_OPEN = "SELECT count(*) FROM task WHERE state IN ('queued', 'running')"


class Database:
    """Connections to the queue in a data folder, one a thread.

    Raises ``UnavailableError`` from every method when the file cannot be read or written.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self._local = threading.local()
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnavailableError(f"{data_dir} cannot be made: {error.strerror}. Check ONRECORD_DATA.") from error
        with self.reading() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
                return
            _use_write_ahead_log(connection)
        with self.transaction() as connection:
            self._migrate(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        """Bring the tables to this version, whichever they have: 0 is a new file."""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _VERSION:
            raise UnavailableError(
                f"{self._path} was written by a newer release of OnRecord (version {version} of the queue, this one "
                f"reads {_VERSION}): install that release again, or restore a backup made before it."
            )
        for later in range(version + 1, _VERSION + 1) if version else ():
            for statement in _ADDED[later]:
                connection.execute(statement)
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute(f"INSERT OR IGNORE INTO workload SELECT 1, ({COUNT_OPEN}), 0, 0")
        connection.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write: all that is done within is kept, or nothing of it."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read."""
        try:
            yield self._connection()
        except sqlite3.Error as error:
            message = f"The queue {self._path} cannot be used: {error}. {_advice(error, self._path)}"
            raise UnavailableError(message, retry_after=5) from error

    def version(self) -> int:
        """Return a number that changes when another connection has written; next to no work."""
        with self.reading() as connection:
            version: int = connection.execute("PRAGMA data_version").fetchone()[0]
            return version

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the queue to a file while it is in use."""
        with self.reading() as connection, sqlite3.connect(path) as copy:
            connection.backup(copy)
        copy.close()

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT, isolation_level=None)
            connection.row_factory = sqlite3.Row
            for pragma in ("synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection = connection
        return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Change the kind of log, which SQLite does not wait for when another process does the same."""
    end = time.monotonic() + _BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(_RETRY)
        else:
            return


def _advice(error: sqlite3.Error, path: Path) -> str:
    """Say what to do about an error of SQLite."""
    with suppress(OSError):
        if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
            return "Its disk is mounted read-only, which has to be changed before anything is accepted."
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the sort of error; the bits before tell more
    return _ADVICE.get(code, "Look at its disk and at who may write there, and try again.")


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
