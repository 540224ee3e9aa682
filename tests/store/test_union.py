"""The default graph of queries is the set union of all graphs, whatever is written; each commit tells its change."""

import tempfile
from collections.abc import Iterator
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

from service.errors import OnRecordError
from service.store import union
from service.store.checkpoints import open_reader
from service.store.deltas import Delta, deltas_between
from service.store.embedded import EmbeddedStore
from service.store.layout import OWN_DEFAULT
from service.store.protocol import GraphReader

GRAPHS = [f"http://example.org/{name}" for name in "abc"]
NODES = [f"http://example.org/{name}" for name in "xyz"]
P = "http://example.org/p"
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

    @rule(is_large=st.booleans())
    def take_graphs_for_large_ones(self, is_large: bool) -> None:
        union._SMALL = 0 if is_large else 10_000

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
        union._SMALL = 10_000
        self.store.close()
        self.folder.cleanup()

    def _check_union(self, reader: GraphReader, graphs: Content) -> None:
        wanted = set[Triple]().union(*graphs.values())
        found = union_of(reader)
        assert set(found) == wanted
        if reader.holds_union:  # type: ignore[attr-defined]
            assert len(found) == len(wanted)
        own = reader.query("SELECT ?s ?p ?o { ?s ?p ?o }", union_default_graph=False)
        assert isinstance(own, QuerySolutions)
        assert {Triple(*row) for row in own} == graphs.get(None, set()) == set(reader.graph(None))
        named = reader.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(named, QuerySolutions)
        assert {row["g"].value for row in named} == {name for name, triples in graphs.items() if name and triples}

    def _follow(self, reader: GraphReader) -> None:
        """Bring the copy of the union up by the deltas, or load it anew."""
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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(tmp_path)
    yield opened
    opened.close()


def count(reader: GraphReader, query: str = COUNT) -> int:
    solutions = reader.query(query)
    assert isinstance(solutions, QuerySolutions)
    return int(next(iter(solutions))["n"].value)


def spo(subject: str, value: str) -> bytes:
    return f'<http://example.org/{subject}> <{P}> "{value}" .\n'.encode()


def delta(data: Path, base: str, revision: str) -> Delta:
    found = deltas_between(data, base, revision)
    assert found is not None
    assert len(found) == 1
    return found[0]


def test_a_triple_of_two_graphs_matches_once_until_both_have_lost_it(store: EmbeddedStore) -> None:
    shared = spo("actor", "name")
    store.replace_graphs({GRAPHS[0]: shared + spo("x", "1"), GRAPHS[1]: shared + spo("y", "1")})
    store.commit()
    assert count(store.reader()) == 3
    assert count(store.reader(), "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?p ?d }") == 9
    store.replace_graphs({GRAPHS[0]: None})
    store.commit()
    assert count(store.reader()) == 2
    store.clear(GRAPHS[1])
    store.commit()
    assert count(store.reader()) == 0


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT DATA {{ _:x <{P}> 1 GRAPH <{GRAPHS[0]}> {{ _:x <{P}> _:y }} }}",
        f"INSERT DATA {{ GRAPH <{GRAPHS[0]}> {{ [] <{P}> ( 1 2 ) }} }}",
        f"INSERT {{ _:x <{P}> ?s GRAPH <{GRAPHS[0]}> {{ _:x <{P}> 'new' }} }} WHERE {{ VALUES ?s {{ 1 2 }} }}",
        f"INSERT {{ [ <{P}> ?s ] <{P}> 1 }} WHERE {{ VALUES ?s {{ 1 2 }} }}",
        f"INSERT DATA {{ <{P}> <{P}> 1 {{| <{P}> 2 |}} }}",
        f"INSERT DATA {{ GRAPH <{GRAPHS[0]}> {{ _:x <{P}> 1 }} }} ; COPY <{GRAPHS[0]}> TO DEFAULT",
        f"INSERT {{ GRAPH ?g {{ <{P}> <{P}> 2 }} }} WHERE {{ OPTIONAL {{ <{P}> <{P}> ?g }} }}",
        f"DELETE {{ <{P}> <{P}> 'gone' }} WHERE {{ }} ; DELETE WHERE {{ GRAPH ?g {{ ?s ?p 'gone' }} }}",
    ],
)
def test_blank_nodes_and_what_is_not_inserted_keep_the_union_right(store: EmbeddedStore, update: str) -> None:
    store.add(GRAPHS[1], b'_:b <http://example.org/p> "gone" .\n_:b <http://example.org/p> "kept" .\n')
    store.commit()
    store.update(update)
    store.commit()
    triples = {triple for triples in content_of(store.reader()).values() for triple in triples}
    assert sorted(map(str, union_of(store.reader()))) == sorted(map(str, triples))
    assert {name for name in content_of(store.reader()) if name} <= set(GRAPHS)


