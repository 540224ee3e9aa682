"""Conditional requests: who has the answer is told so, and nobody else."""

import random
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_date

from service.index import Index
from service.store.revision import modified, next_revision
from service.web import installation
from tests.web.reads import ALL, OF_DATA, SELECT

SPARQL = "application/sparql-query"
AHEAD = 100 * 24 * 3600


@pytest.mark.parametrize("path", ALL)
def test_who_has_the_newest_state_is_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(path, buffered=True)
    assert first.status_code == 200
    for validator in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(path, buffered=True, headers=validator)
        assert (again.status_code, again.data) == (304, b""), validator
        for name in ("ETag", "Cache-Control", "Vary", "OnRecord-Revision"):
            assert again.headers.get(name) == first.headers.get(name)
        assert client.head(path, buffered=True, headers=validator).status_code == 304
    for validator in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}):
        assert client.get(path, buffered=True, headers=validator).data == first.data


@pytest.mark.parametrize("path", ALL)
def test_a_tag_overrules_a_date(client: FlaskClient, path: str) -> None:
    date = client.get(path, buffered=True).headers["Last-Modified"]
    assert (
        client.get(path, buffered=True, headers={"If-None-Match": '"other"', "If-Modified-Since": date}).status_code
        == 200
    )


@pytest.mark.parametrize("path", ALL)
def test_head_has_the_headers_of_get(client: FlaskClient, path: str) -> None:
    got, head = client.get(path, buffered=True), client.head(path, buffered=True)
    left_out = {"X-Request-Id", "Content-Length", "Date", "Cache-Status"}
    told = {name: value for name, value in got.headers.items() if name not in left_out}
    assert {name: value for name, value in head.headers.items() if name not in left_out} == told
    assert head.data == b""
    assert head.headers.get("Content-Length") in (None, got.headers.get("Content-Length"))


@pytest.mark.parametrize("path", OF_DATA)
def test_every_answer_says_which_revision_it_is_of(client: FlaskClient, app: Flask, path: str) -> None:
    response = client.get(path, buffered=True)
    revision = response.headers["OnRecord-Revision"]
    assert revision == client.get("/graph/registry").headers["OnRecord-Revision"]
    date = parse_date(response.headers["Last-Modified"])
    assert date == max(modified(revision), installation.modified()).replace(microsecond=0)
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "differs_by"),
    [("/api/v1/actors", "Accept"), ("/actor/kim-jong-un", "Accept"), ("/data?default", "Accept"), ("/docs", None)],
)
def test_what_an_answer_differs_by_is_said(client: FlaskClient, path: str, differs_by: str | None) -> None:
    wanted = {"Accept-Encoding"} | ({differs_by} if differs_by else set())
    assert {name.strip() for name in client.get(path, buffered=True).headers["Vary"].split(",")} == wanted


def test_each_format_and_each_address_has_a_tag_of_its_own(client: FlaskClient) -> None:
    paths = [
        *(f"/api/v1/actors?format={name}" for name in ("json", "csv", "turtle")),
        *("/api/v1/actors/kim-jong-un", "/api/v1/actors/russia", "/api/v1/actors?limit=3", "/actor/russia"),
        *("/sparql?query=ASK{}", "/sparql?query=ASK{}&format=xml", "/sparql?query=ASK{}&default-graph-uri=urn:a"),
    ]
    assert len({client.get(path, buffered=True).headers["ETag"] for path in paths}) == len(paths)
    tag = client.get("/api/v1/actors/russia").headers["ETag"]
    assert client.get("/api/v1/actors/nobody", headers={"If-None-Match": tag}).status_code == 404


def test_a_page_of_another_name_of_the_service_is_another(client: FlaskClient) -> None:
    here = client.get("/openapi.json")
    there = client.get("/openapi.json", headers={"Host": "example.org", "If-None-Match": here.headers["ETag"]})
    assert there.status_code == 200


def test_what_went_wrong_is_not_kept(client: FlaskClient) -> None:
    for path in ("/nope", "/actor/nobody", "/api/v1/actors?limit=0", "/sparql?query=SELEC"):
        response = client.get(path, buffered=True)
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


