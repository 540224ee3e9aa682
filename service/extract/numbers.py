"""Numbers with what says how exactly they are meant: "at least 300", "300 or so", "between 10 and 20"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from service.extract.lexicon.numbers import Phrase, number_words
from service.extract.numerals import THOUSAND, Numeral, may_begin_numeral, read_numeral
from service.model import Qualifier

LONGEST_QUALIFIER = 6  # words
LONGEST_BEHIND = 4  # tokens
LONGEST_JOINING = 5  # tokens
CHANGE_REACH = 12  # words before "from 600 to 1,000" in which a verb of changing stands


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a Doc: tokens ``start:end`` (its qualifier left out), its value and how it is said."""

    start: int
    end: int
    low: int
    high: int | None
    qualifier: Qualifier
    qualified_from: int

    def root(self, doc: Doc) -> Token:
        """Return the token by which the number hangs in the sentence."""
        return doc[self.start : self.end].root


def find_quantities(doc: Doc) -> list[Quantity]:
    """Return the numbers of a Doc in text order, ranges as one."""
    found: list[Quantity] = []
    for token in doc:
        if may_begin_numeral(token) and not (found and token.i < found[-1].end):
            numeral = read_numeral(doc, token.i)
            if numeral is not None:
                found.append(_quantity(doc, token.i, numeral))
    return found


def _quantity(doc: Doc, start: int, numeral: Numeral) -> Quantity:
    low, high, end = (numeral.value, None, numeral.end) if numeral.vague else _range(doc, start, numeral)
    qualifier, qualified_from = read_qualifier(doc, start, end)
    if numeral.vague:
        qualifier = "vague"
    elif numeral.loose and qualifier == "exactly":
        qualifier = "about"
    elif high is not None:
        qualifier = "range"
        if start and doc[start - 1].lower_ in {"between", "from"}:
            qualified_from = start - 1
    return Quantity(start, end, low, high, qualifier, qualified_from)


def _range(doc: Doc, start: int, first: Numeral) -> tuple[int, int | None, int]:
    """Join "between 10 and 20", "10 to 20", "10-20", "300, perhaps 350", "two or three dozen" to one quantity."""
    none = first.value, None, first.end
    behind = _joined(doc, start, first.end)
    if behind is None or behind >= len(doc):
        return none
    second = read_numeral(doc, behind)
    if second is None or second.vague or _is_change(doc, start):
        return none
    low = first.value * _shared_scale(doc, first.value, second)
    return (low, second.value, second.end) if low < second.value else none


def _joined(doc: Doc, start: int, end: int) -> int | None:
    """Return where the second number of a range may begin, None where nothing joins one to the first."""
    if start and doc[start - 1].lower_ in {"between", "from"} and doc[end : end + 1].text.lower() == "and":
        return end + 1
    after = _lower(doc, end, end + LONGEST_JOINING)
    phrases = (phrase for phrase in number_words().joining if after[: len(phrase)] == phrase)
    return next((end + len(phrase) for phrase in phrases), None)


def _lower(doc: Doc, start: int, end: int) -> Phrase:
    return tuple([token.lower_ for token in doc[start:end]])


def _is_change(doc: Doc, start: int) -> bool:
    """ "increase its force from 600 to 1,000" says two numbers, not a range."""
    if not start or doc[start - 1].lower_ != "from":
        return False
    return any(t.lemma_.lower() in number_words().changing for t in doc[max(0, start - CHANGE_REACH) : start])


def _shared_scale(doc: Doc, low: int, second: Numeral) -> int:
    """Of "two or three dozen" the dozen, of "10-15,000" the thousand."""
    last = doc[second.end - 1]
    scale = number_words().scales.get(last.lower_, 1)
    if scale == 1 and low < THOUSAND and "," in last.text and low * THOUSAND < second.value:
        return THOUSAND
    return scale if second.value % scale == 0 and low < scale else 1


def read_qualifier(doc: Doc, start: int, end: int) -> tuple[Qualifier, int]:
    """Return how exactly a number is meant, and the token at which the words for it begin."""
    words = number_words()
    before = _lower(doc, max(0, start - LONGEST_QUALIFIER), start)
    first = start
    if start > 1 and (doc[start - 1].dep_ == "prt" or doc[start - 2].lemma_.lower() in words.handing):
        return _qualified_behind(doc, end), start  # "handed over 24 prisoners"
    while True:
        for qualifier, phrase in words.qualifiers_by_last.get(before[-1], ()) if before else ():
            if before[-len(phrase) :] == phrase:
                return qualifier, first - len(phrase)
        if not before or before[-1] not in words.fillers:
            break
        before = before[:-1]
        first -= 1
    return _qualified_behind(doc, end), start


def _qualified_behind(doc: Doc, end: int) -> Qualifier:
    """ "300 or so", "200 at most"."""
    after = _lower(doc, end, end + LONGEST_BEHIND)
    for qualifier, phrases in number_words().behind:
        if any(after[: len(phrase)] == phrase for phrase in phrases):
            return qualifier
    return "exactly"
