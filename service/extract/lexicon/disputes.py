"""The words by which statements answer each other, read from ``disputes.toml``."""

from __future__ import annotations

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


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8"))
