"""The default graph of queries is the set union of all graphs: single cases, layouts, and writers that are killed."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from service.errors import UnavailableError
from service.store.checkpoints import CheckpointSource, open_reader
from service.store.deltas import Delta, deltas_between
from service.store.embedded import EmbeddedStore
from service.store.layout import OWN_DEFAULT
from service.store.protocol import GraphReader
from tests.store.test_union_states import COUNT, GRAPHS, P, content_of, union_of


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
    for is_union in (True, False, True):
        store = EmbeddedStore(tmp_path, union_default_graph=is_union)
        store.commit()
        reader = open_reader(tmp_path)
        assert reader.holds_union == is_union
        assert content_of(reader) == content
        everything = reader.query("CONSTRUCT WHERE { ?s ?p ?o }", repeats=True)
        assert set(everything) == set().union(*content.values())
        assert len(list(reader.graph(None))) == 1
        store.close()


def test_a_union_that_the_store_does_not_hold_is_not_asked_for_in_vain_or_answered_wrongly(tmp_path: Path) -> None:
    plain = EmbeddedStore(tmp_path, union_default_graph=False)
    plain.replace_graphs({GRAPHS[0]: spo("x", "1"), GRAPHS[1]: spo("x", "1")})
    plain.commit()
    plain.close()
    source = CheckpointSource(tmp_path)
    reader = source.reader()
    for ask in (source.check, lambda: count(reader), lambda: reader.write_default_graph(BytesIO(), union=True)):
        with pytest.raises(UnavailableError, match="not ready for queries on the union") as error:
            ask()
        assert 1 <= (error.value.retry_after or 0) <= 5
    CheckpointSource(tmp_path, union=False).check()
    assert count(reader, f"SELECT (COUNT(*) AS ?n) FROM <{GRAPHS[0]}> {{ ?s ?p ?o }}") == 1
    store = EmbeddedStore(tmp_path)
    store.commit()
    store.close()
    source.check()
    assert count(source.reader()) == 1


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


class Killed(BaseException):
    """In the place of a signal."""


@pytest.mark.parametrize(
    "step",
    [
        *("checkpoints.mark_union", "checkpoints.Checkpoints.publish", "union.UnionGraph.bring_up"),
        *("union.UnionGraph.begin", "deltas.Deltas.write", "union.UnionGraph._take"),
    ],
)
def test_a_writer_that_is_killed_leaves_the_newest_commit_and_its_union(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPHS[0]: spo("x", "1"), GRAPHS[1]: spo("x", "1") + spo("x", "2")})
    store.commit()

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"service.store.{step}", killed)
        store.replace_graphs({GRAPHS[1]: spo("x", "3")})
        with pytest.raises(Killed):
            store.commit()
    store.close()
    again = EmbeddedStore(tmp_path)
    assert sorted(triple.object.value for triple in union_of(open_reader(tmp_path))) == ["1", "2"]  # type: ignore[union-attr]
    again.update("DELETE WHERE { ?s ?p ?o } ; DELETE WHERE { GRAPH ?g { ?s ?p '1' } }")
    again.commit()
    assert [triple.object.value for triple in union_of(open_reader(tmp_path))] == ["2"]  # type: ignore[union-attr]
    again.close()
