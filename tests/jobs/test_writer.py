"""What becomes of tasks: in the store, in the index, and in the job that tells of them."""

import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, parse

from service.errors import UnavailableError
from service.index import Index
from service.jobs.model import Job, Payload, Task, TaskKind
from service.jobs.operations import Effect, perform
from service.jobs.queue import Queue
from service.jobs.worklist import MAX_ATTEMPTS
from service.store.checkpoints import open_reader
from service.store.embedded import EmbeddedStore
from service.store.federation import Federation
from service.store.protocol import GraphStore
from service.vocabulary import REC, Iris
from tests.jobs.stubs import IRIS, REGISTRY, article_id, open_stub_writer
from tests.servers import wait_until

PATIENCE = 60.0
Work = Callable[[], None]


def done(queue: Queue, kind: TaskKind, *payloads: Payload) -> Job:
    return queue.wait(queue.submit(kind, payloads).id, PATIENCE)


def texts(data_dir: Path) -> list[str]:
    reader = open_reader(data_dir)
    solutions = reader.query("SELECT ?text { ?a <https://schema.org/articleBody> ?text }")
    assert isinstance(solutions, QuerySolutions)
    found = sorted(row["text"].value for row in solutions)
    reader.close()
    return found


def quads(data_dir: Path) -> set[str]:
    return {str(quad) for quad in open_reader(data_dir).dump()}


def registry_quads() -> list[Quad]:
    graph = NamedNode(IRIS.registry_graph)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in parse(REGISTRY, RdfFormat.N_TRIPLES)]


def indexed(data_dir: Path, articles: Iterable[str]) -> list[bool]:
    index = Index.open(data_dir, read_only=True)
    found = [index.find("article", article_id(text)) is not None for text in articles]
    index.close()
    return found


