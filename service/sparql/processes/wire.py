"""What a web worker, its query processes and the query server say to each other: packets over Unix sockets.

The sockets keep packets apart (``SOCK_SEQPACKET``), so that a process that is killed in the midst of its answer leaves
no half packet, and the query server can say after it, on the same socket, how it ended.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

PIECE = 65_536  # bytes of an answer or a question in one packet: enough to be fast, little enough for any socket buffer
_ROOM = 2 * PIECE


class Kind(IntEnum):
    """What a packet is: its first byte."""

    HELLO = 1  # a query process is there: its id
    QUESTION_BEGINS = 2  # part of a question, more to come
    QUESTION = 3  # the last part, or all of it
    ANSWER_BEGINS = 4  # media type and revision of an answer
    PIECE = 5  # bytes of it
    END = 6  # it is complete
    ANSWER = 7  # all of it: media type, revision, bytes
    ERROR = 8  # there is none, or no more
    ENDED = 9  # from the query server: the process is gone, and how


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet: its kind, what it says as JSON, and bytes."""

    kind: Kind
    head: dict[str, Any]
    body: bytes = b""


class Line:
    """One end of a socket. ``receive`` raises ``EOFError`` when the other is gone, ``send`` ``BrokenPipeError``."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._room = bytearray(_ROOM)
        self._view = memoryview(self._room)

    def send(self, kind: Kind, head: dict[str, Any] | None = None, body: bytes = b"") -> None:
        """Send one packet; the body has at most ``PIECE`` bytes."""
        said = json.dumps(head).encode() if head else b""
        self.socket.sendmsg((bytes((kind,)), len(said).to_bytes(4, "big"), said, body))

    def receive(self) -> Packet:
        """Wait for the next packet."""
        try:
            size = self.socket.recv_into(self._room)
        except ConnectionResetError as error:
            raise EOFError from error
        if size == 0:
            raise EOFError
        begin = 5 + int.from_bytes(self._view[1:5], "big")
        head = json.loads(bytes(self._view[5:begin])) if begin > 5 else {}
        return Packet(Kind(self._room[0]), head, bytes(self._view[begin:size]))

    def ask(self, question: dict[str, Any]) -> None:
        """Send a question, in as many packets as it needs."""
        data = json.dumps(question).encode()
        while len(data) > PIECE:
            self.send(Kind.QUESTION_BEGINS, body=data[:PIECE])
            data = data[PIECE:]
        self.send(Kind.QUESTION, body=data)

    def asked(self) -> dict[str, Any]:
        """Wait for the next question."""
        parts = [self.receive()]
        while parts[-1].kind is Kind.QUESTION_BEGINS:
            parts.append(self.receive())
        question: dict[str, Any] = json.loads(b"".join(part.body for part in parts))
        return question

    def close(self) -> None:
        """Close this end."""
        self.socket.close()


def pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a new socket."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
