"""SERVICE and LOAD over HTTP: they reach what the operator lists."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from flask.testing import FlaskClient

from service.app import close, create_app
from service.settings import Settings
from service.wiring import open_federation
from tests.jobs.stubs import open_stub_writer
from tests.problem import problem
from tests.store.federation.conftest import JSON, ROWS, say, serving


def test_a_listed_server_is_asked_and_no_other(seeded_data: Path) -> None:
    with serving(lambda request: say(request, ROWS, JSON)) as other, serving(lambda _: None) as unlisted:
        app = create_app(Settings(data=seeded_data, service_allow=other.url + "/"))
        client = app.test_client()
        query = "SELECT ?x { SERVICE <%s/sparql> { ?x ?y ?z } }"
        answer = client.get("/sparql", query_string={"query": query % other.url}).get_json(force=True)
        assert answer["results"]["bindings"] == [{"x": {"type": "literal", "value": "there"}}]
        assert "SERVICE" in problem(client.get("/sparql", query_string={"query": query % unlisted.url}), 403)
        assert len(other.asked) == 1
        assert unlisted.asked == []
        close(app)


@contextmanager
def writing(folder: Path, allowed: str) -> Iterator[FlaskClient]:
    """A client of an empty service that may write, and reach these addresses."""
    chosen = Settings(data=folder, service_allow=allowed)
    stop = threading.Event()
    with open_stub_writer(folder, federation=open_federation(chosen)) as writer:
        thread = threading.Thread(target=writer.run, args=(stop,))
        thread.start()
        app = create_app(chosen)
        try:
            yield app.test_client()
        finally:
            close(app)
            stop.set()
            thread.join()


def graphs(client: FlaskClient) -> set[tuple[str, str]]:
    """Return objects with their graphs."""
    query = "SELECT ?o ?g { { ?s <urn:says> ?o } UNION { GRAPH ?g { ?s <urn:says> ?o } } }"
    answer = client.get("/sparql", query_string={"query": query}).get_json(force=True)
    return {(row["o"]["value"], row.get("g", {}).get("value", "")) for row in answer["results"]["bindings"]}


def test_updates_load_and_ask_what_is_listed_and_no_more(tmp_path: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.command == "GET":
            say(request, b'<urn:a> <urn:says> "loaded" .', "text/turtle")
        else:
            say(request, ROWS, JSON)

    with serving(answer) as other, serving(lambda _: None) as unlisted, writing(tmp_path, other.url + "/") as client:
        asked = f"INSERT {{ <urn:a> <urn:says> ?x }} WHERE {{ SERVICE <{other.url}/sparql> {{ ?x ?y ?z }} }}"
        for update in (f"LOAD <{other.url}/a.ttl> INTO GRAPH <urn:g>", asked):
            assert client.post("/sparql", data={"update": update}).status_code == 204
            detail = problem(client.post("/sparql", data={"update": update.replace(other.url, unlisted.url)}), 403)
            assert unlisted.url in detail
        assert graphs(client) == {("loaded", "urn:g"), ("loaded", ""), ("there", "")}
        assert unlisted.asked == []


def test_a_service_that_fails_in_an_update_changes_nothing_and_the_writer_goes_on(tmp_path: Path) -> None:
    def busy(request: BaseHTTPRequestHandler) -> None:
        say(request, b"busy", "text/plain", 503)

    with serving(busy) as other, writing(tmp_path, other.url + "/") as client:
        update = f"INSERT {{ <urn:a> <urn:says> ?x }} WHERE {{ SERVICE %s <{other.url}/> {{ ?x ?y ?z }} }}"
        assert "busy" in problem(client.post("/sparql", data={"update": update % ""}), 502)
        assert "busy" in problem(client.post("/sparql", data={"update": f"LOAD <{other.url}/a.ttl>"}), 502)
        assert client.post("/sparql", data={"update": update % "SILENT"}).status_code == 204
        assert graphs(client) == set()
