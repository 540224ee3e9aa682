"""Numbers in words and digits, with what says how exactly they are meant."""

from __future__ import annotations

import pytest
import spacy

from service.extract.numbers import Quantity, find_quantities

TOKENIZE = spacy.blank("en")


def quantities(text: str) -> list[Quantity]:
    return find_quantities(TOKENIZE(text))


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("11,000 men", 11_000, None, "exactly"),
        ("2 500 men", 2_500, None, "exactly"),
        ("4.800 men", 4_800, None, "exactly"),
        ("1.5m people", 1_500_000, None, "exactly"),
        ("1.5 million people", 1_500_000, None, "exactly"),
        ("three hundred men", 300, None, "exactly"),
        ("three hundred and six men", 306, None, "exactly"),
        ("forty-eight men", 48, None, "exactly"),
        ("two thousand five hundred men", 2_500, None, "exactly"),
        ("a dozen tanks", 12, None, "exactly"),
        ("half a dozen guards", 6, None, "exactly"),
        ("two and a half thousand men", 2_500, None, "exactly"),
        ("two or three dozen men", 24, 36, "range"),
        ("between 350 and 380 men", 350, 380, "range"),
        ("10 to 20 men", 10, 20, "range"),
        ("dozens of men", 12, None, "vague"),
        ("several dozen men", 12, None, "vague"),
        ("several hundred men", 100, None, "vague"),
        ("thousands of men", 1_000, None, "vague"),
        ("tens of thousands of men", 10_000, None, "vague"),
        ("some 2,400 men", 2_400, None, "about"),
        ("an estimated 2,400 men", 2_400, None, "about"),
        ("nearly 300 men", 300, None, "about"),
        ("300 men or so", 300, None, "exactly"),
        ("300 or so", 300, None, "about"),
        ("at least 20 men", 20, None, "at_least"),
        ("no fewer than 20 men", 20, None, "at_least"),
        ("more than 20 men", 20, None, "more_than"),
        ("over 20 men", 20, None, "more_than"),
        ("up to 20 men", 20, None, "at_most"),
        ("as many as 20 men", 20, None, "at_most"),
        ("not more than 20 men", 20, None, "at_most"),
        ("fewer than 20 men", 20, None, "less_than"),
        ("another 700 men", 700, None, "exactly"),
    ],
)
def test_value_and_qualifier(text: str, low: int, high: int | None, qualifier: str) -> None:
    (found,) = quantities(text)
    assert (found.low, found.high, found.qualifier) == (low, high, qualifier)


@pytest.mark.parametrize(
    "text", ["no men at all", "the F-16 jet", "a 3.7 magnitude", "hundreds"[:-1] + "ths of a second"]
)
def test_what_is_no_whole_number(text: str) -> None:
    assert quantities(text) == []


def test_several_numbers_of_a_phrase_are_several() -> None:
    assert [q.low for q in quantities("at least 1,000 of the 11,000 soldiers, 24 of them officers")] == [
        1_000,
        11_000,
        24,
    ]


def test_the_qualifier_belongs_to_what_is_quoted() -> None:
    (found,) = quantities("sent more than 10,000 men")
    assert (found.qualified_from, found.start, found.end) == (1, 3, 4)
