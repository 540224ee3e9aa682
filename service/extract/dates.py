"""Dates as news says them: "on Monday", "last June", "in January", no more precise than the text.

A weekday is the last one up to the day of publication; a day and month take the year of publication, or the year in
which they fall on the weekday that the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|April|Apr\.|May|June|July|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
YEAR = rf"(?P<year>{YEAR_ALONE.pattern})"
LONGEST_STAMP = 80  # characters: what tells more than a day is the label of a picture
PARTED = re.compile(r"\s[|•·]\s")  # or a line of labels
SEASONS = {"spring": 4, "summer": 7, "autumn": 10, "fall": 10, "winter": 1}

MONTH_LATER = MONTH.replace("?P<month>", "?P<month2>")
DAY_BEFORE = DAY.replace("?P<day>", "?P<day2>")
FULL = re.compile(rf"\b(?:{WEEKDAY},? )?(?:{MONTH} {DAY}|{DAY_BEFORE} (?:of )?{MONTH_LATER}),?(?: {YEAR})?(?!\d)")
ISO = re.compile(r"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b")
NAMED_DAY = re.compile(rf"\b(?:(?P<which>last|this|next) )?{WEEKDAY}\b")
NAMED_MONTH = re.compile(
    rf"\b(?:(?P<which>last|this|next|early|late|in|since|of|from|until|by|mid-) ?)?{MONTH}"
    rf"(?: (?:of )?(?P<rel>last|this) year| {YEAR})?(?! \d|\w)"
)
BARE_YEAR = re.compile(rf"\b(?:in|since|of|from|during|early|late|the) {YEAR}\b")
RELATIVE = re.compile(
    r"\b(?P<what>today|yesterday|last night|this (?:morning|afternoon|evening)|tonight"
    r"|(?:earlier |late |early )?(?:last|this) (?:year|month)"
    r"|(?:last|this) (?:spring|summer|autumn|fall|winter))\b",
    re.I,
)


class Calendar:
    """Resolves the dates of one article against the day it speaks from.

    ``text`` is its story, ``clutter`` are the passages beside it: of these only short lines tell the article's day, as
    pictures have days of their own.
    """

    def __init__(self, text: str, published: str | None, clutter: Iterable[str] = ()) -> None:
        lines = (line for passage in clutter for line in passage.splitlines())
        stamps = "\n".join(line for line in lines if len(line) <= LONGEST_STAMP or PARTED.search(line))
        self.today = date.fromisoformat(published) if published else _reference(text) or _reference(stamps)

    def find(self, text: str) -> str | None:
        """Return the first date that a stretch of text tells, as an ISO date, month or year; None without one."""
        for resolve in (self._iso, self._full, self._weekday, self._month, self._relative, self._year):
            if (found := resolve(text)) is not None:
                return found
        return None

    def find_day(self, text: str) -> str | None:
        """Return the first date that names day and month, as an ISO date; None without one."""
        return self._iso(text) or self._full(text)

    def _iso(self, text: str) -> str | None:
        match = ISO.search(text)
        return match["iso"] if match else None

    def _full(self, text: str) -> str | None:
        match = FULL.search(text)
        if match is None:
            return None
        month = _month_number(match["month"] or match["month2"])
        day = int(match["day"] if match["month"] else match["day2"])
        year = int(match["year"]) if match["year"] else self._year_of(month, day, match["weekday"])
        if year is None:
            return None
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return None

    def _year_of(self, month: int, day: int, weekday: str | None) -> int | None:
        """The year that a day and month belong to: that of publication, or the one in which the weekday is right."""
        reference = self.today or _now()
        for year in range(reference.year, reference.year - 8, -1):
            try:
                candidate = date(year, month, day)
            except ValueError:
                continue
            if candidate > reference + timedelta(days=31):
                continue
            if weekday is None:
                return year if self.today else None
            if WEEKDAYS[candidate.weekday()] == weekday.lower():
                return year
        return None

    def _weekday(self, text: str) -> str | None:
        match = NAMED_DAY.search(text)
        if match is None or self.today is None or match["which"] == "next":
            return None
        back = (self.today.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7
        if match["which"] == "last" and back == 0:
            back = 7
        return (self.today - timedelta(days=back)).isoformat()

    def _month(self, text: str) -> str | None:
        match = NAMED_MONTH.search(text)
        if match is None:
            return None
        month = _month_number(match["month"])
        if match["month"] in {"March", "May"} and not (match["which"] or match["year"] or match["rel"]):
            return None
        if match["year"]:
            return f"{match['year']}-{month:02}"
        if self.today is None:
            return None
        year = self.today.year
        is_ahead = month > self.today.month or (match["which"] == "last" and month >= self.today.month)
        if match["rel"] == "last" or (match["rel"] is None and is_ahead):
            year -= 1
        return f"{year}-{month:02}"

    def _relative(self, text: str) -> str | None:
        match = RELATIVE.search(text)
        if match is None or self.today is None:
            return None
        what = match["what"].lower()
        if what in {"today", "tonight"} or what.startswith(("this morning", "this afternoon", "this evening")):
            return self.today.isoformat()
        if what in {"yesterday", "last night"}:
            return (self.today - timedelta(days=1)).isoformat()
        year = self.today.year - ("last" in what)
        if "year" in what:
            return str(year)
        if "month" in what:
            return (self.today.replace(day=1) - timedelta(days=1) if "last" in what else self.today).strftime("%Y-%m")
        return str(year if "last" not in what or SEASONS[what.split()[-1]] >= self.today.month else self.today.year)

    def _year(self, text: str) -> str | None:
        match = BARE_YEAR.search(text)
        return match["year"] if match else None


def _now() -> date:
    return datetime.now(tz=UTC).date()


def _reference(text: str) -> date | None:
    """The day an article without a publication date speaks from: the first weekday with day and month, or full date."""
    for match in FULL.finditer(text):
        month, day = (
            _month_number(match["month"] or match["month2"]),
            int(match["day"] if match["month"] else match["day2"]),
        )
        if not (match["weekday"] or match["year"]):
            continue
        years = [int(match["year"])] if match["year"] else range(_now().year, _now().year - 8, -1)
        for year in years:
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if found <= _now() and (match["weekday"] is None or WEEKDAYS[found.weekday()] == match["weekday"].lower()):
                return found
    return None


def _month_number(name: str) -> int:
    return next(
        number for number, month in enumerate(MONTHS, start=1) if month.startswith(name.lower().rstrip(".")[:3])
    )
