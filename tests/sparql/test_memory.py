"""The graph in memory: always the newest, and the same as on disk.

A query process that has opened a checkpoint has the threads that RocksDB starts; one that answers from memory alone
has a single one. By that the tests know where an answer came from.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import close, create_app
from service.settings import Settings
from service.sparql.processes.memory import may_name_graphs
from service.store.embedded import EmbeddedStore
from tests.processes import is_alive, query_processes, threads
from tests.servers import wait_until

A, B = "http://localhost:8000/graph/a", "http://localhost:8000/graph/b"
SHARED = b'<urn:s> <urn:p> "in both" .\n'
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
LINKED = "SELECT (COUNT(*) AS ?n) { ?s <urn:knows> ?o . ?o <urn:name> ?name }"

Make = Callable[..., Flask]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(tmp_path)
    opened.replace_graphs({A: SHARED + b'<urn:s> <urn:p> "in a" .\n', B: SHARED})
    opened.commit()
    yield opened
    opened.close()


@pytest.fixture
def make(tmp_path: Path, store: EmbeddedStore) -> Iterator[Make]:
    made: list[Flask] = []

    def make_app(**settings: int) -> Flask:
        made.append(create_app(Settings(data=tmp_path, query_cache_bytes=0, **settings)))
        return made[-1]

    yield make_app
    for app in made:
        close(app)


def count(client: FlaskClient, query: str = COUNT) -> int:
    answer = client.post("/sparql", data={"query": query}).get_json(force=True)
    assert "results" in answer, answer
    return int(answer["results"]["bindings"][0]["n"]["value"])


def answers_from_memory(client: FlaskClient, data: Path) -> bool:
    count(client)
    found = query_processes(data, os.getpid())
    return bool(found) and all(threads(pid) == 1 for pid in found)


def end_all(data: Path) -> None:
    """End the query processes that wait, those that were forked ahead among them.

    Their server has taken note of each then: until it has, a question may still go to one that was killed. It may
    also have ended one itself since they were listed.
    """
    processes = query_processes(data, os.getpid())
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def test_memory_follows_each_commit_and_no_answer_is_old(make: Make, store: EmbeddedStore, tmp_path: Path) -> None:
    client = make().test_client()
    assert count(client) == 2
    wait_until(lambda: answers_from_memory(client, tmp_path))
    assert count(client) == 2
    store.replace_graphs({A: SHARED})
    store.commit()
    assert count(client) == 1
    store.replace_graphs(
        {B: None, "urn:c": b'<urn:s> <urn:p> "1", "2", "3" .\n'.replace(b", ", b" .\n<urn:s> <urn:p> ")}
    )
    store.commit()
    assert count(client) == 4
    wait_until(lambda: answers_from_memory(client, tmp_path))
    assert count(client) == 4


def test_what_is_about_to_be_published_is_in_memory_and_no_answer(
    make: Make, store: EmbeddedStore, tmp_path: Path
) -> None:
    client = make().test_client()
    wait_until(lambda: answers_from_memory(client, tmp_path))
    store.replace_graphs({A: SHARED})
    prepared = store.prepare()
    wait_until(lambda: (tmp_path / "followed").read_text().strip() == prepared)
    assert count(client) == 2
    end_all(tmp_path)
    assert count(client) == 2  # also from a process that has it in memory
    store.commit()
    assert count(client) == 1
    end_all(tmp_path)  # they have read from disk
    assert answers_from_memory(client, tmp_path)


def test_what_is_never_published_is_given_up(make: Make, store: EmbeddedStore, tmp_path: Path) -> None:
    client = make().test_client()
    wait_until(lambda: answers_from_memory(client, tmp_path))
    store.replace_graphs({A: SHARED})
    prepared = store.prepare()
    wait_until(lambda: (tmp_path / "followed").read_text().strip() == prepared)
    store.close()  # as when the writer is killed
    end_all(tmp_path)
    wait_until(lambda: (tmp_path / "followed").read_text().strip() == store.revision)
    end_all(tmp_path)
    assert answers_from_memory(client, tmp_path)
    assert count(client) == 2


def test_blank_nodes_are_the_same_in_memory_as_on_disk(make: Make, store: EmbeddedStore, tmp_path: Path) -> None:
    client = make().test_client()
    lines = [f'_:n{n} <urn:name> "{n}" .\n_:m{n} <urn:knows> _:n{n} .\n' for n in range(5000)]
    store.add("urn:people", "".join(sorted(lines) + lines[::-7]).encode())
    store.commit()
    assert count(client, LINKED) == 5000
    wait_until(lambda: answers_from_memory(client, tmp_path))
    assert count(client, LINKED) == 5000


def test_what_names_a_graph_is_read_from_disk(make: Make, store: EmbeddedStore, tmp_path: Path) -> None:
    client = make().test_client()
    wait_until(lambda: answers_from_memory(client, tmp_path))
    assert count(client, IN_GRAPHS) == 3
    assert count(client, f"SELECT (COUNT(*) AS ?n) FROM <{B}> {{ ?s ?p ?o }}") == 1
    assert count(client) == 2


def test_a_graph_that_is_too_large_for_memory_is_read_from_disk(make: Make, tmp_path: Path) -> None:
    client = make(memory_triples=1).test_client()
    for _ in range(20):
        assert count(client) == 2
    assert not answers_from_memory(client, tmp_path)


def test_a_process_that_waits_gives_up_an_old_graph(make: Make, store: EmbeddedStore, tmp_path: Path) -> None:
    client = make().test_client()
    wait_until(lambda: answers_from_memory(client, tmp_path))
    from_memory = query_processes(tmp_path, os.getpid())
    store.replace_graphs({A: SHARED})
    store.commit()
    wait_until(lambda: not any(is_alive(pid) for pid in from_memory))
    assert count(client, IN_GRAPHS) == 2


def test_a_process_that_waits_gives_up_an_old_checkpoint(make: Make, store: EmbeddedStore, tmp_path: Path) -> None:
    client = make(memory_triples=0).test_client()
    assert count(client, IN_GRAPHS) == 3
    from_disk = query_processes(tmp_path, os.getpid())
    store.replace_graphs({A: SHARED})
    store.commit()
    wait_until(lambda: not any(is_alive(pid) for pid in from_disk))
    assert count(client, IN_GRAPHS) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g {} }",
        "ASK { graph <urn:x> {} }",
        "SELECT * FROM <x:y> {}",
        "ASK FROM<x:y>{}",
        "ASK{1GRAPH<x:y>{}}",
        "ASK { ?s ?p trueGRAPH <x:y> {} }",
        "ASK { \\u0047RAPH <x:y> {} }",
        "ASK {} # from",
    ],
)
def test_it_is_seen_that_a_query_may_name_graphs(query: str) -> None:
    assert may_name_graphs(query)


@pytest.mark.parametrize("query", ["ASK { ?s <http://example.org/geography> ?biography }", "SELECT ?paragraph {}"])
def test_words_that_end_in_graph_name_none(query: str) -> None:
    assert not may_name_graphs(query)
