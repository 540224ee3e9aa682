"""Numbers as news prints them: "11,000", "2 500", "1.5 million", "three hundred", "two or three dozen"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from service.extract.lexicon.numbers import number_words
from service.model import Qualifier

DIGITS = re.compile(r"(?P<text>\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?)(?P<suffix>k|m|mn|bn)?")
GROUPED = re.compile(r"\d{1,3}(?:[,.]\d{3})+")
THREE_DIGITS = re.compile(r"\d{3}")
FILLERS = frozenset({"the", "a", "an", "another", "additional"})
OPENING = frozenset({"a", "several", "few", "half", "tens", "hundreds"})
TENS_OF_THOUSANDS = {"tens of thousands": 10_000, "hundreds of thousands": 100_000}
LONGEST_QUALIFIER = 5  # words
THOUSAND = 1000

# value, end (index of the token behind it), whether it is vague
Number = tuple[int, int, bool]


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
    position = 0
    while position < len(doc):
        read = _read(doc, position)
        if read is None:
            position += 1
        else:
            found.append(_quantity(doc, position, read))
            position = found[-1].end
    return found


def _quantity(doc: Doc, start: int, number: Number) -> Quantity:
    value, end, vague = number
    low, high, end = (value, None, end) if vague else _range(doc, start, value, end)
    qualifier, qualified_from = _qualifier(doc, start, end)
    if vague:
        qualifier = "vague"
    elif high is not None:
        qualifier = "range"
        if start and doc[start - 1].lower_ in {"between", "from"}:
            qualified_from = start - 1
    return Quantity(start, end, low, high, qualifier, qualified_from)


def _read(doc: Doc, position: int) -> Number | None:
    """Read the number that begins at a token."""
    token = doc[position]
    if token.text[0].isdigit():
        return _digits(doc, position)
    return _phrase(doc, position) or _words(doc, position)


def _phrase(doc: Doc, position: int) -> Number | None:
    """ "dozens", "tens of thousands", "several hundred", "half a dozen", "two and a half thousand", "a dozen"."""
    words = number_words()
    word = doc[position].lower_
    if word not in OPENING and word not in words.vague and word not in words.units:
        return None
    following = [t.lower_ for t in doc[position + 1 : position + 5]]
    scales = [words.scales.get(w, 0) for w in following] + [0] * 4
    if (value := TENS_OF_THOUSANDS.get(" ".join([word, *following[:2]]))) is not None:
        return value, position + 3, True
    if word in words.vague:
        return words.vague[word], position + 1, True
    if word in {"several", "few"} and scales[0]:
        return scales[0], position + 2, True
    if word == "half" and following[:1] == ["a"] and scales[1]:
        return scales[1] // 2, position + 3, False
    if following[:3] == ["and", "a", "half"] and scales[3] and word in words.units:
        return words.units[word] * scales[3] + scales[3] // 2, position + 5, False
    if word == "a" and scales[0] and following[0] not in {"score", "lakh"}:
        return scales[0], position + 2, False
    return None


def _digits(doc: Doc, position: int) -> Number | None:
    match = DIGITS.fullmatch(doc[position].lower_)
    if match is None:
        return None
    text, suffix = match["text"], match["suffix"]
    is_grouped = GROUPED.fullmatch(text) is not None and not (suffix and text.count(".") == 1 and "," not in text)
    value = float(re.sub(r"[,.]", "", text)) if is_grouped else float(text)
    end = position + 1
    while not is_grouped and end < len(doc) and value < THOUSAND and _continues(doc, end):
        value, end = value * THOUSAND + int(doc[end].text), end + 1
    if suffix:
        return round(value * number_words().suffixes[suffix]), end, False
    value, end = _scaled(doc, value, end)
    return (round(value), end, False) if value == int(value) or value >= THOUSAND else None


def _continues(doc: Doc, position: int) -> bool:
    """Whether a number goes on behind a space: "34 500"."""
    return THREE_DIGITS.fullmatch(doc[position].text) is not None and bool(doc[position - 1].whitespace_)


def _scaled(doc: Doc, value: float, end: int) -> tuple[float, int]:
    words = number_words()
    while end < len(doc) and doc[end].lower_ in words.scales:
        value, end = value * words.scales[doc[end].lower_], end + 1
    if end < len(doc) and doc[end].lower_ in words.suffixes and not doc[end - 1].whitespace_:
        value, end = value * words.suffixes[doc[end].lower_], end + 1
    return value, end


def _words(doc: Doc, position: int) -> Number | None:
    """ "three hundred and six", "forty-eight", "two thousand"."""
    words = number_words()
    total, current, end = 0, 0, position
    while end < len(doc):
        word = doc[end].lower_
        if word in words.units or word in words.tens:
            current += words.units.get(word, 0) + words.tens.get(word, 0)
        elif word in words.scales and end > position:
            scale = words.scales[word]
            current = max(current, 1) * scale
            if scale != words.scales["hundred"]:
                total, current = total + current, 0
        elif end == position or not _joins(doc, end):
            break
        end += 1
    return (total + current, end, False) if end > position else None


def _joins(doc: Doc, position: int) -> bool:
    """Whether "-" or "and" is inside one number: "twenty-one", "three hundred and six"."""
    words = number_words()
    if position + 1 >= len(doc) or doc[position + 1].lower_ not in {*words.units, *words.tens}:
        return False
    before = doc[position - 1].lower_
    if doc[position].text == "-":
        return before in words.tens
    return doc[position].lower_ == "and" and before in words.scales and before != "dozen"


def _range(doc: Doc, start: int, value: int, end: int) -> tuple[int, int | None, int]:
    """Join "between 10 and 20", "10 to 20", "10-20", "two or three dozen" to one quantity."""
    if end + 1 >= len(doc):
        return value, None, end
    is_between = start > 0 and doc[start - 1].lower_ in {"between", "from"} and doc[end].lower_ == "and"
    if doc[end].lower_ not in {"to", "-", "–", "or"} and not is_between:
        return value, None, end
    following = _read(doc, end + 1)
    if following is None or following[2] or _is_change(doc, start):
        return value, None, end
    high, behind, _ = following
    low = value * _shared_scale(doc, value, high, behind)
    return (low, high, behind) if low < high else (value, None, end)


def _is_change(doc: Doc, start: int) -> bool:
    """ "increase its force from 600 to 1,000" says two numbers, not a range."""
    if not start or doc[start - 1].lower_ != "from":
        return False
    return any(t.lemma_.lower() in number_words().changing for t in doc[doc[start].sent.start : start])


def _shared_scale(doc: Doc, low: int, high: int, end: int) -> int:
    """Of "two or three dozen" the dozen."""
    scale = number_words().scales.get(doc[end - 1].lower_, 1)
    return scale if high % scale == 0 and low < scale else 1


def _qualifier(doc: Doc, start: int, end: int) -> tuple[Qualifier, int]:
    """How exactly a number is meant, and the token at which the words for it begin."""
    before = [token.lower_ for token in doc[max(0, start - LONGEST_QUALIFIER) : start]]
    skipped = 0
    while before and before[-1] in FILLERS and before[-2:-1] != ["as"]:
        before.pop()
        skipped += 1
    for qualifier, phrases in number_words().qualifiers:
        for phrase in phrases:
            words = phrase.split()
            if before[-len(words) :] == words:
                return qualifier, start - skipped - len(words)
    after = doc[end : end + 4].text.lower()
    for qualifier, phrases in number_words().behind:
        if after.startswith(phrases):
            return qualifier, start
    return "exactly", start
