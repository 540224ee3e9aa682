"""The words of forces and materiel, read from ``forces.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from service.model import FORCES, Force

Frame = Literal["send", "supply", "go", "stay", "have", "host", "leave"]
FRAMES: tuple[Frame, ...] = get_args(Frame)


@dataclass(frozen=True, slots=True)
class ForceWords:
    """The word lists of ``forces.toml``: ``verbs`` and ``nouns`` by lemma, ``particles`` by lemma and particle,
    ``phrases`` by their second word and the first, ``types`` by the letters that a type's number follows.

    ``missions`` gives the state in which the mission of an organisation is, by the registry's ids of both.
    """

    forces: Mapping[str, Force]
    weak: frozenset[str]
    before: Mapping[str, Force]
    phrases: Mapping[str, Mapping[str, Force]]
    types: Mapping[str, Force]
    verbs: Mapping[str, tuple[Frame, ...]]
    particles: Mapping[tuple[str, str], Frame]
    nouns: Mapping[str, Frame]
    flags: Mapping[str, str]
    partial_nouns: frozenset[str]
    bases: frozenset[str]
    giving_up: frozenset[str]
    people: Mapping[str, frozenset[str]]
    prepositions: frozenset[str]
    own_account: frozenset[str]
    councils: frozenset[str]
    wires: frozenset[str]
    missions: Mapping[str, str]
    organs: frozenset[str]


@lru_cache(maxsize=1)
def force_words() -> ForceWords:
    """Return the word lists; ``ValueError`` when the file names a force or frame that there is not."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("forces.toml").read_text(encoding="utf-8"))
    verbs: dict[str, tuple[Frame, ...]] = {}
    particles: dict[tuple[str, str], Frame] = {}
    for name, text in data["frames"].items():
        for word in text.split():
            lemma, _, particle = word.partition("+")
            if particle:
                particles[lemma, particle] = _frame(name)
            else:
                verbs[lemma] = (*verbs.get(lemma, ()), _frame(name))
    return ForceWords(
        forces=_by_word(data["forces"]),
        weak=frozenset(data["weak"]["words"].split()),
        before=_by_word(data["before"]),
        phrases=_by_second_word(_by_word(data["phrases"])),
        types=_by_word(data["types"]),
        verbs=verbs,
        particles=particles,
        nouns={word: _frame(name) for name, text in data["nouns"].items() for word in text.split()},
        flags=data["flags"],
        partial_nouns=frozenset(data["partial"]["nouns"].split()),
        bases=frozenset(data["bases"]["words"].split()),
        giving_up=frozenset(data["bases"]["leaving"].split()),
        people={name: frozenset(text.split()) for name, text in data["people"].items()},
        prepositions=frozenset(data["prepositions"]["words"].split()),
        own_account=frozenset(data["own_account"]["ids"].split()),
        councils=frozenset(data["councils"]["ids"].split()),
        wires=frozenset(data["wires"]["ids"].split()),
        missions=data["missions"],
        organs=frozenset(data["organs"]["words"].split()),
    )


def _by_word(lists: Mapping[str, str]) -> dict[str, Force]:
    found: dict[str, Force] = {}
    for name, text in lists.items():
        for word in text.split():
            found.setdefault(word, _force(name))
    return found


def _by_second_word(forces: Mapping[str, Force]) -> dict[str, dict[str, Force]]:
    found: dict[str, dict[str, Force]] = {}
    for words, force in forces.items():
        first, _, second = words.partition("+")
        found.setdefault(second, {})[first] = force
    return found


def _force(name: str) -> Force:
    for force in FORCES:
        if force == name:
            return force
    raise ValueError(f"{name} is no force")


def _frame(name: str) -> Frame:
    for frame in FRAMES:
        if frame == name:
            return frame
    raise ValueError(f"{name} is no frame")
