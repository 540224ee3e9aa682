"""What each commit changed in the union of all graphs, for readers that hold the union in memory and follow it.

    data/deltas/00000042-0193a5b2c7d1   what revision 00000042-0193a5b2c7d1 changed

Each file has a line of JSON (the revision before, and how long the two parts are, or that the change is not known), the
triples removed, and the triples added. The files are no part of the truth: a reader that misses one loads the union
anew, and nothing is lost when they are deleted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from service.errors import UnavailableError

_MOST_FILES = 100
_MOST_BYTES = 128 << 20  # of all files; more is read faster from the checkpoint
_STILL = 100_000_000  # nanoseconds
LARGEST = 48 << 20  # bytes of one delta, which is followed in some seconds; beyond it the change counts as not known
_REVISION = re.compile(r"[0-9]+-[0-9a-f]+")
_BLANK_NODE = re.compile(rb"(?:^| )_:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Delta:
    """N-Triples first taken out of the union, then put into it.

    There are no blank nodes in them. What was added may have been there before: the union is a set.
    """

    removed: bytes
    added: bytes


def deltas_between(data_dir: Path, base: str, target: str) -> list[Delta] | None:
    """Return what leads from one revision's union to a later one's, oldest first; None when that is not known."""
    found: list[Delta] = []
    revision = target
    while revision != base:
        if revision < base:
            return None
        try:
            data = (data_dir / "deltas" / revision).read_bytes()
        except OSError:
            return None
        before, delta = _decoded(data)
        if delta is None:
            return None
        found.append(delta)
        revision = before
    return found[::-1]


class Announced:
    """Tells the newest change there is a file of; it is noted before its revision is published.

    So who holds the union in memory can have followed by the time that others ask for it. The revision may never be
    published, where the writer ends in between.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "deltas"
        self._seen = 0
        self._newest: str | None = None

    def newest(self) -> str | None:
        """Return the revision of the newest change, None where there is none."""
        try:
            changed = self._folder.stat().st_mtime_ns
            if changed != self._seen:
                self._newest = max(filter(_REVISION.fullmatch, os.listdir(self._folder)), default=None)  # noqa: PTH208
                # the clock of files stands still for some milliseconds, in which there may be another change
                self._seen = changed if time.time_ns() - changed > _STILL else 0
        except OSError:
            return None
        return self._newest


class Deltas:
    """The files in a data folder, as the writer keeps them. Its methods raise ``UnavailableError``."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "deltas"

    def write(self, base: str, revision: str, delta: Delta | None) -> None:
        """Note what a revision changes against ``base``; None: not known. The newest files are kept, others deleted."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new = self._folder / f"{revision}.new"
            new.write_bytes(_encoded(base, delta))
            new.replace(self._folder / revision)
            self._prune()
        except OSError as error:
            raise UnavailableError(f"{self._folder} cannot be written: {error.strerror}") from error

    def clear(self) -> None:
        """Delete all files: the store's default graph is no union any more."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _prune(self) -> None:
        left = _MOST_BYTES
        for place, path in enumerate(sorted(self._folder.iterdir(), reverse=True)):
            left -= path.stat().st_size
            if place and (place >= _MOST_FILES or left < 0):
                path.unlink()


def has_blank_nodes(triples: bytes) -> bool:
    """Whether N-Triples as the engine writes them have blank nodes (rather yes than no: a literal may look like one).

    A reader's copy has blank nodes of its own, so a delta with the writer's cannot be told it.
    """
    return b"_:" in triples and _BLANK_NODE.search(triples) is not None


def _encoded(base: str, delta: Delta | None) -> bytes:
    if delta is None:
        return json.dumps({"base": base}).encode() + b"\n"
    head = {"base": base, "removed": len(delta.removed), "added": len(delta.added)}
    return b"".join((json.dumps(head).encode(), b"\n", delta.removed, delta.added))


def _decoded(data: bytes) -> tuple[str, Delta | None]:
    """Return the revision before and the change; no change for a file that is not whole."""
    line, _, body = data.partition(b"\n")
    try:
        head = json.loads(line)
        base, removed, added = head["base"], head["removed"], head["added"]
    except (ValueError, KeyError, TypeError):
        return "", None
    if len(body) != removed + added:
        return "", None
    return base, Delta(body[:removed], body[removed:])
