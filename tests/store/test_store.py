"""What holds for every store."""

import gzip
import pickle
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, parse, serialize

from service.errors import InvalidInputError, NotFoundError, QueryError, UnavailableError
from service.store.embedded import EmbeddedStore
from service.store.lock import LockedError
from service.store.protocol import GraphReader, GraphStore
from service.store.remote_store import RemoteStore
from service.store.terms import checked_triples

A, B = "http://example.org/a", "http://example.org/b"
S, P = "<http://example.org/s>", "<http://example.org/p>"


def triples(*values: str) -> bytes:
    return "".join(f'{S} {P} "{value}" .\n' for value in values).encode()


def values(reader: GraphReader, query: str = f"SELECT ?o {{ {S} {P} ?o }}", **options: object) -> list[str]:
    solutions = reader.query(query, **options)  # type: ignore[arg-type]
    assert isinstance(solutions, QuerySolutions)
    return sorted(solution["o"].value for solution in solutions)


def content(store: GraphStore) -> list[str]:
    return sorted(str(quad) for quad in store.reader().dump())


def test_a_graph_is_replaced_whole(store: GraphStore) -> None:
    store.replace_graphs({A: triples("old", "kept"), B: triples("other")})
    store.replace_graphs({A: triples("new", "kept")})
    store.commit()
    assert values(store.reader(), default_graphs=[A]) == ["kept", "new"]
    assert values(store.reader(), default_graphs=[B]) == ["other"]


def test_dropping_a_graph_leaves_the_others(store: GraphStore) -> None:
    store.replace_graphs({A: triples("a"), B: triples("b")})
    store.replace_graphs({A: None})
    store.commit()
    assert not store.has_graph(A)
    assert values(store.reader()) == ["b"]


def test_several_graphs_are_replaced_all_or_none(store: GraphStore) -> None:
    store.replace_graphs({A: triples("a")})
    with pytest.raises(InvalidInputError):
        store.replace_graphs({A: triples("new"), B: b"this is no triple"})
    store.commit()
    assert values(store.reader()) == ["a"]


