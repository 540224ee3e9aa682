"""The queue by itself: what is accepted is kept, counted and told."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.errors import NotFoundError, QueueFullError, TooLargeError, UnavailableError
from service.jobs.model import Job, Payload
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


def test_nobody_waits_while_input_is_read(tmp_path: Path, queue: Queue) -> None:
    def long_input() -> Iterator[Payload]:
        yield {"text": "a"}
        others.append(Queue(tmp_path).submit("ingest", [{"text": "b"}]))
        yield {"text": "c"}

    others: list[Job] = []
    assert queue.submit("ingest", long_input()).total == 2
    assert others[0].total == 1
    assert queue.waiting() == 3


def test_an_unknown_job_is_said(queue: Queue) -> None:
    with pytest.raises(NotFoundError, match="nonsense"):
        queue.job("nonsense")


def test_no_more_is_taken_than_fits_into_memory(queue: Queue) -> None:
    queue.submit("ingest", [{"text": "x" * 5_000_000}] * 3)
    worklist = Worklist(queue.database)
    assert [len(worklist.claim(100, exclusive=True)) for _ in range(4)] == [1, 1, 1, 0]


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
        for index in ("task_open", "task_digest", "job_by_owner"):
            db.execute(f"DROP INDEX {index}")
        for column in added[version]:
            db.execute(f"ALTER TABLE job DROP COLUMN {column}")
        db.execute("DROP TABLE workload")
        db.execute("ALTER TABLE task DROP COLUMN digest")
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    again = Queue(tmp_path)
    assert again.job(job.id) == job
    assert again.waiting() == 2
    worklist = Worklist(again.database)
    worklist.finish([Outcome(task=worklist.claim(1, exclusive=True)[0].id)])
    assert again.waiting() == 1
    again.close()


def test_jobs_that_ended_long_ago_are_forgotten(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    old, new, waiting = (queue.submit("ingest", [{"text": name}]) for name in ("old", "new", "waiting"))
    worklist.finish([Outcome(task=task.id) for task in worklist.claim(2, exclusive=True)])
    with queue.database.transaction() as db:
        db.execute("UPDATE job SET finished = '2020-01-01T00:00:00.000+00:00' WHERE id = ?", (old.id,))
    assert (worklist.forget(), worklist.forget()) == (1, 0)
    assert {job.id for job in queue.jobs(9)} == {new.id, waiting.id}
    assert queue.waiting() == 1


def test_what_is_accepted_is_on_the_disk(queue: Queue) -> None:
    """A transaction of SQLite survives a power cut when it is synchronised in full."""
    with queue.database.reading() as db:
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


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


def test_a_job_tells_how_much_is_before_it_and_how_long_it_will_take(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    first = queue.submit("ingest", [{"text": "1"}, {"text": "2"}, {"text": "3"}])
    second = queue.submit("update", [{"update": "4"}])
    asked = queue.submit("extract", [{"text": "5"}])
    assert (first.ahead, second.ahead, asked.ahead) == (0, 3, 0)
    assert (first.seconds, first.per_second, second.seconds_left) == (None, None, None)
    urgent, taken = worklist.claim(2, exclusive=True)
    time.sleep(0.01)
    worklist.finish([Outcome(task=urgent.id), Outcome(task=taken.id)])
    standing = queue.job(first.id)
    assert standing.ahead == 0
    assert queue.job(second.id).ahead == 2
    assert standing.seconds is not None
    assert standing.seconds_left is not None
    assert 0 < standing.seconds_left < queue.job(second.id).seconds_left  # type: ignore[operator]
    worklist.finish([Outcome(task=task.id) for task in worklist.claim(9, exclusive=True)])
    over = queue.job(first.id)
    assert (over.ahead, over.seconds_left) == (None, None)
    assert over.seconds == over.seconds  # it stands still
    assert over.per_second == 3 / over.seconds if over.seconds else over.per_second is None


def test_time_without_tasks_does_not_count_for_the_pace(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    worklist = Worklist(queue.database)
    assert worklist.claim(9, exclusive=True) == []
    clock = 900.0
    queue.submit("ingest", [{"text": "1"}])
    taken = worklist.claim(9, exclusive=True)
    clock = 902.0
    worklist.finish([Outcome(task=task.id) for task in taken])
    assert queue.submit("ingest", [{"text": "2"}]).seconds_left == 2.0


def test_jobs_are_listed_the_newest_first(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    jobs = [queue.submit("ingest", [{"text": str(number)}]).id for number in range(5)]
    worklist.finish([Outcome(task=task.id) for task in worklist.claim(2, exclusive=True)])
    newest = sorted((queue.job(job) for job in jobs), key=lambda job: (job.created, job.id), reverse=True)
    assert [job.id for job in queue.jobs(9)] == [job.id for job in newest]
    page = queue.jobs(2)
    assert [job.id for job in queue.jobs(2, before=(page[1].created, page[1].id))] == [job.id for job in newest[2:4]]
    assert {job.id for job in queue.jobs(9, state="done")} == set(jobs[:2])
    assert len(queue.jobs(9, state="queued", before=(newest[0].created, newest[0].id))) < 5


def test_a_full_queue_takes_nothing_but_what_somebody_waits_for(tmp_path: Path) -> None:
    queue = Queue(tmp_path, most_open=3)
    worklist = Worklist(queue.database)
    queue.submit("ingest", [{"text": "1"}, {"text": "2"}])
    with pytest.raises(QueueFullError, match="ONRECORD_MAX_OPEN_TASKS") as refused:
        queue.submit("ingest", [{"text": "3"}, {"text": "4"}])
    assert refused.value.retry_after == 30
    queue.submit("ingest", [{"text": "3"}])
    with pytest.raises(QueueFullError):
        queue.submit("delete", [{"article": "a"}])
    queue.submit("extract", [{"text": "4"}])
    assert queue.waiting() == 4
    worklist.finish([Outcome(task=task.id) for task in worklist.claim(2, exclusive=True)])
    queue.submit("ingest", [{"text": "5"}])
    with pytest.raises(QueueFullError) as refused:
        queue.submit("ingest", [{"text": "6"}])
    assert 1 <= refused.value.retry_after < 30  # it is measured by now
    assert len(queue.jobs(9)) == 4
    worklist.finish([Outcome(task=task.id) for task in worklist.claim(9, exclusive=True)])
    with pytest.raises(TooLargeError):
        queue.submit("ingest", [{"text": str(number)} for number in range(4)])
    assert queue.waiting() == 0


def test_what_nobody_waits_for_any_more_is_withdrawn_unless_begun(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    begun = queue.submit("extract", [{"text": "1"}])
    worklist.claim(1, exclusive=True)
    waiting = queue.submit("extract", [{"text": "2"}])
    queue.withdraw(begun.id)
    queue.withdraw(waiting.id)
    assert [job.id for job in queue.jobs(9)] == [begun.id]
    assert queue.waiting() == 1
    assert worklist.claim(9, exclusive=True) == []


def test_what_was_sent_is_found_again_unless_it_failed(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    job = queue.submit("ingest", [{"text": name, "digest": name} for name in ("a", "b", "c")])
    first, second = worklist.claim(2, exclusive=True)
    assert "digest" not in first.payload
    worklist.finish([Outcome(task=first.id, result={"article": "1"}), Outcome(task=second.id, error="No.")])
    found = queue.find(["a", "b", "c", "d"])
    assert {digest: (task.is_open, task.job) for digest, task in found.items()} == {
        "a": (False, job.id),
        "c": (True, job.id),
    }
    assert found["a"].result == {"article": "1"}
    ended = queue.ended([first.id, second.id, found["c"].id])
    assert {task.id: task.error for task in ended} == {first.id: None, second.id: "No."}


def test_whether_anything_but_articles_is_waiting_is_known(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    queue.submit("ingest", [{"text": "1"}])
    worklist.finish([Outcome(task=worklist.claim(1, exclusive=True)[0].id)])
    assert queue.is_settled()
    queue.submit("delete", [{"article": "a"}])
    assert not queue.is_settled()
    task = worklist.claim(1, exclusive=True)[0]
    assert not queue.is_settled()
    worklist.finish([Outcome(task=task.id)])
    assert queue.is_settled()


def test_a_copy_of_a_queue_in_use_is_whole(tmp_path: Path, queue: Queue) -> None:
    job = queue.submit("ingest", [{"text": "a"}])
    (tmp_path / "copy").mkdir()
    queue.database.backup(tmp_path / "copy" / "queue.sqlite")
    assert Queue(tmp_path / "copy").job(job.id) == job


def test_a_queue_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite").write_bytes(b"this is no database, but it is long enough to look at" * 100)
    with pytest.raises(UnavailableError, match=r"queue\.sqlite"):
        Queue(tmp_path)
