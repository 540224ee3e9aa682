"""The word lists that the rules read: cues with their acts and frames, roles, groups, reports."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.model import ACTS, Act


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that attributes: the act it performs and the frames that its content may stand in.

    ``clause``: a finite clause or a quotation; ``quotation``: a quotation only; ``noun``: a noun phrase; ``object_of``: what follows the
    object ("for", "of", "as", a predicate) belongs to the content; ``infinitive``; ``at_number``: "put the losses at …";
    ``particles``: prepositions whose object is the content.
    """

    lemma: str
    act: Act
    clause: bool = False
    quotation: bool = False
    noun: bool = False
    object_of: bool = False
    infinitive: bool = False
    at_number: bool = False
    particles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """The plain word lists, all lemmas in lower case."""

    roles: frozenset[str]
    groups: frozenset[str]
    reports: frozenset[str]
    body_words: frozenset[str]
    noun_cues: Mapping[str, Act]
    heads: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def cues() -> Mapping[str, Cue]:
    """Return the cue verbs by lemma; a lemma listed twice has the first line's act and both lines' frames."""
    found: dict[str, Cue] = {}
    for line in _read("cues.tsv").splitlines():
        if line and not line.startswith("#"):
            cue = _cue(line)
            found[cue.lemma] = _joined(found.get(cue.lemma), cue)
    return found


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the plain word lists."""
    data = tomllib.loads(_read("words.toml"))
    return Words(
        roles=frozenset(data["roles"].split()),
        groups=frozenset(data["groups"].split()),
        reports=frozenset(data["reports"].split()),
        body_words=frozenset(data["body_words"].split()),
        noun_cues={lemma: _act(act) for lemma, act in data["noun_cues"].items()},
        heads={name: frozenset(text.split()) for name, text in data["heads"].items()},
    )


def _cue(line: str) -> Cue:
    lemma, act, frames = line.split("\t")
    parts = frames.split()
    particles = [part.removeprefix("p:").split(",") for part in parts if part.startswith("p:")]
    return Cue(
        lemma=lemma,
        act=_act(act),
        clause="c" in parts,
        quotation="c" in parts or "q" in parts,
        noun="n" in parts,
        object_of="o" in parts,
        infinitive="t" in parts,
        at_number="a" in parts,
        particles=frozenset(word for some in particles for word in some),
    )


def _joined(first: Cue | None, second: Cue) -> Cue:
    if first is None:
        return second
    return Cue(
        lemma=first.lemma,
        act=first.act,
        clause=first.clause or second.clause,
        quotation=first.quotation or second.quotation,
        noun=first.noun or second.noun,
        object_of=first.object_of or second.object_of,
        infinitive=first.infinitive or second.infinitive,
        at_number=first.at_number or second.at_number,
        particles=first.particles | second.particles,
    )


def _act(name: str) -> Act:
    for act in ACTS:
        if act == name:
            return act
    raise ValueError(f"{name} is no act")


def _read(name: str) -> str:
    return files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8")
