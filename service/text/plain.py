"""Plain text to an ``Article``."""

from __future__ import annotations

from service.model import Article, Given
from service.text.article import build
from service.text.clutter import mark
from service.text.decoding import clean
from service.text.given import USUAL, Longest, checked


def read_plain(text: str, given: Given, *, max_chars: int, longest: Longest = USUAL) -> Article:
    """Return the article that a plain text is: the text as sent, but for its line ends, with its clutter marked.

    What is given overrules what the text shows. Raises ``InvalidInputError`` for what cannot be given,
    ``TooLargeError`` over ``max_chars`` code points, ``UnreadableTextError`` where there is nothing to read.
    """
    given = checked(given, longest)
    return build(mark(clean(text, max_chars)), given)
