"""What the sender says about an article, checked before it is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from service.errors import InvalidInputError, TooLargeError
from service.model import Given

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
# What may not stand in an IRI (RFC 3987): with it, the article's graph could not be written down.
# RFC 3987 (marks of direction, §4.1), and what no XML can hold
_NO_IRI = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|\\^`\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest names and addresses that may be given, in code points."""

    name: int = 1_000
    url: int = 2_000


USUAL = Longest()


def checked(given: Given, longest: Longest = USUAL) -> Given:
    """Return what was given with white space folded and empty values as None.

    Raises ``InvalidInputError`` naming the field that cannot be used, ``TooLargeError`` (422) naming the one that is
    too long.
    """
    return replace(
        given,
        title=_name("title", given.title, longest.name),
        publisher=_name("publisher", given.publisher, longest.name),
        url=_url(given.url, longest.url),
        published=_date(given.published),
        language=_language(given.language),
    )


def _name(field: str, value: str | None, most: int) -> str | None:
    if value is None:
        return None
    if len(value) > most:
        raise TooLargeError(f'"{field}" is longer than {most:,} characters (ONRECORD_MAX_NAME_CHARS).', status=422)
    if _CONTROL.search(value):
        raise InvalidInputError(f'"{field}" has a control character in it.')
    return " ".join(value.split()) or None


def _url(value: str | None, most: int) -> str | None:
    if not value or not value.strip():
        return None
    url = value.strip()
    if len(url) > most:
        raise TooLargeError(f'"url" is longer than {most:,} characters (ONRECORD_MAX_URL_CHARS).', status=422)
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or _NO_IRI.search(url):
        raise InvalidInputError('"url" has to be an http or https address, for example https://example.org/news/1.')
    return url


def _date(value: str | None) -> str | None:
    if not value or not value.strip():
        return None
    day = value.strip()
    try:
        if _ISO_DATE.fullmatch(day):
            return date.fromisoformat(day).isoformat()
    except ValueError:
        pass  # the 30th of February: said below, with every other wrong date
    raise InvalidInputError('"published" has to be a day as YYYY-MM-DD, for example 2025-04-29.')


def _language(value: str | None) -> str | None:
    if not value or not value.strip():
        return None
    language = value.strip().lower()
    if not _LANGUAGE.fullmatch(language):
        raise InvalidInputError('"language" has to be a code of two letters (ISO 639-1), for example en.')
    return language
