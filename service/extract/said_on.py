"""When something was said: the date that hangs on its cue, or the one of what the same source said just before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from service.extract.dates import Calendar
from service.extract.found import Found
from service.extract.occasion import Occasion

DAY = len("2025-04-28")
ASIDES = frozenset({"relcl", "acl"})  # tell of those who speak or of what is spoken of, with dates of their own
BEFORE_OTHER_TIMES = frozenset({"since", "until", "till", "each", "every", "by", "under"})


class SaidOn:
    """Dates the statements of one article."""

    def __init__(self, calendar: Calendar, occasion: Occasion, found: Sequence[Found]) -> None:
        self._calendar = calendar
        self._occasion = occasion
        self._found = found
        self._cues = {one.attribution.verb.i for one in found}
        self._own: dict[int, str | None] = {}
        self._told: dict[tuple[int, int], str | None] = {}

    def date(self, one: Found) -> str | None:
        """Return when something was said, as an ISO date, month or year; None where the text does not tell.

        To be asked in text order, as a voice goes on from what it said before.
        """
        self._told[one.attribution.order] = found = self._date(one)
        return found

    def _date(self, one: Found) -> str | None:
        own = self._own_date(one.attribution.verb)
        if own is not None:
            return own
        if (day := self._occasion.date(one.attribution)) is not None:
            return day
        if _is_perfect(one.attribution.verb):
            return None
        return self._date_of_voice(one)

    def _date_of_voice(self, one: Found) -> str | None:
        """The day of what the same voice said last; of a headline, what it says first in the article."""
        before = [other for other in self._found if other.attribution.order < one.attribution.order]
        day = self._first_day(one, reversed(before))
        if day is None and self._occasion.is_headline(one.attribution):
            day = self._first_day(one, self._found)
        return day

    def _first_day(self, one: Found, others: Iterable[Found]) -> str | None:
        for other in others:
            if not _is_same_voice(other, one):
                continue
            date = self._told.get(other.attribution.order) or self._own_date(other.attribution.verb)
            if date is not None:
                return date if len(date) == DAY else None
        return None

    def _own_date(self, cue: Token) -> str | None:
        if cue.i not in self._own:
            self._own[cue.i] = self._calendar.find(self._words_about(cue))
        return self._own[cue.i]

    def _words_about(self, cue: Token) -> str:
        """Return what in the cue's sentence hangs on the cue or what governs it and is in nobody's content."""
        sentence = cue.sent
        governors = {cue.i, *(token.i for token in cue.ancestors)}
        contents = [
            (o.start, o.end)
            for o in self._found
            if o.start < sentence.end_char and sentence.start_char < o.end and not o.start <= cue.idx < o.end
        ]
        words = []
        for token in sentence:
            is_rival = token.pos_ == "VERB" and token.i in self._cues and token.i not in governors
            if is_rival or (contents and any(start <= token.idx < end for start, end in contents)):
                words.append("|")
            elif self._hangs_on(token, governors):
                words.append(token.text_with_ws)
        return "".join(words)

    def _hangs_on(self, token: Token, governors: set[int]) -> bool:
        """Whether the way up from a token leads to the cue before it leads to another cue."""
        while token.i not in governors:
            is_aside = token.dep_ in ASIDES or token.lower_ in BEFORE_OTHER_TIMES
            if is_aside or token.i in self._cues or token.head.i == token.i:
                return False
            token = token.head
        return True


def _is_perfect(cue: Token) -> bool:
    """ "has said": at no particular time."""
    return any(child.lemma_ == "have" and child.dep_ == "aux" for child in cue.children)


def _is_same_voice(earlier: Found, one: Found) -> bool:
    if earlier.speaker == one.speaker or (one.via and earlier.via == one.via):
        return True
    return not set(earlier.via).isdisjoint(one.speaker) or not set(earlier.speaker).isdisjoint(one.via)
