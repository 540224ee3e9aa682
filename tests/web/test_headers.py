"""Request ids, security headers, conditional requests."""

import pytest
from flask.testing import FlaskClient


def test_a_usable_request_id_is_kept_and_any_other_replaced(client: FlaskClient) -> None:
    assert client.get("/", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    made = {client.get("/", headers={"X-Request-Id": "a b\t"}).headers["X-Request-Id"] for _ in range(2)}
    assert len(made) == 2


@pytest.mark.parametrize("path", ["/", "/nope", "/api/v1/actors", "/sparql?query=ASK{}"])
def test_no_page_may_run_or_load_anything_from_elsewhere(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/v1/statements?limit=3",
        "/api/v1/actors/kim-jong-un",
        "/api/v1/deployments/north-korea-troops-russia/figures",
        "/actor/kim-jong-un",
        "/data?graph=http://localhost:8000/graph/registry",
        "/ontology",
        "/context.jsonld",
        "/.well-known/void",
    ],
)
def test_who_has_the_newest_state_is_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get(path, headers={"If-None-Match": '"other"'}).data == first.data


def test_each_format_has_a_tag_of_its_own(client: FlaskClient) -> None:
    tags = {client.get(f"/api/v1/actors?format={name}").headers["ETag"] for name in ("json", "csv", "turtle")}
    assert len(tags) == 3


def test_over_https_browsers_are_told_to_stay_there(client: FlaskClient) -> None:
    asked = "/sparql?query=ASK{}"
    for _ in range(3):  # the last out of the cache
        for scheme in ("http", "https"):
            headers = client.get(asked, base_url=f"{scheme}://localhost:8000").headers
            assert ("max-age=" in headers.get("Strict-Transport-Security", "")) == (scheme == "https")


@pytest.mark.parametrize("path", ["/", "/nope", "/sparql?query=ASK{}", "/static/style.css"])
def test_every_answer_says_what_browsers_may_do_with_it_once(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    for name in ("X-Frame-Options", "Referrer-Policy", "Permissions-Policy", "Content-Security-Policy"):
        assert len(headers.getlist(name)) == 1
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
