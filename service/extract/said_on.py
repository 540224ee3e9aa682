"""When something was said: the date that hangs on its cue, or the one of what the same source said just before."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from service.extract.dates import Calendar
from service.extract.found import Found

DAY = len("2025-04-28")


class SaidOn:
    """Dates the statements of one article."""

    def __init__(self, calendar: Calendar, found: Sequence[Found]) -> None:
        self._calendar = calendar
        self._found = found
        self._cues = {one.attribution.verb.i for one in found}
        self._own: dict[int, str | None] = {}

    def date(self, one: Found) -> str | None:
        """Return when something was said, as an ISO date, month or year; None where the text does not tell."""
        own = self._own_date(one.attribution.verb)
        if own is not None or _is_perfect(one.attribution.verb):
            return own
        for earlier in reversed(self._found):
            if earlier.attribution.order >= one.attribution.order or not _is_same_voice(earlier, one):
                continue
            if (date := self._own_date(earlier.attribution.verb)) is not None:
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
            (o.start, o.end) for o in self._found if o.start < sentence.end_char and sentence.start_char < o.end
        ]
        words = []
        for token in sentence:
            is_rival = token.pos_ == "VERB" and token.i in self._cues and token.i not in governors
            if is_rival or any(start <= token.idx < end for start, end in contents):
                words.append("|")
            elif self._hangs_on(token, governors):
                words.append(token.text_with_ws)
        return "".join(words)

    def _hangs_on(self, token: Token, governors: set[int]) -> bool:
        """Whether the way up from a token leads to the cue before it leads to another cue."""
        while token.i not in governors:
            if token.i in self._cues or token.head.i == token.i:
                return False
            token = token.head
        return True


def _is_perfect(cue: Token) -> bool:
    """ "has said": at no particular time."""
    return any(child.lemma_ == "have" and child.dep_ == "aux" for child in cue.children)


def _is_same_voice(earlier: Found, one: Found) -> bool:
    if earlier.speaker == one.speaker or (one.via and earlier.via == one.via):
        return True
    return not set(earlier.via).isdisjoint(one.speaker)
