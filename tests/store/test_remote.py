"""What only concerns a store on another server: how it is spoken to, and what is said when it is away."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from service.errors import InvalidInputError, QueryError, UnavailableError
from service.store.remote import RemoteStore

YES = b'{"head": {}, "boolean": true}'


class Scripted(HTTPServer):
    """Answers with the statuses it is given, and keeps what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.requests: list[tuple[list[tuple[str, str]], str | None]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.requests.append((parse_qsl(body), self.headers["Authorization"]))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        answer = YES if status == 200 else b"out of order"
        self.send_response(status)
        self.send_header("Content-Type", "application/sparql-results+json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def store(scripted: Scripted, tmp_path: Path) -> Iterator[RemoteStore]:
    opened = RemoteStore(f"http://ann:secret@127.0.0.1:{scripted.server_port}/sparql", tmp_path, timeout=5)
    yield opened
    opened.close()


def test_a_query_that_meets_a_busy_server_is_sent_again(store: RemoteStore, scripted: Scripted) -> None:
    scripted.statuses = [503, 502]
    assert bool(store.reader().query("ASK {}"))
    assert len(scripted.requests) == 3


def test_an_update_is_sent_once(store: RemoteStore, scripted: Scripted) -> None:
    scripted.statuses = [503]
    with pytest.raises(UnavailableError, match="503"):
        store.update("CLEAR ALL")
    assert len(scripted.requests) == 1


def test_the_password_travels_in_the_header_and_stands_in_no_message(store: RemoteStore, scripted: Scripted) -> None:
    scripted.statuses = [401]
    with pytest.raises(UnavailableError, match="ONRECORD_STORE") as caught:
        store.reader().query("ASK {}")
    assert scripted.requests[0][1] == "Basic YW5uOnNlY3JldA=="
    assert "secret" not in str(caught.value)


def test_what_the_server_says_of_a_request_is_passed_on(store: RemoteStore, scripted: Scripted) -> None:
    scripted.statuses = [400]
    with pytest.raises(QueryError, match="out of order"):
        store.reader().query("ASK {}")


def test_a_server_that_refuses_our_own_writes_is_not_the_users_fault(store: RemoteStore, scripted: Scripted) -> None:
    scripted.statuses = [500]
    with pytest.raises(UnavailableError, match="out of order"):
        store.replace_graphs({"http://example.org/g": None})


def test_the_dataset_travels_as_the_protocol_says(store: RemoteStore, scripted: Scripted) -> None:
    store.reader().query("ASK {}", default_graphs=["http://example.org/a"], named_graphs=["http://example.org/b"])
    assert scripted.requests[0][0] == [
        ("query", "ASK {}"),
        ("default-graph-uri", "http://example.org/a"),
        ("named-graph-uri", "http://example.org/b"),
    ]


def test_a_server_that_is_away_is_said(tmp_path: Path) -> None:
    store = RemoteStore("http://127.0.0.1:9/sparql", tmp_path)
    with pytest.raises(UnavailableError, match="does not answer"):
        store.update("CLEAR ALL")
    with pytest.raises(UnavailableError, match="does not answer"):
        store.reader().query("ASK {}")
    store.close()


def test_a_backup_is_the_servers_own_affair(store: RemoteStore, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="export"):
        store.backup(tmp_path / "copy")
