"""What makes answers differ beside the data: the program and its documents, the engine, the settings."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from service.settings import Settings

STARTED = "ONRECORD_STARTED"  # environment: when the service was started, in seconds since 1970
_PACKAGES = ("service", "ontology")


def name(settings: Settings) -> str:
    """Return a name for the program as it is installed and set; the same in all web workers, and after a restart."""
    said = repr((settings, version("pyoxigraph"))).encode()
    return hashlib.blake2b(said + _content(), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def modified() -> datetime:
    """Return when the newest of its files came onto this machine, or the service was started, if that is later.

    The first, whatever date its package gives a file; the second, as settings may be others since.
    """
    times = [Path(str(file)).stat().st_ctime for file in _files()]
    return datetime.fromtimestamp(max(*times, float(os.environ.get(STARTED, 0))), UTC)


@lru_cache(maxsize=1)
def _content() -> bytes:
    """Return the digest of all files: some three megabytes, some milliseconds."""
    digest = hashlib.blake2b(digest_size=16)
    for file in _files():
        digest.update(file.name.encode() + b"\0" + hashlib.blake2b(file.read_bytes()).digest())
    return digest.digest()


def _files() -> Iterator[Traversable]:
    for package in _PACKAGES:
        yield from _below(files(package))


def _below(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_file():
            yield entry
        elif entry.name != "__pycache__":
            yield from _below(entry)
