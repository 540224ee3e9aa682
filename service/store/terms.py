"""IRIs and N-Triples from outside, checked before they become part of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse, serialize

from service.errors import InvalidInputError
from service.store.protocol import Graphs


def named_node(iri: str) -> NamedNode:
    """Return the IRI as a term; ``InvalidInputError`` when it is none."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise InvalidInputError(f"not an absolute IRI: {iri!r}") from error


def graph_node(iri: str | None) -> NamedNode | DefaultGraph:
    """Return the name of a graph as a term; None is the default graph."""
    return DefaultGraph() if iri is None else named_node(iri)


class CheckedTriples(bytes):
    """N-Triples as the engine writes them: what ``checked_triples`` returns, and nothing else."""


def checked_triples(triples: bytes) -> CheckedTriples:
    """Return N-Triples as the engine writes them, without comments; ``InvalidInputError`` when they do not parse.

    What has been checked before, perhaps in another process, is returned as it is.
    """
    if isinstance(triples, CheckedTriples):
        return triples
    try:
        return CheckedTriples(serialize(parse(triples, RdfFormat.N_TRIPLES), format=RdfFormat.N_TRIPLES) or b"")
    except (SyntaxError, ValueError) as error:
        raise InvalidInputError(f"not N-Triples: {error}") from error


def quads_of(graphs: Mapping[str, CheckedTriples]) -> bytes:
    """Return the triples of named graphs as N-Quads."""
    # The engine ends every line alike, and writes line ends within literals as escapes.
    return b"".join(triples.replace(b" .\n", f" {named_node(iri)} .\n".encode()) for iri, triples in graphs.items())


def insertion(graphs: Iterable[str | None], triples: bytes) -> str:
    """Return N-Triples as an ``INSERT DATA`` operation for these graphs, the same blank nodes for each.

    Raises ``InvalidInputError`` for N-Triples that do not parse.
    """
    return insertions([(iri, triples) for iri in graphs])


def insertions(contents: Iterable[tuple[str | None, bytes]]) -> str:
    """Return N-Triples for several graphs as one ``INSERT DATA`` operation; raises as ``insertion``."""
    return f"INSERT DATA {{ {' '.join(_in_graph(iri, triples) for iri, triples in contents)} }}"


def _in_graph(iri: str | None, triples: bytes) -> str:
    data = checked_triples(triples).decode()
    return data if iri is None else f"GRAPH {named_node(iri)} {{ {data} }}"


def replacement(graphs: Graphs) -> str:
    """Return the update that puts N-Triples (None: nothing) in the place of what these graphs hold."""
    operations = []
    for iri, triples in graphs.items():
        name = "DEFAULT" if iri is None else f"GRAPH {named_node(iri)}"
        operations.append(f"DROP SILENT {name}")
        if triples is not None:
            if iri is not None:
                operations.append(f"CREATE SILENT {name}")
            operations.append(insertion([iri], triples))
    return " ;\n".join(operations)
