"""Quotations signed by a dash and a name: "“We came to dance.” — Ana Reyes, 31, a nurse" at the end of a line."""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.extract.attribution import Attribution
from service.extract.quotations import Quotation
from service.extract.reading import Reading

# a dash and a name in capitals; what is said of who signs follows a comma or bracket
SIGNATURE = re.compile(
    r"[^\S\n]*(?P<dash>—|–|―|--?)[^\S\n]*(?P<name>[^\W\d_][^,(“\"—–―]{1,60}?)[^\S\n]*(?:[,(][^“\"]*)?\.?[^\S\n]*$"
)
LONGEST_NAME = 6  # words
SMALL_WORDS = {"de", "del", "la", "van", "von", "der", "al", "bin", "of", "the", "and"}


def signed(reading: Reading, quotation: Quotation) -> Attribution | None:
    """Return the attribution of a quotation to whoever signs it, None where nobody does."""
    end = reading.line_end(quotation.outer_end)
    match = SIGNATURE.match(reading.text[quotation.outer_end : end])
    if match is None:
        return None
    start, stop = (quotation.outer_end + offset for offset in match.span("name"))
    tokens = reading.tokens_between(start, stop)
    if not _is_name(tokens):
        return None
    head = reading.doc[tokens[0].i : tokens[-1].i + 1].root
    dash_start, dash_end = (quotation.outer_end + offset for offset in match.span("dash"))
    content = (quotation.start, quotation.end)
    return Attribution(head, (dash_start, dash_end), content, head, "assert", "signed")


def _is_name(tokens: list[Token]) -> bool:
    if not tokens or len(tokens) > LONGEST_NAME or not tokens[0].text[:1].isupper():
        return False
    return all(t.text[:1].isupper() or t.is_punct or t.lower_ in SMALL_WORDS for t in tokens)
