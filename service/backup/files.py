"""Files copied so that they are on disk when the copy is said to be made, each with its digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from service.durable import sync_names

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class CopiedFile:
    """A file of a backup: its path in the folder, written with ``/``, its size, and the SHA-256 of its content."""

    path: str
    bytes: int
    sha256: str

    def in_folder(self, folder: Path) -> Path:
        """Return where it lies in a folder; ``ValueError`` for a path that leads out of it."""
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise ValueError(f"{self.path} is no path within the backup")
        return folder.joinpath(*path.parts)


def copy(source: Path, folder: Path, path: str) -> CopiedFile:
    """Copy a file to a path in a folder, through to the disk; return what was copied."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as original, target.open("xb") as new:
        copied = _digested(original, path, new)
        os.fchmod(new.fileno(), source.stat().st_mode & 0o777)
        new.flush()
        os.fsync(new.fileno())
    return copied


def measured(folder: Path, path: str) -> CopiedFile:
    """Return size and digest of a file in a folder as it is now, having seen that it is on disk."""
    with (folder / path).open("rb") as file:
        os.fsync(file.fileno())
        return _digested(file, path)


def files_below(folder: Path) -> Iterator[str]:
    """Yield the paths of all files in a folder, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def sync_folders(folder: Path) -> None:
    """See that the names of all that is in a folder, and its own, are on disk."""
    for path in (*(each for each in folder.rglob("*") if each.is_dir() and not each.is_symlink()), folder):
        sync_names(path)
    sync_names(folder.absolute().parent)


def write_durably(file: Path, content: bytes) -> None:
    """Write a file, through to the disk."""
    with file.open("wb") as output:
        output.write(content)
        output.flush()
        os.fsync(output.fileno())


def _digested(file: BinaryIO, path: str, copied_to: BinaryIO | None = None) -> CopiedFile:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if copied_to is not None:
            copied_to.write(chunk)
    return CopiedFile(path, size, digest.hexdigest())
