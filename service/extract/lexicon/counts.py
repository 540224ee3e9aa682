"""The words that tell what a number counts, read from ``counts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from service.model import MEASURES, Measure


@dataclass(frozen=True, slots=True)
class CountWords:
    """The word lists of ``counts.toml``; the mappings give the measure of a lemma."""

    troops: frozenset[str]
    ambiguous: frozenset[str]
    people: frozenset[str]
    weapons: frozenset[str]
    bodies: frozenset[str]
    counting: frozenset[str]
    totals: frozenset[str]
    nouns: Mapping[str, Measure]
    suffering: Mapping[str, Measure]
    doing: Mapping[str, Measure]
    behind: Mapping[str, Measure]
    naming: Mapping[str, Measure]
    driving: frozenset[str]
    sheltering: frozenset[str]
    more: frozenset[str]
    units: frozenset[str]
    before: frozenset[str]
    hyphenated: frozenset[str]


@lru_cache(maxsize=1)
def count_words() -> CountWords:
    """Return the word lists; ``ValueError`` when the file names a measure that there is not."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("counts.toml").read_text(encoding="utf-8"))
    return CountWords(
        troops=frozenset(data["troops"].split()),
        ambiguous=frozenset(data["ambiguous"].split()),
        people=frozenset(data["people"].split()),
        weapons=frozenset(data["weapons"].split()),
        bodies=frozenset(data["bodies"].split()),
        counting=frozenset(data["counting"].split()),
        totals=frozenset(data["totals"].split()),
        nouns=_measures(data["nouns"]),
        suffering=_measures(data["suffering"]),
        doing=_measures(data["doing"]),
        behind=_measures(data["behind"]),
        naming=_measures(data["naming"]),
        driving=frozenset(data["driving"]["words"].split()),
        sheltering=frozenset(data["sheltering"]["words"].split()),
        more=frozenset(data["more"]["words"].split()),
        units=frozenset(data["not_counted"]["units"].split()),
        before=frozenset(data["not_counted"]["before"].split()),
        hyphenated=frozenset(data["not_counted"]["hyphenated"].split()),
    )


def _measures(table: Mapping[str, Any]) -> dict[str, Measure]:
    return {word: _measure(name) for name, text in table.items() for word in text.split()}


def _measure(name: str) -> Measure:
    for measure in MEASURES:
        if measure == name:
            return measure
    raise ValueError(f"{name} is no measure")
