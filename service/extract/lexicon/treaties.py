"""The words of treaties, read from ``treaties.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.model import TREATY_KINDS, TreatyKind


@dataclass(frozen=True, slots=True)
class TreatyWords:
    """The word lists and patterns of ``treaties.toml``; ``kinds`` in the order in which they are tried."""

    heads: frozenset[str]
    always: frozenset[str]
    issued: frozenset[str]
    sorts: frozenset[str]
    binding: frozenset[str]
    not_of: frozenset[str]
    agreed: frozenset[str]
    papers: frozenset[str]
    papering: frozenset[str]
    signing: frozenset[str]
    brokering: frozenset[str]
    living: frozenset[str]
    under: frozenset[str]
    parties: frozenset[str]
    further: frozenset[str]
    wordings: frozenset[str]
    modifiers: re.Pattern[str]
    multilateral: re.Pattern[str]
    assistance: re.Pattern[str]
    kinds: tuple[tuple[TreatyKind, re.Pattern[str]], ...]


@lru_cache(maxsize=1)
def treaty_words() -> TreatyWords:
    """Return the word lists; ``ValueError`` when the file names a kind that there is not."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("treaties.toml").read_text(encoding="utf-8"))
    lists = [name for name, kind in TreatyWords.__annotations__.items() if kind == "frozenset[str]"]
    return TreatyWords(
        **{name: frozenset(data[name].split()) for name in lists},
        modifiers=re.compile(data["modifiers"].strip(), re.I),
        multilateral=re.compile(data["multilateral"].strip(), re.I),
        assistance=re.compile(data["assistance"].strip(), re.I),
        kinds=tuple((_kind(one["kind"]), re.compile(one["pattern"], re.I)) for one in data["kinds"]),
    )


def _kind(name: str) -> TreatyKind:
    for kind in TREATY_KINDS:
        if kind == name:
            return kind
    raise ValueError(f"{name} is no kind of treaty")
