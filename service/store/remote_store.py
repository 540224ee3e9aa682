"""Writing to a SPARQL 1.1 server in the store's place.

Every write is one request, which the server carries out wholly or not at all (SPARQL 1.1 Update §2.2 asks that of it).
Writes of whole graphs may be sent again when their answer is lost; an update of a user's may not.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from uuid import uuid4

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from service.errors import InvalidInputError, QueryError, TooLargeError, UnavailableError, UnknownOutcomeError
from service.store.formats import format_of, opened
from service.store.http import SparqlClient
from service.store.layout import OWN_DEFAULT
from service.store.lock import ProcessLock
from service.store.patience import Lasting
from service.store.protocol import Graphs
from service.store.remote import RemoteReader, RemoteSource, with_base
from service.store.remote_layout import keeping_union, made_ready, put_in, taken_out
from service.store.revision import RevisionFile
from service.store.scan import refuse_load, refuse_service, tokens
from service.store.server import Server
from service.store.terms import checked_triples, insertions, named_node, replacement
from service.store.translation import on_union_layout, refuse_malformed
from service.store.using import with_using

_QUADS_A_REQUEST = 20_000


class RemoteStore(RemoteSource):
    """A ``GraphStore`` on a SPARQL server.

    ``data_dir`` is where the one writer locks out others (``LockedError``) and notes its revision. With ``stop`` it is
    the store of a service: while the server is away, reads and writes wait, until it is back or ``stop`` is set.
    """

    keeps_only_commits = False

    def __init__(
        self, server: Server, data_dir: Path, *, union: bool = True, stop: threading.Event | None = None
    ) -> None:
        self._lock = ProcessLock(data_dir / "writer.lock", "writer")
        client = SparqlClient(server, None if stop is None else Lasting(stop))
        super().__init__(server, data_dir, union=union, client=client)
        self._dirty = False
        self._begun = RevisionFile(data_dir / "writing")  # the revision on which a writer has begun to write
        try:
            # What was derived from another server's data, or before a writer was killed, is not of this state.
            if self.revision and (self._layout.is_of_another or self._begun.read() == self.revision):
                self._file.write(self._file.next())
            self._made = made_ready(client, self._layout, server, union=union)
        except BaseException:
            self.close()
            raise

    def reader(self) -> RemoteReader:
        """Return a reader that waits as the writer does."""
        return RemoteReader(self._client, self._file.read(), self._made)

    def has_graph(self, iri: str) -> bool:
        """Return whether the server has a triple in a graph of this name."""
        return self.reader().has_graph(iri)

    def replace_graphs(self, graphs: Graphs) -> None:
        """Replace or drop graphs (see ``GraphStore``), in one request unless that is too large for the server."""
        if not graphs:
            return
        checked = {self._name(iri): triples and checked_triples(triples) for iri, triples in graphs.items()}
        try:
            self._write(" ;\n".join(self._replacements(checked)), repeatable=True)
        except TooLargeError as error:
            if len(checked) == 1:
                raise UnavailableError(f"{error.detail} Let the server take larger ones.") from error
            items, half = list(checked.items()), len(checked) // 2
            self.replace_graphs(dict(items[:half]))
            self.replace_graphs(dict(items[half:]))

    def add(self, iri: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph (see ``GraphStore``)."""
        checked = checked_triples(triples)
        self._write(self._addition({iri: checked}), repeatable=not _may_have_blank_nodes(checked))

    def clear(self, iri: str | None) -> bool:
        """Drop a graph (see ``GraphStore``)."""
        existed = iri is None or self.has_graph(iri)
        name = self._name(iri)
        drop = "CLEAR SILENT DEFAULT" if name is None else f"DROP SILENT GRAPH {named_node(name)}"
        self._write(f"{taken_out(name)} ;\n{drop}" if name and self._made.kept else drop, repeatable=True)
        return existed

    def update(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        using_graphs: Sequence[str] | None = None,
        using_named_graphs: Sequence[str] | None = None,
    ) -> None:
        """Have a SPARQL update carried out (see ``GraphStore``).

        Raises ``UnknownOutcomeError`` where the server may or may not have carried it out.
        """
        refuse_service(sparql)
        refuse_load(sparql)
        if using_graphs or using_named_graphs:
            sparql = with_using(sparql, using_graphs or (), using_named_graphs or ())
        told = sparql
        if self._made.union:
            translated = on_union_layout(sparql, f"urn:uuid:{uuid4()}", base_iri)
            text = with_base(_open_ended(translated.text), base_iri)
            if self._made.kept:
                sparql = keeping_union(translated, text)
            else:
                sparql = f"{text} ;\nDROP SILENT GRAPH <{translated.journal}>"
        else:
            sparql = with_base(sparql, base_iri)
        self._begin()
        try:
            self._client.update(sparql, repeatable=False)
        except QueryError:
            refuse_malformed(told, base_iri)  # what is wrong is told of the user's text, not of what was sent
            raise
        except UnknownOutcomeError:
            self._dirty = True
            raise
        self._dirty = True

    def load(self, path: Path) -> None:
        """Add the quads of a file; requests after the first that fails are not sent, and loading again completes it."""
        self.commit()
        quads, has_blank_nodes = 0, False
        for quad in _parsed(path):
            quads += 1
            has_blank_nodes = has_blank_nodes or not _is_ground(quad.triple)
        # A blank node is the same one only within a request.
        size = max(quads, 1) if has_blank_nodes else _QUADS_A_REQUEST
        stream = iter(_parsed(path))
        while portion := list(islice(stream, size)):
            self._add_all(portion, divisible=not has_blank_nodes)

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

    def close(self) -> None:
        """Close the connections and let another writer in."""
        super().close()
        self._lock.release()

    def _add_all(self, quads: Sequence[Quad], *, divisible: bool) -> None:
        """Add quads in one request, or in several where the server takes only smaller ones."""
        try:
            self._write(self._addition(_by_graph(quads)), repeatable=divisible)
        except TooLargeError:
            if not divisible or len(quads) == 1:
                raise
            half = len(quads) // 2
            self._add_all(quads[:half], divisible=True)
            self._add_all(quads[half:], divisible=True)

    def _name(self, iri: str | None) -> str | None:
        """Return the name of the graph on the server that a graph is kept in."""
        return OWN_DEFAULT if iri is None and self._made.union else iri

    def _replacements(self, graphs: Mapping[str | None, bytes | None]) -> Iterator[str]:
        for iri, triples in graphs.items():
            keep = iri if self._made.kept else None
            if keep:
                yield taken_out(keep)
            yield replacement({iri: triples})
            if keep and triples:
                yield put_in(keep)

    def _addition(self, graphs: Mapping[str | None, bytes]) -> str:
        """Return the update that adds triples to graphs: one operation, so that blank nodes stay the same in all."""
        blocks = ((self._name(iri), triples) for iri, triples in graphs.items())
        return insertions(
            [*blocks, *((None, triples) for triples in graphs.values())] if self._made.kept else list(blocks)
        )

    def _begin(self) -> None:
        """Note that the server's state may be another from now on, for the next writer if this one is killed."""
        if not self._dirty:
            self._begun.write(self.revision)

    def _write(self, update: str, *, repeatable: bool) -> None:
        """Send an update of our own making: where the server refuses it, it is the server that fails."""
        self._begin()
        self._dirty = True  # also where nobody knows
        try:
            self._client.update(update, repeatable=repeatable)
        except QueryError as error:
            raise UnavailableError(f"The store refuses to write: {error.detail}") from error


