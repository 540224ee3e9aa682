"""Content negotiation: which of the formats that a route offers a client gets (RFC 9110 §12.5.1).

``?format=NAME`` overrules the Accept header, so that a format can be asked for in a browser's address bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from service.errors import InvalidInputError, NotAcceptableError
from service.web.parameters import once


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A format by its short name and media type; ``also`` are other media types that ask for it. Each is made once."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header, with the charset where the media type has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


JSON = Format("json", "application/json")
HTML = Format("html", "text/html", ("application/xhtml+xml",))
CSV = Format("csv", "text/csv")
JSONLD = Format("jsonld", "application/ld+json")
TURTLE = Format("turtle", "text/turtle", ("application/x-turtle",))
NTRIPLES = Format("ntriples", "application/n-triples", ("text/plain",))
RDFXML = Format("rdfxml", "application/rdf+xml")
TRIG = Format("trig", "application/trig")
NQUADS = Format("nquads", "application/n-quads")
N3 = Format("n3", "text/n3")

# What RDF is offered in, the first being what a client gets that does not care.
RDF: tuple[Format, ...] = (TURTLE, JSONLD, NTRIPLES, RDFXML, N3, TRIG, NQUADS)


def choose(offered: tuple[Format, ...], *, default: Format | None = None) -> Format:
    """Return the format that this request gets of those offered, the first of them where the client does not care.

    ``default`` is what a request gets that says nothing of formats at all, where that is not the first one.

    Raises ``InvalidInputError`` for an unknown ``?format=`` and ``NotAcceptableError`` when Accept allows none.
    """
    name = once("format")
    if name is not None:
        return _by_name(name, offered)
    accept = request.headers.get("Accept")
    if default is not None and not accept:
        return default
    chosen = best(offered, accept)
    if chosen is None:
        types = ", ".join(format_.media_type for format_ in offered)
        raise NotAcceptableError(f"The Accept header allows none of the formats that there are here: {types}.")
    return chosen


@lru_cache(maxsize=1024)
def best(offered: tuple[Format, ...], accept: str | None) -> Format | None:
    """Return the format of the highest quality value, the earlier one of equals; None when ``accept`` allows none.

    What names a format itself counts before ``text/*``, and that before ``*/*``, so that ``q=0`` takes a format out.
    Parameters of media types are passed over: ``text/turtle;version=1.2`` asks for Turtle, a profile for JSON-LD.
    """
    accepted = parse_accept_header(accept, MIMEAccept)
    if not len(accepted):  # a missing header is nothing to werkzeug, to RFC 9110 it allows anything
        return offered[0]
    qualities: dict[str, float] = {}
    for value, quality in accepted:
        name = value.partition(";")[0].strip().lower()
        qualities[name] = max(float(quality), qualities.get(name, 0.0))
    ranked = [(_quality(format_, qualities), -place, format_) for place, format_ in enumerate(offered)]
    quality, _, chosen = max(ranked, key=lambda entry: entry[:2])
    return chosen if quality > 0 else None


def _quality(format_: Format, qualities: Mapping[str, float]) -> float:
    named = qualities.get(format_.media_type)
    if named is not None:
        return named
    # The other names of a format ask for it only where they are given: what is sent has the first name.
    other = max((qualities[name] for name in format_.also if name in qualities), default=0.0)
    kind = format_.media_type.partition("/")[0]
    return max(other, qualities.get(f"{kind}/*", qualities.get("*/*", 0.0)))


def _by_name(name: str, offered: Sequence[Format]) -> Format:
    for format_ in offered:
        if name in (format_.name, format_.media_type, *format_.also):
            return format_
    names = ", ".join(format_.name for format_ in offered)
    raise InvalidInputError(f"There is no format “{name}” here; format is one of {names}.")
