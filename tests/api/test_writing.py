"""Articles in and out by REST: a real writer, queue, store and index behind it."""

import gzip
import json
import time
from typing import Any

import pytest
from backports import zstd
from flask.testing import FlaskClient

from service.api.models import FullArticle
from service.api.submissions import Job
from tests.jobs.stubs import IRIS, article_id
from tests.problem import problem

TEXT = "Pyongyang confirmed on Monday that its soldiers had fought in Kursk."
WAIT = {"Prefer": "wait=30"}


def send(client: FlaskClient, text: str, **more: Any) -> Any:
    return client.post("/api/v1/articles", data=text.encode(), content_type="text/plain", headers=WAIT, **more)


def finished(client: FlaskClient, location: str) -> dict[str, Any]:
    """Return a job once it is over."""
    for _ in range(3000):
        job: dict[str, Any] = client.get(location).get_json()
        if job["state"] in ("done", "failed"):
            Job.model_validate(job)
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def test_an_article_that_is_waited_for_is_there_when_the_answer_comes(writing_client: FlaskClient) -> None:
    response = send(writing_client, TEXT)
    assert response.status_code == 201
    assert response.headers["Preference-Applied"] == "wait=30"
    article = writing_client.get(response.headers["Location"]).get_json()
    FullArticle.model_validate(article)
    assert article["text"] == TEXT
    assert article["id"] == response.get_json()["id"]
    assert writing_client.get("/api/v1/articles").get_json()["total"] == 1
    count = "SELECT (COUNT(*) AS ?n) { ?a a <https://w3id.org/onrecord#Article> }"
    answer = writing_client.get("/sparql", query_string={"query": count}).get_json(force=True)
    assert answer["results"]["bindings"][0]["n"]["value"] == "1"


def test_the_same_article_again_is_known_and_changes_nothing(writing_client: FlaskClient) -> None:
    first = send(writing_client, TEXT)
    graph = writing_client.get("/api/v1/articles?format=ntriples").data
    again = send(writing_client, TEXT)
    assert again.status_code == 200
    assert again.get_json() == first.get_json()
    assert writing_client.get("/api/v1/articles?format=ntriples").data == graph


def test_an_article_that_is_not_there_any_more_when_its_job_is_over_leaves_the_job(writing_client: FlaskClient) -> None:
    """Whoever sent it cannot tell why: it was carried out, and what came after it has taken the article out again."""
    graph = IRIS.graph(article_id(TEXT))
    triple = f"<{graph}> <{graph}> <{graph}> ."
    put = writing_client.put(f"/data?graph={graph}", data=triple, content_type="text/turtle")
    assert put.status_code == 201
    response = send(writing_client, TEXT)
    assert (response.status_code, response.get_json()["state"]) == (202, "done")
    assert finished(writing_client, response.headers["Location"])["known"] == 1


def test_without_waiting_a_job_is_given_that_tells_how_it_went(writing_client: FlaskClient) -> None:
    response = writing_client.post("/api/v1/articles", json={"text": TEXT, "title": "Fought"})
    assert response.status_code == 202
    job = finished(writing_client, response.headers["Location"])
    assert (job["state"], job["done"], job["failed"], job["total"]) == ("done", 1, 0, 1)
    assert writing_client.get("/api/v1/articles").get_json()["items"][0]["title"] == "Fought"


def test_what_is_given_beside_a_plain_text_is_kept(writing_client: FlaskClient) -> None:
    response = send(writing_client, TEXT, query_string={"title": "From Kursk"})
    assert response.get_json()["title"] == "From Kursk"


def test_a_declared_charset_is_honoured(writing_client: FlaskClient) -> None:
    body = "Le général a dit : « C’est terminé »".encode("cp1252")
    response = writing_client.post(
        "/api/v1/articles", data=body, content_type="text/plain; charset=windows-1252", headers=WAIT
    )
    assert response.status_code == 201
    assert "général" in writing_client.get(response.headers["Location"]).get_json()["text"]


def test_bulk_lines_that_cannot_be_used_are_reported_and_the_others_go_on(writing_client: FlaskClient) -> None:
    lines = [
        json.dumps({"text": "first of them", "title": "One"}),
        "{not json",
        "",
        json.dumps({"text": "second of them"}),
        json.dumps({"title": "nothing in it"}),
        json.dumps({"text": "third", "colour": "red"}),
        json.dumps({"text": "first of them"}),
    ]
    response = writing_client.post("/api/v1/articles/bulk", data="\n".join(lines), content_type="application/x-ndjson")
    assert response.status_code == 202
    job = finished(writing_client, response.headers["Location"])
    assert (job["done"], job["known"], job["failed"], job["total"]) == (3, 1, 3, 6)
    details = {error["line"]: error["detail"] for error in job["errors"]}
    assert details.keys() == {2, 5, 6}
    assert "JSON" in details[2]
    assert "text" in details[5]
    assert "colour" in details[6]


def test_an_answer_without_content_names_no_type_of_it(writing_client: FlaskClient) -> None:
    for status in (201, 204):
        response = writing_client.put(
            "/data?graph=http://example.org/g", data="<a> <b> <c> .", content_type="text/turtle"
        )
        assert (response.status_code, response.headers.get("Content-Type")) == (status, None)


def test_an_article_taken_out_is_gone_and_others_stay(writing_client: FlaskClient) -> None:
    kept, gone = send(writing_client, "kept in here"), send(writing_client, "gone from here")
    assert writing_client.delete(gone.headers["Location"]).status_code == 204
    problem(writing_client.get(gone.headers["Location"]), 404)
    problem(writing_client.delete(gone.headers["Location"]), 404)
    assert writing_client.get(kept.headers["Location"]).status_code == 200
    assert writing_client.get("/api/v1/articles").get_json()["total"] == 1


