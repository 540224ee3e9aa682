"""Where strings stand in a text, how far two of them overlap, and which prediction goes with which gold claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Json = dict[str, Any]
Span = tuple[int, int]
Pair = tuple[Json, Json]
"""A predicted claim and the gold claim that it stands for."""

SLACK = 2
"""How many characters two exact spans may differ at either end."""


def occurrences(text: str, string: str) -> list[Span]:
    """Return where a string stands in a text, in code points."""
    return [match.span() for match in re.finditer(re.escape(string), text)] if string else []


def located(text: str, claim: Json, key: str) -> list[Span]:
    """Return where ``claim[key]`` stands: at ``start`` and ``end`` if it has them, else everywhere it occurs.

    Empty when it does not stand there.
    """
    string, start, end = claim.get(key) or "", claim.get("start"), claim.get("end")
    if isinstance(start, int) and isinstance(end, int):
        return [(start, end)] if text[start:end] == string else []
    return occurrences(text, string)


def overlap(some: Iterable[Span], others: Sequence[Span]) -> float:
    """Return the largest intersection over union of characters between a span of one side and one of the other."""
    return max((_intersection_over_union(one, other) for one in some for other in others), default=0.0)


def _intersection_over_union(one: Span, other: Span) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0])) if common > 0 else 0.0


def coincide(some: Iterable[Span], others: Sequence[Span]) -> bool:
    """Return whether a span of one side is one of the other to within ``SLACK`` characters at either end."""
    return any(abs(one[0] - other[0]) <= SLACK and abs(one[1] - other[1]) <= SLACK for one in some for other in others)


def within(inner: Span, outer: Iterable[Span]) -> bool:
    """Return whether a span lies wholly inside one of the others."""
    return any(start <= inner[0] and inner[1] <= end for start, end in outer)


def pair_off(predicted: Sequence[Json], gold: Sequence[Json], likeness: Callable[[Json, Json], float]) -> list[Pair]:
    """Return the pairs that match one to one, the most alike first; a likeness of 0 is no match.

    Among equals the earlier ones go first, so that the result does not depend on anything but the claims' order.
    """
    ranked = sorted((-likeness(p, g), i, j) for i, p in enumerate(predicted) for j, g in enumerate(gold))
    free_predicted, free_gold = set(range(len(predicted))), set(range(len(gold)))
    pairs = []
    for negative, i, j in ranked:
        if negative < 0 and i in free_predicted and j in free_gold:
            free_predicted.remove(i)
            free_gold.remove(j)
            pairs.append((predicted[i], gold[j]))
    return pairs
