"""Attributions by a colon: "Downing Street: talks go on", and the turns of a transcript."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Span

from service.extract.attribution import Attribution
from service.extract.reading import Reading

NO_SPEAKER = {"place", "state", "GPE", "NORP", "FAC"}  # topics and datelines, before a single colon
SHORTEST_DATELINE = 2  # letters: a longer word in capitals before a colon is a place rather than "UN"
NO_SOURCE = re.compile(
    r"\b(?:update|read|photo|watch|note|time|correction|live|analysis|opinion|digest|exclusive|breaking)\b",
    re.IGNORECASE,
)
COLON_LINE = re.compile(
    r"(?:^|(?<=\n))(?:\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\s*(?:[-–—|]\s*)?)?([^\n:“\"]{2,60}):[ \t]+(?=\S)"
)


def find_colons(reading: Reading) -> Iterator[Attribution]:
    """Yield the paragraphs that begin with their source and a colon, a time of day before it or not."""
    lines = list(COLON_LINE.finditer(reading.text))
    turns = Counter(match.group(1).casefold() for match in lines)
    for match in lines:
        name = reading.doc.char_span(match.start(1), match.end(1), alignment_mode="contract")
        start, end = match.end(), reading.line_end(match.end())
        if name is None or end <= start or reading.text[start:end].rstrip().endswith("?"):
            continue
        if turns[match.group(1).casefold()] > 1 or _can_head(reading, name):
            cue = (match.end(1), match.end(1) + 1)
            yield Attribution(name.root, cue, (start, end), name.root, "assert", "colon")


def _can_head(reading: Reading, span: Span) -> bool:
    """Whether what stands before a colon is somebody's name rather than a dateline or a headline's topic."""
    first = span[0]
    if (first.text.isupper() and len(first) > SHORTEST_DATELINE) or NO_SOURCE.search(span.text):
        return False
    named = reading.registered.get(span.root.i) or reading.entities.get(span.root.i)
    return named is not None and named.label_ not in NO_SPEAKER and named.end == span.end
