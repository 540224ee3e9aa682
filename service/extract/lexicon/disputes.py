"""The words by which statements answer each other, read from ``disputes.toml``, and the weights of the evidence."""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class DisputeWords:
    """The word lists of ``disputes.toml``, which says what each is for."""

    cues: Mapping[str, frozenset[str]]
    contents: Mapping[str, frozenset[str]]
    taken_up: Mapping[str, frozenset[str]]
    kin: Mapping[str, frozenset[str]]
    links: Mapping[str, frozenset[str]]

    def kinds(self, lemma: str) -> frozenset[str]:
        """Return the kinds of thing that a word is for, as far as ``kin`` tells."""
        return _kinds().get(lemma, frozenset())


@lru_cache(maxsize=1)
def dispute_words() -> DisputeWords:
    """Return the word lists by which statements answer each other."""
    data = _read("disputes.toml")
    return DisputeWords(
        **{part: {name: frozenset(text.split()) for name, text in lists.items()} for part, lists in data.items()}
    )


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, lemmas in dispute_words().kin.items():
        for lemma in lemmas:
            found[lemma].add(kind)
    return {lemma: frozenset(kinds) for lemma, kinds in found.items()}


@dataclass(frozen=True, slots=True)
class DisputeWeights:
    """What each piece of evidence adds to the score of a pair; a pair is a dispute from ``threshold`` on."""

    base: float
    threshold: float
    weights: Mapping[str, float]

    def score(self, evidence: frozenset[str]) -> float:
        """Return what some evidence weighs together."""
        return math.fsum([self.base, *(self.weights.get(name, 0.0) for name in evidence)])  # in any order the same


@lru_cache(maxsize=1)
def dispute_weights() -> DisputeWeights:
    """Return the weights of ``dispute_weights.toml``."""
    data = _read("dispute_weights.toml")
    return DisputeWeights(base=data["base"], threshold=data["threshold"], weights=data["weights"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8"))
