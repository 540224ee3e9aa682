"""Rival counts: figures of one thing that exclude each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from service.model import Figure, Statement

TOLERANCE = 0.15  # "about 300" is anything from 255 to 345


class RivalCounts:
    """The figures that the statements of one article give."""

    def __init__(self, statements: Iterable[Statement], figures: Iterable[Figure]) -> None:
        self._given: Mapping[str, list[Figure]] = _by_carrier(list(statements), figures)

    def given(self, statement: Statement) -> list[Figure]:
        """Return the figures that a statement gives, and no statement inside it."""
        return self._given.get(statement.id, [])

    def compared(self, one: Statement, other: Statement) -> Literal["exclusive", "compatible"] | None:
        """Return whether numbers of the same people or things in two statements can both be right.

        None where they give none of the same.
        """
        if one.id not in self._given or other.id not in self._given:
            return None
        same = [(f, g) for f in self.given(one) for g in self.given(other) if _is_same_count(f, g)]
        if not same:
            return None
        return "exclusive" if any(excludes(f, g) for f, g in same) else "compatible"

    def differ(self, one: Statement, other: Statement) -> bool:
        """Whether two statements give numbers of different kinds only: the dead of one, the prisoners of the other."""
        if one.id not in self._given or other.id not in self._given:
            return False
        measures = [{figure.measure for figure in self.given(statement)} for statement in (one, other)]
        return measures[0].isdisjoint(measures[1])


def _by_carrier(statements: list[Statement], figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    found: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        holding = [s for s in statements if s.start <= figure.start < s.end]
        if holding:
            found[min(holding, key=lambda s: s.end - s.start).id].append(figure)
    return dict(found)


def _is_same_count(one: Figure, other: Figure) -> bool:
    return (one.measure, one.of) == (other.measure, other.of)


def excludes(one: Figure, other: Figure) -> bool:
    """Whether two numbers of one thing cannot both be right."""
    (low, high), (other_low, other_high) = _interval(one), _interval(other)
    return high < other_low or other_high < low


def _interval(figure: Figure) -> tuple[float, float]:
    """What a figure allows: "at least 10" from 10 on, "about 10" some more or less."""
    low = figure.low or 0
    if figure.qualifier == "range":
        return low, figure.high or low
    if figure.qualifier in {"at_least", "more_than", "vague"}:
        return low, math.inf
    if figure.qualifier in {"at_most", "less_than"}:
        return 0, low
    slack = TOLERANCE * low if figure.qualifier == "about" else 0
    return low - slack, low + slack
