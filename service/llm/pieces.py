"""Cuts an article into pieces of bounded size at the borders of paragraphs; what is not the story is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.model import Article

Stretch = tuple[int, int]

NUMBERING = len("[1] ")
SENTENCE_ENDS = tuple(f"{mark}{quote} " for mark in ".!?" for quote in ("", "”", '"', "’", "'"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some paragraphs that follow each other: character stretches of the article's text."""

    text: str
    paragraphs: tuple[Stretch, ...]

    def numbered(self) -> str:
        """Return the paragraphs as the model gets them, each behind its number, from 1."""
        return "\n".join(f"[{n}] {self.text[a:b]}" for n, (a, b) in enumerate(self.paragraphs, start=1))


def pieces(article: Article, most_chars: int) -> list[Piece]:
    """Return the pieces of an article, none longer than ``most_chars`` code points with the numbers of its paragraphs.

    Longer paragraphs are divided.
    """
    found: list[Piece] = []
    gathered: list[Stretch] = []
    size = 0
    for start, end in _paragraphs(article, most_chars - NUMBERING):
        added = NUMBERING + len(str(len(gathered) + 1)) + end - start  # and the line break
        if gathered and size + added - 1 > most_chars:
            found.append(Piece(article.text, tuple(gathered)))
            gathered, size, added = [], 0, NUMBERING + 1 + end - start
        gathered.append((start, end))
        size += added
    return [*found, Piece(article.text, tuple(gathered))] if gathered else found


def _paragraphs(article: Article, most_chars: int) -> Iterator[Stretch]:
    start = 0
    for line in article.text.splitlines(keepends=True):
        for first, last in _story(article, start, start + len(line)):
            yield from _divided(article.text, first, last, most_chars)
        start += len(line)


def _story(article: Article, start: int, end: int) -> Sequence[Stretch]:
    """Return what of a line is the story, without white space at the ends."""
    found: list[Stretch] = []
    for passage in [*article.boilerplate, None]:
        border = end if passage is None else min(max(passage.start, start), end)
        text = article.text[start:border]
        if text.strip():
            found.append((start + len(text) - len(text.lstrip()), start + len(text.rstrip())))
        if passage is not None:
            start = min(max(start, passage.end), end)
    return found


def _divided(text: str, start: int, end: int, most_chars: int) -> Iterator[Stretch]:
    """Divide a long paragraph behind a full stop, else at white space, else where it has to be."""
    while end - start > most_chars:
        limit = start + most_chars
        border = _sentence_end(text, start, limit)
        if border <= start:
            border = text.rfind(" ", start + 1, limit)
        if border <= start:
            border = limit
        yield start, border
        start = border + len(text[border:end]) - len(text[border:end].lstrip())
    if start < end:
        yield start, end


def _sentence_end(text: str, start: int, limit: int) -> int:
    """Return where the last sentence that fits ends, behind a closing quotation mark; ``start`` when none fits."""
    ends = ((text.rfind(end, start, limit), len(end) - 1) for end in SENTENCE_ENDS)
    return max((at + length for at, length in ends if at >= start), default=start)
