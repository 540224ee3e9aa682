"""Reading from an Oxigraph store in this process: what the writer's own store and the checkpoints share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pyoxigraph import Quad, Store, Triple

from service.errors import NotFoundError, QueryError, UnavailableError, UnsupportedQueryError
from service.store.protocol import QueryResult
from service.store.revision import modified
from service.store.scan import names_dataset, refuse_service
from service.store.terms import graph_node, named_node


class OxigraphReader:
    """Reads one ``pyoxigraph.Store``; a ``GraphReader``."""

    def __init__(self, store: Store, revision: str) -> None:
        self._store: Store | None = store
        self.revision = revision
        self.modified: datetime = modified(revision)

    def query(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        union_default_graph: bool = True,
    ) -> QueryResult:
        """Evaluate a query (see ``GraphReader.query``)."""
        refuse_service(sparql)
        from_request = default_graphs is not None or named_graphs is not None
        try:
            return self._open.query(
                sparql,
                base_iri=base_iri,
                # The engine would let the union overrule what the query's own FROM says.
                use_default_graph_as_union=union_default_graph and not from_request and not names_dataset(sparql),
                default_graph=[named_node(g) for g in default_graphs or ()] if from_request else None,
                named_graphs=[named_node(g) for g in named_graphs or ()] if from_request else None,
            )
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"The query cannot be evaluated: {error}") from error
        except RuntimeError as error:
            raise UnsupportedQueryError(f"The query cannot be evaluated: {error}") from error
        except OSError as error:
            raise UnavailableError(f"The store cannot be read: {error}") from error

    def graph(self, iri: str | None) -> Iterator[Triple]:
        """Return the triples of one graph."""
        if iri is not None and not self.has_graph(iri):
            raise NotFoundError(f"There is no graph {iri}.")
        return (quad.triple for quad in self._open.quads_for_pattern(None, None, None, graph_node(iri)))

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this name."""
        return self._open.contains_named_graph(named_node(iri))

    def dump(self) -> Iterator[Quad]:
        """Return every quad."""
        return iter(self._open)

    def close(self) -> None:
        """Let go of the store."""
        self._store = None

    @property
    def _open(self) -> Store:
        if self._store is None:
            raise UnavailableError("This state of the store has been closed; ask for a new reader.")
        return self._store
