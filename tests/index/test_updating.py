"""The index follows the graph: whatever the order of changes, it says what an index made anew from the graph says."""

import sqlite3
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import RDF

from service.errors import UnavailableError
from service.index import FILTERS, Index, Selection, Views, records
from service.index.schema import WORDS
from service.vocabulary import REC, Iris


def contents(index: Index, iris: Iris) -> dict[str, Any]:
    """Everything that the index shows."""
    views = Views(index, iris)
    shown: dict[str, Any] = {"counts": index.counts()}
    for kind in FILTERS:
        page = index.page(kind, Selection(), 1000)
        items = views.items(kind, page.items)
        shown[kind] = [views.item(kind, item["id"]) for item in items]
    return shown


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has: nothing must be left behind."""
    with sqlite3.connect(path) as db:
        names = ("item", "said", "attribute", "facet", "posting", *sorted(set(WORDS.values())))
        counted = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
        counted["term"] = db.execute("SELECT count(*) FROM term WHERE n <> 0").fetchone()[0]
    db.close()
    return counted


def test_reading_from_a_store_gives_the_same_as_what_was_written_to_it(
    full: Index, store: pyoxigraph.Store, iris: Iris, tmp_path: Path
) -> None:
    other = Index.open(tmp_path / "other", read_only=False)
    other.rebuild(store.query, iris)
    assert contents(other, iris) == contents(full, iris)
    other.close()


def test_the_order_of_arrival_changes_nothing(seed_graphs: dict[str, bytes], iris: Iris, tmp_path: Path) -> None:
    seen = []
    for number, order in enumerate(list(permutations(seed_graphs))[::171]):
        index = Index.open(tmp_path / str(number), read_only=False)
        for graph in order:
            index.put({graph: seed_graphs[graph]}, iris)
        seen.append(contents(index, iris))
        index.close()
    assert len(seen) > 3
    assert all(each == seen[0] for each in seen)


def test_the_same_again_changes_nothing(full: Index, seed_graphs: dict[str, bytes], iris: Iris) -> None:
    before, state = contents(full, iris), full.state
    full.put(seed_graphs, iris)
    assert full.state == state
    assert contents(full, iris) == before


def test_a_dropped_article_leaves_nothing_of_its_own(
    full: Index, seed_graphs: dict[str, bytes], iris: Iris, tmp_path: Path
) -> None:
    gone = str(iris.graph("kursk-wire"))
    state = full.state
    full.put({gone: None}, iris)
    assert full.state != state
    (tmp_path / "without").mkdir()
    without = Index.open(tmp_path / "without", read_only=False)
    without.put({graph: content for graph, content in seed_graphs.items() if graph != gone}, iris)
    assert contents(full, iris) == contents(without, iris)
    assert rows(tmp_path / "index.sqlite") == rows(tmp_path / "without/index.sqlite")
    without.close()


def test_all_dropped_leaves_nothing_at_all(
    full: Index, seed_graphs: dict[str, bytes], iris: Iris, tmp_path: Path
) -> None:
    full.put(dict.fromkeys(seed_graphs), iris)
    assert set(rows(tmp_path / "index.sqlite").values()) == {0}


def test_a_graph_that_is_gone_from_the_store_goes_from_the_index(
    full: Index, store: pyoxigraph.Store, iris: Iris
) -> None:
    gone = str(iris.graph("kursk-wire"))
    store.remove_graph(pyoxigraph.NamedNode(gone))
    full.refresh(store.query, [gone], iris)
    assert full.find("article", "kursk-wire") is None
    assert full.counts()["article"] == 4


def test_rebuilding_finds_what_was_changed_behind_its_back(full: Index, store: pyoxigraph.Store, iris: Iris) -> None:
    store.remove_graph(pyoxigraph.NamedNode(str(iris.graph("kursk-live"))))
    store.update(
        "INSERT DATA { GRAPH <http://localhost:8000/graph/mine> "
        '{ <http://localhost:8000/actor/atlantis> <http://www.w3.org/2004/02/skos/core#altLabel> "Lost City" } }'
    )
    full.rebuild(store.query, iris, revision="7")
    assert full.find("article", "kursk-live") is None
    atlantis = Views(full, iris).item("actor", "atlantis")
    assert atlantis
    assert atlantis["names"] == ["Lost City"]
    assert full.revision == "7"


def test_a_changed_name_moves_the_thing_in_its_list(full: Index, iris: Iris, lists) -> None:
    name = '<http://localhost:8000/actor/russia> <http://www.w3.org/2000/01/rdf-schema#label> "Aardvark" .\n'
    graphs = {f"http://localhost:8000/graph/{number}": name.encode() for number in range(10)}
    full.put(graphs, iris)
    assert lists("actor")[0] == "russia"
    assert "russia" in lists("actor", q="aardvark")
    full.put(dict.fromkeys(graphs), iris)
    assert lists("actor")[0] != "russia"
    assert lists("actor", q="aardvark") == []


def test_what_users_put_into_graphs_of_their_own_cannot_break_it(full: Index, iris: Iris) -> None:
    actor, rec = "http://localhost:8000/actor/odd", "https://w3id.org/onrecord#"
    lines = [
        f"<{actor}> <{rec}evidence> <http://elsewhere.example/x> .",
        f"<{actor}> <{rec}attribution> <{actor}#a> .",
        f"<{actor}#a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <{actor}#a> .",
        f'<http://localhost:8000/figure/odd> <{rec}low> "many" .',
        f'<http://localhost:8000/statement/odd> <{rec}saidOn> "last week" .',
        f"<http://localhost:8000/statement/odd> <{rec}attribution> <{actor}#a> .",
        f"<http://localhost:8000/statement/odd> <{rec}speaker> <http://www.wikidata.org/entity/Q1> .",
        "_:a <http://example.org/p> _:b .",
    ]
    full.put({"http://localhost:8000/graph/odd": "\n".join(lines).encode()}, iris)
    statement = Views(full, iris).item("statement", "odd")
    assert statement
    assert statement["speaker"][0]["iri"] == "http://www.wikidata.org/entity/Q1"
    assert Views(full, iris).item("figure", "odd")


def test_readers_in_other_threads_and_processes_see_what_the_writer_committed(
    full: Index, seed_graphs: dict[str, bytes], iris: Iris, tmp_path: Path
) -> None:
    reader = Index.open(tmp_path, read_only=True)
    with reader.snapshot():
        before = reader.counts()
        full.put({str(iris.graph("kursk-wire")): None}, iris)
        assert reader.counts() == before
    assert reader.counts() != before
    with pytest.raises(UnavailableError):
        reader.put(seed_graphs, iris)
    reader.close()


def test_an_index_that_is_no_database_is_said_to_be_so_and_made_anew(
    tmp_path: Path, store: pyoxigraph.Store, iris: Iris
) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"no database " * 1000)
    reader = Index.open(tmp_path, read_only=True)
    with pytest.raises(UnavailableError, match=r"index\.sqlite.* damaged"):
        reader.counts()
    writer = Index.open(tmp_path, read_only=False)
    assert writer.is_damaged
    writer.rebuild(lambda sparql: store.query(sparql), iris, revision="1")
    assert not writer.is_damaged
    assert reader.revision == writer.revision == "1"
    assert reader.counts() == writer.counts()
    assert not (tmp_path / "index.sqlite.new").exists()


def test_a_commit_is_followed_in_one_step(
    index: Index, store: pyoxigraph.Store, seed_graphs: dict[str, bytes], iris: Iris, tmp_path: Path
) -> None:
    """Who reads in between sees nothing of it: neither the graphs that are told, nor those that are read again."""
    index.put({}, iris, revision="6")
    wire, live = (str(iris.graph(name)) for name in ("kursk-wire", "kursk-live"))
    seen = []

    def query(sparql: str) -> Any:
        with sqlite3.connect(tmp_path / "index.sqlite") as other:
            seen.append(other.execute("SELECT count(*) FROM item").fetchone())
        other.close()
        return store.query(sparql)

    index.follow({wire: seed_graphs[wire]}, query, [live], iris, revision="7")
    assert set(seen) == {(0,)}
    assert (index.revision, index.counts()["article"]) == ("7", 2)
    seen.clear()
    index.rebuild(query, iris, revision="8")
    assert len(set(seen)) == 1
    assert (index.revision, index.counts()["article"]) == ("8", 5)


def test_a_graph_that_cannot_be_read_keeps_no_other_from_being_listed(
    index: Index, iris: Iris, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setitem(records._DATA, "figure", fail)
    graphs = {
        f"{iris.graph(key)}": f"<{iris.of(kind, key)}> <{RDF.type}> <{REC.Article}> .\n".encode()
        for key, kind in (("a", "figure"), ("b", "article"))
    }
    index.put(graphs, iris)
    assert (index.find("figure", "a"), index.find("article", "b") is not None) == (None, True)
