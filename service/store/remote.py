"""A SPARQL 1.1 server in the store's place, spoken to over HTTP.

Every write is one request, which the server carries out wholly or not at all (SPARQL 1.1 Update §2.2 asks that of it).
What a server does not tell is its revision: the writer notes its own in ``ONRECORD_DATA``, so what others write to the
server changes no revision. A server's default graph is the union of all graphs (RDF4J, GraphDB, Virtuoso), can be
configured to be (Fuseki), or is asked to be by a parameter of Oxigraph's that others ignore.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from service.errors import InvalidInputError, NotFoundError, QueryError, UnavailableError
from service.store.formats import format_of, opened
from service.store.http import SparqlClient
from service.store.lock import ProcessLock
from service.store.protocol import Graphs, QueryResult
from service.store.revision import RevisionFile, modified
from service.store.scan import names_dataset, refuse_load, refuse_service
from service.store.terms import insertion, named_node, replacement

_SOLUTIONS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_QUADS_A_REQUEST = 20_000


class RemoteReader:
    """Reads a SPARQL server; a ``GraphReader``, but for what others write to the server meanwhile."""

    def __init__(self, client: SparqlClient, revision: str) -> None:
        self._client = client
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
        """Have a query evaluated (see ``GraphReader.query``)."""
        refuse_service(sparql)
        fields = [("default-graph-uri", str(named_node(g).value)) for g in default_graphs or ()]
        fields += [("named-graph-uri", str(named_node(g).value)) for g in named_graphs or ()]
        if union_default_graph and not fields and not names_dataset(sparql):
            fields.append(("union-default-graph", "true"))
        body, media_type = self._client.query(_with_base(sparql, base_iri), f"{_SOLUTIONS}, {_TRIPLES};q=0.9", fields)
        return _result(body, media_type)

    def graph(self, iri: str | None) -> Iterator[Triple]:
        """Return the triples of one graph."""
        if iri is not None and not self.has_graph(iri):
            raise NotFoundError(f"There is no graph {iri}.")
        pattern = "?s ?p ?o" if iri is None else f"GRAPH {named_node(iri)} {{ ?s ?p ?o }}"
        body, _ = self._client.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", _TRIPLES)
        return (quad.triple for quad in parse(body, RdfFormat.N_TRIPLES))

    def has_graph(self, iri: str) -> bool:
        """Return whether the server has a triple in a graph of this name."""
        body, media_type = self._client.query(f"ASK {{ GRAPH {named_node(iri)} {{ ?s ?p ?o }} }}", _SOLUTIONS)
        return bool(_result(body, media_type))

    def dump(self) -> Iterator[Quad]:
        """Return every quad."""
        for triple in self.graph(None):
            yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
        body, media_type = self._client.query("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }", _SOLUTIONS)
        result = _result(body, media_type)
        assert isinstance(result, QuerySolutions)
        for solution in result:
            yield Quad(solution["s"], solution["p"], solution["o"], solution["g"])

    def close(self) -> None:
        """Nothing is held."""


class RemoteSource:
    """A ``GraphSource`` on a SPARQL server. ``timeout`` is in seconds, for one answer."""

    def __init__(self, query_url: str, data_dir: Path, *, update_url: str | None = None, timeout: float = 30.0) -> None:
        self._client = SparqlClient(query_url, update_url or query_url, timeout)
        self._file = RevisionFile(data_dir / "revision")

    @property
    def revision(self) -> str:
        """The revision that was noted last."""
        return self._file.read()

    def reader(self) -> RemoteReader:
        """Return a reader with the revision that the writer noted last."""
        return RemoteReader(self._client, self._file.read())

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class RemoteStore(RemoteSource):
    """A ``GraphStore`` on a SPARQL server.

    ``data_dir`` is where the one writer locks out others (``LockedError``) and notes its revision.
    """

    def __init__(self, query_url: str, data_dir: Path, *, update_url: str | None = None, timeout: float = 30.0) -> None:
        self._lock = ProcessLock(data_dir / "writer.lock", "writer")
        super().__init__(query_url, data_dir, update_url=update_url, timeout=timeout)
        self._dirty = False

    def has_graph(self, iri: str) -> bool:
        """Return whether the server has a triple in a graph of this name."""
        return self.reader().has_graph(iri)

    def replace_graphs(self, graphs: Graphs) -> None:
        """Replace or drop graphs in one request (see ``GraphStore``)."""
        if graphs:
            self._write(replacement(graphs))

    def add(self, iri: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph (see ``GraphStore``)."""
        self._write(insertion([iri], triples))

    def clear(self, iri: str | None) -> bool:
        """Drop a graph (see ``GraphStore``)."""
        existed = iri is None or self.has_graph(iri)
        self._write("CLEAR SILENT DEFAULT" if iri is None else f"DROP SILENT GRAPH {named_node(iri)}")
        return existed

    def update(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        using_graphs: Sequence[str] | None = None,
        using_named_graphs: Sequence[str] | None = None,
    ) -> None:
        """Have a SPARQL update carried out (see ``GraphStore``)."""
        refuse_service(sparql)
        refuse_load(sparql)
        fields = [("using-graph-uri", g) for g in using_graphs or ()]
        fields += [("using-named-graph-uri", g) for g in using_named_graphs or ()]
        self._client.update(_with_base(sparql, base_iri), fields)
        self._dirty = True

    def load(self, path: Path) -> None:
        """Add the quads of a file; requests after the first that fails are not sent, and loading again completes it."""
        self.commit()
        quads, has_blank_nodes = 0, False
        for quad in _parsed(path):
            quads += 1
            has_blank_nodes = has_blank_nodes or BlankNode in (type(quad.subject), type(quad.object))
        # A blank node is the same one only within a request.
        size = max(quads, 1) if has_blank_nodes else _QUADS_A_REQUEST
        stream = iter(_parsed(path))
        while portion := list(islice(stream, size)):
            self._write(" ;\n".join(_insertions(portion)))

    def prepare(self) -> str:
        """Return the revision that ``commit`` will note; what was written is on the server already."""
        return self._file.next() if self._dirty or not self.revision else self.revision

    def commit(self) -> str:
        """Note a new revision."""
        revision = self.prepare()
        self._file.write(revision)
        self._dirty = False
        return revision

    def tidy(self) -> None:
        """Nothing is held."""

    def backup(self, folder: Path) -> None:
        """Raise ``InvalidInputError``: a server is backed up with its own means."""
        raise InvalidInputError(
            f"The store is on another server, which has to be backed up there ({folder} was not written). "
            "`onrecord export` writes its content to a file."
        )

    def close(self) -> None:
        """Close the connections and let another writer in."""
        super().close()
        self._lock.release()

    def _write(self, update: str) -> None:
        """Send an update of our own making: where the server refuses it, it is the server that fails."""
        try:
            self._client.update(update)
        except QueryError as error:
            raise UnavailableError(f"The store refuses to write: {error.detail}") from error
        self._dirty = True


