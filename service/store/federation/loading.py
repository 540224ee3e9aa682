"""``LOAD`` operations with the triples in their place that they would have fetched (SPARQL 1.1 Update §3.1.4)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat, Triple

from service.errors import OnRecordError, OtherServerError
from service.store.federation.addresses import AllowList
from service.store.federation.exchange import Bounds, Reply, send
from service.store.federation.terms import Prologue
from service.store.scan import Token, tokens

_FORMATS: Mapping[str, RdfFormat] = {
    rdf_format.media_type: rdf_format
    for rdf_format in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD, RdfFormat.N3)
}
_ACCEPT = "text/turtle, application/n-triples, application/rdf+xml;q=0.9, application/ld+json;q=0.8, text/n3;q=0.5"
_UNTOLD = frozenset({"", "text/plain", "application/octet-stream", "application/xml", "text/xml"})


@dataclass(frozen=True, slots=True)
class _Load:
    """An operation: where it stands, what it fetches, and the graph as the request names it (None: the default one)."""

    start: int
    end: int
    iri: str
    graph: str | None
    is_silent: bool


class Loading:
    """Fetches what updates load. ``timeout`` (seconds) and ``most_bytes`` hold for all documents of an update."""

    def __init__(self, allowed: AllowList, *, timeout: float, most_bytes: int) -> None:
        self._allowed = allowed
        self._timeout = timeout
        self._most_bytes = most_bytes

    def carried_out(self, update: str, base_iri: str | None = None) -> str:
        """Return the update with the triples in place of each ``LOAD``; what a silent one cannot fetch is nothing.

        Raises ``NotAllowedError`` for addresses that are not listed, and ``OtherServerError`` for documents that
        cannot be fetched or read.
        """
        if "LOAD" not in update.upper():
            return update
        deadline, left = time.monotonic() + self._timeout, self._most_bytes
        pieces, written = [], 0
        for load in _loads(update, base_iri):
            triples = self._triples(load, Bounds(deadline, left))
            left -= len(triples)
            pieces += [update[written : load.start], _insertion(load, triples)]
            written = load.end
        return "".join([*pieces, update[written:]])

    def _triples(self, load: _Load, bounds: Bounds) -> bytes:
        try:
            target = self._allowed.target(load.iri, "LOAD")
            return _parsed(send(target, bounds, method="GET", headers={"Accept": _ACCEPT}), load.iri)
        except OnRecordError:
            if load.is_silent:
                return b""
            raise


def _loads(update: str, base_iri: str | None) -> Iterator[_Load]:
    found = list(tokens(update))
    prologue = Prologue(base_iri)
    depth = 0
    for index, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        prologue.read(found, index)
        if depth == 0 and token.is_word("LOAD"):
            is_silent = found[index + 1 : index + 2] != [] and found[index + 1].is_word("SILENT")
            rest = found[index + 1 + is_silent : index + 5 + is_silent]
            if rest and rest[0].kind in ("iri", "name"):
                graph = _graph(rest[1:])
                end = graph.end if graph else rest[0].end
                yield _Load(token.start, end, prologue.resolve(rest[0]), graph.text if graph else None, is_silent)


def _graph(rest: Sequence[Token]) -> Token | None:
    """Return the name after ``INTO GRAPH``, None where there is none."""
    is_there = len(rest) == 3 and rest[0].is_word("INTO") and rest[1].is_word("GRAPH")
    return rest[2] if is_there and rest[2].kind in ("iri", "name") else None


def _parsed(reply: Reply, iri: str) -> bytes:
    rdf_format = _FORMATS.get(reply.media_type)
    if rdf_format is None and reply.media_type in _UNTOLD:
        rdf_format = RdfFormat.from_extension(iri.rpartition(".")[2])
    if rdf_format is None:
        raise OtherServerError(f"LOAD <{iri}>: what is there is “{reply.media_type}”, not RDF.")
    try:
        # A blank node's label means nothing outside its document, and must not occur in two operations.
        quads = pyoxigraph.parse(reply.body, format=rdf_format, base_iri=iri, rename_blank_nodes=True)
        triples = [_triple(quad, iri) for quad in quads]
    except (SyntaxError, ValueError) as error:
        raise OtherServerError(f"LOAD <{iri}>: the document does not parse: {error}") from error
    return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _triple(quad: pyoxigraph.Quad, iri: str) -> Triple:
    if not isinstance(quad.graph_name, DefaultGraph):
        raise OtherServerError(f"LOAD <{iri}>: the document names graphs of its own.")
    return quad.triple


def _insertion(load: _Load, triples: bytes) -> str:
    data = triples.decode()
    if load.graph is None:
        return f"INSERT DATA {{ {data} }}"
    creation = "" if load.is_silent and not triples else f"CREATE SILENT GRAPH {load.graph} ; "
    return f"{creation}INSERT DATA {{ GRAPH {load.graph} {{ {data} }} }}"
