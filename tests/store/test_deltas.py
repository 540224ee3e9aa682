"""What commits change is handed on, or told to be unknown."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from service.errors import UnavailableError
from service.store import deltas
from service.store.deltas import Announced, Delta, Deltas, deltas_between
from service.store.embedded import EmbeddedStore

GRAPH, OTHER = "http://example.org/a", "http://example.org/b"


def numbered(*numbers: int) -> bytes:
    return b"".join(b'<http://example.org/s> <http://example.org/p> "%d" .\n' % number for number in numbers)


def test_each_commit_tells_what_it_took_out_of_the_union_and_put_in(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPH: numbered(1), OTHER: numbered(2)})
    first = store.commit()
    store.replace_graphs({GRAPH: numbered(2, 3)})
    second = store.commit()
    store.replace_graphs({OTHER: None})
    third = store.commit()
    assert deltas_between(tmp_path, first, second) == [Delta(numbered(1), numbered(3))]
    assert deltas_between(tmp_path, first, third) == [Delta(numbered(1), numbered(3)), Delta(b"", b"")]
    assert deltas_between(tmp_path, third, third) == []
    assert deltas_between(tmp_path, third, first) is None
    assert deltas_between(tmp_path, "00000001-000000000000", third) is None
    store.close()


def test_what_came_and_went_within_a_commit_is_not_told(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPH: numbered(1)})
    first = store.commit()
    store.replace_graphs({OTHER: numbered(2, 3)})
    store.replace_graphs({OTHER: numbered(3)})
    second = store.commit()
    (delta,) = deltas_between(tmp_path, first, second) or []
    assert delta.added == numbered(3)
    assert set(delta.removed.splitlines()) <= set(numbered(2).splitlines())
    store.close()


@pytest.mark.parametrize("write", ["blank nodes", "CLEAR NAMED", "load", "much"])
def test_what_cannot_be_handed_on_is_unknown(tmp_path: Path, write: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPH: numbered(1)})
    first = store.commit()
    if write == "blank nodes":
        store.add(GRAPH, b'_:b <http://example.org/p> "x" .')
    elif write == "load":
        (tmp_path / "more.nt").write_bytes(numbered(2))
        store.load(tmp_path / "more.nt")
    elif write == "much":
        monkeypatch.setattr("service.store.union.LARGEST", 1000)
        store.add(GRAPH, numbered(*range(100)))
    else:
        store.update(write)
    assert deltas_between(tmp_path, first, store.commit()) is None
    store.add(GRAPH, numbered(200))
    before, after = store.revision, store.commit()
    assert deltas_between(tmp_path, before, after) == [Delta(b"", numbered(200))]
    store.close()


def test_text_that_looks_like_a_blank_node_is_none(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.add(GRAPH, numbered(1))
    first = store.commit()
    said = b'<http://example.org/s> <http://example.org/p> "_:b and (_:c)" .\n'
    store.add(GRAPH, said)
    assert deltas_between(tmp_path, first, store.commit()) == [Delta(b"", said)]
    store.close()


def test_the_newest_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deltas, "_MOST_FILES", 3)
    files = Deltas(tmp_path)
    for number in range(1, 6):
        files.write(f"{number - 1:08d}-x", f"{number:08d}-x", Delta(b"", numbered(number)))
    assert deltas_between(tmp_path, "00000002-x", "00000005-x") == [Delta(b"", numbered(n)) for n in (3, 4, 5)]
    assert deltas_between(tmp_path, "00000001-x", "00000005-x") is None
    monkeypatch.setattr(deltas, "_MOST_BYTES", 10)
    files.write("00000005-x", "00000006-x", Delta(b"", numbered(6)))
    assert [path.name for path in (tmp_path / "deltas").iterdir()] == ["00000006-x"]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"", lambda data: b"\xff" + data])
def test_a_damaged_file_is_no_delta(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    Deltas(tmp_path).write("00000001-x", "00000002-x", Delta(b"", numbered(1)))
    path = tmp_path / "deltas/00000002-x"
    path.write_bytes(damage(path.read_bytes()))
    assert deltas_between(tmp_path, "00000001-x", "00000002-x") is None


def test_a_commit_that_could_not_be_written_is_in_the_delta_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({GRAPH: numbered(1)})
    first = store.commit()
    store.add(GRAPH, numbered(2))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(UnavailableError, match="No space"):
            store.commit()
    store.add(GRAPH, numbered(3))
    assert deltas_between(tmp_path, first, store.commit()) == [Delta(b"", numbered(2, 3))]
    store.close()


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_noted_just_after_something_else_is_found(tmp_path: Path) -> None:
    files, announced = Deltas(tmp_path), Announced(tmp_path)
    assert announced.newest() is None
    now = time.time_ns()
    for revision in ("00000001-01a203f70cf7", "00000002-01a203f70cf7"):
        files.write("", revision, Delta(b"", b""))
        os.utime(tmp_path / "deltas", ns=(now, now))  # as within one tick of the clock that files have their times from
        assert announced.newest() == revision
