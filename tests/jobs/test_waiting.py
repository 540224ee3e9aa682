"""Requests that wait for their jobs."""

import threading
from itertools import count
from pathlib import Path

import pytest

from service.jobs import Job, Queue
from service.jobs.waiting import Waiting
from service.jobs.worklist import Outcome, Worklist
from tests.servers import wait_until


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


def work_off(queue: Queue) -> None:
    worklist = Worklist(queue.database)
    worklist.finish([Outcome(task=task.id, result={}) for task in worklist.claim(100, exclusive=True)])


def test_all_who_wait_are_told_when_their_job_is_over(queue: Queue) -> None:
    waiting, found = Waiting(queue), []
    jobs = [queue.submit("extract", [{"text": str(number)}]) for number in range(10)]
    threads = [threading.Thread(target=lambda job=job: found.append(waiting.wait(job.id, 60))) for job in jobs]
    for thread in threads:
        thread.start()
    work_off(queue)
    for thread in threads:
        thread.join()
    assert {job.id for job in found} == {job.id for job in jobs}
    assert all(job.state == "done" for job in found)


def test_a_job_that_was_over_before_is_not_waited_for(queue: Queue) -> None:
    job = queue.submit("extract", [{"text": "a"}])
    work_off(queue)
    assert Waiting(queue).wait(job.id, 60).state == "done"


def test_who_has_waited_long_enough_is_told_how_it_stands(queue: Queue) -> None:
    job = queue.submit("extract", [{"text": "a"}])
    assert Waiting(queue).wait(job.id, 0.05).state == "queued"


def test_where_many_wait_the_next_is_told_at_once_how_it_stands(queue: Queue) -> None:
    waiting, found = Waiting(queue, most=2), list[Job]()
    job = queue.submit("extract", [{"text": "a"}])
    threads = [threading.Thread(target=lambda: found.append(waiting.wait(job.id, 60))) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: not waiting.has_room)
    assert waiting.wait(job.id, 60).state == "queued"
    work_off(queue)
    for thread in threads:
        thread.join()
    assert [each.state for each in found] == ["done", "done"]
    assert waiting.wait(job.id, 60).state == "done"


def test_who_waits_for_nothing_ends_and_the_next_is_served(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.jobs.waiting._REST", 0.01)
    waiting = Waiting(queue)
    for _ in range(3):
        job = queue.submit("extract", [{"text": "a"}])
        threading.Timer(0.05, work_off, [queue]).start()
        assert waiting.wait(job.id, 60).state == "done"
        wait_until(lambda: all(thread.name != "jobs" for thread in threading.enumerate()))


def test_who_comes_during_a_look_is_looked_for_in_the_next(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    open_job, over = queue.submit("extract", [{"text": "a"}]), queue.submit("extract", [{"text": "b"}])
    worklist = Worklist(queue.database)
    tasks = {task.job: Outcome(task=task.id, result={}) for task in worklist.claim(2, exclusive=True)}
    worklist.finish([tasks[over.id]])
    waiting, found = Waiting(queue, most=2), []
    first, second = (
        threading.Thread(target=lambda job=job: found.append(waiting.wait(job.id, 60))) for job in (open_job, over)
    )
    version, looks = queue.database.version, count()

    def version_while_another_comes() -> int:
        if threading.current_thread().name == "jobs" and next(looks) == 1:
            second.start()
            wait_until(lambda: not waiting.has_room)
        return version()

    monkeypatch.setattr(queue.database, "version", version_while_another_comes)
    first.start()
    try:
        wait_until(lambda: [job.id for job in found] == [over.id], seconds=20)
    finally:
        worklist.finish([tasks[open_job.id]])
        first.join()
        second.join()
