"""Queries under a running service: answers that break off, clients that leave, monsters beside lookups, kills."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.processes import are_at_rest, children, commands, is_alive, memory_of
from tests.servers import wait_until

MEMORY = 200_000_000
LOOKUP = "SELECT ?o { <http://localhost:8000/actor/russia> <http://www.w3.org/2000/01/rdf-schema#label> ?o }"
DUMP = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # has no end
LOOP = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s ?p{n} ?o{n} .' for n in range(12))} }}"
MONSTERS = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    LOOP,
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a (<urn:x>|!<urn:x>)+ ?b . ?c (<urn:x>|!<urn:x>)+ ?d . FILTER(?a != ?d) } ORDER BY ?b",
    'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER regex(CONCAT(STR(?c), STR(?f)), "(a.*)*b.*c.*d.*q$") }',
)


class Running:
    """``onrecord serve`` on a copy of the seeds."""

    def __init__(self, folder: Path, seeds: Path) -> None:
        shutil.copytree(seeds, folder / "data", symlinks=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        settings = {"DATA": str(folder / "data"), "PROCESSES": "1", "QUERY_MEMORY": str(MEMORY), "QUERY_TIMEOUT": "60"}
        self.supervisor = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", "0", "--workers", "2"],
            env=kept | {f"ONRECORD_{name}": value for name, value in settings.items()},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.supervisor.stdout is not None
        greeting = next(line for line in self.supervisor.stdout if "http://" in line)
        self.port = int(greeting.rpartition(":")[2].rstrip("/\n"))

    def end(self) -> None:
        self.supervisor.terminate()
        self.supervisor.wait(60)
        assert self.supervisor.stdout is not None
        self.supervisor.stdout.close()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)

    def begin(self, query: str, timeout: float = 60) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        connection = self.connection()
        send(connection, query, timeout)
        return connection, connection.getresponse()

    def ask(self, query: str, timeout: float = 60) -> tuple[int, bytes]:
        connection, response = self.begin(query, timeout)
        with closing(connection):
            return response.status, response.read()

    def look_up(self) -> str:
        status, body = self.ask(LOOKUP)
        assert status == 200, body
        return str(json.loads(body)["results"]["bindings"][0]["o"]["value"])

    def child(self, name: str) -> int:
        wait_until(lambda: any(f"service.serve.{name}" in commands(pid) for pid in children(self.supervisor.pid)))
        return next(pid for pid in children(self.supervisor.pid) if f"service.serve.{name}" in commands(pid))

    def query_processes(self) -> list[int]:
        return children(self.child("queries"))


def send(connection: http.client.HTTPConnection, query: str, timeout: float) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    connection.request("POST", f"/sparql?timeout={timeout}", query.encode(), headers)


def drain(read: Callable[[int], bytes]) -> None:
    while read(1 << 20):
        pass


@pytest.fixture(scope="module")
def service(seeded_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("service"), seeded_data)
    yield running
    running.end()


@pytest.fixture(autouse=True)
def _nothing_goes_on_afterwards(service: Running) -> Iterator[None]:
    yield
    wait_until(lambda: are_at_rest(service.query_processes()))


def test_a_small_answer_says_how_long_it_is(service: Running) -> None:
    connection, response = service.begin(LOOKUP)
    with closing(connection):
        assert int(response.headers["Content-Length"]) == len(response.read())


def test_a_large_answer_comes_whole_in_parts(service: Running) -> None:
    connection, response = service.begin(f"{DUMP} LIMIT 20000")
    with closing(connection):
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert len(json.loads(response.read())["results"]["bindings"]) == 20_000


@contextmanager
def slow_client(service: Running, limit: int, more: bytes = b"\r\n") -> Iterator[socket.socket]:
    """A client that has asked for so many rows, and takes none until nothing more is made of them."""
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(60)
        slow.connect(("127.0.0.1", service.port))
        path = f"/sparql?query={quote(f'{DUMP} LIMIT {limit}')}"
        slow.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n".encode() + more)
        wait_until(lambda: are_at_rest(service.query_processes()))
        yield slow


def rows(connection: socket.socket) -> int:
    """How many rows the answer has that comes next."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return len(json.loads(response.read())["results"]["bindings"])


