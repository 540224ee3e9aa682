"""Keeps the default graph of the writer's store equal to the set union of its named graphs.

Triples that are only added go into both at once. What else changes is made good before the next commit. Where the
triples are known that may have changed, each is looked up; a large graph of which that is not known is compared with
what it was in the newest commit (10 µs a triple); where not even the graphs are known, the engine is asked for what is
missing and what is too much (10 µs for each triple of the store).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse, serialize

from service.store.deltas import LARGEST, Delta, has_blank_nodes
from service.store.layout import OWN_DEFAULT
from service.store.terms import named_node

_Item = TypeVar("_Item")
_UNION = DefaultGraph()
_OWN = NamedNode(OWN_DEFAULT)
_MISSING = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_TOO_MUCH = "SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_PORTION = 100_000  # written at once: the bulk loader holds them in memory, about 1 kB each
_SMALL = 10_000  # triples up to which a graph's are remembered before it changes: reading the newest commit takes 15 ms
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
        self._rewritten: set[str] = set()  # graphs whose triples are to be looked up; what they were is doubtful
        self._doubtful: set[Triple] = set()  # may be in the union and in no graph, or the reverse
        self._record = _Record()
        if not is_known:
            self._record.forget()

    def takes(self, graph: str) -> bool:
        """Whether triples that are added to this graph are to be put into the default graph as well, at once."""
        return self._changed is not None and graph not in self._changed | self._rewritten

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
            if not self.takes(graph):
                continue
            was = [quad.triple for quad in islice(_quads(self._store, graph), _SMALL + 1)]
            if len(was) <= _SMALL:
                self._rewritten.add(graph)
                self._doubtful.update(was)
            else:
                if self._ahead is None or graph in self._ahead:
                    self._doubtful.update(quad.triple for quad in _quads(self._store, graph))
                self._changed.add(graph)

    def is_written(self) -> None:
        """Note that the default graph itself is about to be written, with what, is not known."""
        self._changed = None
        self._record.forget()

    def has_grown(self) -> None:
        """Note that triples, which is not known, have been added both to graphs and to the default graph."""
        self._ahead = None
        self._record.forget()

    def has_changed(self, triples: Iterable[Triple]) -> None:
        """Note triples that have been added to some graphs or taken out of them."""
        self._doubtful.update(triples)

    def bring_up(self) -> None:
        """Make the default graph the union."""
        changed, self._changed = self._changed, None  # not known should any of this fail
        if changed is None:
            self._put(self._asked(_MISSING))
            self._take(self._asked(_TOO_MUCH))
            self._ahead = None
        elif changed or self._rewritten or self._doubtful:
            gone, come = self._compared(changed)
            doubtful = self._doubtful | gone
            held = {triple for triple in doubtful if self._is_held(triple)}
            rewritten = (quad.triple for graph in self._rewritten for quad in _quads(self._store, graph))
            self._put(triple for triple in chain(come, held, rewritten) if _in_union(triple) not in self._store)
            self._take(triple for triple in doubtful - held if _in_union(triple) in self._store)
            self._ahead = None
        self._changed, self._rewritten, self._doubtful = set(), set(), set()

    def delta(self) -> Delta | None:
        """Return what has changed since the newest commit, None where that is not known."""
        return self._record.delta()

    def begin(self, newest: Path) -> None:
        """Begin anew from a commit of what is there."""
        self._newest, self._ahead, self._record = newest, set(), _Record()

    def _compared(self, graphs: Collection[str]) -> tuple[set[Triple], set[Triple]]:
        """Return which triples have left these graphs, and which have come, since the newest commit."""
        gone: set[Triple] = set()
        come: set[Triple] = set()
        newest = Store.read_only(str(self._newest)) if graphs and self._newest is not None else Store()
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


def load_with_union(store: Store, quads: Iterable[Quad]) -> None:
    """Add quads as users write them, to the graphs in which they are stored and to the union; no transaction."""
    for portion in _portions(quads):
        store.bulk_extend(twice for quad in portion for twice in (_stored(quad), _in_union(quad.triple)))


def _stored(quad: Quad) -> Quad:
    return _in_graph(quad.triple, _OWN) if quad.graph_name == _UNION else quad


def move_default_graph(store: Store, *, to_own: bool) -> None:
    """Turn the plain layout into the union layout, but for the union, or (``to_own`` False) back."""
    if not to_own:
        store.remove_graph(_UNION)
    source, target = (_UNION, _OWN) if to_own else (_OWN, _UNION)
    quads = store.quads_for_pattern(None, None, None, source)
    for portion in _portions(quads):
        store.bulk_extend(_in_graph(quad.triple, target) for quad in portion)
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
    return store.quads_for_pattern(None, None, None, named_node(graph))


def _in_union(triple: Triple) -> Quad:
    return _in_graph(triple, _UNION)


def _in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _n_triples(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _portions(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Yield lists of as many as are written at once."""
    stream = iter(items)
    while portion := list(islice(stream, _PORTION)):
        yield portion
