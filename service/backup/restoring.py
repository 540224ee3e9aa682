"""Restoring a backup: everything verified, then put into an empty data folder that nobody uses, whole or not at all.

As long as ``.restoring`` is in the target nothing in it counts: every command refuses it, and ``restore`` begins anew.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from service.backup.files import CopiedFile, copy, files_below, measured, sync_folders
from service.backup.manifest import FILE, Manifest, read_manifest
from service.durable import sync_names
from service.errors import InvalidInputError, OnRecordError, UnavailableError
from service.index.index import FILE as INDEX
from service.jobs.database import FILE as QUEUE
from service.store.census import take_census
from service.store.data_format import RESTORING, check_data_format
from service.store.lock import ProcessLock
from service.vocabulary import Iris

_LOCK = "writer.lock"
_NOT_DATA = {_LOCK, "lost+found"}  # the latter where a file system of its own is mounted there


def verify(folder: Path) -> Manifest:
    """Return the manifest of a backup, having seen that every file, and what is in them, is as it says.

    Raises ``InvalidInputError`` naming what is missing, damaged or too new.
    """
    manifest = read_manifest(folder)
    check_data_format(folder)
    _compare(folder, manifest, {path: measured(folder, path) for path in files_below(folder) if path != FILE})
    _check_contents(folder, manifest)
    return manifest


def restore(folder: Path, target: Path) -> Manifest:
    """Verify a backup and make it the data folder ``target``, which is not there yet or is empty.

    Raises ``InvalidInputError`` for a backup that is damaged or too new, or a target that is in use or not empty,
    ``UnavailableError`` when the target cannot be written. The target is as it was then.
    """
    manifest = read_manifest(folder)
    check_data_format(folder)
    is_new = not target.exists()
    lock = _taken(target)
    try:
        _clear_unfinished(target)
        staging = target / RESTORING
        try:
            _copy(folder, manifest, staging)
        except BaseException:
            shutil.rmtree(target if is_new else staging, ignore_errors=True)
            raise
        _put_in_place(staging, target)
    except OSError as error:
        raise UnavailableError(f"{target} cannot be written: {error}") from error
    finally:
        lock.release()
    return manifest


def _taken(target: Path) -> ProcessLock:
    """Return the writer's lock on the target, so that nothing starts there meanwhile."""
    if target.exists() and not target.is_dir():
        raise InvalidInputError(f"{target} is no folder.")
    lock = ProcessLock(target / _LOCK, "writer")  # who uses the folder holds it
    held = {path.name for path in target.iterdir()} - _NOT_DATA
    if held and RESTORING not in held:
        lock.release()
        raise InvalidInputError(
            f"{target} is not empty. Restore to a folder that does not exist yet, or move away what is there."
        )
    return lock


def _clear_unfinished(target: Path) -> None:
    """Take away what an earlier restore left when it was ended: only it could write here."""
    unfinished = [path for path in target.iterdir() if path.name not in _NOT_DATA]
    for path in sorted(unfinished, key=lambda path: path.name == RESTORING):  # the mark last
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _copy(folder: Path, manifest: Manifest, staging: Path) -> None:
    """Copy the files of a backup, holding each to its digest as it is read, and look at what they hold."""
    staging.mkdir(mode=0o700)
    copied = {}
    for file in manifest.files:
        try:
            copied[file.path] = copy(file.in_folder(folder), staging, file.path)
        except FileNotFoundError:
            continue  # told below, with all that is wrong
        except ValueError as error:
            raise InvalidInputError(f"{folder / FILE} is damaged: {error}") from error
    _compare(folder, manifest, copied)
    (staging / "current").symlink_to(Path("checkpoints") / manifest.revision)
    _check_contents(staging, manifest)
    sync_folders(staging)


def _put_in_place(staging: Path, target: Path) -> None:
    """Move what was copied into the target, the link that makes it count last."""
    names = sorted((path.name for path in staging.iterdir()), key=lambda name: name == "current")
    for name in names:
        (staging / name).replace(target / name)
    sync_names(target)
    staging.rmdir()
    sync_names(target)


def _compare(folder: Path, manifest: Manifest, found: dict[str, CopiedFile]) -> None:
    """Raise ``InvalidInputError`` unless the files are those of the manifest."""
    wanted = {file.path: file for file in manifest.files}
    missing = sorted(wanted.keys() - found.keys())
    changed = sorted(path for path, file in found.items() if path in wanted and wanted[path] != file)
    added = sorted(found.keys() - wanted.keys())
    kinds = (("missing", missing), ("changed", changed), ("not of the backup", added))
    wrong = [f"{kind}: {', '.join(paths)}" for kind, paths in kinds if paths]
    if wrong:
        raise InvalidInputError(f"{folder} is not as its manifest says: {'; '.join(wrong)}. Use another backup.")


def _check_contents(folder: Path, manifest: Manifest) -> None:
    """Raise ``InvalidInputError`` unless store and databases can be read and hold what the manifest says."""
    try:
        census = take_census(folder / "checkpoints" / manifest.revision, str(Iris(manifest.base_iri).graph("")))
        counted = {"quads": census.quads, "graphs": census.graphs, "articles": census.articles}
        for name in (QUEUE, INDEX):
            if (folder / name).exists():
                _check_database(folder / name)
    except (OnRecordError, sqlite3.Error) as error:
        raise InvalidInputError(f"{folder} cannot be restored: {error}") from error
    told = {name: manifest.counts[name] for name in counted}
    if counted != told:
        raise InvalidInputError(f"{folder} holds {counted}, but its manifest says {told}. Use another backup.")


def _check_database(path: Path) -> None:
    # Immutable: looking at a backup changes nothing in its folder.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        damage = database.execute("PRAGMA quick_check").fetchone()[0]
    if damage != "ok":
        raise UnavailableError(f"{path.name} is damaged: {damage}")
