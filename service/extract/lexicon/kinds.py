"""What kind of actor nouns and names name, read from ``kinds.toml``, and whose sex first names tell."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.model import ACTOR_TYPES, ActorType


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words of ``kinds.toml``: kinds by lemma, and sets of lemmas."""

    nouns: Mapping[str, ActorType]
    names: Mapping[str, ActorType]
    media_first: frozenset[str]
    networks: frozenset[str]
    periodic: frozenset[str]
    of_news: frozenset[str]
    officials: frozenset[str]
    officials_by_body: frozenset[str]
    civil: frozenset[str]
    serving: frozenset[str]
    serving_heads: frozenset[str]
    arming_heads: frozenset[str]
    arming: frozenset[str]
    openers: frozenset[str]
    offices: frozenset[str]
    common_first: frozenset[str]
    common_owners: frozenset[str]
    particles: frozenset[str]
    no_names: frozenset[str]
    portfolios: frozenset[str]


@dataclass(frozen=True, slots=True)
class FirstNames:
    """First names in small letters by the sex of those who usually bear them."""

    female: frozenset[str]
    male: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.female or name in self.male


@lru_cache(maxsize=1)
def kind_words() -> KindWords:
    """Return the words of ``kinds.toml``; ``KeyError`` when it names a kind of actor that there is not."""
    data = _table("kinds.toml")
    return KindWords(
        nouns=_by_word(data["nouns"]),
        names=_by_word(data["names"]),
        media_first=_set(data["media"]["first"]),
        networks=_set(data["media"]["networks"]),
        periodic=_set(data["media"]["periodic"]),
        of_news=_set(data["media"]["of_news"]),
        officials=_set(data["plural"]["officials"]),
        officials_by_body=_set(data["plural"]["by_body"]),
        civil=_set(data["civil"]["words"]),
        serving=_set(data["services"]["words"]),
        serving_heads=_set(data["services"]["heads"]),
        arming_heads=_set(data["arming"]["heads"]),
        arming=_set(data["arming"]["words"]),
        openers=_set(data["beside"]["openers"]),
        offices=_set(data["beside"]["offices"]),
        common_first=_set(data["runs"]["common_first"]),
        common_owners=_set(data["runs"]["common_owners"]),
        particles=_set(data["runs"]["particles"]),
        no_names=_set(data["runs"]["no_names"]),
        portfolios=_set(data["runs"]["portfolios"]),
    )


@lru_cache(maxsize=1)
def first_names() -> FirstNames:
    """Return the names of ``first_names.toml``."""
    data: dict[str, str] = tomllib.loads(_text("first_names.toml"))
    return FirstNames(_set(data["female"]), _set(data["male"]))


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _by_word(table: Mapping[str, str]) -> Mapping[str, ActorType]:
    types: dict[str, ActorType] = {type_: type_ for type_ in ACTOR_TYPES}
    return {word: types[kind] for kind, text in table.items() for word in text.split()}


def _table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8")
