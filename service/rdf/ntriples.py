"""N-Triples of a graph, in an order that depends on nothing but its triples."""

from __future__ import annotations

from rdflib import Graph


def to_ntriples(graph: Graph) -> bytes:
    """Return the graph in N-Triples: a line a triple, lines sorted, UTF-8."""
    lines: bytes = graph.serialize(format="nt", encoding="utf-8")
    return b"".join(sorted(lines.splitlines(keepends=True)))
