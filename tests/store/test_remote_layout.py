"""The default graph of a server: found out, kept as the union or left to users, and changed from one to the other."""

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from service.errors import UnavailableError
from service.store.layout import OWN_DEFAULT
from service.store.remote import RemoteSource
from service.store.remote_store import RemoteStore
from service.store.server import Server
from tests.servers import oxigraph
from tests.store.scripted import Scripted

A, B = "http://example.org/a", "http://example.org/b"
S, P = "<http://example.org/s>", "<http://example.org/p>"


def triples(*values: str) -> bytes:
    return "".join(f'{S} {P} "{value}" .\n' for value in values).encode()


def found(store: RemoteStore, pattern: str = "?s ?p ?o") -> list[str]:
    solutions = store.reader().query(f"SELECT ?o {{ {pattern} }}", union_default_graph=store._wants_union)
    assert isinstance(solutions, QuerySolutions)
    return sorted(solution["o"].value for solution in solutions)


@pytest.fixture
def store(oxigraph_server: Server, tmp_path: Path) -> RemoteStore:
    opened = RemoteStore(oxigraph_server, tmp_path)
    opened.update("CLEAR ALL")
    return opened


class TestUnion:
    """Whatever is written, the default graph has each triple of any graph once."""

    @pytest.fixture(autouse=True)
    def _data(self, store: RemoteStore) -> None:
        store.replace_graphs({A: triples("a", "both"), B: triples("b", "both")})

    def test_of_new_graphs(self, store: RemoteStore) -> None:
        assert found(store) == ["a", "b", "both"]

    def test_of_replaced_and_dropped_graphs(self, store: RemoteStore) -> None:
        store.replace_graphs({A: triples("new")})
        assert found(store) == ["b", "both", "new"]
        store.replace_graphs({A: None, B: triples("b")})
        assert found(store) == ["b"]
        assert store.clear(B)
        assert found(store) == []

    def test_of_two_graphs_replaced_at_once_that_shared_a_triple(self, store: RemoteStore) -> None:
        store.replace_graphs({A: triples("a"), B: triples("b")})
        assert found(store) == ["a", "b"]

    def test_after_additions(self, store: RemoteStore) -> None:
        store.add(A, triples("b", "c"))
        store.add(A, f"{S} {P} _:x .\n".encode())
        store.add(None, triples("own", "c"))
        assert found(store, "?s ?p ?o FILTER(isLiteral(?o))") == ["a", "b", "both", "c", "own"]
        assert len(found(store)) == 6

    @pytest.mark.parametrize(
        ("update", "expected"),
        [
            (f'DELETE DATA {{ GRAPH <{A}> {{ {S} {P} "both" }} }}', ["a", "b", "both"]),
            (f'DELETE DATA {{ GRAPH <{A}> {{ {S} {P} "a" }} }}', ["b", "both"]),
            (f'INSERT DATA {{ {S} {P} "own", "b" }} # a comment', ["a", "b", "both", "own"]),
            ("DELETE { GRAPH ?g { ?s ?p 'both' } } WHERE { GRAPH ?g { ?s ?p ?o } } ;", ["a", "b"]),
            (
                "PREFIX : <http://example.org/> DROP GRAPH :a ; INSERT DATA { GRAPH :b { :s :p 'c' } }",
                ["b", "both", "c"],
            ),
            (f"MOVE <{A}> TO <{B}>", ["a", "both"]),
            (f"COPY <{A}> TO DEFAULT ; DROP GRAPH <{A}>", ["a", "b", "both"]),
            ("CLEAR NAMED", []),
            ("CLEAR DEFAULT", ["a", "b", "both"]),
            ("DELETE WHERE { ?s ?p ?o }", ["a", "b", "both"]),
            ("DROP ALL", []),
        ],
    )
    def test_after_updates(self, store: RemoteStore, update: str, expected: list[str]) -> None:
        store.update(update)
        assert found(store) == expected

    def test_after_files(self, store: RemoteStore, tmp_path: Path) -> None:
        file = tmp_path / "more.nq"
        file.write_text(f'{S} {P} "b" <{A}> .\n{S} {P} "c" <{A}> .\n{S} {P} "own" .\n')
        store.load(file)
        assert found(store) == ["a", "b", "both", "c", "own"]
        file.write_text(f"{S} {P} _:x <{A}> .\n{S} {P} _:x <{B}> .\n{S} {P} _:x .\n")
        store.load(file)
        assert len(found(store)) == 6

    def test_is_not_what_users_wrote_to_the_default_graph(self, store: RemoteStore) -> None:
        store.update(f'INSERT DATA {{ {S} {P} "own" }}')
        assert [str(triple.object) for triple in store.reader().graph(None)] == ['"own"']
        assert OWN_DEFAULT not in str(list(store.reader().dump()))
        assert found(store, "GRAPH ?g { ?s ?p ?o }") == ["a", "b", "both", "both"]


