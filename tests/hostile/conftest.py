"""A running service, to be treated badly."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.servers import TOKEN, onrecord


class Service(NamedTuple):
    """A running service, asked by requests or by bytes."""

    url: str
    data: Path

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 80)

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, timeout: float = 60, **headers: str
    ) -> urllib3.BaseHTTPResponse:
        """Return the answer to a request with the token; ``_`` stands for ``-`` in names of headers."""
        given = {"Authorization": f"Bearer {TOKEN}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        with urllib3.PoolManager() as pool:
            return pool.request(
                method, self.url + path, body=body, headers=given, retries=False, redirect=False, timeout=timeout
            )

    def processes(self) -> dict[int, int]:
        """Return the processes of the web and of the writer by id, with the most memory each has ever had (bytes)."""
        marked = f"ONRECORD_DATA={self.data}".encode()
        most = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                is_ours = marked in (process / "environ").read_bytes().split(b"\0")
                if is_ours and re.search(rb"service\.serve\.(web|writer)", (process / "cmdline").read_bytes()):
                    (line,) = (each for each in (process / "status").read_text().splitlines() if "VmHWM" in each)
                    most[int(process.name)] = int(line.split()[1]) * 1024
        return most

    def connect(self, window: int = 0) -> socket.socket:
        """Connect; ``window`` is how many bytes are taken before they are asked for, 0 for as many as usual."""
        connection = socket.socket()
        if window:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection.settimeout(60)
        connection.connect(self.address)
        return connection

    def send(self, request: bytes) -> bytes:
        """Return all that comes back for these bytes, until the service closes the connection."""
        with self.connect() as connection:
            connection.sendall(request)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        return answer


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from _serve(tmp_path_factory.mktemp("hostile"), 2)


@pytest.fixture
def lone_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with one web worker, so that what one request has left behind is there for the next."""
    yield from _serve(tmp_path_factory.mktemp("lone"), 1)


def _serve(data: Path, workers: int) -> Iterator[Service]:
    limits = {"ONRECORD_MAX_BODY_BYTES": "1000000", "ONRECORD_MAX_BULK_BYTES": "5000000", "ONRECORD_QUERY_TIMEOUT": "2"}
    # so long that the engine gets what it could be overwhelmed by
    limits |= {"ONRECORD_QUERY_MEMORY": "200000000", "ONRECORD_MAX_QUERY_CHARS": "5000000"}
    with onrecord(data, workers=workers, **limits) as url:
        yield Service(url, data)
