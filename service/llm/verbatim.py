"""Where a model's words stand in the text, if they do; and whether a number is the one that the words hold."""

from __future__ import annotations

import re

from service.llm.pieces import Piece, Stretch

_DIGITS = re.compile(r"\d+(?:[,.\u0020\u00a0\u2009\u202f]\d{3})*(?:\.\d+)?")
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}
_SCALE = re.compile(r"\s?(k|m|bn|thousand|million|billion)\b", re.IGNORECASE)


def standing(piece: Piece, paragraph: int, words: str) -> Stretch | None:
    """Return where words stand in a paragraph of a piece (numbered from 1), None where they do not, letter by letter.

    Of several places the first; words inside a longer word do not count.
    """
    if not 1 <= paragraph <= len(piece.paragraphs) or not words.strip():
        return None
    start, end = piece.paragraphs[paragraph - 1]
    words = words.strip()
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(piece.text, start, end)
    return found.span() if found is not None else None


def holds_number(span: str, low: int, high: int | None) -> bool:
    """Whether the digits in a span hold the number or numbers; a span without digits spells them and is believed."""
    numbers = set(_numbers(span))
    wanted = {low} if high is None else {low, high}
    return not numbers or bool(wanted & numbers)


def _numbers(span: str) -> list[int]:
    found = []
    for match in _DIGITS.finditer(span):
        plain = re.sub(r"[,\s](?=\d{3})|\.(?=\d{3}\b)", "", match.group())
        scale = _SCALE.match(span, match.end())
        found.append(round(float(plain) * (_SCALES[scale.group(1).lower()] if scale else 1)))
    return found
