"""The connection that a request came over: whether its client is still there, and how to cut it off.

A body that ends early must not look complete. In HTTP/1.1 the last chunk is missing then; an HTTP/1.0 client takes the
end of the connection for the end of the body, so its connection is reset.
"""

from __future__ import annotations

import os
import select
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_GONE = select.POLLRDHUP | select.POLLHUP | select.POLLERR | select.POLLNVAL


class Client:
    """The other side of a connection."""

    def __init__(self, connection: socket.socket, *, is_http_1_0: bool = False) -> None:
        self._socket = connection
        self._is_http_1_0 = is_http_1_0
        self._poll = select.poll()
        self._poll.register(connection, select.POLLRDHUP)

    @property
    def has_gone(self) -> bool:
        """Whether the client has closed the connection, or its half of it."""
        return any(events & _GONE for _, events in self._poll.poll(0))

    def cut_off(self) -> None:
        """End the connection from another thread than the one that writes to it, which then fails to."""
        with suppress(OSError):
            if self._is_http_1_0:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._socket.shutdown(socket.SHUT_RDWR)

    def abort(self) -> None:
        """End the connection from the thread that writes to it. The socket's owner may still close it."""
        if not self._is_http_1_0:
            self.cut_off()
            return
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            # Closes the connection, and leaves a closed socket in its place.
            ours, other = socket.socketpair()
            os.dup2(other.fileno(), self._socket.fileno())
            ours.close()
            other.close()


def client_of(environ: Mapping[str, Any]) -> Client | None:
    """Return the client of a WSGI request, None where the server does not give its socket."""
    connection = environ.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        return None
    return Client(connection, is_http_1_0=environ.get("SERVER_PROTOCOL") == "HTTP/1.0")
