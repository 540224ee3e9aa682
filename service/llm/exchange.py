"""One HTTP request to the model's endpoint and its answer, within a size and until a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

CONNECT_TIMEOUT = 5.0  # seconds
LARGEST_ANSWER = 2_000_000  # bytes: far above what the allowed tokens can fill
CHUNK = 65_536  # bytes
SHORTEST = 0.001  # seconds: urllib3 takes no time-out of 0


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered; ``retry_after`` are the seconds it asks to wait, where it does."""

    status: int
    data: bytes
    retry_after: float | None = None


class NotAnsweredError(Exception):
    """No answer came; ``is_passing`` when it may at the next try."""

    def __init__(self, reason: str, *, is_passing: bool) -> None:
        super().__init__(reason)
        self.is_passing = is_passing


class Exchange:
    """Posts JSON to one address."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._url = url
        self._headers = headers
        self._pool = urllib3.PoolManager(maxsize=2)

    def post(self, body: bytes, until: float) -> Response:
        """Return the answer to a body; ``NotAnsweredError`` when there is none up to ``until`` (of ``monotonic``)."""
        seconds = max(until - time.monotonic(), SHORTEST)
        try:
            return self._post(body, seconds, until)
        except (ConnectTimeoutError, NewConnectionError, ProtocolError) as error:
            raise NotAnsweredError(str(error), is_passing=True) from error
        except (ReadTimeoutError, TimeoutError) as error:
            # It is at work on it: asked again it would begin anew, and have twice as much to do.
            raise NotAnsweredError(f"it took more than {seconds:.0f} seconds", is_passing=False) from error
        except (HTTPError, OSError) as error:
            raise NotAnsweredError(str(error), is_passing=False) from error
        except ValueError:  # whose words may hold the key
            raise NotAnsweredError("the request cannot be sent: check address and key", is_passing=False) from None

    def _post(self, body: bytes, seconds: float, until: float) -> Response:
        answer = self._pool.request(
            "POST",
            self._url,
            body=body,
            headers=self._headers,
            retries=False,
            timeout=urllib3.Timeout(connect=min(CONNECT_TIMEOUT, seconds), read=seconds),
            preload_content=False,
        )
        try:
            data = _read(answer, until)
        except BaseException:
            answer.close()  # with its connection: the rest of the answer must not be the next one's
            raise
        answer.release_conn()
        wait = answer.headers.get("Retry-After", "")
        return Response(answer.status, data, float(wait) if wait.isascii() and wait.isdigit() else None)


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """Read all of an answer, and look at the clock in between: a server that drips never lets a read time out."""
    data = bytearray()
    while chunk := answer.read1(CHUNK):
        data += chunk
        if len(data) > LARGEST_ANSWER:
            raise HTTPError("it answers more than it was asked for")
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(data)
