"""The words of numbers, read from ``numbers.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.model import QUALIFIERS, Qualifier

Phrase = tuple[str, ...]
Phrases = tuple[tuple[Qualifier, tuple[Phrase, ...]], ...]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The word lists of ``numbers.toml``; ``behind`` and ``joining`` as they are tried.

    ``qualifiers_by_last`` has the phrases of ``qualifiers`` as they are tried by their last word, which stands next to
    the number.
    """

    units: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    suffixes: Mapping[str, int]
    vague: Mapping[str, int]
    changing: frozenset[str]
    fillers: frozenset[str]
    handing: frozenset[str]
    joining: tuple[Phrase, ...]
    qualifiers_by_last: Mapping[str, tuple[tuple[Qualifier, Phrase], ...]]
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
        fillers=frozenset(data["fillers"].split()),
        handing=frozenset(data["handing"].split()),
        joining=_split(data["joining"]),
        qualifiers_by_last=_by_last_word(_phrases(data["qualifiers"])),
        behind=_phrases(data["behind"]),
    )


def _phrases(table: Mapping[str, list[str]]) -> Phrases:
    return tuple((_qualifier(name), _split(phrases)) for name, phrases in table.items())


def _by_last_word(table: Phrases) -> Mapping[str, tuple[tuple[Qualifier, Phrase], ...]]:
    found: dict[str, tuple[tuple[Qualifier, Phrase], ...]] = {}
    for qualifier, phrases in table:
        for phrase in phrases:
            found[phrase[-1]] = (*found.get(phrase[-1], ()), (qualifier, phrase))
    return found


def _split(phrases: list[str]) -> tuple[Phrase, ...]:
    """The phrases by their tokens, the longest first."""
    return tuple(sorted((tuple(phrase.split()) for phrase in phrases), key=lambda phrase: -len(phrase)))


def _qualifier(name: str) -> Qualifier:
    for qualifier in QUALIFIERS:
        if qualifier == name:
            return qualifier
    raise ValueError(f"{name} is no qualifier")
