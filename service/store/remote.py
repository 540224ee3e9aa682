"""Reading from a SPARQL 1.1 server in the store's place.

What a server does not tell is its revision: the writer notes its own in ``ONRECORD_DATA``, so what others write to the
server changes no revision. Nor does it tell what its default graph is: the writer finds that out, keeps the graph as
the setting says (``remote_layout``), and notes that, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, QuerySolutions, RdfFormat, Triple, serialize

from service.errors import NotFoundError, UnavailableError
from service.store.call import Call
from service.store.http import SparqlClient
from service.store.layout import OWN_DEFAULT
from service.store.named_only import named_only
from service.store.protocol import QueryResult
from service.store.remote_layout import Layout, LayoutFile
from service.store.reply import Reply
from service.store.results import accept, read_boolean, read_result, read_table, read_triples
from service.store.revision import RevisionFile, modified
from service.store.scan import names_dataset, refuse_service
from service.store.server import Server
from service.store.terms import named_node

_CHECK_TIMEOUT = 3.0  # seconds that a server may take to say that it is there


class RemoteReader:
    """Reads a SPARQL server; a ``GraphReader``, but that others may write to the server meanwhile.

    ``layout`` is what the server's default graph is, None where that is not known, or is being changed.
    """

    def __init__(self, client: SparqlClient, revision: str, layout: Layout | None) -> None:
        self._client = client
        self._known_layout = layout
        self.revision = revision
        self.modified: datetime = modified(revision)

    @property
    def holds_union(self) -> bool:
        """Whether the server's default graph is the union of all graphs; raises as ``layout``."""
        return self.layout.union

    def query(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        union_default_graph: bool = True,
        repeats: bool = False,  # noqa: ARG002  # the server has one union or none
    ) -> QueryResult:
        """Have a query evaluated, and hold all of its result (see ``GraphReader.query``)."""
        return read_result(
            self.reply(
                sparql,
                base_iri=base_iri,
                default_graphs=default_graphs,
                named_graphs=named_graphs,
                union_default_graph=union_default_graph,
            )
        )

    def reply(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        union_default_graph: bool = True,
        timeout: float | None = None,
        call: Call | None = None,
    ) -> Reply:
        """Have a query evaluated, and return its result as the server sends it.

        ``timeout`` are the seconds for all of it, past which reading raises ``TimeUpError``; with ``call``, another
        thread can end it. Raises as ``query``.
        """
        refuse_service(sparql)
        fields = [("default-graph-uri", str(named_node(g).value)) for g in default_graphs or ()]
        fields += [("named-graph-uri", str(named_node(g).value)) for g in named_graphs or ()]
        if not fields and not names_dataset(sparql):
            fields += self._default_graph(union_default_graph)
            sparql = named_only(sparql) if self.layout.union else sparql
        return self._client.query(with_base(sparql, base_iri), accept(sparql), fields, timeout=timeout, call=call)

    def graph(self, iri: str | None) -> Iterator[Triple]:
        """Return the triples of one graph."""
        if iri is not None and not self.has_graph(iri):
            raise NotFoundError(f"There is no graph {iri}.")
        if iri is None and self.layout.union:
            iri = OWN_DEFAULT
        pattern = "?s ?p ?o" if iri is None else f"GRAPH {named_node(iri)} {{ ?s ?p ?o }}"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        return read_triples(self._client.query(query, accept(query)))

    def ntriples(self, iri: str) -> bytes:
        """Return the triples of a named graph as N-Triples."""
        return serialize(self.graph(iri), format=RdfFormat.N_TRIPLES) or b""

    def has_graph(self, iri: str) -> bool:
        """Return whether the server has a triple in a graph of this name."""
        query = f"ASK {{ GRAPH {named_node(iri)} {{ ?s ?p ?o }} }}"
        return read_boolean(self._client.query(query, accept(query)))

    def dump(self) -> Iterator[Quad]:
        """Return every quad."""
        union = self.layout.union
        if not union:
            for triple in self.graph(None):
                yield Quad(*triple)
        query = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        reply = self._client.query(query, accept(query))
        result = read_table(reply)
        if not isinstance(result, QuerySolutions):
            raise reply.broken("it is no table")
        try:
            for solution in result:
                graph = solution["g"]
                is_own = union and graph.value == OWN_DEFAULT
                yield Quad(solution["s"], solution["p"], solution["o"], DefaultGraph() if is_own else graph)
        except SyntaxError as error:
            problem = str(error)
        else:
            return
        finally:
            reply.close()
        del result  # has to be let go of in this thread, and errors hold on to what there is
        raise reply.broken(problem)

    def close(self) -> None:
        """Nothing is held."""

    def _default_graph(self, union: bool) -> list[tuple[str, str]]:
        """Return the fields that make the server's default graph what is wanted."""
        layout = self.layout
        if layout.union is union:
            return []
        if union and layout.on_demand:
            return [("union-default-graph", "true")]
        raise UnavailableError(
            f"The store's default graph is {'the union of all graphs' if layout.union else 'one of its own'}, and "
            "cannot be another for a single query; see ONRECORD_UNION_DEFAULT_GRAPH."
        )

    @property
    def layout(self) -> Layout:
        """What the server's default graph is; ``UnavailableError`` where that is not known."""
        if self._known_layout is None:
            raise UnavailableError(
                "The store has not been made ready for OnRecord. `onrecord serve` and `onrecord ingest` do that when "
                "they begin to write to it.",
                retry_after=5,
            )
        return self._known_layout


class RemoteSource:
    """A ``GraphSource`` on a SPARQL server; ``union`` is whether the default graph is to be the union of all graphs."""

    def __init__(
        self, server: Server, data_dir: Path, *, union: bool = True, client: SparqlClient | None = None
    ) -> None:
        self._client = client or SparqlClient(server)
        self._file = RevisionFile(data_dir / "revision")
        self._layout = LayoutFile(data_dir / "remote-layout.json", server)
        self._wants_union = union

    @property
    def revision(self) -> str:
        """The revision that was noted last."""
        return self._file.read()

    def reader(self) -> RemoteReader:
        """Return a reader with the revision that the writer noted last."""
        layout = self._layout.read()
        is_wanted = layout is not None and layout.union is self._wants_union
        return RemoteReader(self._client, self._file.read(), layout if is_wanted else None)

    def check(self) -> None:
        """Raise ``UnavailableError`` unless the server answers and has been made ready."""
        self._client.check(_CHECK_TIMEOUT)
        _ = self.reader().layout

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def with_base(sparql: str, base_iri: str | None) -> str:
    """Return a request whose relative IRIs are resolved against this base, unless it names one itself."""
    return sparql if base_iri is None else f"BASE {named_node(base_iri)} {sparql}"