@pytest.mark.parametrize(
    "value",
    ['say "yes"', "back\\slash", "\\u0041 is not A", "line .\nbreak", "} } ; DROP ALL #", "’–\U0001f40e", "\x01"],
)
def test_any_text_comes_out_as_it_went_in(store: GraphStore, value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    store.replace_graphs({A: triples(escaped)})
    store.commit()
    assert values(store.reader()) == [value]


def test_n_triples_cannot_carry_an_operation(store: GraphStore) -> None:
    store.replace_graphs({B: triples("b")})
    with pytest.raises(InvalidInputError):
        store.replace_graphs({A: b"} } ; DROP ALL ; INSERT DATA { GRAPH <http://example.org/a> {"})
    store.replace_graphs({A: triples("a") + b"# } } ; DROP ALL\n"})
    store.commit()
    assert values(store.reader()) == ["a", "b"]


@pytest.mark.parametrize("iri", ["http://example.org/a b", "http://example.org/\\u003E", "relative"])
def test_a_triple_with_what_is_no_iri_is_refused(store: GraphStore, iri: str) -> None:
    with pytest.raises(InvalidInputError):
        store.replace_graphs(
            {A: triples("a"), B: f"<{iri}> <http://example.org/p> <http://example.org/o> .\n".encode()}
        )
    assert not store.has_graph(A)
    assert not store.has_graph(B)


def test_triples_that_another_process_has_checked_are_stored_as_they_are(store: GraphStore) -> None:
    said = '<http://example.org/s> <http://example.org/p> "\\"a\\"\\n . \\\\ ü"'
    checked = pickle.loads(pickle.dumps(checked_triples(f"{said}  . # as it came\n".encode())))
    assert checked_triples(checked) is checked
    store.replace_graphs({A: checked})
    store.commit()
    assert [f"{triple}" for triple in store.reader().graph(A)] == [said]


@pytest.mark.parametrize("name", ["no iri", "relative/iri", "http://example.org/> { } } ; DROP ALL #"])
def test_a_graph_name_that_is_no_iri_is_refused(store: GraphStore, name: str) -> None:
    for write in (lambda: store.replace_graphs({name: None}), lambda: store.add(name, b""), lambda: store.clear(name)):
        with pytest.raises(InvalidInputError, match="IRI"):
            write()


def test_adding_keeps_what_was_there(store: GraphStore) -> None:
    store.add(A, triples("a"))
    store.add(A, triples("more"))
    store.add(None, triples("default"))
    store.commit()
    assert values(store.reader(), default_graphs=[A]) == ["a", "more"]
    assert [triple.object.value for triple in store.reader().graph(None)] == ["default"]  # type: ignore[union-attr]


def test_blank_nodes_of_two_additions_stay_apart(store: GraphStore) -> None:
    for _ in range(2):
        store.add(A, f'_:x {P} "x" .'.encode())
    store.commit()
    assert len(list(store.reader().graph(A))) == 2


def test_clearing_tells_whether_there_was_anything(store: GraphStore) -> None:
    store.replace_graphs({A: triples("a"), B: triples("b")})
    assert store.clear(A)
    assert not store.clear(A)
    store.commit()
    assert values(store.reader()) == ["b"]


def test_an_update_that_fails_changes_nothing(store: GraphStore) -> None:
    store.update(f'INSERT DATA {{ {S} {P} "before" }}')
    with pytest.raises(QueryError):
        store.update(f'INSERT DATA {{ {S} {P} "after" }} ; DROP GRAPH <http://example.org/missing>')
    with pytest.raises(QueryError):
        store.update("INSERT DATA { this is not SPARQL }")
    store.commit()
    assert values(store.reader()) == ["before"]


def test_an_update_reads_the_graphs_that_the_request_names(store: GraphStore) -> None:
    store.replace_graphs({A: triples("a"), B: triples("b")})
    copy = "INSERT { GRAPH <http://example.org/copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    store.update(copy, using_graphs=[B])
    store.update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", using_named_graphs=[A])
    store.commit()
    assert values(store.reader(), default_graphs=["http://example.org/copy"]) == ["b"]
    assert not values(store.reader(), default_graphs=[A])


def test_relative_iris_are_resolved_against_the_base(store: GraphStore) -> None:
    store.update('INSERT DATA { <s> <p> "relative" }', base_iri="http://example.org/")
    store.commit()
    assert values(store.reader()) == ["relative"]
    assert values(store.reader(), "SELECT ?o { <s> <p> ?o }", base_iri="http://example.org/") == ["relative"]


class TestDatasetOfQueries:
    @pytest.fixture(autouse=True)
    def _data(self, store: GraphStore) -> None:
        store.update(f'INSERT DATA {{ {S} {P} "default" GRAPH <{A}> {{ {S} {P} "a" }} GRAPH <{B}> {{ {S} {P} "b" }} }}')
        store.commit()

    NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"

    def test_is_the_union(self, store: GraphStore) -> None:
        assert values(store.reader()) == ["a", "b", "default"]

    def test_is_the_default_graph_where_one_query_may_have_another_than_the_next(self, store: GraphStore) -> None:
        if isinstance(store, RemoteStore):
            with pytest.raises(UnavailableError, match="ONRECORD_UNION_DEFAULT_GRAPH"):
                values(store.reader(), union_default_graph=False)
        else:
            assert values(store.reader(), union_default_graph=False) == ["default"]

    def test_is_what_the_query_names(self, store: GraphStore) -> None:
        assert values(store.reader(), f"SELECT ?o FROM <{A}> {{ ?s ?p ?o }}") == ["a"]
        assert values(store.reader(), f"SELECT ?o FROM NAMED <{B}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == ["b"]

    def test_is_what_the_request_names_first(self, store: GraphStore) -> None:
        assert values(store.reader(), f"SELECT ?o FROM <{A}> {{ ?s ?p ?o }}", default_graphs=[B]) == ["b"]
        assert values(store.reader(), self.NAMED, named_graphs=[B]) == ["b"]
        assert values(store.reader(), self.NAMED, default_graphs=[A]) == []
        assert values(store.reader(), named_graphs=[A]) == []

    def test_has_every_named_graph_otherwise(self, store: GraphStore) -> None:
        assert values(store.reader(), self.NAMED) == ["a", "b"]


def test_each_form_of_query_gives_its_kind_of_result(store: GraphStore) -> None:
    store.replace_graphs({A: triples("a")})
    store.commit()
    reader = store.reader()
    assert isinstance(reader.query("SELECT * { ?s ?p ?o }"), QuerySolutions)
    answer = reader.query(f'ASK {{ {S} {P} "a" }}')
    assert isinstance(answer, QueryBoolean)
    assert bool(answer)
    graph = reader.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(graph, QueryTriples)
    assert [str(triple) for triple in graph] == [f'{S} {P} "a"']


@pytest.mark.parametrize("query", ["SELECT * {", "SELECT (<http://example.org/unknown>(1) AS ?x) {}", "", "DROP ALL"])
def test_a_query_that_cannot_be_evaluated_is_refused(store: GraphStore, query: str) -> None:
    with pytest.raises(QueryError):
        store.reader().query(query)


def test_queries_and_updates_do_not_reach_out(store: GraphStore) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        store.reader().query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match="SERVICE"):
        store.update("INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match="LOAD"):
        store.update("LOAD SILENT <http://127.0.0.1:9/>")


def test_an_unknown_graph_is_not_an_empty_one(store: GraphStore) -> None:
    with pytest.raises(NotFoundError, match="missing"):
        store.reader().graph("http://example.org/missing")


def test_a_commit_with_changes_makes_a_new_revision(store: GraphStore) -> None:
    store.replace_graphs({A: triples("a")})
    first = store.commit()
    assert store.reader().revision == store.revision == first
    assert store.commit() == first
    store.replace_graphs({A: triples("b")})
    prepared = store.prepare()
    assert store.revision == first
    assert store.commit() == prepared != first
    assert store.reader().modified.timestamp() > 1_700_000_000


def test_an_update_whose_base_is_no_iri_is_refused(tmp_path: Path) -> None:
    embedded = EmbeddedStore(tmp_path)
    with pytest.raises(QueryError, match="base IRI"):
        embedded.update("INSERT DATA { <s> <p> 1 }", base_iri="http://a b/")
    embedded.close()


@pytest.mark.parametrize("name", ["all.nq", "all.trig", "all.nq.gz"])
def test_what_is_exported_can_be_loaded(store: GraphStore, tmp_path: Path, name: str) -> None:
    store.replace_graphs({A: triples("a", "x\\ny"), B: triples("b")})
    store.add(None, triples("default"))
    store.commit()
    before = content(store)
    text = "\n".join(f"{line} ." for line in before) + "\n"
    data = text.encode() if "nq" in name else "".join(f"GRAPH <{A}> {{ }}\n").encode() + _trig(text)
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    store.update("CLEAR ALL")
    store.load(path)
    store.commit()
    assert content(store) == before


def _trig(n_quads: str) -> bytes:
    return serialize(parse(n_quads, RdfFormat.N_QUADS), format=RdfFormat.TRIG) or b""


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param("bad.nq", triples("half") + b"this is no quad .", "line 2", id="syntax"),
        pytest.param("bad.nq.gz", gzip.compress(triples("half") * 3)[:-10], "gzip", id="cut off"),
        pytest.param("bad.nq.gz", b"not gzip", "gzip", id="not gzip"),
        pytest.param("bad.nq.gz", gzip.compress(b"")[:10] + b"\xff" * 20, "gzip", id="damaged"),
        pytest.param("bad.txt", triples("half"), ".nq", id="unknown ending"),
        pytest.param("missing.nq", None, "No such file", id="missing"),
    ],
)
def test_a_bad_file_is_not_loaded_by_half(
    store: GraphStore, tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    store.replace_graphs({A: triples("a")})
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InvalidInputError, match=message):
        store.load(tmp_path / name)
    store.commit()
    assert values(store.reader()) == ["a"]


def test_a_second_writer_is_refused(store: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(LockedError, match="has a writer already"):
        EmbeddedStore(tmp_path)
