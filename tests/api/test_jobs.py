"""Jobs by REST: what is told of them, what a full queue says, and that the order of acceptance decides."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from service.access.scopes import Scope
from service.access.tokens import TokenFile
from service.api.submissions import Job, JobPage
from service.app import close, create_app
from service.settings import Settings
from tests.conftest import TOKEN
from tests.jobs.stubs import article_id, open_stub_writer
from tests.problem import problem

LINES = "\n".join('{"text": "Number %d."}' % number for number in range(3))  # noqa: UP031  # braces are JSON's


class Service:
    """An empty service whose writer begins when it is told to."""

    def __init__(self, client: FlaskClient, run: Any) -> None:
        self.client = client
        self.run = run

    def post(self, text: str, **more: Any) -> Any:
        return self.client.post("/api/v1/articles", json={"text": text}, **more)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    stop = threading.Event()
    with open_stub_writer(tmp_path) as writer:
        thread = threading.Thread(target=writer.run, args=(stop,))
        app = create_app(Settings(data=tmp_path, token=SecretStr(TOKEN), max_open_tasks=5, max_bulk_articles=4))
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
        yield Service(client, thread.start)
        close(app)
        stop.set()
        if thread.ident:
            thread.join()


def over(client: FlaskClient, job: Any) -> dict[str, Any]:
    from service.jobs.queue import Queue

    queue: Queue = client.application.extensions["onrecord"].queue
    assert queue.wait(job.get_json()["id"], 60).is_over
    told: dict[str, Any] = client.get(job.headers["Location"]).get_json()
    return told


def test_a_job_tells_the_truth_before_and_after(service: Service) -> None:
    body = '{"text": "One."}\n\nnonsense\n{"text": "fail here"}\n{"text": "One."}\n'
    headers = {"X-Request-Id": "r-17"}
    accepted = service.client.post(
        "/api/v1/articles/bulk", data=body, content_type="application/x-ndjson", headers=headers
    )
    before = service.client.get(accepted.headers["Location"]).get_json()
    Job.model_validate(before)
    assert before == accepted.get_json()
    assert (before["state"], before["total"], before["ahead"], before["seconds"]) == ("queued", 4, 0, None)
    service.run()
    after = over(service.client, accepted)
    Job.model_validate(after)
    assert (after["state"], after["done"], after["known"], after["failed"]) == ("done", 2, 1, 2)
    assert [(error["line"], error["status"]) for error in after["errors"]] == [(3, 400), (4, 500)]
    assert after["created"] <= after["started"] <= after["finished"]
    assert after["seconds"] >= 0
    assert (after["request"], after["ahead"], after["seconds_left"]) == ("r-17", None, None)
    assert service.client.get(accepted.headers["Location"]).get_json() == after


def test_jobs_are_listed_page_by_page(service: Service) -> None:
    sent = [service.post(f"Number {number}.").get_json()["id"] for number in range(5)]
    found: list[str] = []
    address = "/api/v1/jobs?limit=2&state=queued"
    while address:
        response = service.client.get(address)
        page = response.get_json()
        JobPage.model_validate(page)
        found += [job["id"] for job in page["items"]]
        address = page["next"]
        assert ("Link" in response.headers) is (address is not None)
    assert sorted(found) == sorted(sent)
    assert service.client.get("/api/v1/jobs?state=done").get_json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query", ["state=idle", "limit=0", "cursor=x", "cursor=WzEsMl0", "of=me", "state=done&state=done"]
)
def test_what_cannot_be_listed_is_said(service: Service, query: str) -> None:
    problem(service.client.get(f"/api/v1/jobs?{query}"), 400)


def test_the_list_is_for_who_may_write(service: Service) -> None:
    problem(service.client.get("/api/v1/jobs", headers={"Authorization": "Bearer wrong"}), 401)


def test_a_token_that_writes_sees_its_own_jobs_and_an_admin_all(service: Service, tmp_path: Path) -> None:
    tokens = {name: TokenFile(tmp_path).create(name, Scope.WRITE)[1] for name in ("desk", "archive")}
    headers = {name: {"Authorization": f"Bearer {token}"} for name, token in tokens.items()}
    sent = {name: service.post(f"By {name}.", headers=headers[name]).get_json()["id"] for name in tokens}
    for name in tokens:
        listed = service.client.get("/api/v1/jobs", headers=headers[name]).get_json()["items"]
        assert [job["id"] for job in listed] == [sent[name]]
    assert len(service.client.get("/api/v1/jobs").get_json()["items"]) == 2


def test_a_full_queue_refuses_and_says_when_to_come_again(service: Service) -> None:
    service.client.post("/api/v1/articles/bulk", data=LINES, content_type="application/x-ndjson")
    again = service.client.post("/api/v1/articles/bulk", data=LINES, content_type="application/x-ndjson")
    assert "ONRECORD_MAX_OPEN_TASKS" in problem(again, 503)
    assert int(again.headers["Retry-After"]) >= 1
    assert service.post("One more.").status_code == 202
    assert service.post("The last.").status_code == 202
    for refused in (
        service.post("Too much."),
        service.client.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update"),
        service.client.put("/data?default", data="<urn:s> <urn:p> 1 .", content_type="text/turtle"),
    ):
        problem(refused, 503)
        assert int(refused.headers["Retry-After"]) >= 1
    service.run()
    assert service.post("Later.", headers={"Prefer": "wait=30"}).status_code in (201, 503)
    listed = service.client.get("/api/v1/jobs").get_json()["items"]
    assert sum(job["total"] for job in listed) <= 6


def test_a_bulk_of_too_many_is_refused(service: Service) -> None:
    body = "\n".join([LINES, LINES])
    response = service.client.post("/api/v1/articles/bulk", data=body, content_type="application/x-ndjson")
    assert "ONRECORD_MAX_BULK_ARTICLES" in problem(response, 413)
    assert service.client.get("/api/v1/jobs").get_json()["items"] == []


def test_an_article_sent_after_its_deletion_was_accepted_is_there_in_the_end(service: Service) -> None:
    """Also where it is still in the graph when it is sent: the deletion waits before it."""
    text = "Sent twice."
    first = service.post(text)
    deletion = service.client.application.extensions["onrecord"].queue  # type: ignore[attr-defined]
    deleted = deletion.submit("delete", [{"article": article_id(text)}])
    again = service.post(text)
    last = deletion.submit("delete", [{"article": "nothing"}])
    service.run()
    assert (over(service.client, first)["known"], over(service.client, again)["known"]) == (0, 0)
    assert deletion.results(deleted.id)[0]["deleted"]
    deletion.wait(last.id, 60)
    assert service.client.get("/api/v1/articles").get_json()["total"] == 1


def test_what_is_in_the_graph_is_not_known_while_a_deletion_waits(writing_client: FlaskClient) -> None:
    wait = {"Prefer": "wait=30"}
    queue = writing_client.application.extensions["onrecord"].queue  # type: ignore[attr-defined]
    assert writing_client.post("/api/v1/articles", json={"text": "Here."}, headers=wait).status_code == 201
    assert writing_client.post("/api/v1/articles", json={"text": "Here."}).status_code == 200
    slow = queue.submit("ingest", [{"text": f"slow {number}"} for number in range(40)])
    queue.submit("delete", [{"article": article_id("Here.")}])
    again = writing_client.post("/api/v1/articles", json={"text": "Here."})
    assert (queue.wait(slow.id, 60).failed, again.status_code) == (0, 202)
    assert over(writing_client, again)["known"] == 0
    assert writing_client.get(f"/api/v1/articles/{again_id('Here.', writing_client)}").status_code == 200


def again_id(text: str, client: FlaskClient) -> str:
    """Return the id of the article with this text, as the list has it."""
    items = client.get("/api/v1/articles?limit=1000").get_json()["items"]
    return next(item["id"] for item in items if item["id"] == article_id(text))
