"""A folder of backups, each in a folder named by the time it was made; older ones are deleted."""

from __future__ import annotations

import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from service.backup.manifest import read_manifest
from service.errors import InvalidInputError, OnRecordError

_NAME = re.compile(r"\d{8}T\d{6}Z")
_LEFT = re.compile(r"\.\d{8}T\d{6}Z\.(unfinished|deleted)")
_UNFINISHED_FOR = 86_400.0  # seconds since anything was put into it: nobody is at it any more


def new_backup_of(folder: Path) -> Path:
    """Return the folder that the next backup goes to, named by the time: ``20250428T120000Z``."""
    return folder / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all backups in a folder but the newest ``keep``; return those deleted, the oldest first.

    What has no manifest, or another name than these backups have, is left alone; what killed backups left goes, too,
    after a day.
    """
    _clear_unfinished(folder)
    backups = [path for path in sorted(folder.iterdir()) if _NAME.fullmatch(path.name) and _is_backup(path)]
    doomed = backups[:-keep]
    for path in doomed:
        try:
            # Renamed first, so that none is ever taken for a backup of which half is gone.
            gone = path.with_name(f".{path.name}.deleted")
            path.rename(gone)
            shutil.rmtree(gone)
        except OSError as error:
            raise InvalidInputError(f"{path} cannot be deleted: {error}") from error
    return doomed


def _clear_unfinished(folder: Path) -> None:
    for path in folder.glob(".*"):
        is_old = time.time() - path.stat().st_mtime > _UNFINISHED_FOR
        if _LEFT.fullmatch(path.name) and is_old:
            shutil.rmtree(path, ignore_errors=True)


def _is_backup(path: Path) -> bool:
    try:
        read_manifest(path)
    except OnRecordError:
        return False
    return True
