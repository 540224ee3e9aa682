"""Where a model's words stand in the text, if they do; and whether a number is the one that the words hold."""

from __future__ import annotations

import re
from collections.abc import Collection

from service.llm.numbers import numbers_in
from service.llm.pieces import Piece, Stretch

_GROUPING = r"[.,\u00a0\u2009\u202f]"  # between digits of one number


def places(piece: Piece, paragraph: int, words: str) -> list[Stretch]:
    """Return where words stand in a paragraph of a piece (numbered from 1), letter by letter.

    Words inside a longer word do not count, nor digits inside a longer number.
    """
    words = words.strip()
    if not 1 <= paragraph <= len(piece.paragraphs) or not words:
        return []
    before = rf"(?<!\d{_GROUPING})" if words[0].isdigit() else ""
    behind = rf"(?!{_GROUPING}\d)" if words[-1].isdigit() else ""
    pattern = re.compile(rf"(?<!\w){before}{re.escape(words)}(?!\w){behind}")
    return [found.span() for found in pattern.finditer(piece.text, *piece.paragraphs[paragraph - 1])]


def place_anywhere(piece: Piece, words: str) -> Stretch | None:
    """Return the first place of words in a piece."""
    numbers = range(1, len(piece.paragraphs) + 1)
    return next((place for number in numbers for place in places(piece, number, words)), None)


def first_untaken(candidates: Collection[Stretch], taken: Collection[Stretch]) -> Stretch | None:
    """Return the first place that no other claim has."""
    return next((place for place in candidates if place not in taken), None)


def nearest_outside(candidates: Collection[Stretch], content: Stretch) -> Stretch | None:
    """Return the place nearest to a content, and not in it."""
    start, end = content
    outside = [place for place in candidates if place[1] <= start or place[0] >= end]
    return min(outside, key=lambda place: max(start - place[1], place[0] - end), default=None)


def holds_numbers(span: str, low: int | None, high: int | None) -> bool:
    """Whether a span holds the number or numbers; one that holds none ("several") may only go without."""
    numbers = numbers_in(span)
    if low is None:
        return high is None and not re.search(r"\d", span)
    return numbers.issuperset({low} if high is None else {low, high})