def test_an_article_is_stored_and_indexed_once_its_job_is_done(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    job = done(queue, "ingest", {"text": "one", "title": "First"})
    assert (job.state, job.done, job.known) == ("done", 1, 0)
    assert queue.results(job.id) == [{"article": article_id("one"), "known": False}]
    assert texts(tmp_path) == ["one"]
    assert indexed(tmp_path, ["one", "two"]) == [True, False]
    assert datetime.fromisoformat(job.created).isoformat() in "".join(quads(tmp_path))


def test_what_ends_the_writer_takes_no_other_task_with_it(
    tmp_path: Path, queue: Queue, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    class EndError(BaseException):
        pass

    def perform_or_end(store: GraphStore, task: Task, iris: Iris) -> Effect:
        if task.job == bad.id:
            raise EndError
        return perform(store, task, iris)

    monkeypatch.setattr("service.jobs.writer.perform", perform_or_end)
    good, bad = (
        queue.submit("update", [{"update": f"INSERT DATA {{ <http://a.test/{name}> a <http://a.test/T> }}"}])
        for name in ("good", "bad")
    )
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(EndError), open_stub_writer(tmp_path) as writer:
            writer.run(threading.Event())
    work()
    assert queue.wait(bad.id, PATIENCE).state == "failed"
    assert queue.job(good.id).state == "done"


def test_an_index_that_cannot_follow_is_made_anew(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", {"text": "one"})
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as index:
        index.execute("CREATE TRIGGER contradiction BEFORE INSERT ON said BEGIN SELECT RAISE(ABORT, 'no'); END")
    assert done(queue, "ingest", {"text": "two"}).state == "done"
    assert indexed(tmp_path, ["one", "two"]) == [True, True]


def test_a_graph_without_a_name_keeps_no_writer_from_its_work(tmp_path: Path, queue: Queue, work: Work) -> None:
    file = tmp_path / "quads.nq"
    file.write_text("<http://a.test/s> <http://a.test/p> <http://a.test/o> _:graph .\n", encoding="utf-8")
    work()
    assert done(queue, "import", {"path": str(file)}).state == "done"
    done(queue, "ingest", {"text": "one"})
    assert indexed(tmp_path, ["one"]) == [True]


def test_what_an_update_writes_keeps_no_writer_from_its_work(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    passage = IRIS.of("article", f"{article_id('one')}#char=1,{'9' * 5000}")
    said = f"<{IRIS.of('figure', 'f')}> a <{REC.Figure}> ; <{REC.contentPassage}> <{passage}>"
    update = f"INSERT DATA {{ GRAPH <{IRIS.graph(article_id('one'))}> {{ {said} }} }}"
    assert done(queue, "update", {"update": update}).state == "done"
    assert done(queue, "ingest", {"text": "two"}).state == "done"
    assert indexed(tmp_path, ["two"]) == [True]


def test_the_same_articles_again_change_nothing(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    articles = [{"text": f"article {number}"} for number in range(20)]
    done(queue, "ingest", *articles)
    before, revision = quads(tmp_path), open_reader(tmp_path).revision
    job = done(queue, "ingest", *articles, {"html": "article 3", "title": "Another title"})
    assert (job.done, job.known, job.failed) == (21, 21, 0)
    assert quads(tmp_path) == before
    assert open_reader(tmp_path).revision == revision


def test_of_the_same_article_in_one_job_the_first_counts(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    job = done(queue, "ingest", *({"text": "one", "title": f"title {number}"} for number in range(20)))
    assert (job.done, job.known) == (20, 19)
    titles = [quad for quad in quads(tmp_path) if "headline" in quad]
    assert len(titles) == 1
    assert "title 0" in titles[0]


def test_bad_articles_fail_alone_and_say_why(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    good = [f"good {number}" for number in range(20)]
    bad: list[Payload] = [
        {"text": " ", "line": 21},
        {"text": "die x", "line": 22},
        {"text": "fail", "line": 23},
        {"text": 7, "line": 24},
    ]
    articles: list[Payload] = [{"text": text} for text in good]
    job = done(queue, "ingest", *[*bad[:2], *articles, *bad[2:]])
    assert (job.done, job.failed) == (20, 4)
    assert texts(tmp_path) == sorted(good)
    assert [error.line for error in job.errors] == [21, 22, 23, 24]
    for error, reason in zip(job.errors, ("empty", "exit code -9", "ValueError", "has to be a string"), strict=True):
        assert reason in error.detail


@pytest.mark.parametrize(
    ("text", "reason", "status"),
    [
        ("hang", "it took more than 2 seconds", 500),
        ("crash", "its process ended with exit code -6", 500),
        ("grow", "ONRECORD_EXTRACTION_MEMORY", 413),
    ],
)
def test_an_article_that_is_too_much_for_a_process_fails_alone(
    tmp_path: Path, queue: Queue, work: Work, text: str, reason: str, status: int
) -> None:
    work()
    good = [{"text": f"good {number}"} for number in range(9)]
    bad = queue.submit("ingest", [*good[:4], {"text": text, "line": 5}, *good[4:]])
    other = queue.submit("ingest", [{"text": "another job"}])
    over = queue.wait(bad.id, PATIENCE)
    assert (over.done, over.failed) == (9, 1)
    assert [(error.line, error.status) for error in over.errors] == [(5, status)]
    assert reason in over.errors[0].detail
    assert queue.wait(other.id, PATIENCE).done == 1
    assert len(texts(tmp_path)) == 10


def test_while_one_article_hangs_the_others_are_extracted(tmp_path: Path, queue: Queue) -> None:
    """Chunks behind it go on being taken, more of them than are extracted at once; they are written in order."""
    with open_stub_writer(tmp_path) as writer:
        waiting = queue.submit("ingest", [{"text": "sleep"}])
        first = queue.submit("ingest", [{"text": f"article {number}"} for number in range(300)])
        stop = threading.Event()
        thread = threading.Thread(target=writer.run, args=(stop,))
        thread.start()
        with sqlite3.connect(tmp_path / "queue.sqlite") as db:
            taken = "SELECT count(*) FROM task WHERE state = 'running'"
            wait_until(lambda: db.execute(taken).fetchone()[0] == 301)
        db.close()
        assert queue.job(first.id).done == 0
        assert queue.wait(first.id, PATIENCE).done == 300
        assert "more than 2 seconds" in queue.job(waiting.id).errors[0].detail
        stop.set()
        thread.join()


def test_no_article_is_blamed_for_a_process_that_was_killed_while_it_waited(
    tmp_path: Path, queue: Queue, work: Work
) -> None:
    work()
    for number in range(6):
        job = done(queue, "ingest", {"text": f"article {number}"})
        assert (job.done, job.failed) == (1, 0)
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
    with sqlite3.connect(tmp_path / "queue.sqlite") as db:
        assert db.execute("SELECT max(attempts) FROM task").fetchone()[0] <= 1
    db.close()


def test_processes_that_were_killed_are_started_again_before_there_is_work(queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", *({"text": f"slow {number}"} for number in range(32)))
    for _ in range(2):
        killed = {child.pid for child in multiprocessing.active_children()}
        assert len(killed) == 2
        for pid in killed:
            os.kill(pid or 0, signal.SIGKILL)
        wait_until(lambda: len({child.pid for child in multiprocessing.active_children()} - killed) == 2)  # noqa: B023


def test_claims_are_given_and_nothing_is_stored(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    job = done(queue, "extract", {"text": "one"})
    (claims,) = queue.results(job.id)
    assert (claims["id"], claims["extractor"], claims["statements"]) == (article_id("one"), "stub 1", [])
    assert texts(tmp_path) == []


def test_an_article_in_another_language_is_stored_unread(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    assert done(queue, "ingest", {"text": "foreign"}).state == "done"
    assert texts(tmp_path) == ["foreign"]


def test_a_deleted_article_is_gone_and_others_are_not(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", {"text": "one"}, {"text": "two"})
    of_two = {quad for quad in quads(tmp_path) if article_id("two") in quad}
    assert queue.results(done(queue, "delete", {"article": article_id("one")}).id)[0]["deleted"]
    assert {quad for quad in quads(tmp_path) if "atlantis" not in quad} == of_two
    assert indexed(tmp_path, ["one", "two"]) == [False, True]
    again = done(queue, "delete", {"article": article_id("one")})
    assert queue.results(again.id) == [{"article": article_id("one"), "deleted": False}]


def test_tasks_act_in_the_order_they_were_accepted(tmp_path: Path, queue: Queue, work: Work) -> None:
    article = {"article": article_id("slow one")}
    jobs = [queue.submit("ingest", [{"text": "slow one"}]), queue.submit("delete", [article])]
    jobs += [queue.submit("ingest", [{"text": "slow one"}]), queue.submit("ingest", [{"text": "slow one"}])]
    work()
    over = [queue.wait(job.id, PATIENCE) for job in jobs]
    assert [job.known for job in over] == [0, 0, 0, 1]
    assert queue.results(jobs[1].id)[0]["deleted"]
    assert texts(tmp_path) == ["slow one"]


def test_an_article_deleted_while_it_is_extracted_is_gone_in_the_end(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    articles = queue.submit("ingest", [{"text": f"slow {number}"} for number in range(40)])
    wait_until(lambda: queue.job(articles.id).state == "running")
    deleted = [queue.submit("delete", [{"article": article_id(f"slow {number}")}]) for number in (0, 20, 39)]
    over = [queue.wait(job.id, PATIENCE) for job in deleted]
    assert all(queue.results(job.id)[0]["deleted"] for job in over)
    assert len(texts(tmp_path)) == 37
    assert indexed(tmp_path, ["slow 0", "slow 1", "slow 39"]) == [False, True, False]


class FailingStore(EmbeddedStore):
    """A store on a disk that is full while there is a file ``full`` beside it."""

    def __init__(self, data_dir: Path, federation: Federation | None) -> None:
        super().__init__(data_dir, federation)
        self._full = data_dir / "full"

    def prepare(self) -> str:
        if self._full.exists():
            raise UnavailableError("The store cannot be written: no space is left.")
        return super().prepare()


def test_while_the_store_cannot_be_written_tasks_stay_accepted_and_no_try_is_counted(
    tmp_path: Path, queue: Queue
) -> None:
    """However often the writer is started again meanwhile."""
    update = "INSERT { ?s <urn:n> ?next } WHERE { VALUES ?s { <urn:s> } BIND(1 + 1 AS ?next) }"
    with open_stub_writer(tmp_path, open_store=FailingStore):
        pass
    jobs = [queue.submit("ingest", [{"text": "one"}]), queue.submit("update", [{"update": update}])]
    (tmp_path / "full").touch()
    for _ in range(MAX_ATTEMPTS + 2):
        (tmp_path / "full").unlink()
        with open_stub_writer(tmp_path, open_store=FailingStore) as writer:
            (tmp_path / "full").touch()
            with pytest.raises(UnavailableError):
                writer.run(threading.Event())
        assert [queue.job(job.id).is_over for job in jobs] == [False, False]
    (tmp_path / "full").unlink()
    stop = threading.Event()
    with open_stub_writer(tmp_path, open_store=FailingStore) as writer, ThreadPoolExecutor() as other:
        over = other.submit(queue.wait, jobs[1].id, PATIENCE)
        over.add_done_callback(lambda _: stop.set())
        writer.run(stop)
    assert [queue.job(job.id).state for job in jobs] == ["done", "done"]
    assert texts(tmp_path) == ["one"]


def test_updates_act_and_those_that_cannot_say_why(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    graph = IRIS.graph(article_id("one"))
    done(queue, "ingest", {"text": "one"})
    assert done(queue, "update", {"update": f"CLEAR GRAPH <{graph}>"}).state == "done"
    assert texts(tmp_path) == []
    assert indexed(tmp_path, ["one"]) == [False]
    failed = done(queue, "update", {"update": "CLEAR NONSENSE"})
    assert failed.state == "failed"
    assert failed.errors[0].status == 400
    refused = done(queue, "update", {"update": "LOAD <http://example.org/>"})
    assert "is refused" in refused.errors[0].detail


def test_an_update_of_unnamed_graphs_reaches_the_index(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", {"text": "one"}, {"text": "two"})
    done(queue, "update", {"update": "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o . ?s ?q 'one' } }"})
    assert texts(tmp_path) == ["two"]
    assert indexed(tmp_path, ["one", "two"]) == [False, True]


@pytest.mark.parametrize("graph", ["http://example.org/g", None])
def test_graphs_are_put_added_to_and_taken_away(tmp_path: Path, queue: Queue, work: Work, graph: str | None) -> None:
    work()
    triple = '<http://example.org/s> <http://example.org/p> "{}" .'

    def values() -> list[str]:
        return sorted(quad.object.value for quad in open_reader(tmp_path).dump() if "example.org/s" in str(quad))  # type: ignore[union-attr]

    put = done(queue, "graph_put", {"graph": graph, "triples": triple.format("a")})
    assert queue.results(put.id) == [{"graph": graph, "created": graph is not None}]
    done(queue, "graph_post", {"graph": graph, "triples": triple.format("b")})
    assert values() == ["a", "b"]
    done(queue, "graph_put", {"graph": graph, "triples": triple.format("c")})
    assert values() == ["c"]
    assert queue.results(done(queue, "graph_delete", {"graph": graph}).id)[0]["deleted"]
    assert values() == []


def test_a_file_is_imported_and_indexed_or_not_at_all(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", {"text": "one"}, {"text": "two"})
    lines = sorted(str(quad) + " .\n" for quad in open_reader(tmp_path).dump())
    done(queue, "delete", {"article": article_id("one")})
    (tmp_path / "bad.nq").write_text("".join(lines) + "nonsense\n")
    failed = done(queue, "import", {"path": str(tmp_path / "bad.nq")})
    assert "bad.nq" in failed.errors[0].detail
    assert texts(tmp_path) == ["two"]
    (tmp_path / "good.nq").write_text("".join(lines))
    assert done(queue, "import", {"path": str(tmp_path / "good.nq")}).state == "done"
    assert sorted(str(quad) + " .\n" for quad in open_reader(tmp_path).dump()) == lines
    assert indexed(tmp_path, ["one", "two"]) == [True, True]


def test_the_index_is_made_anew_on_demand(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", {"text": "one"}, {"text": "two"})
    with sqlite3.connect(tmp_path / "index.sqlite") as db:
        db.execute("DELETE FROM item")
    db.close()
    assert indexed(tmp_path, ["one", "two"]) == [False, False]
    assert done(queue, "reindex", {}).state == "done"
    assert indexed(tmp_path, ["one", "two"]) == [True, True]


def test_an_index_that_was_lost_is_made_anew_at_the_start(tmp_path: Path, queue: Queue) -> None:
    with open_stub_writer(tmp_path) as writer:
        job, stop = queue.submit("ingest", [{"text": "one"}]), threading.Event()
        with ThreadPoolExecutor() as other:
            over = other.submit(queue.wait, job.id, PATIENCE)
            over.add_done_callback(lambda _: stop.set())
            writer.run(stop)
        assert over.result().state == "done"
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    with open_stub_writer(tmp_path):
        assert indexed(tmp_path, ["one"]) == [True]


def test_the_registry_is_in_the_store_and_renewed_when_it_has_changed(tmp_path: Path) -> None:
    with open_stub_writer(tmp_path):
        assert quads(tmp_path) == {str(quad) for quad in registry_quads()}
    revision = open_reader(tmp_path).revision
    with open_stub_writer(tmp_path):
        assert open_reader(tmp_path).revision == revision
    with open_stub_writer(tmp_path, REGISTRY.replace(b"Atlantis", b"Thule")):
        assert "Atlantis" not in "".join(quads(tmp_path))
        assert "Thule" in "".join(quads(tmp_path))
