"""Numbers as news prints them: "11,000", "2 500", "1.5 million", "three hundred", "two or three dozen", "tens of thousands"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from service.model import Qualifier

UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12, "score": 20, "lakh": 100_000}
SUFFIXES = {"k": 1000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
VAGUE = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "millions": 1_000_000}
DIGITS = re.compile(r"\d{1,3}(?:[,.’'   ]\d{3})+|\d+(?:\.\d+)?")
QUALIFIERS: dict[Qualifier, tuple[str, ...]] = {
    "at_least": ("at least", "no fewer than", "no less than", "not less than", "a minimum of", "upwards of", "minimum"),
    "more_than": ("more than", "over", "above", "in excess of", "greater than", "exceeding", "well over", "past", "exceeded", "topped", "surpassed"),
    "at_most": ("up to", "at most", "as many as", "no more than", "not more than", "a maximum of", "could reach", "as much as", "may reach", "might reach", "at the most"),
    "less_than": ("less than", "fewer than", "under", "below", "nearly", "almost", "just under"),
    "about": ("about", "around", "approximately", "some", "roughly", "an estimated", "estimated", "circa", "close to", "in the region of", "or so", "nearly", "almost", "just under", "a further estimated"),
}  # fmt: skip


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
            continue
        value, end, vague = read
        low, high, end = _range(doc, position, value, end)
        qualifier, qualified_from = _qualifier(doc, position, end)
        if vague:
            qualifier = "vague"
        elif high is not None:
            qualifier = "range"
            if position and doc[position - 1].lower_ in {"between", "from"}:
                qualified_from = position - 1
        found.append(Quantity(position, end, low, high, qualifier, qualified_from))
        position = end
    return found


def _read(doc: Doc, position: int) -> tuple[int, int, bool] | None:
    """Return value, end and vagueness of the number that begins at a token."""
    token = doc[position]
    word = token.lower_
    if word in VAGUE:
        return VAGUE[word], position + 1, True
    if word in {"tens", "hundreds"} and doc[position : position + 3].text.lower() in {
        "tens of thousands",
        "hundreds of thousands",
    }:
        return (10_000 if word == "tens" else 100_000), position + 3, True
    if word in {"hundreds", "tens"}:
        return None
    following = [t.lower_ for t in doc[position + 1 : position + 5]]
    if word in {"several", "few"} and following[:1] and following[0] in SCALES:
        return SCALES[following[0]], position + 2, True
    if word == "half" and following[:1] == ["a"] and following[1:2] and following[1] in SCALES:
        return SCALES[following[1]] // 2, position + 3, False
    if following[:3] == ["and", "a", "half"] and following[3:] and following[3] in SCALES and word in UNITS:
        scale = SCALES[following[3]]
        return UNITS[word] * scale + scale // 2, position + 5, False
    if word == "a" and following[:1] and following[0] in {"dozen", "hundred", "thousand", "million"}:
        return SCALES[following[0]], position + 2, False
    if token.text[0].isdigit():
        return _digits(doc, position)
    return _words(doc, position)


def _digits(doc: Doc, position: int) -> tuple[int, int, bool] | None:
    token = doc[position]
    match = re.fullmatch(r"(\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?)(k|m|mn|bn)?", token.lower_)
    if match is None:
        return None
    text, suffix = match.groups()
    is_grouped = re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", text) and not (
        text.count(".") == 1 and "," not in text and suffix
    )
    number = float(re.sub(r"[,.]", "", text)) if is_grouped else float(text)
    end = position + 1
    while (
        end < len(doc)
        and not is_grouped
        and number < 1000
        and re.fullmatch(r"\d{3}", doc[end].text)
        and doc[end - 1].whitespace_
    ):
        number, end = number * 1000 + int(doc[end].text), end + 1
    if suffix:
        return round(number * SUFFIXES[suffix]), end, False
    while end < len(doc) and doc[end].lower_ in SCALES:
        number, end = number * SCALES[doc[end].lower_], end + 1
    if end < len(doc) and doc[end].lower_ in {"m", "bn", "k"} and not doc[end - 1].whitespace_:
        number, end = number * SUFFIXES[doc[end].lower_], end + 1
    return (round(number), end, False) if number == int(number) or number > 100 else None


def _words(doc: Doc, position: int) -> tuple[int, int, bool] | None:
    total, current, end, seen = 0, 0, position, False
    while end < len(doc):
        word = doc[end].lower_
        if word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word in SCALES and seen:
            scale = SCALES[word]
            if scale == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * scale, 0
        elif not (
            seen
            and word in {"-", "and"}
            and end + 1 < len(doc)
            and doc[end + 1].lower_ in {**UNITS, **TENS}
            and _joins(doc, end)
        ):
            break
        seen, end = True, end + 1
    return (total + current, end, False) if seen else None


def _joins(doc: Doc, position: int) -> bool:
    """Whether "-" or "and" is inside one number: "twenty-one", "three hundred and six"."""
    if doc[position].text == "-":
        return doc[position - 1].lower_ in TENS
    return doc[position - 1].lower_ in SCALES and doc[position - 1].lower_ != "dozen"


def _range(doc: Doc, start: int, value: int, end: int) -> tuple[int, int | None, int]:
    """Join "between 10 and 20", "10 to 20", "10-20", "two or three dozen" to one quantity."""
    if end >= len(doc):
        return value, None, end
    joiner = doc[end].lower_
    between = start > 0 and doc[start - 1].lower_ in {"between", "from"}
    if joiner not in {"to", "-", "–", "or"} and not (between and joiner == "and"):
        return value, None, end
    following = _read(doc, end + 1) if end + 1 < len(doc) else None
    if following is None or following[2]:
        return value, None, end
    high = following[0]
    scale = (
        next((s for s in (1000, 1_000_000, 12, 100) if high >= s and high % s == 0 and value < s), 1)
        if value < high / 10
        else 1
    )
    low = value * scale if doc[following[1] - 1].lower_ in SCALES else value
    return (low, high, following[1]) if low < high else (value, None, end)


def _qualifier(doc: Doc, start: int, end: int) -> tuple[Qualifier, int]:
    before = [token.lower_ for token in doc[max(0, start - 5) : start]]
    while before and before[-1] in {"the", "a", "an", "another", "additional"} and before[-2:-1] != ["as"]:
        before.pop()
    trimmed = start - (len(doc[max(0, start - 5) : start]) - len(before))
    for qualifier, phrases in QUALIFIERS.items():
        for phrase in phrases:
            words = phrase.split()
            if before[-len(words) :] == words:
                if phrase in {"nearly", "almost", "just under"}:
                    return "about", trimmed - len(words)
                return qualifier, trimmed - len(words)
    after = doc[end : end + 3].text.lower()
    if after.startswith(("or so", "or thereabouts", ", give or take", "give or take")):
        return "about", start
    if after.startswith(("or more", "-plus", "plus", "+")):
        return "at_least", start
    return "exactly", start