def _with_base(sparql: str, base_iri: str | None) -> str:
    return sparql if base_iri is None else f"BASE {named_node(base_iri)} {sparql}"


def _result(body: bytes, media_type: str) -> QueryResult:
    """Return an answer's body as the object that the embedded engine would have given."""
    try:
        if media_type == _TRIPLES:
            graph = Store()
            graph.load(body, RdfFormat.N_TRIPLES)
            return graph.query("CONSTRUCT WHERE { ?s ?p ?o }")
        results = parse_query_results(body, QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise UnavailableError(f"The store's answer cannot be read ({media_type}): {error}") from error
    assert isinstance(results, QuerySolutions | QueryBoolean)
    return results


def _parsed(path: Path) -> Iterator[Quad]:
    rdf_format = format_of(path)
    with opened(path) as file:
        try:
            yield from parse(file, rdf_format)
        except (SyntaxError, ValueError) as error:
            raise InvalidInputError(f"{path}: {error}. Nothing of the file was imported.") from error


def _insertions(quads: Iterable[Quad]) -> Iterator[str]:
    graphs: dict[str | None, list[Triple]] = {}
    for quad in quads:
        name = None if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        graphs.setdefault(name, []).append(quad.triple)
    for iri, triples in graphs.items():
        yield insertion([iri], serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
