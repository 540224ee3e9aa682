"""``export``, ``import`` and ``reindex``: the whole store out, in, and its index anew."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pyoxigraph import RdfFormat, serialize

import ontology
from service.cli.working import TemporaryWriter
from service.errors import InvalidInputError
from service.jobs.model import TaskKind
from service.jobs.queue import Queue
from service.jobs.room import Room
from service.settings import Settings
from service.store.formats import format_of
from service.wiring import open_source


def export_graph(settings: Settings, file: Path) -> None:
    """Write every quad to a file; ``-`` is N-Quads on standard output. A file is complete or not there."""
    reader = open_source(settings).reader()
    if str(file) == "-":
        serialize(reader.dump(), sys.stdout.buffer, RdfFormat.N_QUADS)
        return
    rdf_format = format_of(file)
    if not rdf_format.supports_datasets:
        raise InvalidInputError(f"{file}: {rdf_format.name} holds one graph only; use .nq or .trig, or that and .gz.")
    new = file.with_name(f".{file.name}.new")
    try:
        with _opened(new, compressed=file.suffix == ".gz") as output:
            serialize(reader.dump(), output, rdf_format, prefixes=ontology.prefixes())
        _sync(new)
        new.replace(file)
    except OSError as error:
        raise InvalidInputError(f"{file}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # where there is no such folder, say
            new.unlink(missing_ok=True)
    print(f"Revision {reader.revision} written to {file}")


def import_graph(settings: Settings, file: Path) -> None:
    """Add the quads of a file to the store, all of them or none."""
    format_of(file)
    if not file.is_file():
        raise InvalidInputError(f"{file}: there is no such file")
    _carry_out(settings, "import", {"path": str(file.absolute())})
    print(f"{file} imported")


def rebuild_index(settings: Settings) -> None:
    """Make the index anew."""
    _carry_out(settings, "reindex", {})
    print("The index has been made anew")


def _carry_out(settings: Settings, kind: TaskKind, payload: Mapping[str, Any]) -> None:
    queue = Queue(settings.data, room=Room(settings.data, settings.min_free_bytes))
    with TemporaryWriter(settings) as writer:
        job = writer.wait(queue, queue.submit(kind, [payload]))
    if job.errors:
        raise InvalidInputError(job.errors[0].detail)


def _opened(path: Path, *, compressed: bool) -> IO[bytes]:
    return gzip.open(path, "wb") if compressed else path.open("wb")  # type: ignore[return-value]


def _sync(path: Path) -> None:
    """See that a file is on disk before it takes another's place."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
