"""Writes that the writer does not get to in time: they are jobs, and no client is told to send them again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import close, create_app
from service.jobs.writer import Writer
from service.settings import Settings
from service.web import writing
from tests.jobs.stubs import open_stub_writer
from tests.problem import problem
from tests.servers import wait_until

TRIPLE = "<urn:s> <urn:p> 1 ."


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """A writer that is busy until it is told to run."""
    with open_stub_writer(tmp_path) as writer:
        yield writer


@pytest.fixture
def client(writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setattr(writing, "PATIENCE", 0.01)
    app = create_app(Settings(data=tmp_path))
    yield app.test_client()
    close(app)


@pytest.mark.parametrize(
    ("method", "path", "body", "media_type"),
    [
        ("POST", "/sparql", f"INSERT DATA {{ {TRIPLE} }}", "application/sparql-update"),
        ("PUT", "/data?graph=urn:g", TRIPLE, "text/turtle"),
        ("POST", "/data?default", TRIPLE, "text/turtle"),
        ("POST", "/data", TRIPLE, "text/turtle"),
        ("POST", "/data", '<urn:s> <urn:p> "1" <urn:g> .', "application/n-quads"),
        ("PUT", "/graph/mine", TRIPLE, "text/turtle"),
        ("DELETE", "/data?graph=urn:g", None, None),
        ("DELETE", "/api/v1/articles/kursk-wire", None, None),
    ],
)
def test_a_write_is_accepted_as_a_job(
    client: FlaskClient, method: str, path: str, body: str | None, media_type: str | None
) -> None:
    response = client.open(path, method=method, data=body, content_type=media_type)
    assert response.status_code == 202, response.text
    assert "Retry-After" not in response.headers
    told = response.get_json()
    assert response.headers["Location"] == f"/api/v1/jobs/{told['id']}"
    assert "do not send it again" in told["detail"]
    assert client.get(response.headers["Location"]).get_json()["state"] == "queued"


def test_it_is_carried_out_later(client: FlaskClient, writer: Writer) -> None:
    later = client.post("/data", data=TRIPLE, content_type="text/turtle")
    stop = threading.Event()
    thread = threading.Thread(target=writer.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: client.get(later.headers["Location"]).get_json()["state"] == "done")
    finally:
        stop.set()
        thread.join()
    query = {"query": f"ASK {{ GRAPH <{later.get_json()['graph']}> {{ {TRIPLE} }} }}"}
    assert client.get("/sparql", query_string=query).get_json(force=True)["boolean"] is True


def test_what_writes_nothing_may_be_asked_again(client: FlaskClient) -> None:
    response = client.post("/api/v1/extract", json={"text": "Fought."})
    problem(response, 503)
    assert response.headers["Retry-After"] == "30"
