"""A web process that may open no further file: it stays, and answers when connections have gone."""

import resource
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.memory import processes
from tests.faults.test_disk import Client
from tests.servers import onrecord, wait_until

SPARE, CONNECTIONS = 12, 60


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with onrecord(tmp_path_factory.mktemp("descriptors") / "data") as url:
        yield url


def web_workers(url: str) -> set[int]:
    port = str(urlsplit(url).port).encode()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if command.read_bytes().split(b"\0")[-5:-3] == [b"--port", port]:
                return {pid for role, pid in processes(int(command.parent.name)) if role == "web worker"}
    raise AssertionError("the service is gone")


def test_a_worker_without_files_left_goes_on(url: str) -> None:
    client, workers = Client(url), web_workers(url)
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


def limit_files(workers: set[int]) -> Mapping[int, tuple[int, int]]:
    """Let processes open a few files more than they have; return what they were allowed before."""
    before = {}
    for pid in workers:
        before[pid] = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        opened = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (opened + SPARE, before[pid][1]))
    return before
