"""Names of the store's states.

A revision is a count of commits and the time of the commit (milliseconds since 1970, hexadecimal), so that it is
unlike any other even after a backup has been restored. HTTP's dates have no fractions, and have to tell revisions
apart: the time is a second after that of the revision before, where need be some seconds ahead of the clock.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

from service.errors import UnavailableError

_AHEAD = 10_000  # milliseconds; longer than any commit is under way
_REVISION = re.compile(r"(\d{8,})-([0-9a-f]{12})")


def next_revision(newest: str) -> str:
    """Return a name for the state after ``newest`` (empty: there is none)."""
    parts = _REVISION.fullmatch(newest)
    now = time.time_ns() // 1_000_000
    if parts is None:
        return f"{1:08d}-{now:012x}"
    before = int(parts[2], 16)
    next_second = (before // 1000 + 1) * 1000
    # Of more commits than seconds, those have the same date that are not the newest any more when it is given out.
    return f"{int(parts[1]) + 1:08d}-{max(before, min(max(now, next_second), now + _AHEAD)):012x}"


def number(revision: str) -> int:
    """Return the number that a revision begins with, by which revisions sort; 0 when there has been none."""
    return int(revision.partition("-")[0] or 0)


def modified(revision: str) -> datetime:
    """Return the time of commit that a revision's name carries; 1970 when there has been none."""
    parts = _REVISION.fullmatch(revision)
    return datetime.fromtimestamp(int(parts[2], 16) / 1000 if parts else 0, UTC)


class RevisionFile:
    """A revision noted in a file, empty when there is none; for stores that have no revision of their own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str:
        """Return the noted revision."""
        try:
            return self._path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise UnavailableError(f"{self._path} cannot be read: {error.strerror}") from error

    def next(self) -> str:
        """Return a name for the state after the noted one."""
        return next_revision(self.read())

    def write(self, revision: str) -> None:
        """Note a revision, in one step."""
        new = self._path.with_suffix(".new")
        try:
            new.write_text(revision + "\n", encoding="ascii")
            new.replace(self._path)
        except OSError as error:
            raise UnavailableError(f"{self._path} cannot be written: {error.strerror}") from error
