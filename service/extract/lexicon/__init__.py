"""The word lists that the rules of actors and statements read: cues, attribution, sources, acts.

Each function reads its file once a process. A file that names an act, kind of actor or list that there is not raises
``ValueError`` or ``KeyError``: it ships with the program, so that is a fault of the program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any

from service.extract.lexicon.cues import Cue, PhrasalCue, act_named, cue_in_frames, cues, loose_cues, phrasal_cues
from service.model import ACTOR_TYPES, Act, ActorType

__all__ = [
    "Cue",
    "PhrasalCue",
    "act_named",
    "act_signs",
    "act_signs_of_two",
    "actor_type",
    "acts",
    "attribution",
    "cue_in_frames",
    "cues",
    "loose_cues",
    "phrasal_cues",
    "sources",
    "words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of ``words.toml``: what kinds of noun there are, and the nouns that are cues with their acts."""

    roles: frozenset[str]
    groups: frozenset[str]
    reports: frozenset[str]
    body_words: frozenset[str]
    noun_cues: Mapping[str, Act]
    adjective_cues: Mapping[str, Act]
    heads: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class AttributionWords:
    """The words of ``attribution.toml``, which says what each list is for."""

    not_cues: frozenset[str]
    resuming: frozenset[str]
    speech: frozenset[str]
    telling: frozenset[str]
    put_in: frozenset[str]
    calling: frozenset[str]
    charges: frozenset[str]
    denials: frozenset[str]
    human: frozenset[str]
    of_people: frozenset[str]
    occasions: frozenset[str]
    means: frozenset[str]
    times: frozenset[str]
    withholding: frozenset[str]
    negations: frozenset[str]
    modals: frozenset[str]
    left_out: frozenset[str]
    left_out_of: frozenset[str]
    wanting: frozenset[str]
    hearers: frozenset[str]
    relaying_venues: frozenset[str]
    appearing: frozenset[str]
    publishing: frozenset[str]
    making_known: frozenset[str]
    media_forms: frozenset[str]
    empty: frozenset[str]
    estimates: frozenset[str]
    estimating: frozenset[str]
    giving: frozenset[str]
    views: frozenset[str]
    hearsay: frozenset[str]
    deciding_bodies: frozenset[str]
    figures: frozenset[str]
    feelings: frozenset[str]
    convened: frozenset[str]
    informing: frozenset[str]
    harming: frozenset[str]
    predicates: frozenset[str]
    only: frozenset[str]
    connectives: frozenset[str]
    venues: frozenset[str]
    interviewers: frozenset[str]
    answerers: frozenset[str]
    citing: frozenset[str]
    asking: frozenset[str]
    handed_on: frozenset[str]
    calculations: frozenset[str]
    counting: frozenset[str]
    fronted: frozenset[str]
    plain: frozenset[str]
    reportable: frozenset[str]
    seeing: frozenset[str]
    messages: frozenset[str]
    leading: frozenset[str]
    spans: frozenset[str]
    staff: frozenset[str]
    undertakings: frozenset[str]
    showing: frozenset[str]


@dataclass(frozen=True, slots=True)
class SourceWords:
    """The words of ``sources.toml``, which says what each list is for."""

    pronouns: Mapping[str, frozenset[str]]
    pairs: Mapping[str, frozenset[str]]
    titles: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    person_classes: Mapping[str, frozenset[str]]
    relations: frozenset[str]
    taken_up: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ActWords:
    """The words of ``acts.toml``; the patterns of ``contents`` stand in the order in which they are tried."""

    contents: Mapping[Act, re.Pattern[str]]
    cues: Mapping[str, frozenset[str]]
    objects: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words of ``words.toml``."""
    data = _table("words.toml")
    return Words(
        roles=_set(data["roles"]),
        groups=_set(data["groups"]),
        reports=_set(data["reports"]),
        body_words=_set(data["body_words"]),
        noun_cues=_acts(data["noun_cues"]),
        adjective_cues=_acts(data["adjective_cues"]),
        heads=_sets(data["heads"]),
    )


@lru_cache(maxsize=1)
def attribution() -> AttributionWords:
    """Return the words of ``attribution.toml``."""
    data = _table("attribution.toml")
    return AttributionWords(**{field.name: _set(data[field.name]) for field in fields(AttributionWords)})


@lru_cache(maxsize=1)
def sources() -> SourceWords:
    """Return the words of ``sources.toml``."""
    data = _table("sources.toml")
    return SourceWords(
        pronouns=_sets(data["pronouns"]),
        pairs=_sets(data["pairs"]),
        titles=_sets(data["titles"]),
        names=_sets(data["names"]),
        person_classes=_sets(data["person_classes"]),
        relations=_set(data["relations"]["words"]),
        taken_up=_sets(data["taken_up"]),
    )


@lru_cache(maxsize=1)
def acts() -> ActWords:
    """Return the words of ``acts.toml``."""
    data = _table("acts.toml")
    return ActWords(
        contents={act_named(act): _pattern(pattern) for act, pattern in data["contents"].items()},
        cues=_sets(data["cues"]),
        objects={name: _pattern(pattern) for name, pattern in data["objects"].items()},
        numbers={name: _pattern(pattern) for name, pattern in data["numbers"].items()},
    )


@lru_cache(maxsize=20_000)
def act_signs(word: str) -> frozenset[str]:
    """Return the classes of ``act_signs.toml`` that a word, or two joined by "_", belongs to."""
    whole, beginnings = _act_signs()
    found = set(whole.get(word, ()))
    for length in range(1, len(word) + 1):
        found |= beginnings.get(word[:length], frozenset())
    return frozenset(found)


def act_signs_of_two(first: str, second: str) -> frozenset[str]:
    """Return the classes of ``act_signs.toml`` that two words belong to together; few words begin such a pair."""
    return act_signs(f"{first}_{second}") if first in _beginning_pairs() else frozenset()


@lru_cache(maxsize=1)
def _beginning_pairs() -> frozenset[str]:
    return frozenset(word.partition("_")[0] for table in _act_signs() for word in table if "_" in word)


@lru_cache(maxsize=1)
def _act_signs() -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """Return the classes by whole words and by the beginnings of words."""
    whole: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    for name, text in _table("act_signs.toml").items():
        for word in text.split():
            table = beginnings if word.endswith("*") else whole
            table.setdefault(word.removesuffix("*"), set()).add(name)
    return whole, beginnings


def actor_type(name: str) -> ActorType:
    """Return a name as an actor type; ``ValueError`` when it is none."""
    for type_ in ACTOR_TYPES:
        if type_ == name:
            return type_
    raise ValueError(f"{name} is no actor type")


def _acts(table: Mapping[str, str]) -> Mapping[str, Act]:
    return {lemma: act_named(act) for lemma, act in table.items()}


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _sets(table: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    return {name: _set(text) for name, text in table.items()}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8")
