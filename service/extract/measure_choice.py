"""The choice between the measure that the rules give a number and the one that a learned model gives.

The rules stand unless the model is surer of another measure, or of none. How sure it has to be was chosen by
cross-validation (docs/architecture.md, "Measures").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from service.extract.count_signs import Candidate
from service.extract.learned import LinearModel, likelihood
from service.model import MEASURES, Measure

NONE = "none"
SURE = math.log(1.5)  # another measure has to be so many times as likely as the rules'
# A figure makes the whole better where it is right oftener than once in three times (figures.py), so that a measure
# may be claimed that is less likely than none; whose they are lessens it further.
WORTH_A_CLAIM = 0.36


@dataclass(frozen=True, slots=True)
class Chosen:
    """The measure of a number, None where it counts nothing of ours, and how likely that is right (0 to 1)."""

    measure: Measure | None
    likelihood: float = 1.0


MeasureOf = Callable[[Candidate], Chosen]


def chosen_measure(candidate: Candidate) -> Chosen:
    """Return the measure of a number, with how likely the model takes it to be."""
    scores = _model().scores(candidate.signs)
    measure = choice(scores, candidate.by_rule, SURE)
    if measure is None:
        likeliest = max((name for name in scores if name != NONE), key=scores.__getitem__)
        if likelihood(scores.values(), scores[likeliest]) > WORTH_A_CLAIM:
            measure = measure_named(likeliest)
    return Chosen(measure, likelihood(scores.values(), scores.get(measure or NONE, -math.inf)))


def choice(scores: Mapping[str, float], by_rule: Measure | None, sure: float) -> Measure | None:
    """Return the likeliest measure where it is so by more than ``sure``, otherwise the rules'."""
    best = max(scores, key=scores.__getitem__)
    is_surer = scores[best] - scores.get(by_rule or NONE, -math.inf) > sure
    return measure_named(best) if is_surer else by_rule


def measure_named(name: str) -> Measure | None:
    """Return the measure of a name, None for none."""
    return next((measure for measure in MEASURES if measure == name), None)


@lru_cache(maxsize=1)
def _model() -> LinearModel:
    return LinearModel.shipped("measures")
