"""Contents of two that-clauses: "said the road was open and that the ferry would follow" makes two statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.reading import Reading
from service.extract.syntax import FINITE, end_of

JOINING = {"and", "but"}


def split_clauses(reading: Reading, attributions: Iterable[Attribution]) -> Iterator[Attribution]:
    """Yield the attributions, one for each of the that-clauses that are joined in a content."""
    for one in attributions:
        rest: Attribution | None = one
        while rest is not None:
            first, rest = _parted(reading, rest)
            yield first


def _parted(reading: Reading, one: Attribution) -> tuple[Attribution, Attribution | None]:
    """Return an attribution up to the second that-clause of its content, and one for what follows."""
    if one.clause is None or one.content[0] < one.cue[1]:
        return one, None
    that = next((token for token in _words(reading, one) if _joins_clause(token)), None)
    if that is None or reading.quotation_at(that.idx) is not None:
        return one, None
    before, start = one.content[0], that.nbor(1).idx
    first = replace(one, content=(before, end_of(that.nbor(-2))))
    return first, replace(one, content=(start, one.content[1]), clause=that.head, relays=list(one.relays))


def _words(reading: Reading, one: Attribution) -> Iterator[Token]:
    """Yield the words of a content that stand under no other cue in it."""
    for token in reading.tokens_between(*one.content)[2:]:
        if token.tag_ in FINITE and token.lemma_.lower() in lexicon.cues() and token is not one.clause:
            return
        yield token


def _joins_clause(that: Token) -> bool:
    """Whether "that" begins a second clause: "… and that the ferry would follow"."""
    return that.lower_ == "that" and that.tag_ == "IN" and that.nbor(-1).lower_ in JOINING and that.head.i > that.i
