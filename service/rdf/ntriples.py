"""N-Triples, in an order that depends on nothing but the triples."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Literal
from rdflib.term import Node

# What a literal may not hold as it is (N-Triples 1.1, STRING_LITERAL_QUOTE).
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def to_ntriples(triples: Iterable[tuple[Node, Node, Node]]) -> bytes:
    """Return triples (a graph is some) in N-Triples: a line a triple, lines sorted, UTF-8."""
    lines = {f"{subject.n3()} {predicate.n3()} {_object(obj)} .\n" for subject, predicate, obj in triples}
    return "".join(sorted(lines)).encode()


def _object(node: Node) -> str:
    if not isinstance(node, Literal):
        return node.n3()
    kind = f"@{node.language}" if node.language else f"^^{node.datatype.n3()}" if node.datatype else ""
    return f'"{node.translate(_ESCAPES)}"{kind}'
