"""Answers in gzip or zstd, where the client takes it and it pays."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response, g, request

from service.web.codings import Choice, Coding, choice, compressed, compressed_parts

_LEAST = 1000  # bytes; a shorter answer fits into one packet as it is
_TYPES = ("text/", "application/json", "application/javascript", "application/n-", "application/trig", "image/svg")
_SUFFIXES = ("+json", "+xml")
_WITHOUT = (204, 206, 304)  # statuses of answers that have no body, or a part of one


def register(app: Flask) -> None:
    """Compress the answers of an application; refuse at once who takes none that it could give."""
    app.before_request(_choose)
    app.after_request(_compress)


def wanted() -> Choice:
    """Return the coding that this request is answered in."""
    chosen: Choice = g.get("coding", Choice(None))
    return chosen


def pays(length: int) -> bool:
    """Whether a body of so many bytes is compressed for this request."""
    chosen = wanted()
    return chosen.coding is not None and (length >= _LEAST or chosen.is_due)


def mark(response: Response, coding: Coding) -> None:
    """Say which coding an answer is in."""
    response.headers["Content-Encoding"] = coding


def _choose() -> None:
    g.coding = choice(request.headers.get("Accept-Encoding"))


def _compress(response: Response) -> Response:
    headers = response.headers
    if response.status_code != 304 and not _is_compressible(response.content_type or ""):
        return response
    if "Vary" not in headers:
        headers.add("Vary", "Accept-Encoding")
    coding = wanted().coding
    if coding is None or response.status_code in _WITHOUT or "Content-Encoding" in headers:
        return response
    if response.is_streamed and not response.direct_passthrough:
        if request.method == "HEAD":
            return response  # what it would have come to is not known
        response.response = compressed_parts(response.iter_encoded(), coding)
        mark(response, coding)
        return response
    body = _read(response)
    if pays(len(body)):
        response.set_data(compressed(body, coding))
        mark(response, coding)
        _weaken_tag(response)
    return response


def _read(response: Response) -> bytes:
    """Return the body; the file that it comes from, of a static one, is done with."""
    is_file, response.direct_passthrough = response.direct_passthrough, False
    body = response.get_data()
    if is_file:
        response.close()
    return body


def _weaken_tag(response: Response) -> None:
    """A strong tag would stand for these bytes, and they are others now (static files have one), unless it says so."""
    if g.get("tag_names_coding"):
        return
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)
        response.headers.pop("Accept-Ranges", None)


@lru_cache(maxsize=256)
def _is_compressible(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith(_TYPES) or media_type.endswith(_SUFFIXES)
