"""N-Triples, in an order that depends on nothing but the triples."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Literal
from rdflib.term import Node

# What a literal may not hold as it is (N-Triples 1.1, STRING_LITERAL_QUOTE).
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def to_ntriples(triples: Iterable[tuple[Node, Node, Node]]) -> bytes:
    """Return triples (a graph is some) in N-Triples: a line a triple, lines sorted, UTF-8."""
    names = _Names()
    lines = {
        f"{names[subject]} {names[predicate]} {_literal(obj) if isinstance(obj, Literal) else names[obj]} .\n"
        for subject, predicate, obj in triples
    }
    return "".join(sorted(lines)).encode()


class _Names(dict[Node, str]):
    """IRIs and blank nodes as they are written; rdflib checks an IRI whenever it writes it."""

    def __missing__(self, node: Node) -> str:
        name = self[node] = node.n3()
        return name


def _literal(node: Literal) -> str:
    kind = f"@{node.language}" if node.language else f"^^{node.datatype.n3()}" if node.datatype else ""
    return f'"{node.translate(_ESCAPES)}"{kind}'
