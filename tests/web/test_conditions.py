"""Writes that are only to be carried out in a certain state: whoever comes second is told so, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.problem import problem

NOW = {"Prefer": "wait=30"}
GRAPH = "/data?graph=urn:x-mine"


def send(client: FlaskClient, text: str, **headers: str) -> TestResponse:
    return client.post("/api/v1/articles", data=text, content_type="text/plain", headers={**NOW, **named(headers)})


def put(client: FlaskClient, value: str, **headers: str) -> TestResponse:
    body = f'<urn:x-a> <urn:x-says> "{value}" .'
    return client.put(GRAPH, data=body, content_type="text/turtle", headers=named(headers))


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def article(client: FlaskClient, text: str) -> str:
    """Send an article; return its address."""
    return str(send(client, text).headers["Location"])


def is_strong(tag: str) -> bool:
    return tag.startswith('"')


def test_the_tag_of_an_article_is_its_own_and_strong(writing_client: FlaskClient) -> None:
    path = article(writing_client, "one article")
    tags = {part: writing_client.get(path + part).headers["ETag"] for part in ("", "/claims", "?format=turtle")}
    assert all(map(is_strong, tags.values()))
    assert len(set(tags.values())) == 3
    article(writing_client, "another one")
    put(writing_client, "one")
    for part, tag in tags.items():
        again = writing_client.get(path + part, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["ETag"], again.data) == (304, tag, b"")


def test_the_tag_is_the_same_once_the_index_is_made_anew(writing_client: FlaskClient) -> None:
    path = article(writing_client, "Kenya sent 300 soldiers to Goma, the army said.")
    tag = writing_client.get(path).headers["ETag"]
    job = writing_client.post("/api/v1/reindex").headers["Location"]
    article(writing_client, "after which the index is there")  # the writer goes by the queue
    assert writing_client.get(job).get_json()["state"] == "done"
    assert writing_client.get(path).headers["ETag"] == tag
    assert writing_client.delete(path, headers={"If-Match": tag}).status_code == 204


def test_each_coding_of_an_answer_has_a_strong_tag_of_its_own(writing_client: FlaskClient) -> None:
    path = article(writing_client, "long " * 1000)
    plain, packed = (writing_client.get(path, headers={"Accept-Encoding": each}) for each in ("identity", "gzip"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert is_strong(packed.headers["ETag"])
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert writing_client.delete(path, headers={"If-Match": packed.headers["ETag"]}).status_code == 204


def test_an_article_goes_in_the_state_that_was_seen_only(writing_client: FlaskClient) -> None:
    path = article(writing_client, "soon gone")
    seen = writing_client.get(path).headers["ETag"]
    # what is in the graph of the article is changed behind its back
    changed = writing_client.post(
        f"/graph/article/{path.rpartition('/')[2]}", data="<urn:x-a> <urn:x-b> 1 .", content_type="text/turtle"
    )
    assert changed.status_code == 204
    refused = writing_client.delete(path, headers={"If-Match": seen})
    assert "state" in problem(refused, 412)
    assert writing_client.get(path).status_code == 200
    assert writing_client.delete(path, headers={"If-Match": refused.headers["ETag"]}).status_code == 204
    problem(writing_client.get(path), 404)


def test_where_nothing_is_there_is_nothing_to_take_out_whatever_the_condition(writing_client: FlaskClient) -> None:
    for headers in ({"If-Match": "*"}, {"If-Match": '"some"'}, {"If-None-Match": "*"}):
        problem(writing_client.delete("/api/v1/articles/0123456789abcdef", headers=headers), 404)
        problem(writing_client.delete(GRAPH, headers=headers), 404)


def test_an_article_may_be_sent_on_the_condition_that_it_is_new(writing_client: FlaskClient) -> None:
    first = send(writing_client, "news", If_None_Match="*")
    assert first.status_code == 201
    refused = send(writing_client, "news", If_None_Match="*")
    problem(refused, 412)
    assert refused.headers["ETag"] == first.headers["ETag"]
    assert send(writing_client, "news", If_Match=refused.headers["ETag"]).status_code == 200
    problem(send(writing_client, "other news", If_Match="*"), 412)
    assert writing_client.get("/api/v1/articles").json["total"] == 1


def test_a_graph_is_written_in_the_state_that_was_seen_only(writing_client: FlaskClient) -> None:
    assert put(writing_client, "one", If_None_Match="*").status_code == 201
    seen = writing_client.get(GRAPH, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert put(writing_client, "two", If_Match=f'"other", {seen}').status_code == 204
    refused = put(writing_client, "three", If_Match=seen)
    problem(refused, 412)
    problem(put(writing_client, "three", If_None_Match="*"), 412)
    for nothing in ("", '""', 'W/"", "*"', "nonsense"):
        problem(put(writing_client, "three", If_Match=nothing), 412)
    problem(put(writing_client, "three", If_Match=f"W/{refused.headers['ETag']}"), 412)  # no strong tag, no match
    assert '"two"' in writing_client.get(GRAPH).text
    more = {"data": "<urn:x-a> <urn:x-b> 3 .", "content_type": "text/turtle"}
    assert writing_client.post(GRAPH, headers={"If-Match": refused.headers["ETag"]}, **more).status_code == 204
    problem(writing_client.delete(GRAPH, headers={"If-Match": refused.headers["ETag"]}), 412)
    assert writing_client.delete(GRAPH, headers={"If-Match": "*"}).status_code == 204
    problem(put(writing_client, "one", If_Match="*"), 412)


@pytest.mark.parametrize(
    ("prepare", "condition"),
    [
        (lambda _: None, lambda _: {"If_None_Match": "*"}),
        (lambda client: put(client, "before"), lambda client: {"If_Match": client.get(GRAPH).headers["ETag"]}),
    ],
)
def test_of_many_who_have_seen_the_same_one_writes(
    writing_client: FlaskClient,
    prepare: Callable[[FlaskClient], object],
    condition: Callable[[FlaskClient], dict[str, str]],
) -> None:
    prepare(writing_client)
    headers, app = condition(writing_client), writing_client.application
    authorization = writing_client.environ_base["HTTP_AUTHORIZATION"]

    def write(value: int) -> int:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = authorization
        return put(client, f"value {value}", **headers).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(write, range(8)))
    assert sorted(statuses)[1:] == [412] * 7
    winner = next(value for value, status in enumerate(statuses) if status in (201, 204))
    assert f"value {winner}" in writing_client.get(GRAPH).text


def test_an_article_is_not_put_as_its_address_is_made_of_its_text(client: FlaskClient) -> None:
    refused = client.put("/api/v1/articles/kursk-wire", data="text", content_type="text/plain")
    problem(refused, 405)
    assert {"GET", "HEAD", "DELETE", "OPTIONS"} == {name.strip() for name in refused.headers["Allow"].split(",")}


def test_every_address_says_what_it_takes(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.arguments:
            continue
        allowed = {method for other in app.url_map.iter_rules() if other.rule == rule.rule for method in other.methods}
        asked, refused = client.options(rule.rule), client.open(rule.rule, method="PATCH")
        problem(refused, 405)
        for answer in (asked, refused):
            assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed, rule
        if "GET" in allowed:
            assert "HEAD" in allowed
