"""Stored articles read again: each by itself, in the order of the queue, told of in the job."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service.jobs.queue import Queue
from tests.jobs.stubs import IRIS, article_id
from tests.jobs.test_writer import Work, done, quads
from tests.problem import problem

ONE, TWO = article_id("one"), article_id("two")


def rewrite(queue: Queue, article: str, text: str) -> None:
    """Put another text into an article's graph."""
    graph, iri, body = IRIS.graph(article), IRIS.of("article", article), "<https://schema.org/articleBody>"
    update = (
        f"DELETE {{ GRAPH <{graph}> {{ <{iri}> {body} ?t }} }} "
        f"INSERT {{ GRAPH <{graph}> {{ <{iri}> {body} '{text}' }} }} "
        f"WHERE {{ GRAPH <{graph}> {{ <{iri}> {body} ?t }} }}"
    )
    assert done(queue, "update", {"update": update}).state == "done"


def test_one_that_ends_its_process_fails_alone_and_keeps_what_it_had(tmp_path: Path, queue: Queue, work: Work) -> None:
    work()
    done(queue, "ingest", {"text": "one"}, {"text": "two"})
    rewrite(queue, TWO, "fail now")
    before = quads(tmp_path)
    job = done(queue, "reprocess", *({"article": each, "input": each} for each in (ONE, TWO)))
    assert (job.state, job.done, job.failed, job.known) == ("done", 1, 1, 0)
    assert [error.input for error in job.errors] == [TWO]
    first, second = queue.results(job.id)
    assert (first["article"], first["is"], second) == (ONE, "stub 1", None)
    assert {quad for quad in quads(tmp_path) ^ before if TWO in quad} == set()


def test_one_that_was_taken_out_before_its_turn_stays_out(tmp_path: Path, queue: Queue, work: Work) -> None:
    queue.submit("ingest", [{"text": "one"}])
    queue.submit("delete", [{"article": ONE}])
    job = queue.submit("reprocess", [{"article": ONE}])
    work()
    job = queue.wait(job.id, 60)
    assert (job.state, job.known, queue.results(job.id)[0]["is"]) == ("done", 1, None)
    assert not any(ONE in quad for quad in quads(tmp_path))


def test_over_http_it_is_a_job_that_tells_what_changed(writing_client: FlaskClient) -> None:
    post = writing_client.post
    for text in ("one", "two"):
        post("/api/v1/articles", data=text, content_type="text/plain", headers={"Prefer": "wait=30"})
    answer = post("/api/v1/reprocess", json={"articles": [ONE]})
    assert answer.status_code == 202
    job = settled(lambda: writing_client.get(answer.headers["Location"]).get_json())
    assert (job["kind"], job["state"], job["total"]) == ("reprocess", "done", 1)
    assert job["changes"]["statements"] == {"before": 0, "after": 0, "added": 0, "removed": 0}
    assert post("/api/v1/reprocess", json={"all": True, "dry_run": True}).get_json()["total"] == 2
    assert "ffff" in problem(post("/api/v1/reprocess", json={"articles": ["ffff"]}), 404)
    assert "Nobody" in problem(post("/api/v1/reprocess", json={"publisher": "Nobody"}), 404)
    wrongs: list[dict[str, Any]] = [{}, {"all": True, "publisher": "x"}, {"articles": []}, {"some": 1}, {"all": "yes"}]
    for wrong in wrongs:
        problem(post("/api/v1/reprocess", json=wrong), 400)
    problem(post("/api/v1/reprocess", data="{", content_type="application/json"), 400)
    problem(post("/api/v1/reprocess", data="all", content_type="text/plain"), 415)


def settled(job: Callable[[], Any]) -> Any:
    while (found := job())["state"] not in ("done", "failed"):
        pass
    return found
