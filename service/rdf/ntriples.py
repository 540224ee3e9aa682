"""N-Triples, in an order that depends on nothing but the triples."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import Literal, URIRef
from rdflib.term import Node

from service.errors import InternalError

_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def to_ntriples(triples: Iterable[tuple[Node, Node, Node]]) -> bytes:
    """Return triples (a graph is some) in N-Triples: a line a triple, lines sorted, UTF-8.

    Raises ``InternalError`` for an IRI with characters that none may have.
    """
    names = _Names()
    lines = {
        f"{names[subject]} {names[predicate]} {_literal(obj, names) if isinstance(obj, Literal) else names[obj]} .\n"
        for subject, predicate, obj in triples
    }
    return "".join(sorted(lines)).encode()


class _Names(dict[Node, str]):
    """IRIs and blank nodes as they are written, each checked once."""

    def __missing__(self, node: Node) -> str:
        name = self[node] = _iri(node) if isinstance(node, URIRef) else node.n3()
        return name


def _iri(node: URIRef) -> str:
    if _NOT_IN_IRIS.search(node):
        raise InternalError(f"{str(node)!r} is no IRI; percent-encode what it may not hold.")
    return f"<{node}>"


def _literal(node: Literal, names: _Names) -> str:
    # What a literal may not hold as it is (N-Triples 1.1, STRING_LITERAL_QUOTE).
    text = node.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    kind = f"@{node.language}" if node.language else f"^^{names[node.datatype]}" if node.datatype else ""
    return f'"{text}"{kind}'
