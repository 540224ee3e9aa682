"""Readers in other processes see whole commits only, the newest soon, and never a broken one."""

import multiprocessing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from service.errors import UnavailableError
from service.store.checkpoints import CheckpointSource, open_reader
from service.store.embedded import EmbeddedStore
from service.store.protocol import GraphReader

COMMITS = 40
GRAPHS = [f"http://example.org/{n}" for n in range(5)]
COUNT = "SELECT ?o (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?o"


def numbered(number: int) -> bytes:
    return f'<http://example.org/s> <http://example.org/p> "{number}" .\n'.encode()


def counts(reader: GraphReader) -> dict[int, int]:
    solutions = reader.query(COUNT)
    assert isinstance(solutions, QuerySolutions)
    return {int(row["o"].value): int(row["n"].value) for row in solutions}


def _read_until(data_dir: Path, stop: Event, results: "multiprocessing.Queue[list[dict[int, int]]]") -> None:
    source = CheckpointSource(data_dir)
    seen: list[dict[int, int]] = []
    while not stop.is_set():
        state = counts(source.reader())
        if not seen or seen[-1] != state:
            seen.append(state)
    seen.append(counts(source.reader()))
    results.put(seen)


def test_two_readers_while_commits_go_on(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    store = EmbeddedStore(tmp_path)
    store.replace_graphs(dict.fromkeys(GRAPHS, numbered(0)))
    store.commit()
    readers = [context.Process(target=_read_until, args=(tmp_path, stop, results)) for _ in range(2)]
    for process in readers:
        process.start()
    for number in range(1, COMMITS + 1):
        for graph in GRAPHS:
            store.replace_graphs({graph: numbered(number)})
        store.commit()
    stop.set()
    for seen in (results.get(timeout=30) for _ in readers):
        assert all(len(state) == 1 and set(state.values()) == {len(GRAPHS)} for state in seen)
        assert [next(iter(state)) for state in seen] == sorted(next(iter(state)) for state in seen)
        assert seen[-1] == {COMMITS: len(GRAPHS)}
    for process in readers:
        process.join()
    store.commit()
    store.close()


def test_a_reader_keeps_its_state(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPHS[0]: numbered(1)})
    first = store.commit()
    reader = open_reader(tmp_path)
    for number in range(2, 5):
        store.replace_graphs({GRAPHS[0]: numbered(number)})
        store.commit()
    store.tidy()
    assert counts(reader) == {1: 1}
    assert sorted(path.name for path in (tmp_path / "checkpoints").iterdir()) == [first, store.revision]
    reader.close()
    store.replace_graphs({GRAPHS[0]: None})
    store.commit()
    store.tidy()
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == [store.revision]
    store.close()


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="onrecord ingest"):
        open_reader(tmp_path)


def test_what_was_not_committed_is_gone_and_the_rest_is_not(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPHS[0]: numbered(1)})
    store.commit()
    store.replace_graphs({GRAPHS[1]: numbered(2)})
    store.prepare()
    store.close()
    again = EmbeddedStore(tmp_path)
    assert counts(again.reader()) == {1: 1}
    again.replace_graphs({GRAPHS[1]: numbered(3)})
    again.commit()
    assert counts(open_reader(tmp_path)) == {1: 1, 3: 1}
    again.close()


def test_a_lost_link_is_not_taken_for_an_empty_store(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    for number in range(2):
        store.replace_graphs({GRAPHS[0]: numbered(number)})
        store.commit()
    store.close()
    (tmp_path / "current").unlink()
    with pytest.raises(UnavailableError, match="current is missing"):
        EmbeddedStore(tmp_path)


def test_what_cannot_be_cleared_away_does_not_keep_the_writer_from_starting(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store/left").write_bytes(b"")  # no folder: as one whose files go while it is being deleted
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPHS[0]: numbered(1)})
    store.commit()
    assert counts(open_reader(tmp_path)) == {1: 1}
    store.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UnavailableError, match="ONRECORD_DATA"):
        EmbeddedStore(tmp_path / "file")
