"""The revision token: which state of the data an answer was made from, and which one a request wants at least.

Every read says in ``OnRecord-Revision`` what it was answered from, every write which revision has it. A client that
sends the token of its write back, to whichever web worker, is answered from that state or a newer one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar

from flask import Response, g, request

from service.errors import InvalidInputError, PreconditionError, UnavailableError
from service.store.revision import number
from service.web.prefer import preferred_wait

HEADER = "OnRecord-Revision"
_TOKEN = re.compile(r"\d{1,18}(?:-[0-9a-f]{1,16})?")
_POLL = 0.01  # seconds between two looks at the newest revision, each of which costs some microseconds
_waiting = BoundedSemaphore(8)  # each holds a thread of the web worker, and other requests need some
T = TypeVar("T")


def understood() -> None:
    """Raise ``InvalidInputError`` where the request wants a revision that is none, though any would do."""
    wanted = request.headers.get(HEADER)
    if wanted is not None:
        _number(wanted)


def reached(look: Callable[[], T], revision_of: Callable[[T], str]) -> T:
    """Return what ``look`` finds, once it is of the revision that the request wants, or of a newer one.

    Raises ``PreconditionError`` (412) where it is not and the request does not say ``Prefer: wait=N``,
    ``UnavailableError`` where it has waited so long for nothing, ``InvalidInputError`` for a token that is none.
    """
    wanted = request.headers.get(HEADER)
    if wanted is None:
        return look()
    wait, least, found = preferred_wait(), _number(wanted), look()
    if number(revision_of(found)) < least:
        if wait is None:
            raise PreconditionError(
                f"Revision {wanted} ({HEADER}) is not served here yet; it is {revision_of(found) or 'empty'}. "
                "Send “Prefer: wait=10” to have the request wait for it."
            )
        found = _waited_for(look, lambda found: number(revision_of(found)) >= least, wait)
    if wait is not None:
        g.preference_applied = f"wait={wait}"
    return found


def _waited_for(look: Callable[[], T], is_reached: Callable[[T], bool], seconds: int) -> T:
    """Look until it is reached; raises ``UnavailableError`` after so many seconds, or where many wait already."""
    if not _waiting.acquire(blocking=False):
        raise UnavailableError("Many requests wait for a revision already; send this one again.", retry_after=1)
    try:
        end = time.monotonic() + seconds
        while not is_reached(found := look()):
            if time.monotonic() >= end:
                raise UnavailableError(
                    f"Revision {request.headers[HEADER]} ({HEADER}) was not reached within {seconds} s.", retry_after=1
                )
            time.sleep(_POLL)
        return found
    finally:
        _waiting.release()


def note(revision: str | None) -> None:
    """Have the answer to this request, a write, say which revision has it."""
    g.revision = revision


def tell(response: Response) -> Response:
    """Add what was noted, and the preference that was followed, to the answer (after each request)."""
    if g.get("revision"):
        response.headers[HEADER] = g.revision
    if g.get("preference_applied"):
        response.headers.setdefault("Preference-Applied", g.preference_applied)
    return response


def _number(token: str) -> int:
    if not _TOKEN.fullmatch(token.strip()):
        raise InvalidInputError(f"{HEADER} is a revision as answers here give it, not “{token[:40]}”.")
    return number(token.strip())
