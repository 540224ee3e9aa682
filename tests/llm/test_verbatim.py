"""Words stand in the text letter by letter and whole; numbers are those of the words."""

import pytest

from service.llm.pieces import Piece
from service.llm.verbatim import holds_numbers, nearest_outside, place_anywhere, places

TEXT = "Lima sent 1,400 police officers, 1.4 million doses and 60 guards. Lima said so."
PIECE = Piece(TEXT, ((0, len(TEXT)),))


@pytest.mark.parametrize(
    "words", ["400 police officers", "4 million doses", "1,4", "1", "sent 1", "ima", "guard", "", "  ", "Lima  sent"]
)
def test_parts_of_words_and_of_numbers_do_not_stand_in_the_text(words: str) -> None:
    assert places(PIECE, 1, words) == []


@pytest.mark.parametrize("words", ["1,400 police officers", "1.4 million", " 60 guards", "so."])
def test_whole_words_stand_in_the_text(words: str) -> None:
    ((start, end),) = places(PIECE, 1, words)
    assert TEXT[start:end] == words.strip()
    assert place_anywhere(PIECE, words) == (start, end)


def test_of_several_places_the_nearest_outside_is_taken() -> None:
    found = places(PIECE, 1, "Lima")
    assert found == [(0, 4), (66, 70)]
    assert nearest_outside(found, (15, 60)) == (66, 70)
    assert nearest_outside(found, (5, 60)) == (0, 4)
    assert nearest_outside(found, (0, 79)) is None


@pytest.mark.parametrize(
    ("span", "low", "high"),
    [
        ("about 400 officers", 400, None),
        ("1,400 officers", 1_400, None),
        ("10 to 15 thousand men", 10_000, 15_000),
        ("10-15,000 men", 10_000, 15_000),
        ("between 10 and 20 men", 10, 20),
        ("2.5 million people", 2_500_000, None),
        ("40k people", 40_000, None),
        ("two dozen trucks", 24, None),
        ("two or three hundred people", 200, 300),
        ("half a million people", 500_000, None),
        ("three hundred and six men", 306, None),
        ("twenty-four men", 24, None),
        ("tens of thousands of people", 10_000, None),
        ("several hundred people", 100, None),
        ("a soldier", 1, None),
        ("no soldiers", 0, None),
        ("several soldiers", None, None),
    ],
)
def test_the_numbers_of_the_words(span: str, low: int | None, high: int | None) -> None:
    assert holds_numbers(span, low, high)


@pytest.mark.parametrize(
    ("span", "low", "high"),
    [
        ("about 400 officers", 4_000, None),
        ("between 10 and 20 men", 10, 200),
        ("between 10 and 20 men", 1, 20),
        ("3,000 to 4,500 men", 3_000_000, None),
        ("many officers", 5_000, None),
        ("several soldiers", 3, None),
        ("two dozen trucks", 12, 24),
        ("about 400 officers", None, None),
        ("several soldiers", None, 10),
        ("9" * 500, 9, None),
        ("1e400 ٣ men", 3, None),
    ],
)
def test_other_numbers_are_not(span: str, low: int | None, high: int | None) -> None:
    assert not holds_numbers(span, low, high)
