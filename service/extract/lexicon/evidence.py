"""What named evidence weighs: the weights of a conditional logit, read from a TOML file beside this module."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """What each piece of evidence adds to the score of an option; an option is taken from ``threshold`` on."""

    base: float
    threshold: float
    weights: Mapping[str, float]

    def score(self, evidence: frozenset[str]) -> float:
        """Return what some evidence weighs together."""
        return math.fsum([self.base, *(self.weights.get(name, 0.0) for name in evidence)])  # in any order the same


@lru_cache
def evidence_weights(name: str) -> EvidenceWeights:
    """Return the weights of a file of this package: "host_weights.toml"."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8"))
    return EvidenceWeights(base=data["base"], threshold=data["threshold"], weights=data["weights"])
