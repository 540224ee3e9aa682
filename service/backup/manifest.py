"""``manifest.json`` of a backup: what was copied when, by which versions, and the digest of every file.

The manifest is written last, so a folder that has one is a whole backup, and carries a digest of itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.backup.files import CopiedFile, write_durably
from service.errors import InvalidInputError, UnavailableError

FILE = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is in a backup. ``made`` is ISO 8601 in UTC, ``revision`` the store's.

    ``index_revision`` is the one that the copied index stands for: where it is another, the index is made anew after
    restoring. ``versions`` are those of everything that wrote the data, ``counts`` of what is in it. ``files`` are all
    files of the backup but the manifest.
    """

    made: str
    revision: str
    index_revision: str | None
    base_iri: str
    versions: Mapping[str, str | int]
    counts: Mapping[str, int]
    files: Sequence[CopiedFile]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup."""
    content = {"onrecord_backup": FORMAT, **asdict(manifest)}
    text = json.dumps(content | {"sha256": _digest(content)}, indent=1, ensure_ascii=False)
    write_durably(folder / FILE, (text + "\n").encode())


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup.

    Raises ``InvalidInputError`` where there is none, it is damaged, or of a newer version.
    """
    file = folder / FILE
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        digest = content.pop("sha256")
        if content.pop("onrecord_backup") > FORMAT:
            raise InvalidInputError(f"{folder} is a backup of a newer version of OnRecord: restore it with that.")
        if digest != _digest({"onrecord_backup": FORMAT, **content}):
            raise InvalidInputError(f"{file} is damaged: its digest is another. Use another backup.")
        return Manifest(**content | {"files": [CopiedFile(**each) for each in content["files"]]})
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InvalidInputError(f"{folder} has no {FILE}: it is no backup, or one that was not finished.") from error
    except OSError as error:
        raise UnavailableError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInputError(f"{file} is damaged: {error}. Use another backup.") from error


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
