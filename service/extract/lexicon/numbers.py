"""The words of numbers, read from ``numbers.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.model import QUALIFIERS, Qualifier

Phrases = tuple[tuple[Qualifier, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The word lists of ``numbers.toml``; ``qualifiers`` and ``behind`` in the order in which they are tried."""

    units: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    suffixes: Mapping[str, int]
    vague: Mapping[str, int]
    changing: frozenset[str]
    qualifiers: Phrases
    behind: Phrases


@lru_cache(maxsize=1)
def number_words() -> NumberWords:
    """Return the word lists; ``ValueError`` when the file names a qualifier that there is not."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("numbers.toml").read_text(encoding="utf-8"))
    return NumberWords(
        units={word: value for value, word in enumerate(data["units"].split())},
        tens={word: 10 * value for value, word in enumerate(data["tens"].split(), start=2)},
        scales=data["scales"],
        suffixes=data["suffixes"],
        vague=data["vague"],
        changing=frozenset(data["changing"].split()),
        qualifiers=_phrases(data["qualifiers"]),
        behind=_phrases(data["behind"]),
    )


def _phrases(table: Mapping[str, list[str]]) -> Phrases:
    return tuple((_qualifier(name), tuple(phrases)) for name, phrases in table.items())


def _qualifier(name: str) -> Qualifier:
    for qualifier in QUALIFIERS:
        if qualifier == name:
            return qualifier
    raise ValueError(f"{name} is no qualifier")
