"""Numbers said by another: "120 guns and as many launchers", "at least as many again", "an equal number in Iraq"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from service.extract.lexicon.counts import count_words
from service.extract.numbers import Quantity, read_qualifier

ALIKE = frozenset({"same", "equal", "similar", "identical"})  # "a similar number"
TIMES = frozenset({"twice", "times", "half", "third", "quarter", "not", "thrice"})
REACH = 40  # tokens back to the number that is taken up


def find_equals(doc: Doc, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Return a quantity for each phrase that takes up the number before it in the same sentence."""
    found: list[Quantity] = []
    for start, end in _phrases(doc):
        first = doc[start].sent.start
        before = [q for q in quantities if max(first, start - REACH) <= q.start < start]
        if before:
            qualifier, qualified_from = read_qualifier(doc, start, end)
            found.append(Quantity(start, end, before[-1].low, before[-1].high, qualifier, qualified_from))
    return found


def _phrases(doc: Doc) -> Iterator[tuple[int, int]]:
    for token in doc:
        if token.lower_ != "as" and token.lower_ not in ALIKE:
            continue
        behind = tuple(t.lower_ for t in doc[token.i + 1 : token.i + 3])
        if token.lower_ == "as" and behind[:1] == ("many",):
            is_multiple = token.i > 0 and token.nbor(-1).lower_ in TIMES
            if "as" not in behind and not is_multiple:
                yield token.i, token.i + 2  # not "as many as 300", "twice as many"
        elif token.lower_ in ALIKE and behind[:1] == ("number",) and not _is_told(token.head):
            yield token.i, token.i + 2


def _is_told(number: Token) -> bool:
    """ "the radio had given the same number": it is said of the same people once more."""
    return number.dep_ == "dobj" and number.head.lemma_.lower() in count_words().estimating