@pytest.mark.parametrize("method", ["GET", "POST", "QUERY"])
def test_a_query_is_a_read_by_whatever_method(client: FlaskClient, method: str) -> None:
    def ask(**headers: str) -> Any:
        if method == "GET":
            return client.get("/sparql", query_string={"query": SELECT}, headers=headers)
        return client.open("/sparql", method=method, data=SELECT, content_type=SPARQL, headers=headers)

    first = ask()
    assert first.status_code == 200
    assert ask(**{"If-None-Match": first.headers["ETag"]}).status_code == 304
    by_date = ask(**{"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_date.status_code == (304 if method == "GET" else 200)  # RFC 9110 §13.1.3
    assert ask(**{"If-None-Match": first.headers["ETag"], "Accept": "text/csv"}).status_code == 200
    assert first.headers["ETag"] == client.post("/sparql", data={"query": SELECT}).headers["ETag"]


def test_a_question_that_was_never_answered_is_not_unchanged(client: FlaskClient) -> None:
    tag = client.post("/sparql", data={"query": SELECT}).headers["ETag"]
    response = client.post("/sparql", data={"query": f"{SELECT} LIMIT 1"}, headers={"If-None-Match": tag})
    assert response.status_code == 200


WRITTEN = "http://localhost:8000/graph/article/mine"
ARTICLE = """<http://localhost:8000/article/mine> a <https://w3id.org/onrecord#Article> .
<http://localhost:8000/actor/me> a <https://w3id.org/onrecord#Actor>, <https://w3id.org/onrecord#Person> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "{name}" ."""
READ = (
    "/",
    "/api/v1/actors",
    "/api/v1/actors?format=turtle",
    "/api/v1/actors/me",
    "/api/v1/articles/mine",
    "/actor/me",
    "/actor/me?format=html",
    "/browse/actors",
    "/data",
    f"/data?graph={WRITTEN}",
    "/data?graph=urn:other",
    "/sparql?query=SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o",
    "/sparql?query=ASK { <urn:a> <urn:b> 3 }",
    "/.well-known/void",
)


def test_304_is_given_only_where_the_whole_answer_would_be_the_same(writing_client: FlaskClient) -> None:
    """Whatever is written in whatever order, and whatever answer of before a client brings back."""
    chance = random.Random(4)
    held: dict[str, list[tuple[dict[str, str], bytes]]] = {path: [] for path in READ}
    same = 0
    for step in range(25):
        if step:
            write(writing_client, chance, step)
        for path in READ:
            full = writing_client.get(path, buffered=True)
            for validator, body in held[path]:
                answer = writing_client.get(path, buffered=True, headers=validator)
                if answer.status_code == 304:
                    same += 1
                    assert (full.status_code, full.data) == (200, body), (path, validator)
            if full.status_code == 200:
                assert (
                    writing_client.get(path, buffered=True, headers={"If-None-Match": full.headers["ETag"]}).status_code
                    == 304
                )
                held[path].append(({"If-None-Match": full.headers["ETag"]}, full.data))
                held[path].append(({"If-Modified-Since": full.headers["Last-Modified"]}, full.data))
    assert same > 100


def write(client: FlaskClient, chance: random.Random, step: int) -> None:
    kind = chance.choice(["article", "other", "update", "nothing", "drop"])
    if kind == "article":
        body = ARTICLE.format(name=chance.choice("ABC"))
        response = client.put("/data", query_string={"graph": WRITTEN}, data=body, content_type="text/turtle")
    elif kind == "other":
        response = client.put("/data?graph=urn:other", data=f"<urn:a> <urn:b> {step % 4} .", content_type="text/turtle")
    elif kind == "drop":
        response = client.post("/sparql", data={"update": f"DROP SILENT GRAPH <{WRITTEN}>"})
    else:
        number = step if kind == "update" else 0
        response = client.post(
            "/sparql", data={"update": f"INSERT DATA {{ GRAPH <urn:o> {{ <urn:a> <urn:b> {number} }} }}"}
        )
    assert response.status_code in (201, 204)


def test_commits_of_one_second_have_dates_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_700_000_000_500_000_000
    monkeypatch.setattr(time, "time_ns", lambda: now)
    revision, dates = "", []
    for _ in range(100):
        revision = next_revision(revision)
        dates.append(int(modified(revision).timestamp()))
    assert dates[:9] == [1_700_000_000 + number for number in range(9)]
    assert dates == sorted(dates)
    assert dates[-1] == 1_700_000_010  # no further ahead of the clock, and not given out before it is there
    now -= 3_600_000_000_000  # the clock is set back
    assert modified(next_revision(revision)) >= modified(revision)


def test_a_date_ahead_of_the_clock_is_not_given(writing_client: FlaskClient) -> None:
    for number in range(6):
        writing_client.put("/data?graph=urn:g", data=f"<urn:a> <urn:b> {number} .", content_type="text/turtle")
    response = writing_client.get("/data?graph=urn:g")
    date = parse_date(response.headers["Last-Modified"])
    assert date is not None
    assert date.timestamp() <= time.time()


def test_an_index_that_is_made_anew_at_the_same_revision_has_no_date(seeded_data: Path, tmp_path: Path, iris) -> None:
    index = Index.open(tmp_path, read_only=False)
    triples = b"<http://localhost:8000/actor/me> <http://www.w3.org/2000/01/rdf-schema#label> %s .\n"
    graph = "http://localhost:8000/graph/registry"
    index.put({graph: triples % b'"A"'}, iris, revision="00000001-0193a5b2c7d1")
    assert index.standing.is_settled
    index.put({graph: triples % b'"B"'}, iris)
    assert not index.standing.is_settled
    index.put({}, iris, revision="00000001-0193a5b2c7d1")
    assert not index.standing.is_settled
    index.put({}, iris, revision="00000002-0193a5b2c7d2")
    assert index.standing.is_settled
    index.close()


def test_the_name_of_the_installation_is_the_same_in_every_process_and_another_by_other_settings() -> None:
    from service.settings import Settings

    first = installation.name(Settings())
    assert first == installation.name(Settings())
    assert first != installation.name(Settings(union_default_graph=False))
