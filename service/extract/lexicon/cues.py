"""The cue verbs of ``cues.tsv`` and the cues of several words of ``phrasal_cues.tsv``, with their frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.model import ACTS, Act

OBJECT_PREPOSITIONS = frozenset({"for", "of", "as", "over", "with"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that attributes: the act it performs and the frames that its content may stand in.

    ``clause``: a finite clause or a quotation; ``quotation``: a quotation only; ``noun``: a noun phrase; ``object_of``:
    the prepositions after the object that belong to the content, and with them any predicate; ``as_needed``: only with
    "as" after the object; ``predicate``: only with a predicate after the object ("hold X responsible"); ``figure``: the
    object has to be a figure or an idea ("advance the figure of"); ``feeling``: it has to be a feeling that is passed
    on ("extend condolences"); ``infinitive``; ``at_number``: "put the losses at …" only; ``particles``: prepositions
    whose object is the content; ``body_only``: only of bodies that decide.
    """

    lemma: str
    act: Act
    clause: bool = False
    quotation: bool = False
    noun: bool = False
    object_of: frozenset[str] = frozenset()
    as_needed: bool = False
    predicate: bool = False
    figure: bool = False
    feeling: bool = False
    infinitive: bool = False
    at_number: bool = False
    particles: frozenset[str] = frozenset()
    body_only: bool = False


@dataclass(frozen=True, slots=True)
class PhrasalCue:
    """A cue of several words: a verb's lemma, the forms that follow it ("*" is any one word), act and frames.

    ``clause`` and ``noun`` as of ``Cue``; ``as_only``: only where "as" puts it in ("as she put it").
    """

    verb: str
    forms: tuple[str, ...]
    act: Act
    clause: bool
    noun: bool
    as_only: bool


@lru_cache(maxsize=1)
def cues() -> Mapping[str, Cue]:
    """Return the cue verbs by lemma."""
    return {
        cue.lemma: cue
        for cue in (cue_in_frames(lemma, act_named(act), frames.split()) for lemma, act, frames in _lines("cues.tsv"))
    }


@lru_cache(maxsize=1)
def loose_cues() -> Mapping[str, tuple[Cue, ...]]:
    """Return the cues that attribute only sometimes, by lemma; a verb may be several, each with act and frames."""
    found: dict[str, list[Cue]] = {}
    for lemma, act, frames in _lines("loose_cues.tsv"):
        found.setdefault(lemma, []).append(cue_in_frames(lemma, act_named(act), frames.split()))
    return {lemma: tuple(some) for lemma, some in found.items()}


@lru_cache(maxsize=1)
def phrasal_cues() -> Mapping[str, tuple[PhrasalCue, ...]]:
    """Return the cues of several words by the lemma of their verb, the longer ones first."""
    found: dict[str, list[PhrasalCue]] = {}
    for words, act, frames in _lines("phrasal_cues.tsv"):
        verb, *forms = words.split()
        found.setdefault(verb, []).append(
            PhrasalCue(verb, tuple(forms), act_named(act), *(sign in frames.split() for sign in "cna"))
        )
    return {verb: tuple(sorted(some, key=lambda cue: -len(cue.forms))) for verb, some in found.items()}


def act_named(name: str) -> Act:
    """Return a name as an act; ``ValueError`` when it is none."""
    for act in ACTS:
        if act == name:
            return act
    raise ValueError(f"{name} is no act")


def cue_in_frames(lemma: str, act: Act, parts: Sequence[str]) -> Cue:
    """Return a cue whose content may stand in some frames, given by their signs in ``cues.tsv``."""
    return Cue(
        lemma=lemma,
        act=act,
        clause="c" in parts,
        quotation="c" in parts or "q" in parts,
        noun=not {"n", "s", "h", "f", "e"}.isdisjoint(parts),
        object_of=_object_prepositions(parts),
        as_needed="s" in parts,
        predicate="h" in parts,
        figure="f" in parts,
        feeling="e" in parts,
        infinitive="t" in parts,
        at_number="a" in parts,
        particles=_words(parts, "p:"),
        body_only="b" in parts,
    )


def _object_prepositions(parts: Sequence[str]) -> frozenset[str]:
    if named := _words(parts, "o:"):
        return named
    if "s" in parts:
        return frozenset({"as"})
    return OBJECT_PREPOSITIONS if {"o", "h"} & set(parts) else frozenset()


def _words(parts: Sequence[str], prefix: str) -> frozenset[str]:
    return frozenset(word for part in parts if part.startswith(prefix) for word in part[len(prefix) :].split(","))


def _lines(name: str) -> Iterator[tuple[str, str, str]]:
    text = files("service.extract.lexicon").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            first, second, third = line.split("\t")
            yield first, second, third
