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
) -> tuple[float, dict[str, float]]:
    """Return the base and the weight of each piece of evidence.

    Each choice gives the evidence of its options, each piece with its value, and which of them are right. That none is
    has odds of 1, unless there is always one (``may_be_none``).
    """
    names = sorted({name for options, _ in choices for evidence in options for name in evidence})
    column = {name: i for i, name in enumerate(names)}
    rows = [evidence for options, _ in choices for evidence in options]
    signs = np.zeros((len(rows), len(names) + 1))
    signs[:, -1] = 1
    for i, evidence in enumerate(rows):
        signs[i, [column[name] for name in evidence]] = list(evidence.values())
    choice = np.repeat(np.arange(len(choices)), [len(options) for options, _ in choices])
    right = np.array([is_right for _, rights in choices for is_right in rights], dtype=float)
    share = right / np.maximum(np.bincount(choice, right)[choice], 1)
    weights = _ascend(signs, choice, share, float(may_be_none), penalty)
    return float(weights[-1]), dict(zip(names, map(float, weights[:-1]), strict=True))


def _ascend(signs: Floats, choice: npt.NDArray[np.intp], share: Floats, none: float, penalty: float) -> Floats:
    """Gradient ascent (Adam) on the penalised likelihood; the last column is the base and is not penalised."""
    weights = np.zeros(signs.shape[1])
    weights[-1] = FIRST_BASE
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        odds = np.exp(signs @ weights)
        likely = odds / (none + np.bincount(choice, odds))[choice]
        slope = signs.T @ (share - likely)
        slope[:-1] -= penalty * weights[:-1]
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights += RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights
