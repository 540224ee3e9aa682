"""Reads RDF documents of strangers: as a module, and as a program that is confined in memory and time.

A parser can be led to take all memory (entities that stand for entities, long names by short prefixes), all time, or
its process with it (what is nested ten thousand deep). So documents are read in a process of their own, which
``service.sparql.confined`` starts; it imports nothing but the engine, and is there in some 20 ms:

    python -I reading.py < documents > result
"""

from __future__ import annotations

import itertools
import json
import resource
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple

DEEPEST = 50  # triples as terms of triples; what comes after this reader goes through them step by step, too
_BATCH = 10_000  # quads
REFUSED = 3  # exit code, with the reason on standard error


@dataclass(frozen=True, slots=True)
class Unread:
    """A document: the extension of its format's files, and its bytes."""

    extension: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: write all triples as N-Triples, or the update that inserts quads; at most so many bytes."""

    base_iri: str
    is_insertion: bool
    most_bytes: int


class RefusedError(Exception):
    """Why documents are not taken: ``syntax``, ``graphs``, ``nameless``, ``deep`` or ``large``, and of which."""

    def __init__(self, reason: str, document: int = 0, message: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.document = document
        self.message = message


def read(documents: Sequence[Unread], order: Order) -> bytes:
    """Return the documents' triples, or the update that inserts their quads; raises ``RefusedError``."""
    quads = itertools.chain.from_iterable(itertools.starmap(_quads, _numbered(documents, order)))
    written = _insertion(quads, order.most_bytes) if order.is_insertion else _triples(quads, order.most_bytes)
    return b"".join(written)


def _numbered(documents: Sequence[Unread], order: Order) -> Iterator[tuple[int, Unread, Order]]:
    for number, document in enumerate(documents):
        yield number, document, order


def _quads(number: int, document: Unread, order: Order) -> Iterator[Quad]:
    """Yield what a document says, its blank nodes apart from those of any other."""
    rdf_format = RdfFormat.from_extension(document.extension)
    try:
        for quad in pyoxigraph.parse(
            document.data, format=rdf_format, base_iri=order.base_iri, rename_blank_nodes=True
        ):
            if isinstance(quad.object, Triple) and _depth(quad.object) > DEEPEST:
                raise RefusedError("deep", number)
            if not order.is_insertion and not isinstance(quad.graph_name, DefaultGraph):
                raise RefusedError("graphs", number)
            if isinstance(quad.graph_name, BlankNode):
                raise RefusedError("nameless", number)
            yield quad
    except (SyntaxError, ValueError) as error:
        raise RefusedError("syntax", number, str(error)) from error


def _depth(term: object) -> int:
    depth = 0
    while isinstance(term, Triple):
        term, depth = term.object, depth + 1
    return depth


def _triples(quads: Iterator[Quad], most_bytes: int) -> Iterator[bytes]:
    left = most_bytes
    while batch := [quad.triple for quad in itertools.islice(quads, _BATCH)]:
        written = _ntriples(batch)
        left -= len(written)
        if left < 0:
            raise RefusedError("large")
        yield written


def _insertion(quads: Iterator[Quad], most_bytes: int) -> Iterator[bytes]:
    graphs: dict[NamedNode | BlankNode | DefaultGraph, list[bytes]] = {}
    left = most_bytes
    while batch := list(itertools.islice(quads, _BATCH)):
        for name, triples in _by_graph(batch).items():
            written = _ntriples(triples)
            left -= len(written)
            if left < 0:
                raise RefusedError("large")
            graphs.setdefault(name, []).append(written)
    yield b"INSERT DATA { "
    for name, parts in graphs.items():
        data = b"".join(parts)
        yield data if isinstance(name, DefaultGraph) else f"GRAPH {name} {{ ".encode() + data + b" } "
    yield b"}"


def _by_graph(quads: Iterable[Quad]) -> Mapping[NamedNode | BlankNode | DefaultGraph, list[Triple]]:
    graphs: dict[NamedNode | BlankNode | DefaultGraph, list[Triple]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    return graphs


def _ntriples(triples: Iterable[Triple]) -> bytes:
    return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def request(documents: Sequence[Unread], order: Order, memory: int, seconds: int) -> bytes:
    """Return what the program reads from standard input: a line that says what follows, and the documents."""
    told = {
        "order": asdict(order),
        "memory": memory,
        "seconds": seconds,
        "documents": [[document.extension, len(document.data)] for document in documents],
    }
    return b"".join([json.dumps(told).encode(), b"\n", *(document.data for document in documents)])


def main(given: IO[bytes], result: IO[bytes]) -> int:
    """Read documents from standard input, within its limits; return the exit code."""
    told: dict[str, Any] = json.loads(given.readline())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (told["memory"], told["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (told["seconds"], told["seconds"]))
    documents = [Unread(extension, given.read(size)) for extension, size in told["documents"]]
    try:
        result.write(read(documents, Order(**told["order"])))
    except RefusedError as refused:
        print(json.dumps([refused.reason, refused.document, refused.message]), file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
