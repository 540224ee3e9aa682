"""Which numbers given for the same thing agree and which cannot both be right: figures compared as intervals.

What a qualifier means as an interval is a reading, kept here in one place: "at least n" is n and more, "about n" is
within a tenth of n, a vague "thousands" is what it says at least and no upper end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor

from service.index.values import Json

_TOLERANCE = 0.1  # of "about"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Whole numbers from ``low`` to ``high``, both included; without an upper end where ``high`` is None."""

    low: int
    high: int | None

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return (other.high is None or self.low <= other.high) and (self.high is None or other.low <= self.high)

    def to_json(self) -> dict[str, int | None]:
        """Return it as JSON."""
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as far as agreement goes: who vouches for it are its roots, the article's own voice being its outlet."""

    id: str
    qualifier: str
    low: int
    high: int | None
    roots: tuple[str, ...]
    article: str


def interval(qualifier: str, low: int, high: int | None) -> Interval:
    """Return the numbers that a figure allows."""
    if high is not None:
        return Interval(min(low, high), max(low, high))
    readings: Mapping[str, Interval] = {
        "about": Interval(ceil(low * (1 - _TOLERANCE)), floor(low * (1 + _TOLERANCE))),
        "at_least": Interval(low, None),
        "more_than": Interval(low + 1, None),
        "at_most": Interval(0, low),
        "less_than": Interval(0, max(low - 1, 0)),
        "vague": Interval(low, None),
    }
    return readings.get(qualifier, Interval(low, low))


def intersection(intervals: Sequence[Interval]) -> Interval | None:
    """Return the numbers that all of these allow, None where there are none (or no intervals)."""
    if not intervals:
        return None
    low = max(each.low for each in intervals)
    ends = [each.high for each in intervals if each.high is not None]
    high = min(ends, default=None)
    return Interval(low, high) if high is None or low <= high else None


def compare(figures: Sequence[Said]) -> Json:
    """Return how figures for one measure stand to each other.

    ``positions`` are the distinct numbers with the figures and independent sources behind each, and the places of those
    that they agree or conflict with; ``common`` is what all of them allow, null when they cannot all be right.
    """
    positions: dict[tuple[str, int, int | None], list[Said]] = {}
    for figure in figures:
        positions.setdefault((figure.qualifier, figure.low, figure.high), []).append(figure)
    ordered = sorted(positions.items(), key=lambda entry: (entry[0][1], entry[0][2] or 0, entry[0][0]))
    intervals = [interval(*said) for said, _ in ordered]
    common = intersection(intervals)
    return {
        "positions": [_position(said, behind, intervals, place) for place, (said, behind) in enumerate(ordered)],
        "common": common.to_json() if common else None,
        "conflicts": [
            [one, other]
            for one, other in combinations(range(len(ordered)), 2)
            if not intervals[one].meets(intervals[other])
        ],
        "independent_sources": len({root for figure in figures for root in figure.roots}),
    }


def _position(
    said: tuple[str, int, int | None], behind: Sequence[Said], intervals: Sequence[Interval], place: int
) -> Json:
    others = [other for other in range(len(intervals)) if other != place]
    roots = sorted({root for figure in behind for root in figure.roots})
    return {
        "qualifier": said[0],
        "low": said[1],
        "high": said[2],
        "interval": intervals[place].to_json(),
        "figures": [figure.id for figure in behind],
        "sources": roots,
        "independent_sources": len(roots),
        "articles": len({figure.article for figure in behind}),
        "agrees_with": [other for other in others if intervals[place].meets(intervals[other])],
        "conflicts_with": [other for other in others if not intervals[place].meets(intervals[other])],
    }
