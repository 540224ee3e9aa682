"""Keeps the default graph of the writer's store equal to the set union of its named graphs.

Triples that are only added go into both at once. What else changes is made good before the next commit: where the
triples are known that may have changed, each is looked up; where they are not known, or too many to remember, the
engine is asked for what is missing and what is too much (10 µs for each triple of the store).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from service.store.deltas import LARGEST, Delta, has_blank_nodes
from service.store.layout import OWN_DEFAULT
from service.store.terms import named_node

_Item = TypeVar("_Item")
_UNION = DefaultGraph()
_OWN = NamedNode(OWN_DEFAULT)
_MISSING = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_TOO_MUCH = "SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_PORTION = 100_000  # written at once: the bulk loader holds them in memory, about 1 kB each
_REMEMBERED = 200_000  # triples of graphs that are changed as a whole, 0.35 kB each: a fifth of what the change takes
_BULK = 5_000  # triples from which on the bulk loader is the faster way


class UnionGraph:
    """The default graph of a store that one writer has open, and how it differs from the newest commit's.

    With ``is_known`` False the default graph may hold anything.
    """

    def __init__(self, store: Store, *, is_known: bool) -> None:
        self._store = store
        self._doubtful: set[Triple] | None = set()  # may be in the union and in no graph, or the reverse; None: any
        self._rewritten: set[str] = set()  # graphs of which any triple may be missing in the union
        self._record = _Record()
        if not is_known:
            self.is_written()

    def takes(self, graph: str) -> bool:
        """Whether triples that are added to this graph are to be put into the default graph as well, at once."""
        return self._doubtful is not None and graph not in self._rewritten

    def has_taken(self, triples: bytes) -> None:
        """Note that N-Triples have been added to both."""
        self._record.add(triples)

    def will_change(self, graphs: Collection[str] | None) -> None:
        """Note which graphs are about to be changed in any way; None: it is not known which."""
        if graphs is None:
            self._doubtful = None
        for graph in graphs or ():
            if self._doubtful is None or graph in self._rewritten:
                continue
            room = max(0, _REMEMBERED - len(self._doubtful))
            was = [quad.triple for quad in islice(_quads(self._store, graph), room + 1)]
            if len(was) > room:
                self._doubtful = None
            else:
                self._rewritten.add(graph)
                self._doubtful.update(was)

    def has_changed(self, triples: Iterable[Triple]) -> None:
        """Note triples that have been added to some graphs or taken out of them."""
        if self._doubtful is not None:
            self._doubtful.update(triples)

    def is_written(self) -> None:
        """Note that the default graph itself is about to be written, with what, is not known."""
        self._doubtful = None
        self._record.forget()

    def has_grown(self) -> None:
        """Note that triples, which is not known, have been added both to graphs and to the default graph."""
        self._record.forget()

    def bring_up(self) -> None:
        """Make the default graph the union."""
        doubtful, self._doubtful = self._doubtful, None  # not known should any of this fail
        if doubtful is None:
            self._put(self._asked(_MISSING))
            self._take(self._asked(_TOO_MUCH))
        else:
            held, gone = self._sorted_out(doubtful)
            rewritten = (quad.triple for graph in self._rewritten for quad in _quads(self._store, graph))
            self._put(triple for triple in chain(held, rewritten) if _in_union(triple) not in self._store)
            self._take(gone)
        self._doubtful, self._rewritten = set(), set()

    def delta(self) -> Delta | None:
        """Return what has changed since the newest commit, None where that is not known."""
        return self._record.delta()

    def begin(self) -> None:
        """Begin anew from a commit of what is there."""
        self._record = _Record()

    def _asked(self, query: str) -> Iterator[Triple]:
        solutions = self._store.query(query)
        assert isinstance(solutions, QuerySolutions)
        return (Triple(*row) for row in solutions)

    def _sorted_out(self, doubtful: Iterable[Triple]) -> tuple[list[Triple], list[Triple]]:
        """Return those that some graph holds, and those that none does but the union.

        Most subjects are of one article alone. Where such a graph is gone, one look at what is left of the subject
        tells of all its triples at once.
        """
        held: list[Triple] = []
        gone: list[Triple] = []
        for subject, triples in _by_subject(doubtful).items():
            found = list(islice(self._store.quads_for_pattern(subject, None, None, None), len(triples) + 1))
            if len(found) <= len(triples) and all(quad.graph_name == _UNION for quad in found):
                gone += (quad.triple for quad in found if quad.triple in triples)
                continue
            for triple in triples:
                if self._is_held(triple):
                    held.append(triple)
                elif _in_union(triple) in self._store:
                    gone.append(triple)
        return held, gone

    def _is_held(self, triple: Triple) -> bool:
        found = self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name != _UNION for quad in found)

    def _put(self, triples: Iterable[Triple]) -> None:
        for portion in _portions(triples):
            write = self._store.extend if len(portion) < _BULK else self._store.bulk_extend
            write(_in_union(triple) for triple in portion)
            self._record.add(_n_triples(portion))

    def _take(self, triples: Iterable[Triple]) -> None:
        self._record.take(self._taken(triples))

    def _taken(self, triples: Iterable[Triple]) -> Iterator[bytes]:
        """Take triples out of the union, and yield them as N-Triples, a portion at a time."""
        for portion in _portions(triples):
            for triple in portion:
                self._store.remove(_in_union(triple))
            yield _n_triples(portion)


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

    def take(self, portions: Iterable[bytes]) -> None:
        before = len(self._removed)
        for triples in portions:
            self._note(self._removed, triples)
        removed = self._removed[before:]
        if removed and self._added:  # some may have come only just now
            left = Store()
            left.extend(_parsed(self._added))
            for quad in _parsed(removed):
                left.remove(quad)
            self._added = [_n_triples(quad.triple for quad in left)]

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


def _quads(store: Store, graph: str) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, named_node(graph))


def _by_subject(triples: Iterable[Triple]) -> dict[NamedNode | BlankNode | Triple, set[Triple]]:
    found: dict[NamedNode | BlankNode | Triple, set[Triple]] = {}
    for triple in triples:
        found.setdefault(triple.subject, set()).add(triple)
    return found


def _in_union(triple: Triple) -> Quad:
    return _in_graph(triple, _UNION)


def _in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _n_triples(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _parsed(portions: Iterable[bytes]) -> Iterator[Quad]:
    return (quad for triples in portions for quad in parse(triples, RdfFormat.N_TRIPLES))


def _portions(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Yield lists of as many as are written at once."""
    stream = iter(items)
    while portion := list(islice(stream, _PORTION)):
        yield portion
