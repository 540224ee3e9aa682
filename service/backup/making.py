"""Making a backup: everything of one moment copied beside the service, described, and put in its place as a whole."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from service.access.tokens import FILE as TOKENS
from service.backup.files import CopiedFile, copy, files_below, measured, sync_folders, write_durably
from service.backup.manifest import Manifest, write_manifest
from service.backup.snapshot import Snapshot, snapshot_of
from service.durable import sync_names
from service.errors import InvalidInputError, OnRecordError
from service.extractor_version import rules_name
from service.index.index import FILE as INDEX
from service.jobs.database import FILE as QUEUE
from service.store.base_iri import FILE as BASE
from service.store.census import take_census
from service.store.data_format import FILE as NOTE
from service.store.data_format import this_format, write_note
from service.vocabulary import Iris

log = logging.getLogger(__name__)
_UNFINISHED = ".unfinished"


def make_backup(data_dir: Path, base_iri: str, folder: Path) -> Manifest:
    """Copy a data folder, which may be in use, to a folder that is not there yet or is empty.

    Raises ``InvalidInputError`` when the folder cannot be used or written, ``UnavailableError`` when the data cannot be
    read. What was begun is taken away again then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInputError(f"{folder} is not empty: name a folder that does not exist yet.")
    new = folder.with_name(f".{folder.name}{_UNFINISHED}")
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True, mode=0o700)  # articles, and digests of tokens
        with snapshot_of(data_dir) as snapshot:
            manifest = _copied(snapshot, data_dir, base_iri, new)
        write_manifest(new, manifest)
        sync_folders(new)
        new.replace(folder)
        sync_names(folder.absolute().parent)
    except (OSError, sqlite3.Error) as error:
        shutil.rmtree(new, ignore_errors=True)
        raise InvalidInputError(f"{folder}: the backup failed and was taken away: {error}") from error
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return manifest


def _copied(snapshot: Snapshot, data_dir: Path, base_iri: str, folder: Path) -> Manifest:
    """Copy everything into a folder and describe it."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    revision = snapshot.checkpoint.revision
    _copy_database(snapshot.queue, folder / QUEUE)
    has_index = snapshot.index is not None and _copy_index(snapshot.index, folder / INDEX)
    files = _copy_files(data_dir, base_iri, f"checkpoints/{revision}", folder)
    (folder / "current").symlink_to(Path("checkpoints") / revision)
    census = take_census(folder / "checkpoints" / revision, f"{Iris(base_iri).graph('')}")
    return Manifest(
        made=made,
        revision=revision,
        index_revision=snapshot.index_revision if has_index else None,
        base_iri=base_iri,
        versions=_versions(),
        counts={
            "quads": census.quads,
            "graphs": census.graphs,
            "articles": census.articles,
            "jobs": _count(snapshot.queue, "SELECT count(*) FROM job"),
            "open_tasks": _count(snapshot.queue, "SELECT count(*) FROM task WHERE state IN ('queued', 'running')"),
        },
        files=sorted(files),
    )


def _copy_files(data_dir: Path, base_iri: str, checkpoint: str, folder: Path) -> list[CopiedFile]:
    """Copy what is no database, write what says of which kind the folder is, and return all files of the backup."""
    copied = [
        copy(data_dir / checkpoint / name, folder, f"{checkpoint}/{name}")
        for name in files_below(data_dir / checkpoint)
        if name not in ("LOCK", "LOG")
    ]
    write_durably(folder / BASE, f"{base_iri}\n".encode())
    write_note(folder)
    if (data_dir / TOKENS).exists():
        copied.append(copy(data_dir / TOKENS, folder, TOKENS))
    databases = [name for name in (QUEUE, INDEX) if (folder / name).exists()]
    return copied + [measured(folder, name) for name in (*databases, BASE, NOTE)]


def _copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database as its open transaction sees it."""
    with closing(sqlite3.connect(target)) as copied:
        source.backup(copied)
        damage = copied.execute("PRAGMA quick_check").fetchone()[0]
    if damage != "ok":
        raise OnRecordError(f"The copy of {target.name} is damaged: {damage}. Look at the one in the data folder.")


def _copy_index(source: sqlite3.Connection, target: Path) -> bool:
    """Copy the index; return whether it could be: one that is damaged is made anew from the graph after restoring."""
    try:
        _copy_database(source, target)
    except sqlite3.OperationalError:  # of the disk
        raise
    except (OnRecordError, sqlite3.DatabaseError) as error:
        target.unlink(missing_ok=True)
        log.warning("the backup is made without the index: %s", error)
        return False
    return True


def _versions() -> dict[str, str | int]:
    return {
        **this_format(),
        "extractor": rules_name(),
        "pyoxigraph": version("pyoxigraph"),
        "sqlite": sqlite3.sqlite_version,
    }


def _count(database: sqlite3.Connection, query: str) -> int:
    return int(database.execute(query).fetchone()[0])
