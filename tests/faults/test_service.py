"""Damaged and locked databases, and no files left: the service goes on, or it is said what to do; the graph stays."""

import json
import os
import resource
import socket
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.memory import processes
from tests.faults.test_disk import TEXT, Client, run
from tests.servers import onrecord, wait_until

SPARE, CONNECTIONS = 12, 60  # files that a web worker has left, and connections that it gets
LISTS = ("/api/v1/articles", "/api/v1/statements", "/api/v1/actors/kenya")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "data"


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    with onrecord(data) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    """A client of a service with thirty articles."""
    client = Client(url)
    lines = "".join(json.dumps({"text": TEXT.format(number)}) + "\n" for number in range(100, 130))
    status, headers, _ = client.ask("POST", "/api/v1/articles/bulk", lines, "application/x-ndjson")
    assert status == 202
    wait_until(lambda: client.job(headers["Location"])["state"] == "done")
    return client


def damage(file: Path, begin: int) -> None:
    """Write over every page from some place on."""
    with file.open("r+b") as target:
        for place in range(begin, file.stat().st_size, 4096):
            target.seek(place)
            target.write(os.urandom(200))


@pytest.mark.parametrize("begin", [0, 4096])
def test_a_damaged_index_is_made_anew_while_the_service_runs(client: Client, data: Path, begin: int) -> None:
    before = {path: client.ask("GET", path)[2] for path in LISTS}
    assert json.loads(before["/api/v1/articles"])["total"] == 30
    with sqlite3.connect(data / "index.sqlite") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    damage(data / "index.sqlite", begin)

    def is_whole() -> bool:
        answers = {path: client.ask("GET", path + ("&" if "?" in path else "?") + "limit=50") for path in LISTS[:2]}
        answers |= {LISTS[2]: client.ask("GET", LISTS[2])}
        for status, headers, _ in answers.values():
            assert status in (200, 503)
            assert status == 200 or headers["Retry-After"]
        return all(status == 200 for status, _, _ in answers.values()) and not (data / "index.sqlite.damaged").exists()

    client.ask("POST", "/sparql", "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", "application/sparql-update")
    wait_until(is_whole)
    wait_until(client.is_ready)
    assert {path: client.ask("GET", path)[2] for path in LISTS} == before


def test_a_lock_that_another_program_holds_is_waited_for_and_reading_goes_on(client: Client, data: Path) -> None:
    holder = sqlite3.connect(data / "queue.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    statuses: list[int] = []
    writing = threading.Thread(
        target=lambda: statuses.append(client.ask("POST", "/api/v1/articles", TEXT.format(1))[0])
    )
    writing.start()
    client.reads()
    assert writing.is_alive()
    holder.execute("ROLLBACK")
    holder.close()
    writing.join(60)
    assert statuses == [202]


def test_a_web_worker_without_files_left_goes_on(client: Client, url: str) -> None:
    workers = web_workers(url)
    assert len(workers) == 2
    before = limit_files(workers)
    host, port = urlsplit(url).hostname, urlsplit(url).port
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            connection = stack.enter_context(socket.create_connection((host, port), timeout=60))
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n")  # and nothing more
        wait_until(lambda: client.ask("GET", "/health/live")[0] == 200)
        assert web_workers(url) == workers
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    wait_until(lambda: client.ask("GET", "/api/v1/articles")[0] == 200)
    assert web_workers(url) == workers


def web_workers(url: str) -> set[int]:
    port = str(urlsplit(url).port).encode()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if command.read_bytes().split(b"\0")[-5:-3] == [b"--port", port]:
                return {pid for role, pid in processes(int(command.parent.name)) if role == "web worker"}
    raise AssertionError("the service is gone")


def limit_files(workers: set[int]) -> Mapping[int, tuple[int, int]]:
    """Let processes open a few files more than they have; return what they were allowed before."""
    before = {}
    for pid in workers:
        before[pid] = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        opened = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (opened + SPARE, before[pid][1]))
    return before


@pytest.mark.parametrize("begin", [0, 4096])
def test_of_a_damaged_queue_it_is_said_what_to_do_and_the_graph_can_be_read(tmp_path: Path, begin: int) -> None:
    quads, data = tmp_path / "some.nq", tmp_path / "data"
    quads.write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n")
    assert run(data, "import", str(quads)).returncode == 0
    damage(data / "queue.sqlite", begin)
    result = run(data, "import", str(quads))
    assert result.returncode == 1
    assert "It is damaged: stop the service and restore it from a backup, or move it away" in result.stderr
    assert "Traceback" not in result.stderr
    assert run(data, "query", "-e", "ASK { <urn:a> <urn:b> <urn:c> }").stdout.strip() == "yes"
    (data / "queue.sqlite").unlink()
    assert run(data, "import", str(quads)).returncode == 0