def test_extraction_gives_claims_and_stores_nothing(writing_client: FlaskClient) -> None:
    response = writing_client.post("/api/v1/extract", data=TEXT, content_type="text/plain")
    assert response.status_code == 200
    assert response.get_json()["statements"] == []
    assert writing_client.get("/api/v1/articles").get_json()["total"] == 0


def test_an_extraction_that_fails_says_so(writing_client: FlaskClient) -> None:
    problem(writing_client.post("/api/v1/extract", data="fail here", content_type="text/plain"), 500)
    problem(send(writing_client, "fail here"), 500)
    assert writing_client.get("/api/v1/articles").get_json()["total"] == 0


BAD_BODIES = [
    (b"", "text/plain", 400, "empty"),
    (b" \n ", "text/plain", 400, "empty"),
    (b"x" * 100_001, "text/plain", 413, "ONRECORD_MAX_BODY_BYTES"),
    (b"caf\xe9", "text/plain", 422, "UTF-8"),
    (b"caf\xe9", "application/json", 422, "UTF-8"),
    (b"hello", "text/plain; charset=klingon", 415, "klingon"),
    (b"hello", "text/plain; charset=zip", 415, "zip"),
    (b"hello", "application/pdf", 415, "text/html"),
    (b"hello", "", 415, "text/html"),
    (b"{", "application/json", 400, "JSON"),
    (b"[" * 50_000, "application/json", 400, "JSON"),
    (b"[]", "application/json", 400, "object"),
    (b"{}", "application/json", 400, "text"),
    (b'{"text": "a", "html": "b"}', "application/json", 400, "either"),
    (b'{"text": 7}', "application/json", 400, "text"),
    (b'{"text": "a", "colour": "red"}', "application/json", 400, "colour"),
    (b'{"text": "a", "published": "yesterday"}', "application/json", 400, "published"),
    (b'{"text": "a", "url": "javascript:alert(1)"}', "application/json", 400, "url"),
    (b'{"text": "\\ud800"}', "application/json", 400, "surrogate"),
]


@pytest.mark.parametrize(("body", "media_type", "status", "says"), BAD_BODIES)
@pytest.mark.parametrize("path", ["/api/v1/articles", "/api/v1/extract"])
def test_bad_bodies_are_refused_with_what_is_wrong(
    writing_client: FlaskClient, path: str, body: bytes, media_type: str, status: int, says: str
) -> None:
    response = writing_client.post(path, data=body, content_type=media_type or None, headers=WAIT)
    assert says.lower() in problem(response, status).lower()
    assert writing_client.get("/api/v1/articles").get_json()["total"] == 0


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "zstd", "GZIP", "identity", "gzip, zstd"])
def test_a_body_may_be_compressed(writing_client: FlaskClient, coding: str) -> None:
    body = TEXT.encode()
    for name in coding.lower().split(", "):
        body = {"zstd": zstd.compress, "identity": bytes}.get(name, gzip.compress)(body)
    response = writing_client.post(
        "/api/v1/articles", data=body, content_type="text/plain", headers={"Content-Encoding": coding, **WAIT}
    )
    assert response.status_code == 201
    assert writing_client.get(response.headers["Location"]).get_json()["text"] == TEXT


@pytest.mark.parametrize(
    ("body", "coding", "status"),
    [
        # named, as gzip puts the time into its header: ids made of that would differ from process to process
        pytest.param(b"\x1f\x8b", "gzip", 400, id="only gzip's first bytes"),
        pytest.param(gzip.compress(TEXT.encode())[:-9], "gzip", 400, id="gzip cut off"),
        pytest.param(zstd.compress(TEXT.encode())[:-1], "zstd", 400, id="zstd cut off"),
        pytest.param(TEXT.encode(), "gzip", 400, id="no gzip at all"),
        pytest.param(TEXT.encode(), "br", 415, id="unknown coding"),
        pytest.param(TEXT.encode(), "gzip, gzip, gzip", 415, id="too many codings"),
        # the limit of these tests is a hundredth of that
        pytest.param(gzip.compress(bytes(10_000_000)), "gzip", 413, id="gzip bomb"),
        pytest.param(zstd.compress(bytes(10_000_000)), "zstd", 413, id="zstd bomb"),
        pytest.param(gzip.compress(gzip.compress(bytes(100_000_000))), "gzip, gzip", 413, id="bomb within gzip"),
        pytest.param(gzip.compress(b"a" * 60_000) * 2, "gzip", 413, id="two members"),
    ],
)
def test_a_compressed_body_has_to_be_whole_and_within_the_limit(
    writing_client: FlaskClient, body: bytes, coding: str, status: int
) -> None:
    response = writing_client.post(
        "/api/v1/articles", data=body, content_type="text/plain", headers={"Content-Encoding": coding}
    )
    problem(response, status)
    if status == 415:
        assert response.headers["Accept-Encoding"] == "zstd, gzip"
    assert writing_client.get("/api/v1/articles").get_json()["total"] == 0


def test_a_job_that_is_not_there(writing_client: FlaskClient) -> None:
    problem(writing_client.get("/api/v1/jobs/nope"), 404)


def test_the_index_is_made_anew_as_a_job(writing_client: FlaskClient) -> None:
    accepted = writing_client.post("/api/v1/reindex")
    assert accepted.status_code == 202
    job = writing_client.get(accepted.headers["Location"]).get_json()
    while job["state"] not in ("done", "failed"):
        time.sleep(0.01)
        job = writing_client.get(accepted.headers["Location"]).get_json()
    assert job["state"] == "done"
