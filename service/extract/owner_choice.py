"""The choice among those who may own what a number counts, by the weights of their signs.

A conditional logit: the score of a candidate is the sum of its signs, each times its weight, and the candidate of most
score is chosen. Whoever is told plainly is overruled only by one who is far likelier. ``training/owners.py`` learns the
weights from the annotated articles.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.extract.counted import Count
from service.extract.learned import likelihood

Signs = Mapping[str, float]
SURE = 2.7  # logarithm of odds: what is told is overruled by one who is fifteen times as likely


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may own those counted (None: nobody in particular), its names, and the signs for and against."""

    actor: str | None
    names: Sequence[str]
    signs: Signs


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """A count, where its number begins in the article, and who may own what it counts.

    ``by_rule`` is the one of them whom phrase, clause or sentence tell, if they tell any.
    """

    count: Count
    offset: int
    candidates: Sequence[Candidate]
    by_rule: Candidate | None = None


OwnerJudge = Callable[[OwnerChoice], Candidate]


def likeliest_owner(choice: OwnerChoice) -> Candidate:
    """Return the candidate of most weight by the lexicon."""
    return heaviest(owner_weights(), choice)


def heaviest(weights: Mapping[str, float], choice: OwnerChoice) -> Candidate:
    """Return who is told, unless another is far likelier; where nobody is, the candidate of most weight."""
    best = max(choice.candidates, key=lambda candidate: score(weights, candidate.signs))
    told = choice.by_rule
    is_overruled = told is not None and score(weights, best.signs) - score(weights, told.signs) > SURE
    return best if told is None or is_overruled else told


def score(weights: Mapping[str, float], signs: Signs) -> float:
    """Return what some signs weigh together; one that is not known weighs nothing."""
    return math.fsum(weights.get(sign, 0.0) * value for sign, value in signs.items())  # in any order the same


def likelihood_of(choice: OwnerChoice, chosen: Candidate) -> float:
    """Return how likely by the lexicon one of the candidates owns them (0 to 1).

    Who is told has the same credit here as in ``heaviest``; the number ranks, and is no calibrated probability.
    """
    weights = owner_weights()
    scores = {id(c): score(weights, c.signs) + SURE * (c is choice.by_rule) for c in choice.candidates}
    return likelihood(scores.values(), scores[id(chosen)])


def main_sign(candidate: Candidate) -> str:
    """Return the sign that weighs most for a candidate."""
    weights = owner_weights()
    return max(candidate.signs, key=lambda s: weights.get(s, 0.0) * candidate.signs[s]).partition(" | ")[0]


@lru_cache(maxsize=1)
def owner_weights() -> Mapping[str, float]:
    """Return the weights of ``owner_weights.toml``."""
    text = files("service.extract.lexicon").joinpath("owner_weights.toml").read_text(encoding="utf-8")
    weights: Mapping[str, float] = tomllib.loads(text)["weights"]
    return weights
