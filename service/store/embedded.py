"""The embedded store: Oxigraph on disk, written by one process.

The newest checkpoint is the truth. The writer works on a copy of it in ``data/store`` (hard links, so that it costs
milliseconds); what it had not committed when it was killed is gone when it opens the store again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from service.errors import InvalidInputError, QueryError, UnavailableError
from service.store.checkpoints import Checkpoints, open_reader
from service.store.engine import OxigraphReader
from service.store.federation import AllowList, Federation
from service.store.formats import format_of, opened
from service.store.lock import ProcessLock
from service.store.protocol import Graphs
from service.store.scan import refuse_load, refuse_service
from service.store.terms import checked_triples, graph_node, insertion, named_node, quads_of, replacement
from service.store.using import with_using


class EmbeddedStore:
    """The store in a data folder, opened for writing; a ``GraphStore``.

    ``federation`` says what updates may reach: nothing, where there is none.

    Raises ``LockedError`` when another process writes it, ``UnavailableError`` when the folder cannot be used.
    """

    def __init__(self, data_dir: Path, federation: Federation | None = None) -> None:
        self._lock = ProcessLock(data_dir / "writer.lock", "writer")
        self._data_dir = data_dir
        self._federation = federation or Federation(AllowList(), timeout=0)
        self._checkpoints = Checkpoints(data_dir)
        self._store: Store | None = None
        self._prepared: str | None = None
        self._dirty = False
        self._open()

    @property
    def revision(self) -> str:
        """The revision of the newest commit, empty before the first."""
        return self._checkpoints.current() or ""

    def reader(self) -> OxigraphReader:
        """Return a reader of the writer's own state."""
        return OxigraphReader(self._writable, self.revision)

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this name."""
        return self._writable.contains_named_graph(named_node(iri))

    def replace_graphs(self, graphs: Graphs) -> None:
        """Replace or drop graphs (see ``GraphStore``)."""
        checked = {iri: None if triples is None else checked_triples(triples) for iri, triples in graphs.items()}
        fresh = {iri: triples for iri, triples in checked.items() if iri and triples and not self.has_graph(iri)}
        others = {iri: triples for iri, triples in checked.items() if iri not in fresh}
        if others:
            self._write(lambda store: store.update(replacement(others)))
        if fresh:
            # A third of the work of an update. It is no transaction, but it can only fail where the disk does, and a
            # writer that starts again begins from the newest commit. Nothing is validated again (lenient).
            self._write(lambda store: store.bulk_load(quads_of(fresh), RdfFormat.N_QUADS, lenient=True))

    def add(self, iri: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph (see ``GraphStore``)."""
        request = insertion(iri, triples)
        if iri is not None:
            request = f"CREATE SILENT GRAPH {named_node(iri)} ; {request}"
        self._write(lambda store: store.update(request))

    def clear(self, iri: str | None) -> bool:
        """Drop a graph (see ``GraphStore``)."""
        existed = iri is None or self.has_graph(iri)
        if existed:
            self._write(lambda store: store.remove_graph(graph_node(iri)))
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
        refuse_load(sparql)
        if using_graphs or using_named_graphs:
            sparql = with_using(sparql, using_graphs or (), using_named_graphs or ())
        with self._federation.opened(sparql, base_iri) as request:
            refuse_service(request)
            self._write(lambda store: store.update(request, base_iri=base_iri))

    def load(self, path: Path) -> None:
        """Add the quads of a file (see ``GraphStore``)."""
        rdf_format = format_of(path)
        self.commit()
        try:
            self._write(lambda store: _bulk_load(store, path, rdf_format))
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
                self._writable.flush()
                self._checkpoints.write(revision, self._writable.backup)
            self._prepared, self._dirty = revision, False
        return self._prepared

    def commit(self) -> str:
        """Publish a checkpoint of what was written."""
        revision = self.prepare()
        if self._prepared is not None:
            with _translated():
                self._checkpoints.publish(revision)
                self._prepared = None
        return revision

    def tidy(self) -> None:
        """Delete older checkpoints that nobody reads."""
        if self._prepared is None:
            with _translated():
                self._checkpoints.prune()

    def backup(self, folder: Path) -> None:
        """Write a copy of the newest commit."""
        reader = open_reader(self._data_dir)
        try:
            with _translated():
                reader.backup(folder)
        finally:
            reader.close()

    def close(self) -> None:
        """Close the store; what was not committed is lost."""
        self._store = None
        self._lock.release()

    def _open(self) -> None:
        """Begin from the newest checkpoint, in a new folder: who still reads the old one is not disturbed."""
        folder = self._data_dir / "store"
        work = folder / str(time.time_ns())
        current = self._checkpoints.newest_for_writing()
        with _translated():
            folder.mkdir(exist_ok=True)
            if current is not None:
                Store.read_only(str(current)).backup(str(work))
            self._store = Store(str(work))
            self._dirty = False
            for old in folder.iterdir():
                if old != work:
                    shutil.rmtree(old)
            self._checkpoints.prune()

    def _write(self, write: Callable[[Store], None]) -> None:
        if self._prepared is not None:
            raise RuntimeError("a prepared revision has to be committed before anything else is written")
        with _translated():
            write(self._writable)
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


def _bulk_load(store: Store, path: Path, rdf_format: RdfFormat) -> None:
    with opened(path) as file:
        try:
            store.bulk_load(file, rdf_format)
        except (SyntaxError, ValueError) as error:
            raise InvalidInputError(f"{path}: {error}. Nothing of the file was imported.") from error
