"""One HTTP request to an address that was checked, within a time and a size; redirects are not followed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from socket import SHUT_RDWR

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from service.errors import OtherServerError
from service.store.federation.addresses import Target

_CONNECT_TIMEOUT = 5.0
_PIECE = 1024 * 1024
_EXCERPT = 300  # characters of an error message of another server


@dataclass(frozen=True, slots=True)
class Reply:
    """What another server answered with 200."""

    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """When it has to be over (``time.monotonic``), and how many bytes may come."""

    deadline: float
    most_bytes: int

    @property
    def left(self) -> float:
        """Seconds that are left; ``TimeoutError`` when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def send(
    target: Target, bounds: Bounds, *, method: str, headers: Mapping[str, str], body: bytes | None = None
) -> Reply:
    """Send a request and return the answer.

    Raises ``OtherServerError`` (502, 504) when the server does not answer, or otherwise than with 200, or goes past the
    bounds.
    """
    try:
        with _connected(target, bounds) as connection:
            # Not compressed: what comes out of a few bytes has no bound.
            sent = {"Host": target.authority, "User-Agent": "OnRecord", "Accept-Encoding": "identity", **headers}
            connection.request(method, target.path, body=body, headers=sent, preload_content=False)
            return _read(connection.getresponse(), target, bounds)
    except TimeoutError as error:
        raise OtherServerError(f"{target} did not answer in time.", status=504) from error
    except (OSError, HTTPError, HTTPException) as error:
        if time.monotonic() >= bounds.deadline:
            raise OtherServerError(f"{target} did not answer in time.", status=504) from error
        raise OtherServerError(f"{target} does not answer: {error}.") from error


@contextmanager
def _connected(target: Target, bounds: Bounds) -> Iterator[HTTPConnection]:
    """Connect to the first of the target's addresses that takes it; cut the connection when the time is up."""
    connection = _connect(target, bounds)
    timer = threading.Timer(bounds.left, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _connect(target: Target, bounds: Bounds) -> HTTPConnection:
    failures: list[Exception] = []
    for ip in target.ips:
        connection = _connection(target, ip, min(_CONNECT_TIMEOUT, bounds.left))
        try:
            connection.connect()
        except (OSError, HTTPError) as error:
            connection.close()
            failures.append(error)
        else:
            if connection.sock is not None:
                connection.sock.settimeout(bounds.left)
            return connection
    raise failures[-1]


def _connection(target: Target, ip: str, timeout: float) -> HTTPConnection:
    if target.scheme == "http":
        return HTTPConnection(ip, target.port, timeout=timeout)
    # The certificate has to be the name's, whatever address it was found at.
    name = target.host.strip("[]")
    return HTTPSConnection(
        ip, target.port, timeout=timeout, cert_reqs="CERT_REQUIRED", server_hostname=name, assert_hostname=name
    )


def _cut(connection: HTTPConnection) -> None:
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(SHUT_RDWR)


def _read(response: HTTPResponse, target: Target, bounds: Bounds) -> Reply:
    pieces, size = [], 0
    while piece := response.read1(_PIECE, decode_content=False):
        pieces.append(piece)
        size += len(piece)
        if size > bounds.most_bytes:
            raise OtherServerError(
                f"{target} answers with more than the {bounds.most_bytes:,} bytes that are read of it."
            )
    bounds.left  # noqa: B018  # raises when the time is up: then the connection has been cut, perhaps in the midst
    _check(response, b"".join(pieces[:1]), target)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Reply(media_type, b"".join(pieces))


def _check(response: HTTPResponse, beginning: bytes, target: Target) -> None:
    if 300 <= response.status < 400:
        raise OtherServerError(
            f"{target} leads elsewhere, to {response.headers.get('Location', 'nowhere')}, which is not followed. "
            "Name that address, if it is listed.",
        )
    if response.status != 200:
        message = beginning[: 4 * _EXCERPT].decode(errors="replace")[:_EXCERPT].strip()
        raise OtherServerError(f"{target} answers {response.status}: {message}")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise OtherServerError(f"{target} answers with a compressed body, which was not asked for.")
