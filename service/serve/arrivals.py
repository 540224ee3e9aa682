"""How much of a request has come: whether a thread that takes it up would have to wait for the rest."""

from __future__ import annotations

import re
from enum import Enum

MOST_BUFFERED = 64 * 1024  # bytes of a request that are gathered before a thread takes it up: all of most requests
END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_LENGTH_OF_ANY_KIND = re.compile(rb"\r\ncontent-length[ \t]*:", re.IGNORECASE)
_OPEN_ENDED = re.compile(rb"\r\n(?:transfer-encoding|expect)[ \t]*:", re.IGNORECASE)


class Arrival(Enum):
    """How far a request has come."""

    PART = "more has to come before anybody works on it"
    WHOLE = "all of it is there, or so little sense in it that the parser can say so"
    HEAD = "its head is there, and a body that a thread has to wait for"
    TOO_LARGE = "its head is longer than any is"


def arrival(received: bytes | bytearray) -> Arrival:
    """Return how far the request has come whose bytes these are, as many as have been received."""
    end = received.find(END_OF_HEAD)
    if end < 0:
        return Arrival.TOO_LARGE if len(received) >= MOST_BUFFERED else Arrival.PART
    head = bytes(received[: end + 2])
    if _OPEN_ENDED.search(head):
        return Arrival.HEAD
    length = _LENGTH.search(head)
    if length is None:  # the parser may still make something of a length that is not understood here
        return Arrival.HEAD if _LENGTH_OF_ANY_KIND.search(head) else Arrival.WHOLE
    whole = end + len(END_OF_HEAD) + int(length[1])
    if len(received) >= whole:
        return Arrival.WHOLE
    return Arrival.HEAD if whole > MOST_BUFFERED else Arrival.PART
