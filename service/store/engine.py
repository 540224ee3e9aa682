"""Reading from an Oxigraph store in this process: what the writer's own store and the checkpoints share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import IO, Any, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, serialize

from service.errors import NotFoundError, QueryError, UnavailableError, UnsupportedQueryError
from service.store.layout import OWN_DEFAULT
from service.store.named_only import named_only
from service.store.protocol import QueryResult
from service.store.revision import modified
from service.store.scan import names_dataset, refuse_service
from service.store.syntax import readable
from service.store.terms import graph_node, named_node

_USERS_GRAPH: Mapping[str, Any] = {"default_graph": NamedNode(OWN_DEFAULT)}
_ENGINES_UNION: Mapping[str, Any] = {"use_default_graph_as_union": True}
_RETRY = 2  # seconds; converting a store takes some, and no service is needed for it


class OxigraphReader:
    """Reads one ``pyoxigraph.Store``; a ``GraphReader``.

    With ``holds_union`` the store's default graph is the union of its named graphs, and the users' is one of these.
    """

    def __init__(self, store: Store, revision: str, *, holds_union: bool = False) -> None:
        self._store: Store | None = store
        self.revision = revision
        self.holds_union = holds_union
        self.modified: datetime = modified(revision)

    def query(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        union_default_graph: bool = True,
        repeats: bool = False,
    ) -> QueryResult:
        """Evaluate a query (see ``GraphReader.query``)."""
        refuse_service(sparql)
        options: Mapping[str, Any] = {}
        if default_graphs is not None or named_graphs is not None:
            options = {
                "default_graph": [named_node(g) for g in default_graphs or ()],
                "named_graphs": [named_node(g) for g in named_graphs or ()],
            }
        elif not names_dataset(sparql):  # the engine would let the union overrule what the query's own FROM says
            if self.holds_union and self.has_graph(OWN_DEFAULT):
                sparql = named_only(sparql)
            if union_default_graph and not self.holds_union:
                if not repeats:
                    raise lacks_union()
                options = _ENGINES_UNION
            elif self.holds_union and not union_default_graph:
                options = _USERS_GRAPH
        try:
            return self._open.query(sparql, base_iri=base_iri, **options)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"The query cannot be evaluated: {readable(str(error), sparql)}") from error
        except RuntimeError as error:
            raise UnsupportedQueryError(f"The query cannot be evaluated: {error}") from error
        except OSError as error:
            raise UnavailableError(f"The store cannot be read: {error}") from error

    def graph(self, iri: str | None) -> Iterator[Triple]:
        """Return the triples of one graph."""
        if iri is not None:
            self._expect(iri)
        name = graph_node(OWN_DEFAULT if iri is None and self.holds_union else iri)
        return (quad.triple for quad in self._open.quads_for_pattern(None, None, None, name))

    def ntriples(self, iri: str) -> bytes:
        """Return the triples of a named graph as N-Triples."""
        self._expect(iri)
        return self._open.dump(format=RdfFormat.N_TRIPLES, from_graph=named_node(iri)) or b""

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this name."""
        return self._open.contains_named_graph(named_node(iri))

    def dump(self) -> Iterator[Quad]:
        """Return every quad, the users' default graph as default graph."""
        if not self.holds_union:
            return iter(self._open)
        quads = (self._open.quads_for_pattern(None, None, None, graph) for graph in self._open.named_graphs())
        return (_as_written(quad) for quad in chain.from_iterable(quads))

    def write_default_graph(self, output: IO[bytes], *, union: bool) -> None:
        """Write the default graph of queries (the union of all graphs, or the users' own) as N-Triples.

        Raises ``UnavailableError`` for a union that the store does not hold.
        """
        if self.holds_union == union:
            self._open.dump(output, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
            return
        triples = self.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", union_default_graph=union)
        serialize(cast(QueryTriples, triples), output, RdfFormat.N_TRIPLES)

    def close(self) -> None:
        """Let go of the store."""
        self._store = None

    def _expect(self, iri: str) -> None:
        if not self.has_graph(iri):
            raise NotFoundError(f"There is no graph {iri}.")

    @property
    def _open(self) -> Store:
        if self._store is None:
            raise UnavailableError("This state of the store has been closed; ask for a new reader.")
        return self._store


def lacks_union() -> UnavailableError:
    """Return the error that says that the union is asked for and the store does not hold it.

    The engine's own union is no stand-in: it matches a triple once for every graph that has it, and counts are wrong.
    """
    return UnavailableError(
        "The store is not ready for queries on the union of all graphs: its default graph is one of its own, as with "
        "ONRECORD_UNION_DEFAULT_GRAPH=false. `onrecord serve`, or any command that writes, makes it ready when it "
        "starts, within seconds for most; where a service is running, it is at it. Try again then, or ask with "
        "ONRECORD_UNION_DEFAULT_GRAPH=false.",
        retry_after=_RETRY,
    )


def _as_written(quad: Quad) -> Quad:
    """Return a quad under the name that users know its graph by."""
    return Quad(quad.subject, quad.predicate, quad.object) if quad.graph_name == named_node(OWN_DEFAULT) else quad