def _open_ended(update: str) -> str:
    """Return an update to which others can be appended: without a semicolon or comment at its end."""
    found = list(tokens(update))
    while found and found[-1].text == ";":
        found.pop()
    return update[: found[-1].end] if found else ""


def _may_have_blank_nodes(triples: bytes) -> bool:
    """Whether N-Triples have blank nodes; rather yes than no, as a literal may look like one."""
    return b"_:" in triples


def _is_ground(triple: Triple) -> bool:
    """Whether a triple has no blank nodes; rather no than yes, for triples about triples."""
    return isinstance(triple.subject, NamedNode) and "BlankNode" not in repr(triple.object)


def _by_graph(quads: Iterable[Quad]) -> dict[str | None, bytes]:
    graphs: dict[str | None, list[Triple]] = {}
    for quad in quads:
        name = None if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        graphs.setdefault(name, []).append(quad.triple)
    return {iri: serialize(triples, format=RdfFormat.N_TRIPLES) or b"" for iri, triples in graphs.items()}


def _parsed(path: Path) -> Iterator[Quad]:
    rdf_format = format_of(path)
    with opened(path) as file:
        try:
            yield from parse(file, rdf_format)
        except (SyntaxError, ValueError) as error:
            raise InvalidInputError(f"{path}: {error}. Nothing of the file was imported.") from error
