"""The default graph of queries is the set union of all graphs, whatever is written; each commit tells its change."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from service.errors import OnRecordError, UnavailableError
from service.store import union
from service.store.checkpoints import open_reader
from service.store.deltas import deltas_between
from service.store.embedded import EmbeddedStore
from service.store.protocol import GraphReader

GRAPHS = [f"http://example.org/{name}" for name in "abc"]
NODES = [f"http://example.org/{name}" for name in "xyz"]
P = "http://example.org/p"
REMEMBERED = union._REMEMBERED
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
Content = dict[str | None, set[Triple]]


def triple(subject: str, value: str | int) -> Triple:
    is_iri = isinstance(value, str)
    return Triple(NamedNode(subject), NamedNode(P), NamedNode(value) if is_iri else Literal(value))  # type: ignore[arg-type]


def n_triples(triples: set[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def union_of(reader: GraphReader) -> list[Triple]:
    solutions = reader.query("SELECT ?s ?p ?o { ?s ?p ?o }")
    assert isinstance(solutions, QuerySolutions)
    return [Triple(*row) for row in solutions]


def content_of(reader: GraphReader) -> Content:
    content: Content = {}
    for quad in reader.dump():
        name = None if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value  # type: ignore[union-attr]
        content.setdefault(name, set()).add(quad.triple)
    return content


def held(content: Content) -> Content:
    return {name: triples for name, triples in content.items() if triples}


SOME_TRIPLES = st.frozensets(
    st.builds(triple, st.sampled_from(NODES), st.one_of(st.sampled_from(NODES), st.integers(0, 3))), max_size=4
).map(set)
GRAPH = st.sampled_from([None, *GRAPHS])


class StoreAndSets(RuleBasedStateMachine):
    """The store on disk beside a dictionary of sets; a reader's copy of the union follows by the deltas."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.data = Path(self.folder.name)
        self.reads = False
        self.store = EmbeddedStore(self.data)
        self.graphs: Content = {}
        self.committed: Content = {}
        self.copy = Store()
        self.copied = ""

    @rule(graph=GRAPH, triples=SOME_TRIPLES, other=GRAPH, drop=st.booleans())
    def replace(self, graph: str | None, triples: set[Triple], other: str | None, drop: bool) -> None:
        graphs: dict[str | None, bytes | None] = {other: None} if drop else {}
        graphs[graph] = n_triples(triples)
        self.store.replace_graphs(graphs)
        if drop:
            self.graphs[other] = set()
        self.graphs[graph] = set(triples)

    @rule(graph=GRAPH, triples=SOME_TRIPLES)
    def add(self, graph: str | None, triples: set[Triple]) -> None:
        self.store.add(graph, n_triples(triples))
        self.graphs.setdefault(graph, set()).update(triples)

    @rule(graph=GRAPH)
    def clear(self, graph: str | None) -> None:
        self.store.clear(graph)
        self.graphs[graph] = set()

    @rule(graph=GRAPH, triples=SOME_TRIPLES)
    def delete_data(self, graph: str | None, triples: set[Triple]) -> None:
        self.store.update(f"DELETE DATA {{ {self._block(graph, n_triples(triples).decode())} }}")
        self.graphs.setdefault(graph, set()).difference_update(triples)

    @rule(graph=GRAPH, gone=SOME_TRIPLES, come=SOME_TRIPLES)
    def data(self, graph: str | None, gone: set[Triple], come: set[Triple]) -> None:
        self.store.update(
            f"DELETE DATA {{ {self._block(graph, n_triples(gone).decode())} }} ; "
            f"INSERT DATA {{ {self._block(graph, n_triples(come).decode())} }}"
        )
        self.graphs[graph] = self.graphs.get(graph, set()) - gone | come

    @rule(source=GRAPH, into=GRAPH, node=st.sampled_from(NODES))
    def move_by_pattern(self, source: str | None, into: str | None, node: str) -> None:
        pattern = f"<{node}> ?p ?o"
        self.store.update(
            f"DELETE {{ {self._block(source, pattern)} }} INSERT {{ {self._block(into, pattern)} }} "
            f"WHERE {{ {self._block(source, pattern)} }}"
        )
        moved = {each for each in self.graphs.get(source, set()) if each.subject == NamedNode(node)}
        self.graphs[source] = self.graphs.get(source, set()) - moved
        self.graphs[into] = self.graphs.get(into, set()) | moved

    @rule(node=st.sampled_from(NODES))
    def delete_from_all_named_graphs(self, node: str) -> None:
        self.store.update(f"DELETE WHERE {{ GRAPH ?g {{ <{node}> ?p ?o }} }}")
        for name in GRAPHS:
            self.graphs[name] = {each for each in self.graphs.get(name, set()) if each.subject != NamedNode(node)}

    @rule(what=st.sampled_from(["DEFAULT", "NAMED", "ALL"]), word=st.sampled_from(["CLEAR", "DROP"]))
    def clear_many(self, what: str, word: str) -> None:
        self.store.update(f"{word} {what}")
        if what != "NAMED":
            self.graphs[None] = set()
        if what != "DEFAULT":
            self.graphs = {None: self.graphs.get(None, set())}

    @rule(source=GRAPH, into=GRAPH)
    def copy_graph(self, source: str | None, into: str | None) -> None:
        names = [f"GRAPH <{name}>" if name else "DEFAULT" for name in (source, into)]
        self.store.update(f"COPY {names[0]} TO {names[1]}")
        self.graphs[into] = set(self.graphs.get(source, set()))

    @rule(graph=GRAPH, triples=SOME_TRIPLES)
    def fail(self, graph: str | None, triples: set[Triple]) -> None:
        with pytest.raises(OnRecordError):
            self.store.update(
                f"INSERT DATA {{ {self._block(graph, n_triples(triples).decode())} }} ; CLEAR GRAPH <http://no/>"
            )

    @rule(graph=GRAPH, triples=SOME_TRIPLES)
    def load(self, graph: str | None, triples: set[Triple]) -> None:
        name = NamedNode(graph) if graph else DefaultGraph()
        path = self.data / "more.nq"
        path.write_bytes(serialize((Quad(*each, name) for each in triples), format=RdfFormat.N_QUADS) or b"")
        self.store.load(path)
        self.committed = {key: set(value) for key, value in self.graphs.items()}
        self.graphs.setdefault(graph, set()).update(triples)

    @precondition(lambda self: self.reads)
    @invariant()
    def the_writer_reads_what_it_wrote(self) -> None:
        assert held(content_of(self.store.reader())) == held(self.graphs)
        self._check_union(self.store.reader(), self.graphs)

    @rule(many=st.sampled_from([0, 2, REMEMBERED]))
    def remember_so_many_triples(self, many: int) -> None:
        union._REMEMBERED = many

    @rule(reads=st.booleans())
    def read_as_it_goes(self, reads: bool) -> None:
        self.reads = reads

    @rule()
    def commit(self) -> None:
        revision = self.store.commit()
        self.committed = {key: set(value) for key, value in self.graphs.items()}
        reader = open_reader(self.data)
        assert reader.revision == revision
        self._follow(reader)
        reader.close()

    @rule(is_union=st.booleans())
    def reopen(self, is_union: bool) -> None:
        self.store.close()
        self.store = EmbeddedStore(self.data, union_default_graph=is_union)
        self.graphs = {key: set(value) for key, value in self.committed.items()}

    @invariant()
    def what_is_published_is_what_was_committed(self) -> None:
        if not self.store.revision:
            return
        reader = open_reader(self.data)
        assert held(content_of(reader)) == held(self.committed)
        self._check_union(reader, self.committed)
        reader.close()

    def teardown(self) -> None:
        union._REMEMBERED = REMEMBERED
        self.store.close()
        self.folder.cleanup()

    def _check_union(self, reader: GraphReader, graphs: Content) -> None:
        wanted = set[Triple]().union(*graphs.values())
        if reader.holds_union:
            found = union_of(reader)
            assert set(found) == wanted
            assert len(found) == len(wanted)
        else:
            with pytest.raises(UnavailableError, match="ONRECORD_UNION_DEFAULT_GRAPH"):
                union_of(reader)
        own = reader.query("SELECT ?s ?p ?o { ?s ?p ?o }", union_default_graph=False)
        assert isinstance(own, QuerySolutions)
        assert {Triple(*row) for row in own} == graphs.get(None, set()) == set(reader.graph(None))
        named = reader.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", union_default_graph=reader.holds_union)
        assert isinstance(named, QuerySolutions)
        assert {row["g"].value for row in named} == {name for name, triples in graphs.items() if name and triples}

    def _follow(self, reader: GraphReader) -> None:
        """Bring the copy of the union up by the deltas, or load it anew; a store without one has none to copy."""
        if not reader.holds_union:
            self.copied = ""
            return
        deltas = deltas_between(self.data, self.copied, reader.revision) if self.copied else None
        if deltas is None:
            self.copy = Store()
            self.copy.extend(Quad(*each) for each in union_of(reader))
        for delta in deltas or ():
            for gone in parse(delta.removed, RdfFormat.N_TRIPLES):
                self.copy.remove(gone)
            self.copy.load(delta.added, RdfFormat.N_TRIPLES)
        self.copied = reader.revision
        assert {quad.triple for quad in self.copy} == set(union_of(reader))

    @staticmethod
    def _block(graph: str | None, text: str) -> str:
        return f"GRAPH <{graph}> {{ {text} }}" if graph else text


TestStoreAndSets = StoreAndSets.TestCase
TestStoreAndSets.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
