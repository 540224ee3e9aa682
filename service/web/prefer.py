"""What a client would rather have (RFC 7240): be kept waiting, or be answered before the work is done."""

from __future__ import annotations

import re

from flask import request

_WAIT = re.compile(r'(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})', re.IGNORECASE)
_ASYNC = re.compile(r"(?:^|[,;\s])respond-async(?:$|[,;\s])", re.IGNORECASE)
MAX_WAIT = 60  # seconds that a request may ask to be kept waiting


def preferred_wait() -> int | None:
    """Return the seconds of ``Prefer: wait=N``, at most ``MAX_WAIT``; None where it is not asked for."""
    asked = _WAIT.search(request.headers.get("Prefer", ""))
    return min(int(asked[1]), MAX_WAIT) if asked else None


def prefers_async() -> bool:
    """Return whether the client would rather be told where the work stands than wait (``Prefer: respond-async``)."""
    return bool(_ASYNC.search(request.headers.get("Prefer", "")))
