"""Multinomial logistic regression with an L2 penalty, fitted by Nesterov's accelerated gradient; needs numpy only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from service.extract.learned import LinearModel

Matrix = np.ndarray[Any, np.dtype[np.float64]]

STEPS = 400
SMALL = 0.04  # weights nearer to nought are dropped
DIGITS = 2


def fit(
    signs: Sequence[Mapping[str, float]],
    choices: Sequence[str],
    weights: Sequence[float],
    *,
    penalty: float,
    least: int = 2,
) -> LinearModel:
    """Return a model for examples with ``signs``, the right ``choices`` and ``weights``.

    A sign that fewer than ``least`` examples have is none.

    ``penalty`` is the factor of half the squared weights in what is minimised, beside the sum of the examples' losses.
    """
    seen = Counter(sign for one in signs for sign in one)
    usual = sorted(sign for sign, times in seen.items() if times >= least)
    columns = {sign: number for number, sign in enumerate(usual, start=1)}
    names = tuple(sorted(set(choices)))
    x = np.zeros((len(signs), len(columns) + 1))
    x[:, 0] = 1.0
    for row, one in enumerate(signs):
        for sign, value in one.items():
            if sign in columns:
                x[row, columns[sign]] = value
    right = np.array([[float(choice == name) for name in names] for choice in choices])
    w = _minimised(x, right, np.array(weights)[:, None], penalty)
    return LinearModel(names, {sign: _kept(w[number]) for sign, number in {"": 0, **columns}.items()})


def _minimised(x: Matrix, right: Matrix, weights: Matrix, penalty: float) -> Matrix:
    """Return the weights (signs, choices) where penalised loss is least; the first sign bears no penalty."""
    penalties = np.full((x.shape[1], 1), penalty)
    penalties[0] = 0.0
    # half the largest eigenvalue of the weighted X'X bounds the curvature of the loss
    step = 1.0 / (0.5 * _largest_eigenvalue(x * np.sqrt(weights)) + penalty)
    w = ahead = np.zeros((x.shape[1], right.shape[1]))
    for number in range(STEPS):
        scores = x @ ahead
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        gradient = x.T @ (weights * (odds / odds.sum(axis=1, keepdims=True) - right)) + penalties * ahead
        before, w = w, ahead - step * gradient
        ahead = w + number / (number + 3) * (w - before)
    return w


def _largest_eigenvalue(x: Matrix) -> float:
    v = np.ones((x.shape[1], 1))
    for _ in range(30):
        v = x.T @ (x @ v)
        v /= np.linalg.norm(v)
    return 1.02 * float(np.linalg.norm(x @ v) ** 2)


def _kept(row: Matrix) -> dict[int, float]:
    return {number: round(float(weight), DIGITS) for number, weight in enumerate(row) if abs(weight) >= SMALL}
