"""A name for what a graph holds: the same as long as it holds the same, whatever else changes in the store."""

from __future__ import annotations

from itertools import islice

from pyoxigraph import RdfFormat, serialize

from service.digests import digest
from service.errors import NotFoundError
from service.store.protocol import GraphReader


def fingerprint(reader: GraphReader, graph: str | None, *, most: int | None = None) -> str | None:
    """Return the name, hexadecimal digits, of what a graph holds (None: the default graph); None where there is none.

    Takes some 5 µs a triple. A graph of more than ``most`` triples has none, so that nobody waits long for it. Blank
    nodes count by their labels, which the embedded store keeps.
    """
    try:
        held = _some(reader, graph, most) if graph is None or most is not None else reader.ntriples(graph)
    except NotFoundError:
        return None
    if held is None:
        return None
    return digest(held)


def _some(reader: GraphReader, graph: str | None, most: int | None) -> bytes | None:
    """Return what a graph holds as N-Triples, None where that is more than ``most``."""
    triples = reader.graph(graph)
    held = list(triples if most is None else islice(triples, most + 1))
    return None if most is not None and len(held) > most else serialize(held, format=RdfFormat.N_TRIPLES) or b""
