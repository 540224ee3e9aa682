"""RDF formats: of files by their names, and what each can carry."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import Literal, RdfFormat, Triple

from service.errors import InvalidInputError, NotAcceptableError

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
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InvalidInputError(f"{path}: not a complete gzip file ({error})") from error
    except OSError as error:
        raise InvalidInputError(f"{path}: {error.strerror or error}") from error


def carried(triples: Iterable[Triple], rdf_format: RdfFormat) -> Iterator[Triple]:
    """Yield triples that a format can carry.

    Raises ``NotAcceptableError`` where a format that knows RDF 1.1 only would have to carry more: triples as terms, and
    in N3 literals with a direction.
    """
    for triple in triples:
        value = triple.object
        if isinstance(value, Triple) or (
            rdf_format == RdfFormat.N3 and isinstance(value, Literal) and value.direction is not None
        ):
            raise NotAcceptableError(
                f"{rdf_format.name} cannot carry what RDF 1.2 has added to RDF, as this graph has it: {value}. Accept "
                "text/turtle, application/n-triples, application/trig, application/n-quads or application/rdf+xml."
            )
        yield triple


def is_of_rdf_11(rdf_format: RdfFormat) -> bool:
    """Whether a format knows RDF 1.1 only."""
    return rdf_format in (RdfFormat.JSON_LD, RdfFormat.N3)
