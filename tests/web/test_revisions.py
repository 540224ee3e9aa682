"""The revision token: what an answer was made from, and waiting for what one has written."""

import threading
import time

import pytest
from flask.testing import FlaskClient

from service.store.revision import number
from service.web import revisions
from tests.problem import problem

REVISION = "OnRecord-Revision"
INSERT = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> %d } }"
ARTICLE = "http://localhost:8000/graph/article/mine"
TURTLE = """<http://localhost:8000/article/mine> a <https://w3id.org/onrecord#Article> .
<http://localhost:8000/actor/me> a <https://w3id.org/onrecord#Actor> ."""
WAIT = {"Prefer": "wait=30"}
READS = (
    "/sparql?query=ASK { <urn:a> <urn:b> 1 }",
    "/data?default",
    "/api/v1/actors",
    "/api/v1/actors?format=turtle",
    "/actor/atlantis",
    "/",
    "/.well-known/void",
)


def test_every_write_says_which_revision_has_it(writing_client: FlaskClient) -> None:
    where = {"graph": ARTICLE}
    writes = (
        lambda: writing_client.put("/data", query_string=where, data=TURTLE, content_type="text/turtle"),
        lambda: writing_client.post("/data?graph=urn:g", data="<urn:a> <urn:b> 0 .", content_type="text/turtle"),
        lambda: writing_client.post("/sparql", data={"update": INSERT % 1}),
        lambda: writing_client.delete("/data?graph=urn:g"),
        lambda: writing_client.delete("/api/v1/articles/mine"),
        lambda: writing_client.post("/api/v1/articles", json={"text": "Fought."}, headers={"Prefer": "wait=30"}),
    )
    before = 0
    for write in writes:
        response = write()
        assert response.status_code in (201, 204), response.text
        revision = number(response.headers[REVISION])
        assert revision > before
        before = revision
        for path in READS:
            assert number(writing_client.get(path).headers[REVISION]) >= (revision if "void" not in path else 0)


def test_a_job_knows_the_revision_that_has_its_work(writing_client: FlaskClient) -> None:
    headers = {"Prefer": "respond-async"}
    response = writing_client.post("/sparql", data={"update": INSERT % 1}, headers=headers)
    assert response.status_code == 202
    assert response.headers["Preference-Applied"] == "respond-async"
    while (job := writing_client.get(response.headers["Location"]).get_json())["state"] != "done":
        time.sleep(0.01)
    asked = {REVISION: job["revision"], "Prefer": "wait=10"}
    answer = writing_client.get("/sparql", query_string={"query": "ASK { <urn:a> <urn:b> 1 }"}, headers=asked)
    assert answer.get_json(force=True)["boolean"] is True


@pytest.mark.parametrize("path", READS)
def test_a_revision_that_is_there_is_answered_at_once(writing_client: FlaskClient, path: str) -> None:
    written = writing_client.post("/sparql", data={"update": INSERT % 1}).headers[REVISION]
    while number(writing_client.get("/.well-known/void").headers[REVISION]) < number(written):
        time.sleep(0.01)
    for wanted in (written, "00000001-000000000000", "1"):
        assert writing_client.get(path, headers={REVISION: wanted}).status_code == 200
        response = writing_client.get(path, headers={REVISION: wanted, "Prefer": "wait=30"})
        assert response.status_code == 200
        assert response.headers["Preference-Applied"] == "wait=30"


@pytest.mark.parametrize("path", [path for path in READS if "void" not in path])
def test_a_revision_that_is_to_come_is_waited_for_as_long_as_the_request_says(
    writing_client: FlaskClient, path: str
) -> None:
    now = writing_client.get("/data?default").headers[REVISION]
    following = f"{number(now) + 1:08d}"
    problem(writing_client.get(path, headers={REVISION: following}), 412)
    response = writing_client.get(path, headers={REVISION: following, "Prefer": "wait=0"})
    assert following in problem(response, 503)
    assert response.headers["Retry-After"] == "1"
    other = writing_client.application.test_client()
    timer = threading.Timer(
        0.2,
        lambda: other.put(
            "/data",
            query_string={"graph": ARTICLE},
            data=TURTLE,
            content_type="text/turtle",
            headers={"Authorization": writing_client.environ_base["HTTP_AUTHORIZATION"]},
        ),
    )
    timer.start()
    response = writing_client.get(path, headers={REVISION: following, "Prefer": "wait=30"})
    timer.join()
    assert response.status_code == 200
    assert number(response.headers[REVISION]) >= number(following)


@pytest.mark.parametrize("token", ["", "x", "-1", "1.5", "1-xyz", "9" * 40])
def test_a_token_that_is_none_is_refused(client: FlaskClient, token: str) -> None:
    assert REVISION in problem(client.get("/data?default", headers={REVISION: token}), 400)


def test_304_too_waits_for_the_revision(writing_client: FlaskClient) -> None:
    path = "/sparql?query=ASK { <urn:a> <urn:b> 1 }"
    first = writing_client.get(path)
    written = writing_client.post("/sparql", data={"update": INSERT % 1}).headers[REVISION]
    headers = {"If-None-Match": first.headers["ETag"], REVISION: written, "Prefer": "wait=30"}
    response = writing_client.get(path, headers=headers)
    assert response.status_code == 200
    assert response.get_json(force=True)["boolean"] is True


def test_only_some_requests_wait_at_a_time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask for a revision that never comes, threads are left for others."""
    waiting = threading.BoundedSemaphore(1)
    monkeypatch.setattr(revisions, "_waiting", waiting)
    headers = {REVISION: "99999999", "Prefer": "wait=30"}
    with waiting:
        assert "Many requests" in problem(client.get("/data?default", headers=headers), 503)
        assert client.get("/data?default", headers={REVISION: "1", "Prefer": "wait=30"}).status_code == 200
    headers = {REVISION: "99999999", "Prefer": "wait=0"}
    for _ in range(3):
        assert "not reached" in problem(client.get("/data?default", headers=headers), 503)


def test_an_article_that_is_known_already_is_in_a_revision_too(writing_client: FlaskClient) -> None:
    first, second = (writing_client.post("/api/v1/articles", json={"text": "Fought."}, headers=WAIT) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert number(second.headers[REVISION]) >= number(first.headers[REVISION]) > 0
