"""Spans of tokens, and how many of them two annotations of one text have in common.

Spans are compared as runs of tokens (words and single marks, by ``TOKEN``: no model's tokens), so that white space at
their ends is nothing. A piece of text in several fragments is as many spans, unless only white space parts them: the
corpus calls its annotation a sequence of tags (README of PolNeAR), and that is how taggers of it are scored.

- *exact*: both have the same tokens.
- *half-overlapping*: the tokens that both have are at least half of the longer one's, so at least half of each.

Either way each span is matched with at most one, the best first; precision is the share of predicted spans that are
matched, recall that of annotated ones, F1 their harmonic mean, all summed over texts (micro-average).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"\w+|[^\w\s]")
HALF = 0.5

Stretch = tuple[int, int]
Span = tuple[int, int]
"""The first token of a span, and the one after its last."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many spans were matched, predicted and annotated; weighted, so not always whole numbers."""

    matched: float = 0.0
    predicted: float = 0.0
    annotated: float = 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.matched + other.matched, self.predicted + other.predicted, self.annotated + other.annotated)

    def __mul__(self, weight: float) -> Score:
        return Score(self.matched * weight, self.predicted * weight, self.annotated * weight)

    @property
    def precision(self) -> float:
        """Share of predicted spans that are matched; 0 where there are none."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of annotated spans that are matched; 0 where there are none."""
        return self.matched / self.annotated if self.annotated else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.predicted + self.annotated
        return 2 * self.matched / both if both else 0.0


class Tokens:
    """The tokens of a text, to turn stretches of characters into spans."""

    def __init__(self, text: str) -> None:
        found = [match.span() for match in TOKEN.finditer(text)]
        self._starts = [start for start, _ in found]
        self._ends = [end for _, end in found]

    def spans(self, stretches: Iterable[Stretch]) -> list[Span]:
        """Return the runs of tokens that the stretches of one piece of text touch, in text order."""
        runs: list[Span] = []
        for start, end in sorted(stretches):
            first = bisect_right(self._ends, start)
            last = bisect_left(self._starts, end)
            if first >= last:
                continue
            if runs and first <= runs[-1][1]:
                runs[-1] = (runs[-1][0], max(runs[-1][1], last))
            else:
                runs.append((first, last))
        return runs


def exact(predicted: Sequence[Span], annotated: Sequence[Span]) -> Score:
    """Score the predicted spans that are annotated just so."""
    return _score(predicted, annotated, least=1.0)


def half_overlapping(predicted: Sequence[Span], annotated: Sequence[Span]) -> Score:
    """Score the predicted spans that share half of the longer one's tokens with an annotated one."""
    return _score(predicted, annotated, least=HALF)


def _score(predicted: Sequence[Span], annotated: Sequence[Span], *, least: float) -> Score:
    ranked = sorted(
        (-share, i, j)
        for i, one in enumerate(predicted)
        for j, other in enumerate(annotated)
        if (share := _share(one, other)) >= least
    )
    free_predicted, free_annotated = set(range(len(predicted))), set(range(len(annotated)))
    for _, i, j in ranked:
        if i in free_predicted and j in free_annotated:
            free_predicted.remove(i)
            free_annotated.remove(j)
    return Score(len(annotated) - len(free_annotated), len(predicted), len(annotated))


def _share(one: Span, other: Span) -> float:
    """Return how much of the longer of two spans they have in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / max(one[1] - one[0], other[1] - other[0])
