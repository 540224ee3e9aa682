"""A server's answer as it comes: a file of bytes that ends where the server ended it, and raises where it broke off."""

from __future__ import annotations

import html
import json
import re
import threading
import time
from contextlib import suppress

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from service.errors import UnavailableError

_PIECE = 64 * 1024
_LONGEST_MESSAGE = 500  # characters
_LAST_WORDS = 80  # bytes
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


class TimeUpError(UnavailableError):
    """The answer was not complete, or had not begun, when its time was up."""


class Reply:
    """The body of an answer: a file to be read, once, by the engine's parsers.

    ``media_type`` is without parameters. ``read`` raises ``TimeUpError`` past ``deadline`` (``time.monotonic``),
    ``UnavailableError`` where the answer breaks off. Who does not read to the end calls ``close``.
    """

    def __init__(self, answer: urllib3.BaseHTTPResponse, server: str, deadline: float | None) -> None:
        self.media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self._answer = answer
        self._server = server
        self._deadline = deadline
        self._watch: threading.Timer | None = None
        self._is_first = True
        self._piece = b""
        self._last = b""
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; none at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        self.peek()
        start, self._position = self._position, min(self._position + size, len(self._piece))
        return self._piece[start : self._position]

    def peek(self) -> bytes:
        """Return the next bytes, however many there are at hand, and leave them to be read; none at the end."""
        if self._position >= len(self._piece):
            self._piece, self._position = self._next_piece(), 0
        return self._piece[self._position :]

    def gather(self, size: int) -> bool:
        """Read ahead, so that this many bytes are at hand or all that are left; return whether it is all."""
        pieces = [self.peek()]
        gathered = len(pieces[0])
        while pieces[-1] and gathered < size:
            pieces.append(self._next_piece())
            gathered += len(pieces[-1])
        self._piece, self._position = b"".join(pieces), 0
        return not pieces[-1]

    def close(self) -> None:
        """Let go of the connection, so that the server can stop if it is still at work."""
        if self._watch is not None:
            self._watch.cancel()
        self._answer.close()

    def broken(self, reason: object) -> UnavailableError:
        """Return the error for an answer that cannot be read to its end, with the last words of it."""
        last = self._last.decode(errors="replace").strip()
        return UnavailableError(
            f"The answer of the store at {self._server} ({self.media_type or 'without a type'}) cannot be read: "
            f"{reason}. Its last words: {last!r}",
            retry_after=5,
        )

    def _next_piece(self) -> bytes:
        self._look_at_the_clock()
        try:
            piece = self._answer.read1(_PIECE) or b""
        except (HTTPError, OSError, ValueError, AttributeError) as error:
            self.close()
            if isinstance(error, ReadTimeoutError) or self._is_late():
                raise self._time_up() from error
            raise UnavailableError(f"The store at {self._server} broke off its answer.", retry_after=5) from error
        if self._is_late() and self._watch is not None:
            raise self._time_up()
        if piece:
            self._last = piece[-_LAST_WORDS:]
        elif self._watch is not None:
            self._watch.cancel()
        return piece

    def _look_at_the_clock(self) -> None:
        """Before the second piece, set an alarm: the first has the whole time, by the connection's own limit."""
        if self._deadline is None:
            return
        if self._is_late():
            self.close()
            raise self._time_up()
        if not self._is_first and self._watch is None:
            self._watch = threading.Timer(self._deadline - time.monotonic(), self.interrupt)
            self._watch.daemon = True
            self._watch.start()
        self._is_first = False

    def interrupt(self) -> None:
        """Have whoever reads this, in another thread, come to an end at once."""
        with suppress(ValueError, RuntimeError, OSError):  # it has come to its end meanwhile
            self._answer.shutdown()

    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _time_up(self) -> TimeUpError:
        return TimeUpError(f"The store at {self._server} did not complete its answer in time.", retry_after=5)


def message_of(answer: urllib3.BaseHTTPResponse) -> str:
    """Return what an answer that is an error says to people, in short, and let go of the connection."""
    try:
        body = answer.read(_PIECE).decode(errors="replace")
    except (HTTPError, OSError):
        body = ""
    answer.close()
    media_type = answer.headers.get("Content-Type", "")
    if "html" in media_type:
        body = html.unescape(_TAG.sub(" ", body))
    elif "json" in media_type:
        body = _detail(body)
    return re.sub(r"\s+", " ", body).strip()[:_LONGEST_MESSAGE]


def _detail(body: str) -> str:
    """Return the explanation in a problem document (RFC 9457) or in the like."""
    try:
        content = json.loads(body)
    except ValueError:
        return body
    named = (content.get(name) for name in ("detail", "message", "error")) if isinstance(content, dict) else ()
    return next((text for text in named if isinstance(text, str)), body)