def test_an_update_on_a_part_of_a_large_graph_changes_that_part_of_the_union(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    store.replace_graphs({GRAPHS[0]: b"".join(spo("s", str(n)) for n in range(5000))})
    base = store.commit()
    store.update("DELETE { GRAPH ?g { ?s ?p '7' } } INSERT { ?s ?p -7 } WHERE { GRAPH ?g { ?s ?p '7' } }")
    revision = store.commit()
    assert (
        delta(tmp_path, base, revision).removed.count(b"\n") == delta(tmp_path, base, revision).added.count(b"\n") == 1
    )
    assert count(store.reader()) == 5000


def test_the_users_default_graph_is_a_graph_only_by_its_name(store: EmbeddedStore) -> None:
    store.add(None, spo("x", "1"))
    store.commit()
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(store.reader(), named) == 0
    assert count(store.reader(), named.replace("?g", f"<{OWN_DEFAULT}>")) == 1
    assert count(store.reader(), f"SELECT (COUNT(*) AS ?n) FROM <{OWN_DEFAULT}> {{ ?s ?p ?o }}") == 1
    store.clear(None)
    store.commit()
    assert not store.has_graph(OWN_DEFAULT)


def test_data_in_the_old_layout_is_read_right_and_converted_by_the_writer(tmp_path: Path) -> None:
    plain = EmbeddedStore(tmp_path, union_default_graph=False)
    plain.replace_graphs({None: spo("x", "1"), GRAPHS[0]: spo("x", "1") + spo("x", "2"), GRAPHS[1]: spo("x", "2")})
    plain.commit()
    content = content_of(plain.reader())
    plain.close()
    assert set(union_of(open_reader(tmp_path))) == set().union(*content.values())
    for is_union in (True, False, True):
        store = EmbeddedStore(tmp_path, union_default_graph=is_union)
        store.commit()
        reader = open_reader(tmp_path)
        assert reader.holds_union == is_union
        assert content_of(reader) == content
        assert set(union_of(reader)) == set().union(*content.values())
        assert len(list(reader.graph(None))) == 1
        store.close()


def test_a_backup_has_the_layout_of_what_it_is_a_copy_of(store: EmbeddedStore, tmp_path: Path) -> None:
    store.replace_graphs({None: spo("x", "1"), GRAPHS[0]: spo("x", "1")})
    revision = store.commit()
    copy = tmp_path / "copy"
    (copy / "checkpoints").mkdir(parents=True)
    store.backup(copy / "checkpoints" / revision)
    (copy / "current").symlink_to(f"checkpoints/{revision}")
    assert content_of(open_reader(copy)) == content_of(open_reader(tmp_path))
    assert count(open_reader(copy)) == 1


def test_a_revision_that_was_never_published_is_no_part_of_a_chain(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPHS[0]: spo("x", "1")})
    base = store.commit()
    store.replace_graphs({GRAPHS[0]: spo("x", "2")})
    store.prepare()
    store.close()  # as when it is killed
    again = EmbeddedStore(tmp_path)
    again.add(GRAPHS[1], spo("x", "3"))
    revision = again.commit()
    assert count(again.reader()) == 2
    assert delta(tmp_path, base, revision) == Delta(b"", spo("x", "3"))
    again.close()
