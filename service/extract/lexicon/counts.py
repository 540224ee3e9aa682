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
        troops=frozenset(data["troops"].split()),
        ambiguous=frozenset(data["ambiguous"].split()),
        people=frozenset(data["people"].split()),
        weapons=frozenset(data["weapons"].split()),
        pieces=frozenset(data["pieces"].split()),
        animals=frozenset(data["animals"].split()),
        places=frozenset(data["places"].split()),
        bodies=frozenset(data["bodies"].split()),
        batches=frozenset(data["batches"].split()),
        sailing=frozenset(data["sailing"].split()),
        counting=frozenset(data["counting"].split()),
        totals=frozenset(data["totals"].split()),
        nouns=_measures(data["nouns"]),
        suffering=_measures(data["suffering"]),
        doing=_measures(data["doing"]),
        beside={**_beside("object", data["suffering"]), **_beside("subject", data["doing"])},
        behind=_measures(data["behind"]),
        naming=_measures(data["naming"]),
        hurts=frozenset(data["hurts"]["words"].split()),
        taking_lives=frozenset(data["taking_lives"]["words"].split()),
        sheltering=frozenset(data["sheltering"]["words"].split()),
        more=frozenset(data["more"]["words"].split()),
        adding=frozenset(data["more"]["adding"].split()),
        changeover={name: frozenset(text.split()) for name, text in data["changeover"].items()},
        by_the_way=frozenset(data["by_the_way"]["words"].split()),
        military=frozenset(data["military"]["words"].split()),
        arms_per_mille=data["military"]["arms_per_mille"],
        powers_per_mille=data["military"]["powers_per_mille"],
        many_arms_per_mille=data["military"]["many_arms_per_mille"],
        some_arms_per_mille=data["military"]["some_arms_per_mille"],
        few_powers_per_mille=data["military"]["few_powers_per_mille"],
        harm={name: frozenset(text.split()) for name, text in data["harm"].items()},
        owning={name: frozenset(text.split()) for name, text in data["owning"].items()},
        estimating=frozenset(data["telling"]["estimating"].split()),
        told=frozenset(data["telling"]["told"].split()),
        reckoning=frozenset(data["telling"]["reckoning"].split()),
        claiming=frozenset(data["telling"]["claiming"].split()),
        giving=frozenset(data["telling"]["giving"].split()),
        denying=frozenset(data["telling"]["denying"].split()),
        putting=frozenset(data["telling"]["putting"].split()),
        bringing=frozenset(data["telling"]["bringing"].split()),
        including=frozenset(data["telling"]["including"].split()),
        composed=frozenset(data["telling"]["composed"].split()),
        units=frozenset(data["not_counted"]["units"].split()),
        unit_or_not=frozenset(data["not_counted"]["unit_or_not"].split()),
        before=frozenset(data["not_counted"]["before"].split()),
        hyphenated=frozenset(data["not_counted"]["hyphenated"].split()),
        spared=frozenset(data["not_counted"]["spared"].split()),
        surviving=frozenset(data["not_counted"]["surviving"].split()),
        migrants=frozenset(data["not_counted"]["migrants"].split()),
        settled=frozenset(data["not_counted"]["settled"].split()),
        hints={name: frozenset(text.split()) for name, text in data["hints"].items()},
    )


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
