"""The queue by itself: what is accepted is kept, counted and told."""

import sqlite3
import threading
from pathlib import Path

import pytest

from service.errors import NotFoundError, UnavailableError
from service.jobs.queue import Queue
from service.jobs.worklist import Commit, Outcome, Worklist


def test_an_accepted_job_is_there_for_others(tmp_path: Path, queue: Queue) -> None:
    job = queue.submit("ingest", [{"text": "a"}, {"text": "b"}])
    assert (job.state, job.total, job.done) == ("queued", 2, 0)
    assert Queue(tmp_path).job(job.id) == job


def test_a_job_of_nothing_is_done(queue: Queue) -> None:
    assert queue.submit("ingest", []).state == "done"


def test_nothing_is_accepted_when_the_input_breaks_off(queue: Queue) -> None:
    def broken() -> object:
        yield {"text": "a"}
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        queue.submit("ingest", broken())  # type: ignore[arg-type]
    assert queue.waiting() == 0


def test_an_unknown_job_is_said(queue: Queue) -> None:
    with pytest.raises(NotFoundError, match="nonsense"):
        queue.job("nonsense")


def test_tasks_are_taken_in_order_and_what_must_be_alone_is(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    queue.submit("ingest", [{"text": "1"}, {"text": "2"}, {"text": "3"}])
    queue.submit("update", [{"update": "4"}])
    queue.submit("ingest", [{"text": "5"}])
    assert [task.payload["text"] for task in worklist.claim(2, exclusive=True)] == ["1", "2"]
    assert [task.payload["text"] for task in worklist.claim(9, exclusive=True)] == ["3"]
    assert worklist.claim(9, exclusive=False) == []
    assert [task.payload["update"] for task in worklist.claim(9, exclusive=True)] == ["4"]
    assert [task.payload["text"] for task in worklist.claim(9, exclusive=True)] == ["5"]


def test_who_waits_for_claims_goes_first(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    queue.submit("ingest", [{"text": "1"}])
    queue.submit("extract", [{"text": "2"}])
    assert [task.payload["text"] for task in worklist.claim(1, exclusive=True)] == ["2"]


def test_a_job_counts_and_tells_what_failed(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    job = queue.submit("ingest", [{"text": "a"}, {"text": "b", "input": "x.jsonl", "line": 2}, {"text": "c"}])
    first, second, third = worklist.claim(9, exclusive=True)
    worklist.finish([Outcome(task=first.id, result={"article": "1"}), Outcome(task=third.id, known=True)])
    assert (queue.job(job.id).state, queue.job(job.id).done) == ("running", 2)
    worklist.finish([Outcome(task=second.id, error="It is empty.", status=422)])
    over = queue.job(job.id).to_json()
    assert {name: over[name] for name in ("state", "total", "done", "known", "failed")} == {
        "state": "done",
        "total": 3,
        "done": 2,
        "known": 1,
        "failed": 1,
    }
    assert over["errors"] == [{"input": "x.jsonl", "line": 2, "detail": "It is empty.", "status": 422}]
    assert over["created"] <= over["started"] <= over["finished"]
    assert queue.results(job.id) == [{"article": "1"}, None, None]


def test_a_job_without_any_success_has_failed(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    job = queue.submit("ingest", [{"text": "a"}])
    worklist.finish([Outcome(task=worklist.claim(1, exclusive=True)[0].id, error="No.")])
    assert queue.job(job.id).state == "failed"


def test_a_task_ends_once(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    job = queue.submit("ingest", [{"text": "a"}])
    outcome = Outcome(task=worklist.claim(1, exclusive=True)[0].id)
    worklist.finish([outcome])
    worklist.settle([outcome], "2")
    assert queue.job(job.id).done == 1


def test_waiting_ends_with_the_job_or_with_patience(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    job = queue.submit("ingest", [{"text": "a"}])
    assert queue.wait(job.id, 0.01).state == "queued"
    task = worklist.claim(1, exclusive=True)[0]
    thread = threading.Timer(0.05, lambda: worklist.finish([Outcome(task=task.id)]))
    thread.start()
    assert queue.wait(job.id, 30).state == "done"
    thread.join()


def test_what_ran_when_the_writer_ended_is_taken_again(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    queue.submit("update", [{"update": "x"}])
    attempts = []
    for _ in range(3):
        attempts.append(worklist.claim(1, exclusive=True)[0].attempts)
        worklist.recover()
    assert attempts == [0, 1, 2]


def test_an_announced_commit_is_found_by_the_next_writer(tmp_path: Path, queue: Queue) -> None:
    worklist = Worklist(queue.database)
    queue.submit("delete", [{"article": "a"}])
    task = worklist.claim(1, exclusive=True)[0]
    commit = Commit(base="1", revision="2", graphs=["g"], outcomes=[Outcome(task=task.id, result={"deleted": True})])
    worklist.announce(commit)
    again = Worklist(Queue(tmp_path).database)
    assert again.announced() == commit
    again.settle(commit.outcomes, commit.revision)
    assert again.announced() is None
    assert queue.job(task.job).state == "done"
    assert queue.job(task.job).revision == "2"


@pytest.mark.parametrize("version", [1, 2])
def test_a_queue_of_an_earlier_version_is_gone_on_with(tmp_path: Path, queue: Queue, version: int) -> None:
    job = queue.submit("ingest", [{"text": "a"}, {"text": "b"}])
    added = {1: ("revision", "request", "trace", "owner"), 2: ("request", "trace", "owner")}
    with sqlite3.connect(tmp_path / "queue.sqlite") as db:
        for column in added[version]:
            db.execute(f"ALTER TABLE job DROP COLUMN {column}")
        for statement in ("DROP TABLE workload", "DROP INDEX task_open", f"PRAGMA user_version = {version}"):
            db.execute(statement)
    db.close()
    again = Queue(tmp_path)
    assert again.job(job.id) == job
    assert again.waiting() == 2
    worklist = Worklist(again.database)
    worklist.finish([Outcome(task=worklist.claim(1, exclusive=True)[0].id)])
    assert again.waiting() == 1
    again.close()


def test_a_queue_of_a_later_version_is_left_alone(tmp_path: Path, queue: Queue) -> None:
    with queue.database.transaction() as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UnavailableError, match="newer release"):
        Queue(tmp_path)


def test_what_a_job_came_with_is_told_to_who_works_on_it(queue: Queue) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    job = queue.submit("ingest", [{"text": "a"}], request="r1", trace=trace, owner="desk")
    task = Worklist(queue.database).claim(1, exclusive=True)[0]
    assert (task.request, task.trace) == ("r1", trace)
    assert (job.request, job.trace, job.owner) == ("r1", trace, "desk")
    assert job.to_json()["request"] == "r1"


def test_open_tasks_are_counted(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    queue.submit("ingest", [{"text": "a"}, {"text": "b"}])
    first, _ = worklist.claim(9, exclusive=True)
    assert queue.waiting() == 2
    outcome = Outcome(task=first.id)
    worklist.finish([outcome])
    worklist.finish([outcome])
    assert queue.waiting() == 1
    worklist.recover()
    assert queue.waiting() == 1


def test_a_copy_of_a_queue_in_use_is_whole(tmp_path: Path, queue: Queue) -> None:
    job = queue.submit("ingest", [{"text": "a"}])
    (tmp_path / "copy").mkdir()
    queue.database.backup(tmp_path / "copy" / "queue.sqlite")
    assert Queue(tmp_path / "copy").job(job.id) == job


def test_a_queue_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite").write_bytes(b"this is no database, but it is long enough to look at" * 100)
    with pytest.raises(UnavailableError, match=r"queue\.sqlite"):
        Queue(tmp_path)