def test_what_the_default_graph_is_can_be_changed(oxigraph_server: Server, store: RemoteStore, tmp_path: Path) -> None:
    store.replace_graphs({A: triples("a")})
    store.add(None, triples("own"))
    store.close()
    plain = RemoteStore(oxigraph_server, tmp_path, union=False)
    assert found(plain) == ["own"]
    plain.add(None, triples("more"))
    assert not plain.has_graph(OWN_DEFAULT)
    plain.close()
    again = RemoteStore(oxigraph_server, tmp_path)
    assert found(again) == ["a", "more", "own"]
    assert sorted(triple.object.value for triple in again.reader().graph(None)) == ["more", "own"]  # type: ignore[union-attr]


def test_a_server_that_was_filled_by_others_is_taken_over(oxigraph_server: Server, tmp_path: Path) -> None:
    other = RemoteStore(oxigraph_server, tmp_path / "other", union=False)
    other.update(f'CLEAR ALL ; INSERT DATA {{ {S} {P} "own" GRAPH <{A}> {{ {S} {P} "a" }} }}')
    other.close()
    store = RemoteStore(oxigraph_server, tmp_path / "mine")
    assert found(store) == ["a", "own"]
    assert [triple.object.value for triple in store.reader().graph(None)] == ["own"]  # type: ignore[union-attr]
    store.close()


def test_nothing_is_answered_before_the_server_is_ready_for_it(oxigraph_server: Server, tmp_path: Path) -> None:
    source = RemoteSource(oxigraph_server, tmp_path)
    with pytest.raises(UnavailableError, match="made ready"):
        source.reader().query("ASK {}")
    with pytest.raises(UnavailableError, match="made ready"):
        source.check()
    RemoteStore(oxigraph_server, tmp_path).close()
    assert source.reader().query("ASK {}")
    source.check()
    with pytest.raises(UnavailableError, match="made ready"):
        RemoteSource(oxigraph_server, tmp_path, union=False).reader().query("ASK {}")


def test_another_server_is_another_state(oxigraph_server: Server, tmp_path: Path) -> None:
    store = RemoteStore(oxigraph_server, tmp_path)
    before = store.commit()
    store.close()
    with oxigraph() as url:
        other = RemoteStore(Server(query_url=f"{url}/query", update_url=f"{url}/update"), tmp_path)
        assert other.revision != before
        other.close()


def test_a_server_that_does_not_heed_from_is_refused(tmp_path: Path) -> None:
    with oxigraph("--union-default-graph") as url:
        server = Server(query_url=f"{url}/query", update_url=f"{url}/update")
        with pytest.raises(UnavailableError, match="--union-default-graph"):
            RemoteStore(server, tmp_path)
        RemoteSource(server, tmp_path).close()


def test_a_union_that_cannot_be_switched_off_is_said(onrecord_server: Server, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="ONRECORD_UNION_DEFAULT_GRAPH"):
        RemoteStore(onrecord_server, tmp_path, union=False)


def test_a_server_that_is_no_sparql_server_is_refused(tmp_path: Path) -> None:
    with Scripted() as scripted, pytest.raises(UnavailableError, match=r"as queries|cannot be read"):
        RemoteStore(Server(query_url=scripted.url), tmp_path)
