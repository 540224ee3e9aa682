"""A backup of a store that goes on being written is of one moment: store and queue belong together to the last task."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, QuerySolutions

from service.backup import make_backup, read_manifest, restore, verify
from service.index import Index
from service.jobs.queue import Queue
from service.store.checkpoints import open_reader
from tests.jobs.stubs import BASE, open_stub_writer

COUNTER = "http://example.org/counter"
# Carried out twice it would count twice.
COUNT = (
    f"DELETE {{ GRAPH <{COUNTER}> {{ <{COUNTER}> <{BASE}n> ?n }} }} "
    f"INSERT {{ GRAPH <{COUNTER}> {{ <{COUNTER}> <{BASE}n> ?m }} }} "
    f"WHERE {{ OPTIONAL {{ GRAPH <{COUNTER}> {{ <{COUNTER}> <{BASE}n> ?n }} }} BIND(COALESCE(?n, 0) + 1 AS ?m) }}"
)
BACKUPS = 3


@contextmanager
def written(data: Path) -> Iterator[None]:
    """Within it a writer works in this folder, and clients send counting updates and articles without pause."""
    stop, ended = threading.Event(), threading.Event()

    def send() -> None:
        queue, number = Queue(data), 0
        while not ended.is_set():
            queue.submit("update", [{"update": COUNT}] * 3)
            job = queue.submit("ingest", [{"text": f"slow report {number}"}])
            queue.wait(job.id, 10)
            number += 1
        queue.close()

    with open_stub_writer(data) as writer:
        threads = [threading.Thread(target=writer.run, args=(stop,)), threading.Thread(target=send)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            threads[1].join()
            stop.set()
            threads[0].join()


def counted(data: Path) -> int:
    reader = open_reader(data)
    found = reader.query(f"SELECT ?n {{ GRAPH <{COUNTER}> {{ ?s ?p ?n }} }}")
    assert isinstance(found, QuerySolutions)
    numbers = [row["n"] for row in found]
    reader.close()
    assert all(isinstance(number, Literal) for number in numbers)
    assert len(numbers) <= 1
    return int(numbers[0].value) if numbers else 0


def finish(data: Path) -> None:
    """Have everything done that is still open."""
    stop, queue = threading.Event(), Queue(data)
    with open_stub_writer(data) as writer:
        thread = threading.Thread(target=writer.run, args=(stop,))
        thread.start()
        while queue.waiting():
            stop.wait(0.05)
        stop.set()
        thread.join()
    queue.close()


def updates(data: Path, *states: str) -> int:
    queue = Queue(data)
    with queue.database.reading() as db:
        marks = ", ".join("?" * len(states))
        query = f"SELECT count(*) FROM task WHERE kind = 'update' AND state IN ({marks})"
        number = int(db.execute(query, states).fetchone()[0])
    queue.close()
    return number


def test_it_goes_on_elsewhere_from_the_very_moment_it_was_made_while_the_source_is_written(
    tmp_path: Path,
) -> None:
    data, backups = tmp_path / "data", [tmp_path / f"backup-{number}" for number in range(BACKUPS)]
    with written(data):
        while counted_or_none(data) is None:
            pass
        for folder in backups:
            make_backup(data, BASE, folder)
            threading.Event().wait(0.3)
    moved_on = counted(data)
    for folder in backups:
        elsewhere = folder.with_name(f"{folder.name}-restored")
        manifest = restore(folder, elsewhere)
        accepted = updates(elsewhere, "queued", "running", "done")
        assert updates(elsewhere, "failed") == 0
        index = Index.open(elsewhere, read_only=True)
        assert index.revision == manifest.index_revision
        assert index.counts().get("article", 0) == manifest.counts["articles"]
        index.close()
        finish(elsewhere)
        assert counted(elsewhere) == accepted == updates(elsewhere, "done") <= moved_on
    assert counted(data) == updates(data, "done")


def counted_or_none(data: Path) -> int | None:
    try:
        return counted(data) or None
    except Exception:
        return None


def test_a_commit_that_is_published_and_not_yet_settled_is_known_by_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.jobs.worklist import Worklist

    data, copied = tmp_path / "data", tmp_path / "copy"
    backed_up = threading.Event()
    settle = Worklist.settle

    def settle_after_backup(self: Worklist, *rest: Any) -> None:
        if rest[0] and not copied.exists():
            thread = threading.Thread(target=make_backup, args=(data, BASE, copied))
            thread.start()
            thread.join()
            backed_up.set()
        settle(self, *rest)

    monkeypatch.setattr(Worklist, "settle", settle_after_backup)
    queue = Queue(data)
    queue.submit("update", [{"update": COUNT}])
    finish(data)
    assert backed_up.is_set()
    restored = tmp_path / "restored"
    restore(copied, restored)
    assert counted(restored) == 1
    assert updates(restored, "running") == 1
    finish(restored)
    assert counted(restored) == 1
    assert updates(restored, "done") == 1


def test_the_manifest_says_what_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue = Queue(data)
    queue.submit("ingest", [{"text": "one"}, {"text": "two"}])
    finish(data)
    queue.submit("ingest", [{"text": "three"}])
    (data / "tokens.json").write_text("{}")
    made = make_backup(data, BASE, tmp_path / "copy")
    assert read_manifest(tmp_path / "copy") == made == verify(tmp_path / "copy")
    reader = open_reader(data)
    quads = sum(1 for _ in reader.dump())
    assert made.counts == {"quads": quads, "graphs": 3, "articles": 2, "jobs": 2, "open_tasks": 1}
    assert (made.revision, made.base_iri, made.index_revision) == (reader.revision, BASE, reader.revision)
    reader.close()
    assert {"onrecord", "format", "vocabulary", "extractor", "pyoxigraph", "sqlite"} == made.versions.keys()
    paths = {file.path for file in made.files}
    assert {"queue.sqlite", "index.sqlite", "tokens.json", "base-iri", "format.json"} < paths
    assert made.bytes == sum((tmp_path / "copy" / path).stat().st_size for path in paths)