def test_who_takes_a_large_answer_slowly_gets_all_of_it(service: Running) -> None:
    with slow_client(service, 20_001) as slow:
        assert rows(slow) == 20_001
        slow.sendall(f"GET /sparql?query={quote(LOOKUP)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert rows(slow) == 1  # the connection is good for another


def test_a_body_that_nobody_reads_is_passed_over_after_the_answer(service: Running) -> None:
    with slow_client(service, 20_002, b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000) as slow:
        assert rows(slow) == 20_002
        slow.sendall(f"GET /sparql?query={quote(LOOKUP)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert _of_none_or_one(slow) in (None, 200)  # it may be closed, and is not taken for something else


def test_who_sends_such_a_body_hears_the_end_of_a_long_answer_whenever_it_listens(service: Running) -> None:
    """RFC 9112, section 9.6: to close while something comes in may lose what the other side has not taken yet."""
    with slow_client(service, 20_004, b"Content-Length: 900000\r\n\r\n" + b"x" * 900_000) as slow:
        response = http.client.HTTPResponse(slow)
        response.begin()
        received, taken = b"", 0
        while taken < 19_850:  # all but some 100 kB; which rows these are differs from process to process
            piece = response.read(1 << 16)
            received, taken = received + piece, taken + piece.count(b'{"a":')
        time.sleep(4)  # longer than a connection lingers whose client has heard all
        assert len(json.loads(received + response.read())["results"]["bindings"]) == 20_004


def test_a_body_that_is_none_leaves_the_answer_as_it_is(service: Running) -> None:
    with slow_client(service, 20_003, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n") as slow:
        assert rows(slow) == 20_003


def _of_none_or_one(connection: socket.socket) -> int | None:
    """The status of the next answer, None where the connection has been closed."""
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
    except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
        return None
    return response.status


def test_an_answer_that_meets_a_limit_breaks_off(service: Running) -> None:
    connection, response = service.begin(DUMP, timeout=4)
    with closing(connection):
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead):
            drain(response.read)


def test_for_an_old_client_the_connection_is_reset(service: Running) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
        connection.sendall(f"GET /sparql?timeout=4&query={quote(DUMP)} HTTP/1.0\r\n\r\n".encode())
        assert b"200 OK" in connection.recv(1 << 16)
        with pytest.raises(ConnectionResetError):
            drain(connection.recv)


def test_a_client_that_leaves_before_the_answer_ends_its_query(service: Running) -> None:
    connection = service.connection()
    send(connection, LOOP, 60)
    wait_until(lambda: not are_at_rest(service.query_processes()))
    connection.close()
    wait_until(lambda: are_at_rest(service.query_processes()))


def test_a_client_that_leaves_in_the_midst_of_the_answer_ends_its_query(service: Running) -> None:
    connection, response = service.begin(DUMP)
    response.read(100_000)
    response.close()
    connection.close()
    wait_until(lambda: are_at_rest(service.query_processes()))


def test_a_client_that_does_not_read_is_cut_off_when_time_is_up(service: Running) -> None:
    connection, response = service.begin(DUMP, timeout=4)
    with closing(connection):
        assert response.status == 200
        response.read(1000)
        wait_until(lambda: are_at_rest(service.query_processes()))
        before = service.look_up()
        wait_until(lambda: _is_cut_off(connection))
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            drain(response.read)
        assert service.look_up() == before


def _is_cut_off(connection: http.client.HTTPConnection) -> bool:
    """Whether the service's end of this connection is closed: the kernel tells with its table of connections."""
    port = connection.sock.getsockname()[1]
    ended = ("04", "05", "06", "07", "08", "09", "0B")
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[2].endswith(f":{port:04X}") and fields[3] not in ended:
            return False
    return True


def test_lookups_are_answered_beside_ten_monsters_each_of_which_ends(service: Running) -> None:
    expected = service.look_up()
    ends: list[str] = []
    found: list[str] = []
    largest: list[int] = []
    over = threading.Event()

    def send_monster(number: int) -> None:
        # the number makes each another query, as equal ones are asked once
        query = f"{MONSTERS[number % 5]} # {number}"
        status, body = service.ask(query, timeout=6)
        ends.append(json.loads(body)["title"] if status == 503 else str(status))

    def leave_unread() -> None:
        connection, response = service.begin(f"{DUMP} # unread", timeout=6)
        over.wait(60)
        with suppress(http.client.IncompleteRead, ConnectionResetError):
            drain(response.read)
            if response.status == 200:  # else it has not begun in time, and was told so
                ends.append("whole")  # it was taken for a whole answer
        connection.close()

    def look_up() -> None:
        while not over.is_set():
            found.append(service.look_up())

    monsters = [threading.Thread(target=send_monster, args=(number,)) for number in range(9)]
    unread = threading.Thread(target=leave_unread)
    lookups = [threading.Thread(target=look_up) for _ in range(8)]
    for thread in (*monsters, unread, *lookups):
        thread.start()
    while any(thread.is_alive() for thread in monsters):
        largest.append(max((memory_of(pid) for pid in service.query_processes()), default=0))
        over.wait(0.2)
    over.set()
    for thread in (*monsters, unread, *lookups):
        thread.join()
    assert ends == ["Query limit exceeded"] * 9
    assert len(found) > 50
    assert set(found) == {expected}
    assert max(largest) < MEMORY + 200_000_000


@pytest.mark.parametrize("name", ["web worker", "query server", "query process"])
def test_the_service_goes_on_when_something_is_killed_in_the_midst_of_a_query(service: Running, name: str) -> None:
    expected = service.look_up()
    connection = service.connection()
    send(connection, f"{LOOP} # {name}", 60)
    wait_until(lambda: not are_at_rest(service.query_processes()))
    processes = [pid for pid in service.query_processes() if not are_at_rest([pid])]  # others wait to be asked
    assert processes
    victims = {
        "web worker": children(service.child("web")),
        "query server": [service.child("queries")],
        "query process": processes,
    }[name]
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in processes))
    connection.close()
    wait_until(lambda: _answers(service, expected))


def _answers(service: Running, expected: str) -> bool:
    try:
        return service.look_up() == expected
    except (OSError, http.client.HTTPException):
        return False
