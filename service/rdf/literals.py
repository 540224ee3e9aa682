"""Values of claims as RDF terms, in the lexical form that a store keeps as it is.

Oxigraph rewrites literals to their canonical form (``xsd:nonNegativeInteger`` becomes ``xsd:integer``, ``+00:00``
becomes ``Z``); what is written here comes back the same.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import quote

import pyoxigraph
from rdflib import XSD, Literal, URIRef

from service.errors import InternalError, InvalidInputError

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_DATE_TYPES = {len("2024"): XSD.gYear, len("2024-06"): XSD.gYearMonth, len("2024-06-19"): XSD.date}
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")


def text_literal(value: str) -> Literal:
    """Return words as a plain string."""
    return Literal(value, normalize=False)


@lru_cache(maxsize=4096)
def date_literal(value: str) -> Literal:
    """Return an ISO date, month or year as ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``, as precise as it is.

    Raises ``InternalError`` for anything else.
    """
    if not _is_date(value):
        raise InternalError(f"{value!r} is no date: give YYYY-MM-DD, YYYY-MM or YYYY.")
    return _typed(value, _DATE_TYPES[len(value)])


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value + "0000-01-01"[len(value) :])
    except ValueError:
        return False
    return True


def time_literal(moment: datetime) -> Literal:
    """Return a moment as ``xsd:dateTime`` in UTC, to the second.

    Raises ``InternalError`` when it has no time zone.
    """
    if moment.tzinfo is None:
        raise InternalError(f"The time {moment} has no time zone; give one, for example datetime.now(UTC).")
    return _typed(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), XSD.dateTime)


@lru_cache(maxsize=1 << 16)  # the offsets that passages of articles begin and end at
def integer_literal(value: int) -> Literal:
    """Return a whole number as ``xsd:integer``."""
    return _typed(str(value), XSD.integer)


def boolean_literal(value: bool) -> Literal:
    """Return ``xsd:boolean`` ``true`` or ``false``."""
    return _typed("true" if value else "false", XSD.boolean)


def _typed(value: str, datatype: URIRef) -> Literal:
    # rdflib has a canonical form of its own, in which UTC is +00:00.
    return Literal(value, datatype=datatype, normalize=False)


def web_address(url: str) -> URIRef:
    """Return an http or https URL as an IRI; what cannot stand in one is percent-encoded, nothing else is changed.

    Raises ``InvalidInputError`` for anything else.
    """
    iri = _NOT_IN_IRIS.sub(lambda match: quote(match.group(), safe=""), url.strip())
    if not iri.lower().startswith(("http://", "https://")):
        raise InvalidInputError(f"The URL {url!r} is no web address; give one such as https://example.org/news/1.")
    try:
        pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise InvalidInputError(f"The URL {url!r} cannot be used: {error}. Correct or leave out the URL.") from error
    return URIRef(iri)
