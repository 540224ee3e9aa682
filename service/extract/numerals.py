"""Numerals as news prints them: "11,000", "2 500", "1.5 million", "three hundred", "a couple of dozen", "thousands"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from service.extract.lexicon.numbers import number_words

DIGITS = re.compile(r"(?P<text>\d{1,3}(?:[,.'’]\d{3})+|\d+(?:\.\d+)?)(?P<suffix>k|m|mn|bn)?")
GROUPED = re.compile(r"\d{1,3}(?:[,.'’]\d{3})+")
THREE_DIGITS = re.compile(r"\d{3}")
THOUSAND = 1000
VAGUE_TENS = {"tens of thousands": 10_000, "hundreds of thousands": 100_000, "tens of millions": 10_000_000}
FEW = frozenset({"several", "few", "many"})
PAIRS = frozenset({"couple", "pair"})
LONGEST_PHRASE = 5  # words: "a million and a half"
NO_COUNT = frozenset({"score", "lakh"})  # "a score" is what a match ends with


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that ends before token ``end``; ``vague``: "thousands"; ``loose``: round, "a couple of hundred"."""

    value: int
    end: int
    vague: bool = False
    loose: bool = False


def may_begin_numeral(token: Token) -> bool:
    """Whether a number can begin with a token: few can, and the others need not be read."""
    return token.lower_ in _first_words() or token.text[0].isdigit()


def read_numeral(doc: Doc, position: int) -> Numeral | None:
    """Read the number that begins at a token, None where none does."""
    first = doc[position]
    if first.text[0].isdigit():
        return _digits(doc, position)
    if not may_begin_numeral(first):
        return None
    ahead = _lower(doc, position, LONGEST_PHRASE)
    for reader in (_vague, _paired, _halved, _one_of_scale):
        if (found := reader(ahead, position)) is not None:
            return found
    return _words(doc, position)


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """The words that a number can begin with: most words of a text are none of them."""
    words = number_words()
    named = (*words.units, *words.tens, *words.vague, *(name.split()[0] for name in VAGUE_TENS))
    return frozenset({*named, *FEW, *PAIRS, "a", "another", "the", "half"})


def _lower(doc: Doc, start: int, length: int) -> list[str]:
    words = [t.lower_ for t in doc[start : start + length]]
    return words + [""] * (length - len(words))


def _vague(ahead: Sequence[str], position: int) -> Numeral | None:
    """ "dozens", "tens of thousands", "several hundred"."""
    words, (first, second, third) = number_words(), ahead[:3]
    if (value := VAGUE_TENS.get(f"{first} {second} {third}")) is not None:
        return Numeral(value, position + 3, vague=True)
    if first in words.vague:
        return Numeral(words.vague[first], position + 1, vague=True)
    if first in FEW and (scale := words.scales.get(second)) is not None:
        return Numeral(scale, position + 2, vague=True)
    return None


def _paired(ahead: Sequence[str], position: int) -> Numeral | None:
    """ "a couple of hundred", "a pair of frigates"."""
    has_article = ahead[0] in {"a", "another"}
    pair, of, following = ahead[has_article : has_article + 3]
    if pair not in PAIRS or not (has_article or following in number_words().scales):
        return None
    behind = position + has_article + (2 if of == "of" else 1)
    scale = number_words().scales.get(following if of == "of" else of, 1)
    if scale > 1:
        return Numeral(2 * scale, behind + 1, loose=True)
    return Numeral(2, behind - 1) if of == "of" else None  # "of" stays with what is counted


def _halved(ahead: Sequence[str], position: int) -> Numeral | None:
    """ "half a million", "a quarter of a million", "two and a half thousand", "a million and a half"."""
    words = number_words()
    one, two, three, four, five = ahead
    if one == "half" and two == "a" and three in words.scales:
        return Numeral(words.scales[three] // 2, position + 3)
    if (one, two, three, four) == ("a", "quarter", "of", "a") and five in words.scales:
        return Numeral(words.scales[five] // 4, position + 5)
    if (two, three, four) == ("and", "a", "half") and one in words.units and five in words.scales:
        return Numeral(words.units[one] * words.scales[five] + words.scales[five] // 2, position + 5)
    count = 1 if one == "a" else words.units.get(one)
    if count is not None and two in words.scales and (three, four, five) == ("and", "a", "half"):
        return Numeral(count * words.scales[two] + words.scales[two] // 2, position + 5)
    return None


def _one_of_scale(ahead: Sequence[str], position: int) -> Numeral | None:
    """ "a dozen", "another hundred"."""
    article, scale = ahead[:2]
    if article not in {"a", "another", "the"} or scale in NO_COUNT or scale not in number_words().scales:
        return None
    return Numeral(number_words().scales[scale], position + 2)


def _digits(doc: Doc, position: int) -> Numeral | None:
    match = DIGITS.fullmatch(doc[position].lower_)
    if match is None:
        return None
    text, suffix = match["text"], match["suffix"]
    is_grouped = GROUPED.fullmatch(text) is not None and not (suffix and text.count(".") == 1 and "," not in text)
    value = float(re.sub(r"[,.'’]", "", text)) if is_grouped else float(text)
    end = position + 1
    while not is_grouped and end < len(doc) and value < THOUSAND and _continues(doc, end):
        value, end = value * THOUSAND + int(doc[end].text), end + 1
    if suffix:
        return Numeral(round(value * number_words().suffixes[suffix]), end)
    value, end = _scaled(doc, value, end)
    return Numeral(round(value), end) if value == int(value) or value >= THOUSAND else None


def _continues(doc: Doc, position: int) -> bool:
    """Whether a number goes on behind a space: "34 500"."""
    return THREE_DIGITS.fullmatch(doc[position].text) is not None and bool(doc[position - 1].whitespace_)


def _scaled(doc: Doc, value: float, end: int) -> tuple[float, int]:
    """Multiply by the words behind digits: "1.5 million", "15k"."""
    words = number_words()
    while end < len(doc) and doc[end].lower_ in words.scales:
        value, end = value * words.scales[doc[end].lower_], end + 1
    if end < len(doc) and doc[end].lower_ in words.suffixes and not doc[end - 1].whitespace_:
        value, end = value * words.suffixes[doc[end].lower_], end + 1
    return value, end


def _words(doc: Doc, position: int) -> Numeral | None:
    """ "three hundred and six", "forty-eight", "two thousand"."""
    words = number_words()
    total, current, end = 0, 0, position
    while end < len(doc):
        word = doc[end].lower_
        if word in words.units or word in words.tens:
            if current % 10:
                break  # "three one-way drones"
            current += words.units.get(word, 0) + words.tens.get(word, 0)
        elif word in words.scales and end > position:
            scale = words.scales[word]
            current = max(current, 1) * scale
            if scale != words.scales["hundred"]:
                total, current = total + current, 0
        elif end == position or not _joins(doc, end):
            break
        end += 1
    return Numeral(total + current, end) if end > position else None


def _joins(doc: Doc, position: int) -> bool:
    """Whether "-" or "and" is inside one number: "twenty-one", "three hundred and six"."""
    words = number_words()
    if position + 1 >= len(doc) or doc[position + 1].lower_ not in {*words.units, *words.tens}:
        return False
    before = doc[position - 1].lower_
    if doc[position].text == "-":
        return before in words.tens
    return doc[position].lower_ == "and" and before in words.scales and before != "dozen"
