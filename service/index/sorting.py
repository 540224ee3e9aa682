"""The order of lists, as one value a thing: articles and what they alone say newest first, all others by name."""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from service.errors import InvalidInputError

# Days since year 1 take 22 bits, of which the last to the first give "newest first"; then 21 bits keep the things of an
# article together, and 20 bits their place in its text (no text is longer than a million characters).
_DAYS, _ARTICLES, _PLACES = 22, 21, 20
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def by_date(day: str | None, article: str, place: int) -> int:
    """Return the position of a thing of an article; those without a date come last."""
    together = int.from_bytes(hashlib.blake2b(article.encode(), digest_size=4).digest(), "big") % (1 << _ARTICLES)
    return (_newest_first(day) << _ARTICLES | together) << _PLACES | min(place, (1 << _PLACES) - 1)


def by_label(label: str, key: str) -> str:
    """Return the position of a thing by its name, capitals and small letters alike."""
    return f"{label.casefold()}\x1f{key}"


def range_of(since: str | None, until: str | None) -> tuple[int, int]:
    """Return the first and the last position that dates from ``since`` to ``until`` have, both days included."""
    width = 1 << (_ARTICLES + _PLACES)
    first = _newest_first(until) * width if until else 0
    last = _newest_first(since) * width + width - 1 if since else _newest_first(None) * width - 1
    return first, last


def first_day(value: str) -> str:
    """Return the first day of an ISO date, month or year; ``InvalidInputError`` for anything else."""
    return _days(value)[0].isoformat()


def last_day(value: str) -> str:
    """Return the last day of an ISO date, month or year; ``InvalidInputError`` for anything else."""
    return _days(value)[1].isoformat()


@lru_cache(maxsize=4096)
def valid_date(value: str | None) -> str | None:
    """Return the date, month or year that a value begins with, None where it is none."""
    try:
        _days((value or "")[:10])
    except InvalidInputError:
        return None
    return (value or "")[:10]


@lru_cache(maxsize=4096)
def _newest_first(day: str | None) -> int:
    ordinal = date.fromisoformat(first_day(day)).toordinal() if day else 0
    return (1 << _DAYS) - 1 - ordinal


def _days(value: str) -> tuple[date, date]:
    """Return the first and the last day that an ISO date, month or year means."""
    match = _DATE.fullmatch(value)
    try:
        year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
        final = monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, day or final)
    except ValueError as error:
        raise InvalidInputError(f"“{value}” is no date: write it as 2025-04-28, 2025-04 or 2025.") from error
