"""Sayings: a statement as far as it is known before its act is told, with all that the act may be told by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from service.extract.actors import ActorBook
from service.extract.acts import act_by_rules
from service.extract.attribution import Attribution
from service.extract.found import Found
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.model import Act, ActorType, QuotationKind

AFTER_OFFICE = re.compile(r",| (?:of|for|at|in|to|on|and) ")


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement whose act is to be told: ``words`` are its content's, which begins at ``start``.

    ``by_rule`` is the act that the rules give it, ``before`` that of the statement before it, where somebody else made
    that. ``office`` is the noun of the speaker's role ("minister"), empty where the text gives none. ``own`` and
    ``others`` are the words (token indices) that name the speaker's side and other ones; both are empty where the
    speaker's is not known.
    """

    attribution: Attribution
    content: str
    words: Sequence[Token]
    start: int
    kind: QuotationKind
    speaker: ActorType
    office: str
    by_rule: Act
    before: Act | None
    own: frozenset[int]
    others: frozenset[int]


class SayingReader:
    """Reads the sayings of one article off its statements in the making."""

    def __init__(self, reading: Reading, book: ActorBook, sides: Sides) -> None:
        self._reading = reading
        self._book = book
        self._sides = sides

    def read(self, found: Sequence[Found], kinds: Sequence[QuotationKind]) -> Iterator[Saying]:
        """Yield a saying for each of ``found``, in order; ``kinds`` are theirs."""
        before: Saying | None = None
        speaker: tuple[str, ...] = ()
        for one, kind in zip(found, kinds, strict=True):
            saying = self._saying(one, kind, before.by_rule if before is not None and one.speaker != speaker else None)
            before, speaker = saying, one.speaker
            yield saying

    def _saying(self, found: Found, kind: QuotationKind, before: Act | None) -> Saying:
        attribution, content = found.attribution, self._reading.text[found.start : found.end]
        words = self._reading.tokens_between(found.start, found.end)
        named = dict(self._named(words)) if (side := self._sides.state_of(found.speaker[0])) is not None else {}
        speaker = self._book[found.speaker[0]]
        return Saying(
            attribution=attribution,
            content=content,
            words=words,
            start=found.start,
            kind=kind,
            speaker=speaker.type,
            office=_office(speaker.role or ""),
            by_rule=act_by_rules(attribution.act, content, attribution.verb),
            before=before,
            own=frozenset(index for index, named_side in named.items() if named_side == side),
            others=frozenset(index for index, named_side in named.items() if named_side != side),
        )

    def _named(self, words: Sequence[Token]) -> Iterator[tuple[int, str]]:
        """Yield the words that name a side, by index, with that side."""
        for word in words:
            span = self._reading.registered.get(word.i)
            side = self._sides.of_span(span) if span is not None else None
            if side is not None:
                yield word.i, side


def _office(role: str) -> str:
    """Return the noun of a role: "minister" of "deputy foreign minister of Chad"."""
    return AFTER_OFFICE.split(role.lower())[0].split(" ")[-1]
