"""The embedded store: Oxigraph on disk, written by one process.

The newest checkpoint is the truth. The writer works on a copy of it in ``data/store`` (hard links, so that it costs
milliseconds); what it had not committed when it was killed is gone when it opens the store again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from service.errors import InvalidInputError, QueryError, UnavailableError
from service.store.checkpoints import Checkpoints
from service.store.deltas import Deltas
from service.store.engine import OxigraphReader
from service.store.federation import AllowList, Federation
from service.store.followed import wait_until_followed
from service.store.formats import format_of, opened
from service.store.layout import OWN_DEFAULT, holds_union
from service.store.lock import ProcessLock
from service.store.nesting import refuse_deep
from service.store.protocol import Graphs
from service.store.scan import refuse_load, refuse_service
from service.store.syntax import readable
from service.store.terms import (
    CheckedTriples,
    checked_triples,
    graph_node,
    insertion,
    named_node,
    quads_of,
    replacement,
)
from service.store.translation import on_union_layout, refuse_malformed
from service.store.union import UnionGraph, load_with_union, move_default_graph
from service.store.using import with_using

_MOST_WAITING = 1.0  # seconds for those who follow in memory, until a commit is published all the same


class EmbeddedStore:
    """The store in a data folder, opened for writing; a ``GraphStore``.

    With ``union_default_graph`` its default graph is kept as the union of all graphs (see ``layout``), else it is what
    users write to it; what is there in the other layout is converted.
    ``federation`` says what updates may reach: nothing, where there is none.

    Raises ``LockedError`` when another process writes it, ``UnavailableError`` when the folder cannot be used.
    """

    keeps_only_commits = True

    def __init__(
        self, data_dir: Path, federation: Federation | None = None, *, union_default_graph: bool = True
    ) -> None:
        self._lock = ProcessLock(data_dir / "writer.lock", "writer")
        self._data_dir = data_dir
        self._federation = federation or Federation(AllowList(), timeout=0)
        self._checkpoints = Checkpoints(data_dir)
        self._deltas = Deltas(data_dir)
        self._holds_union = union_default_graph
        self._union: UnionGraph | None = None
        self._store: Store | None = None
        self._prepared: str | None = None
        self._is_followed = False  # whether others can follow what was prepared
        self._dirty = False
        self._open()

    @property
    def revision(self) -> str:
        """The revision of the newest commit, empty before the first."""
        return self._checkpoints.current() or ""

    def reader(self) -> OxigraphReader:
        """Return a reader of the writer's own state."""
        if self._union is not None:
            with _translated():
                self._union.bring_up()
        return OxigraphReader(self._writable, self.revision, holds_union=self._holds_union)

    def check(self) -> None:
        """Raise ``UnavailableError`` when the store has been closed."""
        _ = self._writable

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this name."""
        return self._writable.contains_named_graph(named_node(iri))

    def replace_graphs(self, graphs: Graphs) -> None:
        """Replace or drop graphs (see ``GraphStore``)."""
        checked = {
            self._stored(iri): None if triples is None else checked_triples(triples) for iri, triples in graphs.items()
        }
        fresh = {iri: triples for iri, triples in checked.items() if iri and triples and not self.has_graph(iri)}
        others = {iri: triples for iri, triples in checked.items() if iri not in fresh}
        if others:
            self._write(lambda store: store.update(replacement(others)), changed=_names(others))
        if fresh:
            # A third of the work of an update. It is no transaction, but it can only fail where the disk does, and a
            # writer that starts again begins from the newest commit. Nothing is validated again (lenient).
            data, taken = self._with_union(fresh)
            self._write(
                lambda store: store.bulk_load(data, RdfFormat.N_QUADS, lenient=True),
                changed=fresh.keys() - taken.keys(),
                taken=taken,
            )

    def add(self, iri: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph (see ``GraphStore``)."""
        name, checked = self._stored(iri), checked_triples(triples)
        if name is None:
            self._write(lambda store: store.update(insertion([None], checked)))
            return
        taken = {name: checked} if self._union is not None and self._union.takes(name) else {}
        request = f"CREATE SILENT GRAPH {named_node(name)} ; {insertion([name, None] if taken else [name], checked)}"
        self._write(lambda store: store.update(request), changed=() if taken else (name,), taken=taken)

    def clear(self, iri: str | None) -> bool:
        """Drop a graph (see ``GraphStore``)."""
        existed = iri is None or self.has_graph(iri)
        name = self._stored(iri)
        if existed:
            self._write(lambda store: store.remove_graph(graph_node(name)), changed=_names([name]))
        return existed

    def update(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        using_graphs: Sequence[str] | None = None,
        using_named_graphs: Sequence[str] | None = None,
    ) -> None:
        """Carry out a SPARQL update (see ``GraphStore``)."""
        refuse_deep(sparql)
        refuse_load(sparql)
        if using_graphs or using_named_graphs:
            sparql = with_using(sparql, using_graphs or (), using_named_graphs or ())
        if self._union is None:
            self._carry_out(sparql, base_iri)
            return
        translated = on_union_layout(sparql, f"urn:uuid:{uuid4()}", base_iri)
        if translated.writes_union:
            self._union.is_written()
        try:
            self._carry_out(translated.text, base_iri, changed=translated.changed)
        except QueryError:
            refuse_malformed(sparql, base_iri)  # what is wrong is told of the user's text, not of its translation
            raise
        journal = named_node(translated.journal)
        with _translated():
            self._union.has_changed(quad.triple for quad in _quads(self._writable, journal))
            self._writable.remove_graph(journal)

    def load(self, path: Path) -> None:
        """Add the quads of a file (see ``GraphStore``)."""
        rdf_format = format_of(path)
        self.commit()
        if self._union is not None:
            self._union.has_grown()
        try:
            self._write(lambda store: _bulk_load(store, path, rdf_format, self._holds_union))
        except BaseException:
            self._open()
            raise

    def prepare(self) -> str:
        """Make what was written durable under a revision that nobody sees yet."""
        if self._prepared is None:
            if not self._dirty and self.revision:
                return self.revision
            revision = self._checkpoints.next_revision()
            with _translated():
                if self._union is not None:
                    self._union.bring_up()
                    self._drop_own_if_empty()
                    delta = self._union.delta()
                    self._deltas.write(self.revision, revision, delta)
                    self._is_followed = delta is not None
                self._writable.flush()
                self._checkpoints.write(revision, self._writable.backup, with_union=self._holds_union)
                if self._union is not None:
                    self._union.begin()
            self._prepared, self._dirty = revision, False
        return self._prepared

    def commit(self) -> str:
        """Publish a checkpoint of what was written."""
        revision = self.prepare()
        if self._prepared is not None:
            if self._is_followed:
                wait_until_followed(self._data_dir, self.revision, _MOST_WAITING)
            with _translated():
                self._checkpoints.publish(revision)
                self._prepared = None
        return revision

    def tidy(self) -> None:
        """Delete older checkpoints that nobody reads."""
        if self._prepared is None:
            with _translated():
                self._checkpoints.prune()

    def close(self) -> None:
        """Close the store; what was not committed is lost."""
        self._store = self._union = None
        self._lock.release()

    def _open(self) -> None:
        """Begin from the newest checkpoint, in a new folder: who still reads the old one is not disturbed."""
        folder = self._data_dir / "store"
        work = folder / str(time.time_ns())
        current = self._checkpoints.newest_for_writing()
        held_union = self._holds_union if current is None else holds_union(current)
        with _translated():
            folder.mkdir(exist_ok=True)
            if current is not None:
                Store.read_only(str(current)).backup(str(work))
            self._store = Store(str(work))
            if held_union != self._holds_union:
                move_default_graph(self._store, to_own=self._holds_union)
            self._dirty = held_union != self._holds_union
            self._union = UnionGraph(self._store, is_known=held_union) if self._holds_union else None
            if not self._holds_union:
                self._deltas.clear()
            for old in folder.iterdir():
                if old != work:  # where something of it is still being closed, what is left goes next time
                    shutil.rmtree(old, ignore_errors=True)
            self._checkpoints.prune()

    def _stored(self, iri: str | None) -> str | None:
        """Return the name under which the graph of this name is stored."""
        return OWN_DEFAULT if iri is None and self._holds_union else iri

    def _carry_out(self, sparql: str, base_iri: str | None, changed: Collection[str] | None = ()) -> None:
        with self._federation.opened(sparql, base_iri) as request:
            refuse_service(request)
            self._write(lambda store: _update(store, request, base_iri), changed=changed)

    def _with_union(self, graphs: Mapping[str, CheckedTriples]) -> tuple[bytes, Mapping[str, bytes]]:
        """Return named graphs as N-Quads, and which of them are put into the union by the same quads."""
        data = quads_of(graphs)
        if self._union is None:
            return data, {}
        taken = {iri: triples for iri, triples in graphs.items() if self._union.takes(iri)}
        return b"".join((data, *taken.values())), taken

    def _drop_own_if_empty(self) -> None:
        """See that no ``GRAPH ?g`` finds the users' default graph while it holds nothing."""
        own = named_node(OWN_DEFAULT)
        if next(_quads(self._writable, own), None) is None:
            self._writable.remove_graph(own)

    def _write(
        self,
        write: Callable[[Store], None],
        *,
        changed: Collection[str] | None = (),
        taken: Mapping[str, bytes] | None = None,
    ) -> None:
        """Write; ``changed`` are the graphs of which the union is not told, ``taken`` the triples it was told."""
        if self._prepared is not None:
            raise RuntimeError("a prepared revision has to be committed before anything else is written")
        with _translated():
            if self._union is not None:
                self._union.will_change(changed)
            write(self._writable)
        if self._union is not None:
            for triples in (taken or {}).values():
                self._union.has_taken(triples)
        self._dirty = True

    @property
    def _writable(self) -> Store:
        if self._store is None:
            raise UnavailableError("The store has been closed.")
        return self._store


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the engine's errors into OnRecord's."""
    try:
        yield
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise QueryError(f"The update cannot be carried out: {error}") from error
    except OSError as error:
        raise UnavailableError(f"The store cannot be written: {error}") from error


def _update(store: Store, request: str, base_iri: str | None) -> None:
    try:
        store.update(request, base_iri=base_iri)
    except SyntaxError as error:
        raise QueryError(f"The update cannot be carried out: {readable(str(error), request)}") from error


def _bulk_load(store: Store, path: Path, rdf_format: RdfFormat, holds_union: bool) -> None:
    with opened(path) as file:
        try:
            if holds_union:
                load_with_union(store, parse(file, rdf_format, rename_blank_nodes=True))
            else:
                store.bulk_load(file, rdf_format)
        except (SyntaxError, ValueError) as error:
            raise InvalidInputError(f"{path}: {error}. Nothing of the file was imported.") from error


def _quads(store: Store, graph: NamedNode) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, graph)


def _names(graphs: Iterable[str | None]) -> list[str]:
    return [iri for iri in graphs if iri is not None]
