"""A connection whose client may take its answer slowly: what it does not take at once is kept, and sent by the loop."""

from __future__ import annotations

import fcntl
import socket
import sys
import termios
from collections import deque
from typing import Any


class Connection(socket.socket):
    """A socket whose ``sendall`` returns though not all is sent: ``unsent`` bytes are left for ``flush``."""

    def __init__(self, accepted: socket.socket) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self._pieces: deque[memoryview] = deque()
        self.unsent = 0

    def sendall(self, data: Any, _flags: int = 0, /) -> None:
        """Send what the client takes now, and keep the rest."""
        self._pieces.append(memoryview(data))
        self.unsent += len(data)
        self.flush()

    def flush(self) -> None:
        """Send what the client takes now; raises ``OSError`` where it takes nothing any more."""
        while self._pieces:
            piece = self._pieces[0]
            try:
                sent = self.send(piece, socket.MSG_DONTWAIT)
            except (BlockingIOError, TimeoutError):  # the latter where the socket has a time
                return
            self.unsent -= sent
            if sent < len(piece):
                self._pieces[0] = piece[sent:]
            else:
                self._pieces.popleft()

    @property
    def unheard(self) -> int:
        """How many bytes have left for the client and are not known to have come there."""
        queued = fcntl.ioctl(self, termios.TIOCOUTQ, bytes(4))  # of a TCP socket: SIOCOUTQ, see tcp(7)
        return int.from_bytes(queued, sys.byteorder)

    def close(self) -> None:
        """Let go of it, and of what was not sent."""
        self._pieces.clear()
        self.unsent = 0
        super().close()
