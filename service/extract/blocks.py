"""Block quotations: a paragraph without quotation marks that a line with a cue and a colon announces ("He added:")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extract.attribution import Attribution
from service.extract.quotations import Quotation
from service.extract.reading import Reading
from service.extract.speech import tag_before

ANNOUNCING = re.compile(r"(?<=[^\s:]):[ \t]*\n+")
# what a block begins with: neither a mark, a bullet nor a number, which lists and quotations begin with
BLOCK = re.compile(r"[^\W\d_][^\n]*[.!?…](?=\s|$)")
OWN_WORDS = re.compile(r"\b(?:[Ww]e|I|[Oo]ur|[Mm]y|us|me)\b")
LABEL = re.compile(r"[^\n.:]{1,60}: ")
SHORTEST_BLOCK = 5  # words


def find_blocks(reading: Reading) -> Iterator[Attribution]:
    """Yield what a block says, each paragraph by itself; it goes on while the paragraphs are somebody's own words."""
    for match in ANNOUNCING.finditer(reading.text):
        start, announced = match.end(), None
        while (block := _block(reading, start)) is not None:
            if announced is not None and not OWN_WORDS.search(reading.text, block.start, block.end):
                break
            found = tag_before(reading, block, match.start())
            if found is None:
                break
            found.rule = "block quotation"
            yield found
            announced, start = found, _next_line(reading, block.end)


def _block(reading: Reading, start: int) -> Quotation | None:
    """Return the paragraph that begins here where it may be a block quotation: sentences, not a list or a label."""
    match = BLOCK.match(reading.text, start)
    if match is None or LABEL.match(reading.text, start) or len(match[0].split()) < SHORTEST_BLOCK:
        return None
    holds_others = any(reading.is_full(q) for q in reading.quotations if q.overlaps(*match.span()))
    return None if holds_others else Quotation(start, match.end(), start, match.end())


def _next_line(reading: Reading, offset: int) -> int:
    after = re.compile(r"\s*").match(reading.text, offset)
    return after.end() if after is not None else offset
