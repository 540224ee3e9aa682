"""Where a content ends as the article goes on to somebody else: "denied that it arms them, although experts said …".

What another one says in a clause beside it ("as Kyiv demands its return", "and the agency says …") is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from service.extract.found import Found
from service.extract.syntax import end_of

BESIDE = {"as", "although"}
SAME_END = 2  # characters
TOLD = {"clause", "clause after that", "noun phrase", "number"}
GOING_ON = TOLD | {"infinitive", "particle", "rest of sentence"}  # whose end the parse decides


def without_other_voices(found: Sequence[Found]) -> list[Found]:
    """Return the statements with their contents ended where a clause begins in which somebody else speaks."""
    return [_ended(one, [_border(one, other) for other in found]) for one in found]


def _ended(one: Found, borders: Sequence[Token | None]) -> Found:
    first = min((border.i for border in borders if border is not None), default=None)
    if first is None:
        return one
    last = one.attribution.verb.doc[first - 1]
    last = last.nbor(-1) if last.text == "," else last
    return replace(one, end=end_of(last))


def _border(one: Found, other: Found) -> Token | None:
    """Return the word at which another one's clause begins, where it ends a content that stands behind its own cue."""
    source, verb = other.attribution.source, other.attribution.verb
    is_told = other.attribution.rule in TOLD and not other.attribution.unsure and other.speaker != one.speaker
    if source is None or source.pos_ == "PRON" or source.i > verb.i or not is_told:
        return None
    joint = source.left_edge.nbor(-1) if source.left_edge.i else source
    if one.attribution.rule not in GOING_ON or not one.start < joint.idx < verb.idx < one.end:
        return None
    before = joint.nbor(-1)
    if abs(one.end - other.end) > SAME_END or before.pos_ == "ADV":
        return None  # "as soon as Libya confirms it", "valid even though Greece rejected it"
    is_joined = joint.lower_ in BESIDE or (joint.lower_ == "and" and before.text == ",")
    return joint if is_joined else None
