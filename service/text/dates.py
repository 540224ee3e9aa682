"""Full dates as newspapers print them, and the stamps that pages put them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
_FULL = re.compile(
    rf"(?:(?<![\d.])(?P<d1>{_DAY})(?:\s+of)?\s+(?P<m1>{_MONTH}),?\s+(?P<y1>\d{{4}})"
    rf"|(?<![a-z])(?P<m2>{_MONTH})\s+(?P<d2>{_DAY}),?\s+(?P<y2>\d{{4}})"
    r"|(?<![\d.])(?P<y3>\d{4})(?P<sep>[-/.])(?P<m3>\d{1,2})(?P=sep)(?P<d3>\d{1,2})"
    r"|(?<![\d.])(?P<d4>\d{1,2})(?P<sep4>[./-])(?P<m4>\d{1,2})(?P=sep4)(?P<y4>\d{4}))(?!\d(?!\d?:\d\d))",
    re.IGNORECASE,
)
_CLOCK = r"\d{1,2}h\d{2}\b|\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?"
_ZONE = (
    r"\b(?:GMT|UTC|IST|EST|EDT|ET|PST|PDT|PT|CST|CDT|BST|CET|CEST|EET|EEST|MSK|KST|JST|PKT|WAT|EAT|CAT|SAST|SGT|HKT|AEST|"
    r"GST|AST|NPT|WIB|PHT|ICT|MYT|BRT|ART|COT|BOT)(?:[+-]\d{1,2}(?::\d{2})?)?(?![a-z\d])"
)
_WEEKDAY = r"\b(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
_AGO = r"\b(?:\d+|an?|one)\s*(?:[mhdw]|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago\b"
_READING = r"\breading time:?\s*\d+[\s-]*min(?:ute)?s?\b|\b\d+[\s-]*min(?:ute)?s?[\s-]*read(?:ing time)?\b"
_MARK = (
    r"\b(?:(?:first|originally|last)\s+)?(?:published|updated?|posted|modified|created|issued|edited|uploaded|broadcast|aired|recorded|streamed)\b"
    r"(?:\s+(?:on|at|date))?|\b(?:date|time|dated)\s*:|\bas of\b|\btoday at\b"
    r"|\ball times (?:are )?(?:in )?(?:local|[\w ]{2,20}(?= time\b))?|\blocal time\b"
)
_STAMP = re.compile(
    "|".join(
        (
            _READING,
            _AGO,
            _MARK,
            r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}",
            _CLOCK,
            rf"{_DAY}\s+{_MONTH}",
            rf"{_MONTH}\s+{_DAY}",
            _ZONE,
            _WEEKDAY,
        )
    ),
    re.IGNORECASE,
)
_HAS_MARK = re.compile("|".join((_MARK, _AGO, _READING)), re.IGNORECASE)
_UPDATED = re.compile(r"\b(?:updated?|modified)\W*(?:on\W+)?$", re.IGNORECASE)
_LEFT = re.compile(r"^[\s,;:|·•@()\[\]–—-]*(?:\b(?:on|at|in|by|from)\b)?[\s,;:|·•()\[\]–—-]*|[\s,;:|·•()\[\]–—-]+$")


@dataclass(frozen=True, slots=True)
class FullDate:
    """A day with its year, found at ``start:end``; ``is_update`` says that it is when the page was changed."""

    start: int
    end: int
    iso: str
    is_update: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page prints about time: full dates, whether it says "published" or the like, and the rest of the line."""

    dates: tuple[FullDate, ...]
    is_marked: bool
    rest: str


def find_dates(text: str) -> Iterator[FullDate]:
    """Yield every full date that is one: 30 February and 03/04/2025, of which nobody knows the order, are none."""
    for match in _FULL.finditer(text):
        iso = _iso(match)
        if iso is not None:
            is_update = _UPDATED.search(text, max(0, match.start() - 30), match.start()) is not None
            yield FullDate(match.start(), match.end(), iso, is_update)


def read_stamp(text: str) -> Stamp:
    """Take a stamp such as ``Dawn Desk | Published April 29, 2025 10:32am`` apart; short texts only."""
    if _HAS_MARK.search(text) is None and not any(character.isdigit() for character in text):
        return Stamp((), False, _LEFT.sub("", text))
    dates = tuple(find_dates(text))
    rest = text
    for found in reversed(dates):
        rest = rest[: found.start] + " " + rest[found.end :]
    is_marked = _HAS_MARK.search(rest) is not None
    return Stamp(dates, is_marked, _LEFT.sub("", re.sub(r"\s+", " ", _STAMP.sub(" ", rest))))


def blank_stamps(text: str) -> str:
    """Return a text with the hours, weekdays, zones and words such as "published" blanked out; full dates stay."""
    return _STAMP.sub(" ", text)


def _iso(match: re.Match[str]) -> str | None:
    year = int(match["y1"] or match["y2"] or match["y3"] or match["y4"])
    if match["m1"] or match["m2"]:
        month = _MONTHS.index((match["m1"] or match["m2"])[:3].casefold()) + 1
        day = int(re.sub(r"\D", "", match["d1"] or match["d2"]))
    elif match["y3"]:
        month, day = int(match["m3"]), int(match["d3"])
    else:
        day, month = int(match["d4"]), int(match["m4"])
        if match["sep4"] != "." and day != month:
            if day <= 12 and month <= 12:
                return None
            if month > 12:
                day, month = month, day
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
