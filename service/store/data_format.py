"""Which version of OnRecord a data folder was written by: noted in it, and looked at before anything is done with it.

``format.json`` holds the number of the folder's layout, the version of the vocabulary, and the release that wrote it
last. What is older is brought up by the writer when it starts; what is newer is refused, as it may hold what this
version would overlook or spoil.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ontology import vocabulary_version
from service import __version__
from service.errors import InvalidInputError, UnavailableError

FILE = "format.json"
RESTORING = ".restoring"  # in a folder that a backup is being restored to: nothing in it counts yet
FORMAT = 1  # raise it when a folder has to be changed to be used, and say how in _MIGRATIONS
# From each earlier layout to the one after it. Folders of before the note have layout 1 as well.
_MIGRATIONS: Mapping[int, Callable[[Path], None]] = {}

log = logging.getLogger(__name__)


def check_data_format(data_dir: Path) -> None:
    """Raise ``InvalidInputError`` when a data folder is of a newer version, or only half restored."""
    if (data_dir / RESTORING).exists():
        raise InvalidInputError(
            f"A backup was being restored to {data_dir} and is not complete: run `onrecord restore` again."
        )
    noted = read_note(data_dir)
    if noted is None:
        return
    if noted["format"] > FORMAT or _ordered(noted["vocabulary"]) > _ordered(vocabulary_version()):
        raise InvalidInputError(
            f"{data_dir} was written by OnRecord {noted['onrecord']} (layout {noted['format']}, vocabulary "
            f"{noted['vocabulary']}); this is {__version__} (layout {FORMAT}, vocabulary {vocabulary_version()}), "
            "which cannot use it. Install that version or a newer one, or restore a backup of before the upgrade."
        )


def note_data_format(data_dir: Path) -> None:
    """Bring an older data folder up to this version, and note that; for its writer. Raises as the check."""
    check_data_format(data_dir)
    noted, current = read_note(data_dir), this_format()
    if noted == current:
        return
    if noted is not None:
        for number in range(noted["format"], FORMAT):
            log.info("%s is brought from layout %d to %d", data_dir, number, number + 1)
            _MIGRATIONS[number](data_dir)
        if noted["vocabulary"] != current["vocabulary"]:
            log.warning(
                "the articles in %s were written with vocabulary %s: `onrecord reprocess --all` writes them with %s",
                *(data_dir, noted["vocabulary"], current["vocabulary"]),
            )
    write_note(data_dir)


def this_format() -> dict[str, Any]:
    """Return what this version notes."""
    return {"format": FORMAT, "vocabulary": vocabulary_version(), "onrecord": __version__}


def write_note(data_dir: Path) -> None:
    """Note that a folder is of this version."""
    file = data_dir / FILE
    new = file.with_suffix(".new")
    try:
        with new.open("w", encoding="utf-8") as output:
            output.write(json.dumps(this_format(), indent=2) + "\n")
            output.flush()
            os.fsync(output.fileno())  # half of it would keep every command from using the folder
        new.replace(file)
    except OSError as error:
        raise UnavailableError(f"{file} cannot be written: {error.strerror}") from error


def read_note(data_dir: Path) -> dict[str, Any] | None:
    """Return what is noted in a folder, None where nothing is."""
    file = data_dir / FILE
    try:
        noted = json.loads(file.read_text(encoding="utf-8"))
        return {"format": int(noted["format"])} | {name: str(noted[name]) for name in ("vocabulary", "onrecord")}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnavailableError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnavailableError(f"{file} is damaged. Write {json.dumps(this_format())} into it.") from error


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
