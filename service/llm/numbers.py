"""The numbers that words hold, in digits or spelled: "1,400", "10 to 15 thousand", "two dozen", "tens of thousands"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

_SMALL = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
COUNTS = {
    **{word: Decimal(value) for value, word in enumerate(_SMALL)},
    **{word: Decimal(10 * value) for value, word in enumerate(_TENS, start=2)},
    "a": Decimal(1), "an": Decimal(1), "zero": Decimal(0), "none": Decimal(0), "half": Decimal("0.5"),
}  # fmt: skip
SCALES = {
    "couple": 2, "pair": 2, "tens": 10, "dozen": 12, "dozens": 12, "score": 20, "scores": 20, "hundred": 100,
    "hundreds": 100, "k": 1_000, "thousand": 1_000, "thousands": 1_000, "m": 10**6, "million": 10**6,
    "millions": 10**6, "bn": 10**9, "billion": 10**9, "billions": 10**9,
}  # fmt: skip
LETTERS = {"k", "m", "bn"}  # scales only right behind digits
PASSED_OVER = {"of", "few", "several", "and"}  # inside a number: "a few hundred", "two hundred and six"
JOINING = {"to", "or", "and", "-", "–"}  # between the ends of a range
THOUSAND = 1_000
MOST_DIGITS = 15

_SCALE = r"\s?(?:k|m|bn|hundred|thousand|million|billion)\b"
_TOKEN = re.compile(
    rf"(?P<decimal>[0-9]+\.[0-9]+(?={_SCALE}))"
    r"|(?P<digits>[0-9]+(?:[,.\u0020\u00a0\u2009\u202f][0-9]{3}(?![0-9]))*)"
    r"|(?P<word>[a-z]+|[-–])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["count", "scale", "other"]
    word: str
    value: Decimal = Decimal(0)
    in_digits: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    scale: int  # that a number before it may share: of "10 to 15 thousand" the thousand
    is_scaled: bool
    joined: bool  # to the one behind it


def numbers_in(words: str) -> frozenset[int]:
    """Return the whole numbers that words hold; of a vague number ("dozens") the least that it means."""
    found = list(_numbers(_tokens(words)))
    values = [number.value for number in found]
    for first, second in pairwise(found):
        if first.joined and not first.is_scaled:
            values.append(first.value * second.scale)
    return frozenset(int(value) for value in values if value == value.to_integral_value())


def _tokens(words: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(words):
        word = match.group().lower()
        behind_digits = bool(tokens) and tokens[-1].in_digits
        if match["decimal"]:
            tokens.append(_Token("count", word, Decimal(word[:MOST_DIGITS]), in_digits=True))
        elif match["digits"]:
            plain = re.sub(r"[^0-9]", "", word)
            tokens.append(_Token("count" if len(plain) <= MOST_DIGITS else "other", word, Decimal(plain), True))
        elif word in COUNTS and not (word in {"a", "an"} and tokens and tokens[-1].word == "half"):
            tokens.append(_Token("count", word, COUNTS[word]))
        elif word in SCALES and (word not in LETTERS or behind_digits):
            tokens.append(_Token("scale", word, Decimal(SCALES[word])))
        elif word not in {"a", "an"}:
            tokens.append(_Token("other", word))
    return tokens


def _numbers(tokens: Sequence[_Token]) -> Iterator[_Number]:
    """Put counts and scales that follow each other together."""
    run: list[_Token] = []
    for place, token in enumerate([*tokens, _Token("other", "")]):
        if token.kind != "other" and (not run or _goes_on(run[-1], token)):
            run.append(token)
        elif run and _is_inside(run[-1], token, tokens[place + 1 : place + 2]):
            continue
        else:
            if run:
                yield _number(run, joined=token.word in JOINING)
            run = [token] if token.kind != "other" else []


def _goes_on(last: _Token, token: _Token) -> bool:
    """ "two hundred", "hundred six", "twenty four", "a dozen", but not "Two 400"."""
    if token.kind == "scale" or last.kind == "scale":
        return True
    return not (last.in_digits or token.in_digits) and last.value > token.value > 0 and last.word in _TENS


def _is_inside(last: _Token, token: _Token, behind: Sequence[_Token]) -> bool:
    """Whether a word between two parts of one number does not end it."""
    following = behind[0] if behind else None
    if following is None or following.kind == "other":
        return False
    if token.word == "-":
        return last.word in _TENS and not following.in_digits
    if token.word == "and":
        return last.kind == "scale" and not following.in_digits
    return token.word in PASSED_OVER and following.kind == "scale"


def _number(run: Sequence[_Token], *, joined: bool) -> _Number:
    total = current = Decimal(0)
    is_given = False  # a count stands before the scale
    for token in run:
        if token.kind == "count":
            current, is_given = current + token.value, True
        elif token.value >= THOUSAND:
            total += (current if is_given else 1) * token.value
            current, is_given = Decimal(0), False
        else:
            current, is_given = (current if is_given else 1) * token.value, True
    scales = [int(token.value) for token in run if token.kind == "scale"]
    in_thousands = "," in run[-1].word
    shared = scales[-1] if scales else THOUSAND if in_thousands else 1
    return _Number(total + current, shared, bool(scales) or in_thousands, joined)
