"""A running service, to be treated badly."""

import socket
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.servers import TOKEN, onrecord


class Service(NamedTuple):
    """A running service with two web workers, asked by requests or by bytes."""

    url: str

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

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=60)

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
    with onrecord(tmp_path_factory.mktemp("hostile"), ONRECORD_MAX_BODY_BYTES="1000000") as url:
        yield Service(url)
