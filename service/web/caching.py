"""Conditional requests (RFC 9110 §13): a client that has the present state is told so, and nothing is worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, request


def conditional(tags: Sequence[str], make: Callable[[], Response], *, vary: str = "Accept") -> Response:
    """Return what ``make`` makes with an ETag made of ``tags``, or 304 without asking for it.

    ``tags`` name all that the representation depends on beside the address: the state of the data, the format.
    """
    tag = "-".join(tags)
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else make()
    if response.status_code in (200, 304):
        response.set_etag(tag, weak=True)
        response.headers.setdefault("Cache-Control", "no-cache")  # may be kept, must be asked about
    response.vary.update([vary])
    return response
