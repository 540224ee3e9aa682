"""The words that attribute an attitude rather than a statement, read from ``attitudes.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from service.extract.lexicon import Cue, cue_in_frames


@dataclass(frozen=True, slots=True)
class Attitudes:
    """By lemma, the verbs, adjectives and nouns of ``attitudes.toml`` with the frames of their content.

    ``light_verbs`` make a cue together with a noun.
    """

    verbs: Mapping[str, Cue]
    adjectives: Mapping[str, Cue]
    nouns: Mapping[str, Cue]
    light_verbs: frozenset[str]


@lru_cache(maxsize=1)
def attitudes() -> Attitudes:
    """Return the words of attitudes."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("attitudes.toml").read_text(encoding="utf-8"))
    return Attitudes(
        verbs=_by_lemma(data["verbs"]),
        adjectives=_by_lemma(data["adjectives"]),
        nouns=_by_lemma(data["nouns"]),
        light_verbs=frozenset(data["light_verbs"].split()),
    )


def _by_lemma(kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, Cue]:
    """Return the cue of each word; one that is named in several frames may stand in any of them."""
    frames: dict[str, set[str]] = {}
    for kind in kinds.values():
        for key, words in kind.items():
            for word in words.split():
                frames.setdefault(word, set()).update(key.split())
    return {word: cue_in_frames(word, "assert", sorted(parts)) for word, parts in frames.items()}
