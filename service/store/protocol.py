"""What the rest of OnRecord may ask of a store: one writer (``GraphStore``), any number of readers (``GraphReader``).

Terms and results are pyoxigraph's, whichever store answers. Graph names are IRIs as ``str``; None is the default graph.
All methods raise ``UnavailableError`` when the store is away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

# by name of graph, None being the default graph; N-Triples, or None for a graph that is to be dropped
Graphs = Mapping[str, bytes | None] | Mapping[str | None, bytes | None] | Mapping[str, bytes]
QueryResult = QuerySolutions | QueryBoolean | QueryTriples


class GraphReader(Protocol):
    """One state of the store, which does not change while it is read. Safe to use from several threads."""

    @property
    def revision(self) -> str:
        """Names the state that is read: another revision, another content. Fit for an ``ETag``."""

    @property
    def modified(self) -> datetime:
        """When this state was committed (UTC)."""

    @property
    def holds_union(self) -> bool:
        """Whether the default graph of the store is kept as the union of all graphs."""

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
        """Evaluate a SPARQL query; results are computed as they are iterated over.

        The dataset is ``default_graphs`` and ``named_graphs`` where either is given (SPARQL 1.1 Protocol §2.1.4),
        otherwise what the query's ``FROM`` names, otherwise the whole store, whose default graph is the union of all
        graphs if ``union_default_graph``. With ``repeats`` a triple of several graphs may match several times there,
        where that makes no difference to the answer: then a store that is not ready for the union answers as well.

        Raises ``QueryError`` with the parser's message, and for ``SERVICE``: queries do not reach out; also
        ``UnavailableError`` where the union is asked for and the store is not ready for it.
        """

    def graph(self, iri: str | None) -> Iterator[Triple]:
        """Return the triples of one graph; ``NotFoundError`` when there is no graph of this name."""

    def ntriples(self, iri: str) -> bytes:
        """Return the triples of a named graph as N-Triples, in any order; raises as ``graph``.

        Others go on meanwhile: reading triple by triple, the embedded store holds Python's lock all the time.
        """

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this name."""

    def dump(self) -> Iterator[Quad]:
        """Return every quad of the store."""

    def close(self) -> None:
        """Let go of this state. Results that are still iterated over stay valid."""


class GraphSource(Protocol):
    """Where to read from: hands out the newest state."""

    @property
    def revision(self) -> str:
        """The revision of the newest commit, empty before the first; costs less than a reader."""

    def reader(self) -> GraphReader:
        """Return the newest committed state; the source closes it. Cheap enough to call before every query."""

    def check(self) -> None:
        """Raise ``UnavailableError``, within seconds, unless there is a state that can be read."""

    def close(self) -> None:
        """Let go of all."""


class GraphStore(GraphSource, Protocol):
    """The one writer. What is written is seen by others, and is durable, from ``commit`` on.

    ``keeps_only_commits`` says that what was written, and not committed, is gone when the writer is killed.
    """

    keeps_only_commits: bool

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this name, uncommitted writes included."""

    def replace_graphs(self, graphs: Graphs) -> None:
        """Put N-Triples in the place of what these graphs held, None drops a graph: all of them or none.

        Raises ``InvalidInputError`` for N-Triples that do not parse.
        """

    def add(self, iri: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph; blank nodes become new ones. Raises as ``replace_graphs``."""

    def clear(self, iri: str | None) -> bool:
        """Drop a graph (empty the default graph); return whether it was there."""

    def update(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        using_graphs: Sequence[str] | None = None,
        using_named_graphs: Sequence[str] | None = None,
    ) -> None:
        """Carry out a SPARQL update, wholly or not at all.

        ``using_graphs`` and ``using_named_graphs`` are the dataset of its ``WHERE`` clauses (SPARQL 1.1 Protocol
        §2.2.3); they exclude ``USING`` and ``WITH`` in the update.

        Raises ``QueryError`` with the parser's message, for updates that are nested too deeply, and for ``LOAD`` and
        ``SERVICE``: updates do not reach out.
        """

    def load(self, path: Path) -> None:
        """Add the quads of a file (``.nq``, ``.trig``, …, also ``.gz``), wholly or not at all.

        Commits what was written before. Raises ``InvalidInputError`` naming the file and line that do not parse.
        """

    def prepare(self) -> str:
        """Make what was written so far durable under a new revision that nobody sees yet, and return that revision.

        Without any write since the newest commit it is the newest revision.
        """

    def commit(self) -> str:
        """Publish what ``prepare`` made (calling it if need be) and return the revision."""

    def tidy(self) -> None:
        """Let go of older states that nobody reads any more."""
