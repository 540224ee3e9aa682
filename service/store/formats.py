"""RDF files: their format by name, and opening them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat

from service.errors import InvalidInputError

_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}


def format_of(path: Path) -> RdfFormat:
    """Return the RDF format that a file name tells (``.nq``, ``.trig``, ``.ttl``, …, also with ``.gz``).

    Raises ``InvalidInputError`` for any other ending.
    """
    rdf_format = _FORMATS.get(Path(path.name.removesuffix(".gz")).suffix)
    if rdf_format is None:
        raise InvalidInputError(f"{path}: end the name in one of {', '.join(_FORMATS)}, or that and .gz.")
    return rdf_format


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open an RDF file for reading, gunzipped if its name says so; ``InvalidInputError`` when it cannot be read."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield file  # type: ignore[misc]
    except (gzip.BadGzipFile, EOFError) as error:
        raise InvalidInputError(f"{path}: not a complete gzip file ({error})") from error
    except OSError as error:
        raise InvalidInputError(f"{path}: {error.strerror or error}") from error
