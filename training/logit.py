"""Conditional logit: in each choice one option is right; the weights of evidence that make it likeliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

PENALTY = 1.0
STEPS, RATE = 400, 0.05
FIRST_BASE = -1.0

Floats = npt.NDArray[np.float64]


def fitted(
    choices: Sequence[tuple[Sequence[Mapping[str, float]], Sequence[bool]]],
    *,
    may_be_none: bool = True,
    penalty: float = PENALTY,
    importance: Sequence[float] | None = None,
) -> tuple[float, dict[str, float]]:
    """Return the base and the weight of each piece of evidence.

    Each choice gives the evidence of its options, each piece with its value, and which of them are right. That none is
    has odds of 1, unless there is always one (``may_be_none``). ``importance``: how much each choice counts, if not 1.
    """
    names = sorted({name for options, _ in choices for evidence in options for name in evidence})
    signs = _Signs([evidence for options, _ in choices for evidence in options], names)
    choice = np.repeat(np.arange(len(choices)), [len(options) for options, _ in choices])
    right = np.array([is_right for _, rights in choices for is_right in rights], dtype=float)
    share = right / np.maximum(np.bincount(choice, right)[choice], 1)
    counts = np.ones(len(choices)) if importance is None else np.array(importance, dtype=float)
    weights = _ascend(signs, choice, share, counts[choice], float(may_be_none), penalty)
    return float(weights[-1]), dict(zip(names, map(float, weights[:-1]), strict=True))


class _Signs:
    """The matrix of what speaks for each option, a row an option; the last column is 1, the base. Most of it is 0."""

    def __init__(self, rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> None:
        column = {name: i for i, name in enumerate(names)}
        self.shape = len(rows), len(names) + 1
        self._row = np.repeat(np.arange(len(rows)), [len(evidence) + 1 for evidence in rows])
        self._column = np.array([i for evidence in rows for i in (*map(column.__getitem__, evidence), len(names))])
        self._value = np.array([value for evidence in rows for value in (*evidence.values(), 1.0)])

    def times(self, weights: Floats) -> Floats:
        """What each option weighs."""
        return np.bincount(self._row, self._value * weights[self._column], self.shape[0]).astype(float, copy=False)

    def transposed_times(self, parts: Floats) -> Floats:
        """The sum over the options that have it, for each piece of evidence."""
        return np.bincount(self._column, self._value * parts[self._row], self.shape[1]).astype(float, copy=False)


def _ascend(
    signs: _Signs, choice: npt.NDArray[np.intp], share: Floats, counts: Floats, none: float, penalty: float
) -> Floats:
    """Gradient ascent (Adam) on the penalised likelihood; the last column is the base and is not penalised."""
    weights = np.zeros(signs.shape[1])
    weights[-1] = FIRST_BASE
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        odds = np.exp(signs.times(weights))
        likely = odds / (none + np.bincount(choice, odds))[choice]
        slope = signs.transposed_times(counts * (share - likely))
        slope[:-1] -= penalty * weights[:-1]
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights += RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights
