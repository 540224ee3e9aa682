"""The words that tell what a number counts, read from ``counts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from service.model import MEASURES, Measure

Part = Literal["object", "subject"]


@dataclass(frozen=True, slots=True)
class CountWords:
    """The word lists of ``counts.toml``; the mappings give the measure of a lemma.

    ``beside`` has the verbs that say it only with a word beside them: "take" + "prisoner", by the part of those.
    """

    troops: frozenset[str]
    ambiguous: frozenset[str]
    people: frozenset[str]
    weapons: frozenset[str]
    pieces: frozenset[str]
    animals: frozenset[str]
    places: frozenset[str]
    bodies: frozenset[str]
    batches: frozenset[str]
    sailing: frozenset[str]
    counting: frozenset[str]
    totals: frozenset[str]
    nouns: Mapping[str, Measure]
    suffering: Mapping[str, Measure]
    doing: Mapping[str, Measure]
    beside: Mapping[tuple[Part, str], Mapping[str, Measure]]
    behind: Mapping[str, Measure]
    naming: Mapping[str, Measure]
    hurts: frozenset[str]
    taking_lives: frozenset[str]
    sheltering: frozenset[str]
    more: frozenset[str]
    adding: frozenset[str]
    by_the_way: frozenset[str]
    changeover: Mapping[str, frozenset[str]]
    military: frozenset[str]
    arms_per_mille: int
    powers_per_mille: int
    many_arms_per_mille: int
    some_arms_per_mille: int
    few_powers_per_mille: int
    harm: Mapping[str, frozenset[str]]
    owning: Mapping[str, frozenset[str]]
    estimating: frozenset[str]
    told: frozenset[str]
    reckoning: frozenset[str]
    claiming: frozenset[str]
    giving: frozenset[str]
    denying: frozenset[str]
    putting: frozenset[str]
    bringing: frozenset[str]
    including: frozenset[str]
    composed: frozenset[str]
    units: frozenset[str]
    unit_or_not: frozenset[str]
    before: frozenset[str]
    hyphenated: frozenset[str]
    spared: frozenset[str]
    surviving: frozenset[str]
    migrants: frozenset[str]
    settled: frozenset[str]
    hints: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def count_words() -> CountWords:
    """Return the word lists; ``ValueError`` when the file names a measure that there is not."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("counts.toml").read_text(encoding="utf-8"))
    return CountWords(
        **_lists({name: words for name, words in data.items() if isinstance(words, str)}),
        **_lists(data["telling"]),
        **_lists(data["not_counted"]),
        nouns=_measures(data["nouns"]),
        suffering=_measures(data["suffering"]),
        doing=_measures(data["doing"]),
        beside={**_beside("object", data["suffering"]), **_beside("subject", data["doing"])},
        behind=_measures(data["behind"]),
        naming=_measures(data["naming"]),
        hurts=_list(data["hurts"]["words"]),
        taking_lives=_list(data["taking_lives"]["words"]),
        sheltering=_list(data["sheltering"]["words"]),
        more=_list(data["more"]["words"]),
        adding=_list(data["more"]["adding"]),
        by_the_way=_list(data["by_the_way"]["words"]),
        military=_list(data["military"]["words"]),
        arms_per_mille=data["military"]["arms_per_mille"],
        powers_per_mille=data["military"]["powers_per_mille"],
        many_arms_per_mille=data["military"]["many_arms_per_mille"],
        some_arms_per_mille=data["military"]["some_arms_per_mille"],
        few_powers_per_mille=data["military"]["few_powers_per_mille"],
        changeover=_lists(data["changeover"]),
        harm=_lists(data["harm"]),
        owning=_lists(data["owning"]),
        hints=_lists(data["hints"]),
    )


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _lists(table: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The word lists of a table by their names."""
    return {name: _list(words) for name, words in table.items()}


def _measures(table: Mapping[str, Any]) -> dict[str, Measure]:
    return {word: _measure(name) for name, text in table.items() for word in text.split() if "+" not in word}


def _beside(part: Part, table: Mapping[str, Any]) -> dict[tuple[Part, str], dict[str, Measure]]:
    found: dict[tuple[Part, str], dict[str, Measure]] = {}
    for name, text in table.items():
        for verb, plus, word in (entry.partition("+") for entry in text.split()):
            if plus:
                found.setdefault((part, verb), {})[word] = _measure(name)
    return found


def _measure(name: str) -> Measure:
    for measure in MEASURES:
        if measure == name:
            return measure
    raise ValueError(f"{name} is no measure")
