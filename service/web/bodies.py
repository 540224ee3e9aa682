"""Request bodies: read up to a limit, in the media type, charset and content coding that they declare."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from flask import request
from gunicorn.http.errors import ParseException

from service import text
from service.errors import InvalidInputError, TooLargeError, UnsupportedMediaTypeError
from service.web.codings import decompressed

_DRAINED = 64 * 1024 * 1024  # bytes of a refused body that are read all the same, so that the client hears the answer
_PIECE = 1024 * 1024


def media_type(allowed: Collection[str]) -> str:
    """Return the media type of the body; ``UnsupportedMediaTypeError`` naming those that may be sent."""
    if request.mimetype not in allowed:
        given = f"“{request.mimetype}”" if request.mimetype else "A body without Content-Type"
        raise UnsupportedMediaTypeError(f"{given} is not read here; send {' or '.join(allowed)}.")
    return request.mimetype


def read(limit: int, *, setting: str, may_be_empty: bool = False) -> bytes:
    """Return the body, without its content codings; ``setting`` names the limit in bytes, which holds with and without.

    Raises ``TooLargeError`` past the limit, ``UnsupportedMediaTypeError`` for other codings than gzip and zstd, and
    ``InvalidInputError`` when it ends early, is not in its coding, or is empty and may not be.
    """
    coding = request.headers.get("Content-Encoding")
    too_large = (request.content_length or 0) > limit
    body = b"" if too_large else _read_up_to(limit + 1)
    if coding is not None and len(body) <= limit:
        body = decompressed(body, coding, limit)
    if too_large or len(body) > limit:
        _drain()
        raise TooLargeError(f"The body is larger than the {limit:,} bytes that are read here ({setting}).")
    if not may_be_empty and not body.strip():
        raise InvalidInputError("The body is empty.")
    return body


def _read_up_to(size: int) -> bytes:
    """Return the body, or so many bytes of it; raises ``InvalidInputError`` where it cannot be had."""
    expected = min(size, request.content_length or 0)
    pieces = []
    while size > 0 and (piece := _read_some(size)):
        pieces.append(piece)
        size -= len(piece)
    body = b"".join(pieces)
    if len(body) < expected:  # gunicorn gives what came as if it were all
        raise InvalidInputError("The body is shorter than its Content-Length says, as the connection ended before it.")
    return body


def _drain() -> None:
    left = _DRAINED
    with suppress(InvalidInputError):  # it is refused already
        while left > 0 and (piece := _read_some(left)):
            left -= len(piece)


def _read_some(most: int) -> bytes:
    try:
        return request.stream.read(min(most, _PIECE))
    except TimeoutError as error:
        raise InvalidInputError(f"The body cannot be waited for any longer: {error}.", status=408) from error
    except (OSError, ParseException) as error:  # the connection has ended, or chunks are not framed as they should be
        raise InvalidInputError(f"The body cannot be read to its end: {error}.") from error


def decode(body: bytes) -> str:
    """Return the body as text in the charset it declares, else UTF-8; raises as ``service.text.decode``."""
    return text.decode(body, request.mimetype_params.get("charset"))
