"""The occasion that an article records, where it is one: what is said in a live blog, a transcript or a communiqué is
said on its day, without a date beside every cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from service.extract.attribution import Attribution
from service.extract.colons import COLON
from service.extract.dates import Calendar
from service.extract.reading import Reading
from service.extract.transcripts import TURN

STAMPED = re.compile(r"^\W*\d{1,2}[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?\b", re.MULTILINE | re.IGNORECASE)
NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+[A-Z“\"]", re.MULTILINE)
PAPER = re.compile(
    r"^\W*(?:(?:final|joint|press|draft) )*(?:communiqu[eé]|statement (?:by|of)|declaration (?:by|of))\b"
    r"|^\W*(?:\w+ )?(?:summit|ministerial) declaration\b|^\W*(?:conclusions|press release) of the\b",
    re.IGNORECASE,
)
ENTRIES = 3  # time stamps, numbered paragraphs or turns that make a live blog, a communiqué, a transcript
HEAD = 900  # characters among which a paper tells what it is, and of which day


class Occasion:
    """Of what day an article is the record; ``calendar`` and ``attributions`` are the article's."""

    def __init__(self, reading: Reading, calendar: Calendar, attributions: Iterable[Attribution]) -> None:
        self._text = reading.text
        self._calendar = calendar
        self._is_transcript = sum(one.rule == TURN for one in attributions) > 1

    def date(self, attribution: Attribution) -> str | None:
        """Return the day on which something was said because the article is the record of that day."""
        if self._is_live or (self._is_transcript and attribution.rule in {TURN, COLON}):
            return self._today
        return self._day_of_paper

    def is_headline(self, attribution: Attribution) -> bool:
        """Whether it stands in the article's first line."""
        return attribution.cue[0] < len(self._text.split("\n", 1)[0])

    @property
    def _today(self) -> str | None:
        return self._calendar.today.isoformat() if self._calendar.today is not None else None

    @cached_property
    def _is_live(self) -> bool:
        return len(STAMPED.findall(self._text)) >= ENTRIES

    @cached_property
    def _day_of_paper(self) -> str | None:
        """The day of the meeting that a communiqué records: the first that its head tells, else its own date."""
        head = self._text[:HEAD]
        if len(NUMBERED.findall(self._text)) < ENTRIES and PAPER.search(head.lstrip().split("\n", 1)[0]) is None:
            return None
        return self._calendar.find_day(head) or self._today
