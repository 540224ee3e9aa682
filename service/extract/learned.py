"""Linear models that ship with the program: weights of signs for each of several choices.

They are trained by ``python -m training`` and kept as JSON: ``version``, ``choices``, and for each sign its weights by
the number of the choice. What they give are natural logarithms of odds: a difference of ln 2 between two choices says
that one is twice as likely as the other.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files

import numpy

VERSION = 1


def likelihood(scores: Collection[float], score: float) -> float:
    """Return how likely the choice of this score is among all that there are (0 to 1)."""
    most = max(scores)
    return math.exp(score - most) / math.fsum(math.exp(one - most) for one in scores)


class LinearModel:
    """Weights of signs by choice."""

    def __init__(self, choices: tuple[str, ...], weights: Mapping[str, Mapping[int, float]]) -> None:
        self.choices = choices
        self._weights = weights
        self._rows = {sign: position for position, sign in enumerate(weights)}
        self._matrix = numpy.zeros((len(weights), len(choices)))
        for position, row in enumerate(weights.values()):
            self._matrix[position, list(row)] = list(row.values())

    @classmethod
    def shipped(cls, name: str) -> LinearModel:
        """Return a model of ``service/extract/models``; ``ValueError`` where its version is another than this."""
        data = json.loads(files("service.extract").joinpath("models", f"{name}.json").read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            raise ValueError(f"the model {name} has version {data['version']}, not {VERSION}: train it again")
        weights = {
            sign: {int(number): weight for number, weight in row.items()} for sign, row in data["weights"].items()
        }
        return cls(tuple(data["choices"]), weights)

    def rows(self) -> Iterable[tuple[str, Mapping[int, float]]]:
        """Return the signs in order, each with its weights by the number of the choice."""
        return sorted(self._weights.items())

    def scores(self, signs: Mapping[str, float]) -> Mapping[str, float]:
        """Return the score of every choice for the signs with their values; signs that are not known count nothing."""
        present = {**signs, "": 1.0}  # the empty sign is always there: how usual each choice is
        known = [(self._rows[sign], value) for sign, value in present.items() if sign in self._rows]
        totals = numpy.array([value for _, value in known]) @ self._matrix[[row for row, _ in known]]
        return dict(zip(self.choices, totals.tolist(), strict=True))
