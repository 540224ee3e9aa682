"""What is said of a request that the web server cannot hand on, as a problem document (RFC 9457) like any other."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)

_STATUSES = {UnsupportedTransferCoding: 501, ExpectationFailed: 417}


def refusal(error: BaseException, configuration: Any) -> tuple[int, str] | None:
    """Return status and detail for what a request is refused for, None where that is no fault of the client's."""
    if isinstance(error, LimitRequestLine):
        return 414, (
            f"The first line of the request is longer than {configuration.limit_request_line:,} characters "
            "(ONRECORD_MAX_REQUEST_LINE). Send a query by POST, in the body."
        )
    if isinstance(error, LimitRequestHeaders):
        return 431, (
            f"There are more than {configuration.limit_request_fields} headers (ONRECORD_MAX_HEADERS), or one is "
            f"longer than {configuration.limit_request_field_size:,} bytes (ONRECORD_MAX_HEADER_BYTES)."
        )
    if isinstance(error, ParseException):
        return _STATUSES.get(type(error), 400), "That is no request of HTTP that is understood here."
    return None


def answer(status: int, detail: str, *, retry_after: int | None = None) -> bytes:
    """Return the whole answer, after which the connection is closed."""
    phrase = HTTPStatus(status).phrase
    body = json.dumps({"type": "about:blank", "title": phrase, "status": status, "detail": detail}) + "\n"
    head = [
        f"HTTP/1.1 {status} {phrase}",
        "Connection: close",
        "Content-Type: application/problem+json",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        f"Content-Length: {len(body)}",
        *([f"Retry-After: {retry_after}"] if retry_after is not None else []),
    ]
    return "\r\n".join([*head, "", body]).encode("ascii")
