"""Keeps the default graph of the writer's store equal to the set union of its named graphs.

Triples that are only added go into both at once. What else changes is made good before the next commit: by comparing
the graphs that changed with what they were in the newest commit or, where it is not known which graphs changed, by
asking the engine for what is missing and what is too much. That costs about 10 µs for each triple of the changed
graphs, or of the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice, zip_longest
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse, serialize

from service.store.deltas import LARGEST, Delta, has_blank_nodes
from service.store.layout import OWN_DEFAULT

_UNION = DefaultGraph()
_OWN = NamedNode(OWN_DEFAULT)
_MISSING = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_TOO_MUCH = "SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_PORTION = 50_000  # triples written at once
_BULK = 5_000  # triples from which on the bulk loader is the faster way


class UnionGraph:
    """The default graph of a store that one writer has open, and how it differs from the newest commit's.

    ``newest`` is the folder of the newest commit, None before the first; with ``is_known`` False the default graph may
    hold anything.
    """

    def __init__(self, store: Store, newest: Path | None, *, is_known: bool) -> None:
        self._store = store
        self._newest = newest
        self._changed: set[str] | None = set() if is_known else None  # graphs to compare; None: any
        self._ahead: set[str] | None = set()  # graphs of which the union has more than the newest commit; None: all
        self._doubtful: set[Triple] = set()  # may be in the union and in no graph, or the reverse
        self._record = _Record()
        if not is_known:
            self._record.forget()

    def takes(self, graph: str) -> bool:
        """Whether triples that are added to this graph are to be put into the default graph as well, at once."""
        return self._changed is not None and graph not in self._changed

    def has_taken(self, graph: str, triples: bytes) -> None:
        """Note that N-Triples have been added to both."""
        if self._ahead is not None:
            self._ahead.add(graph)
        self._record.add(triples)

    def will_change(self, graphs: Collection[str] | None) -> None:
        """Note which graphs are about to be changed in any way; None: it is not known which."""
        if graphs is None:
            self._changed = None
        if graphs is None or self._changed is None:
            return
        for graph in graphs:
            if graph not in self._changed and (self._ahead is None or graph in self._ahead):
                self._doubtful.update(quad.triple for quad in _quads(self._store, graph))
        self._changed.update(graphs)

    def is_written(self) -> None:
        """Note that the default graph itself is about to be written, with what, is not known."""
        self._changed = None
        self._record.forget()

    def may_change(self, triples: Iterable[Triple]) -> None:
        """Note triples that are about to be added to some graphs or taken out of them."""
        self._doubtful.update(triples)

    def bring_up(self) -> None:
        """Make the default graph the union."""
        changed, self._changed = self._changed, None  # not known should any of this fail
        if changed is None:
            self._put(self._asked(_MISSING))
            self._take(self._asked(_TOO_MUCH))
            self._ahead = None
        elif changed or self._doubtful:
            gone, come = self._compared(changed)
            doubtful = self._doubtful | gone
            held = {triple for triple in doubtful if self._is_held(triple)}
            self._put(come | (held - gone))
            self._take(doubtful - held)
            if self._ahead is not None:
                self._ahead |= changed
        self._changed, self._doubtful = set(), set()

    def committed(self, newest: Path) -> Delta | None:
        """Begin anew from a commit of what is there, and return what it changed, None where that is not known."""
        delta = self._record.delta()
        self._newest, self._ahead, self._record = newest, set(), _Record()
        return delta

    def _compared(self, graphs: Collection[str]) -> tuple[set[Triple], set[Triple]]:
        """Return which triples have left these graphs, and which have come, since the newest commit."""
        gone: set[Triple] = set()
        come: set[Triple] = set()
        newest = Store() if self._newest is None else Store.read_only(str(self._newest))
        for graph in graphs:
            old, new = differences(_quads(newest, graph), _quads(self._store, graph))
            gone.update(quad.triple for quad in old)
            come.update(quad.triple for quad in new)
        return gone - come, come

    def _asked(self, query: str) -> Iterator[Triple]:
        solutions = self._store.query(query)
        assert isinstance(solutions, QuerySolutions)
        return (Triple(*row) for row in solutions)

    def _is_held(self, triple: Triple) -> bool:
        found = self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name != _UNION for quad in found)

    def _put(self, triples: Iterable[Triple]) -> None:
        for portion in _portions(triples):
            write = self._store.extend if len(portion) < _BULK else self._store.bulk_extend
            write(_in_union(triple) for triple in portion)
            self._record.add(_n_triples(portion))

    def _take(self, triples: Iterable[Triple]) -> None:
        for portion in _portions(triples):
            for triple in portion:
                self._store.remove(_in_union(triple))
            self._record.take(portion)


class _Record:
    """What has been put into the union and taken out of it since a commit, as far as that is small."""

    def __init__(self) -> None:
        self._added: list[bytes] = []
        self._removed: list[bytes] = []
        self._size = 0
        self._is_known = True

    def forget(self) -> None:
        self._is_known = False
        self._added, self._removed = [], []

    def add(self, triples: bytes) -> None:
        self._note(self._added, triples)

    def take(self, triples: Collection[Triple]) -> None:
        if not triples or not self._is_known:
            return
        if self._added:  # some may have come only just now
            left = Store()
            left.extend(quad for added in self._added for quad in parse(added, RdfFormat.N_TRIPLES))
            for triple in triples:
                left.remove(_in_union(triple))
            self._added = [_n_triples(quad.triple for quad in left)]
        self._note(self._removed, _n_triples(triples))

    def delta(self) -> Delta | None:
        return Delta(b"".join(self._removed), b"".join(self._added)) if self._is_known else None

    def _note(self, noted: list[bytes], triples: bytes) -> None:
        self._size += len(triples)
        if self._size > LARGEST or has_blank_nodes(triples):
            self.forget()
        if self._is_known:
            noted.append(triples)


def in_graph_and_union(quad: Quad) -> tuple[Quad, Quad]:
    """Return a quad as users write it, in the graph in which it is stored, and in the union."""
    return (_in_graph(quad.triple, _OWN) if quad.graph_name == _UNION else quad), _in_union(quad.triple)


def move_default_graph(store: Store, *, to_own: bool) -> None:
    """Turn the plain layout into the union layout, but for the union, or (``to_own`` False) back."""
    if not to_own:
        store.remove_graph(_UNION)
    source, target = (_UNION, _OWN) if to_own else (_OWN, _UNION)
    quads = store.quads_for_pattern(None, None, None, source)
    store.bulk_extend(_in_graph(quad.triple, target) for quad in quads)
    if not to_own:
        store.remove_graph(_OWN)


def differences(old: Iterable[Quad], new: Iterable[Quad]) -> tuple[set[Quad], set[Quad]]:
    """Return what is only in the first, and only in the second.

    The engine gives the quads of a graph in the same order in every store, so no more is held than what differs.
    """
    gone: set[Quad] = set()
    come: set[Quad] = set()
    for one, other in zip_longest(old, new):
        if one == other:
            continue
        if one in come:
            come.remove(one)
        elif one is not None:
            gone.add(one)
        if other in gone:
            gone.remove(other)
        elif other is not None:
            come.add(other)
    return gone, come


def _quads(store: Store, graph: str) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, NamedNode(graph))


def _in_union(triple: Triple) -> Quad:
    return _in_graph(triple, _UNION)


def _in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _n_triples(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _portions(triples: Iterable[Triple]) -> Iterator[list[Triple]]:
    stream = iter(triples)
    while portion := list(islice(stream, _PORTION)):
        yield portion
