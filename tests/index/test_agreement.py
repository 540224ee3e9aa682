"""Figures compared as intervals."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.index.agreement import Interval, Said, compare, interval
from service.index.figures import side_by_side
from service.model import QUALIFIERS

intervals = st.builds(
    lambda low, more: Interval(low, None if more is None else low + more),
    st.integers(0, 50),
    st.none() | st.integers(0, 50),
)


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "allows", "excludes"),
    [
        ("exactly", 600, None, [600], [599, 601]),
        ("about", 1000, None, [900, 1000, 1100], [899, 1101]),
        ("about", 5, None, [5], [4, 6]),
        ("at_least", 600, None, [600, 10**9], [599]),
        ("more_than", 600, None, [601, 10**9], [600]),
        ("at_most", 600, None, [0, 600], [601]),
        ("less_than", 600, None, [0, 599], [600]),
        ("vague", 1000, None, [1000, 90_000], [999]),
        ("range", 10, 20, [10, 20], [9, 21]),
        ("about", 10, 20, [10, 20], [9, 21]),
    ],
)
def test_what_a_qualifier_allows(
    qualifier: str, low: int, high: int | None, allows: list[int], excludes: list[int]
) -> None:
    numbers = interval(qualifier, low, high)
    assert all(numbers.meets(Interval(number, number)) for number in allows)
    assert not any(numbers.meets(Interval(number, number)) for number in excludes)


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_every_qualifier_allows_something(qualifier: str) -> None:
    for low in (0, 1, 7, 12_345):
        numbers = interval(qualifier, low, None)
        assert numbers.high is None or numbers.low <= numbers.high


@given(intervals, intervals)
def test_intervals_meet_when_they_share_a_number(one: Interval, other: Interval) -> None:
    shared = any(
        one.low <= number and other.low <= number and (one.high is None or number <= one.high)
        and (other.high is None or number <= other.high)
        for number in range(102)
    )  # fmt: skip
    assert one.meets(other) is other.meets(one) is shared


def said(number: int, low: int, qualifier: str, *roots: str, article: str = "a") -> Said:
    return Said(str(number), qualifier, low, None, roots, article)


def test_five_papers_printing_one_agency_are_one_source() -> None:
    comparison = compare([said(n, 600, "exactly", "yonhap", article=str(n)) for n in range(5)])
    (position,) = comparison["positions"]
    assert (position["independent_sources"], position["articles"], len(position["figures"])) == (1, 5, 5)
    assert comparison["conflicts"] == []
    assert comparison["common"] == {"low": 600, "high": 600}


def test_numbers_that_cannot_both_be_right_are_a_conflict() -> None:
    comparison = compare([
        said(1, 4000, "exactly", "seoul"), said(2, 1000, "at_least", "london"), said(3, 3000, "exactly", "kyiv"),
    ])  # fmt: skip
    lows = [position["low"] for position in comparison["positions"]]
    assert lows == [1000, 3000, 4000]
    assert comparison["conflicts"] == [[1, 2]]
    assert comparison["common"] is None
    assert [position["agrees_with"] for position in comparison["positions"]] == [[1, 2], [0], [0]]
    assert comparison["independent_sources"] == 3


def test_every_pair_of_positions_either_agrees_or_conflicts() -> None:
    figures = [said(n, low, qualifier, "x") for n, (low, qualifier) in enumerate(product((10, 11, 20), QUALIFIERS))]
    comparison = compare(figures)
    positions = comparison["positions"]
    for place, position in enumerate(positions):
        others = sorted([*position["agrees_with"], *position["conflicts_with"], place])
        assert others == list(range(len(positions)))
        assert all(
            [min(place, other), max(place, other)] in comparison["conflicts"] for other in position["conflicts_with"]
        )


def test_a_number_in_an_articles_own_voice_is_the_outlets_or_where_none_is_known_the_articles() -> None:
    article = {"id": "a1", "label": "Titled", "iri": "http://localhost:8000/article/a1"}
    outlet = {"id": "courier", "label": "Courier", "iri": "http://localhost:8000/actor/courier"}
    figure = {"measure": "killed", "of": None, "low": 5, "high": None, "qualifier": "exactly", "source": []}
    views = [
        {**figure, "id": "f1", "attribution": [outlet], "article": article},
        {**figure, "id": "f2", "attribution": [], "article": article},
    ]
    (measured,) = side_by_side(views)
    (position,) = measured["positions"]
    assert [source["label"] for source in position["sources"]] == ["Titled", "Courier"]
