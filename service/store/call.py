"""A request under way that another thread may end, whether it waits for the answer or reads it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from urllib3.response import HTTPResponse

_current: ContextVar[Call | None] = ContextVar("call", default=None)


class Call:
    """One request; ``end`` may be called from any thread, at any time until the answer has been read."""

    def __init__(self) -> None:
        self.is_ended = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def end(self) -> None:
        """Cut the connection, so that neither side goes on with it."""
        with self._lock:
            self.is_ended = True
            self._cut()

    def begin(self, connection: socket.socket | None) -> None:
        """Note the connection that the request has been sent over."""
        with self._lock:
            self._socket = connection
            if self.is_ended:
                self._cut()

    def release(self) -> None:
        """Note that the answer has been read, and the connection is for others."""
        with self._lock:
            self._socket = None

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def under_way(call: Call | None) -> Iterator[None]:
    """Make this the call of the requests that this thread sends."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


class _Connection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 itself has it
        _begin(self)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 itself has it
        _begin(self)
        return super().getresponse()


def _begin(connection: HTTPConnection) -> None:
    call = _current.get()
    if call is not None:
        call.begin(connection.sock)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def open_pool(*, connections: int, certificates: str | None) -> urllib3.PoolManager:
    """Return a pool of connections whose requests can be ended."""
    pool = urllib3.PoolManager(maxsize=connections, ca_certs=certificates)
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pool
