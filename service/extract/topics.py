"""Topics: which deployments, treaties and figures a statement speaks about.

A statement speaks of what has its evidence in its content. It also speaks of a deployment that its words take up: "the
mission", "their participation", "the soldiers", unless they are somebody else's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from spacy.tokens import Token

from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, noun_phrase, prepositional_objects
from service.model import Deployment, Figure, Passage, Statement, Treaty

MATERIEL = frozenset({"weapons", "ships", "aircraft"})
LOSSES = frozenset({"killed", "injured", "killed_or_injured", "captured", "displaced"})
OWN = frozenset({"our", "my", "his", "her", "its"})
NEAR = 1  # paragraphs back to the deployment that a pronoun takes up
PLURAL_ONLY = frozenset({"force", "arm", "unit"})


@dataclass(frozen=True, slots=True)
class Words:
    """The nouns that take up a deployment: of people and their doings, of materiel, or of whatever was told before."""

    people: frozenset[str]
    materiel: frozenset[str]
    carrying_on: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the nouns of ``lexicon/topics.toml``."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("topics.toml").read_text(encoding="utf-8"))
    people = frozenset(f"{data['people']} {data['events']}".split())
    rest = (frozenset(data[name].split()) for name in ("materiel", "carrying_on"))
    return Words(people, *rest)


class Topics:
    """Says what the statements of one article are about."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        deployments: tuple[Deployment, ...],
        treaties: tuple[Treaty, ...],
        figures: tuple[Figure, ...],
        anchors: Mapping[str, tuple[int, ...]],
    ) -> None:
        """``anchors``: by deployment, the characters at which a verb or noun tells of it."""
        self._anchors = anchors
        self._reading = reading
        self._sides = sides
        self._deployments = deployments
        self._treaties = treaties
        self._figures = figures

    def of(self, statement: Statement) -> tuple[str, ...]:
        """Return the local ids of what a statement speaks about: deployments, treaties, figures."""
        return self._named(statement) or self._carried_on(statement)

    def _named(self, statement: Statement) -> tuple[str, ...]:
        """What a statement names or takes up by a noun of its own."""
        start, end = statement.start, statement.end
        figures = [f for f in self._figures if start <= f.start < end]
        spoken_of = (
            {f.deployment for f in figures if self._is_of_its_deployment(f)}
            | self._taken_up(statement)
            | self._told_in(statement)
        )
        return (
            *(d.id for d in self._deployments if d.id in spoken_of),
            *(t.id for t in self._treaties if any(start <= p.start < end for p in t.evidence)),
            *(f.id for f in figures),
        )

    def _is_of_its_deployment(self, figure: Figure) -> bool:
        """Whether who is counted is surely of those sent: of losses, where all deployments are that side's."""
        return figure.measure not in LOSSES or {d.sender for d in self._deployments} == {figure.of}

    def _told_in(self, statement: Statement) -> set[str]:
        """The deployments that the content tells of, else those that its sentence does."""
        start, end = statement.start, statement.end
        told = {id_ for id_, anchors in self._anchors.items() if any(start <= at < end for at in anchors)}
        around = statement.evidence or Passage(start, end, statement.content)
        return told or {d.id for d in self._deployments if _overlaps(d, around)}

    def _carried_on(self, statement: Statement) -> tuple[str, ...]:
        """Of "this is untrue", "they came as they promised" what was told last before, if that was near by."""
        tokens = self._reading.tokens_between(statement.start, statement.end)
        if not any(t.lower_ in words().carrying_on or t.lemma_.lower() in words().carrying_on for t in tokens):
            return ()
        told = self._told_before(statement.start)
        return (told.id,) if told is not None else ()

    def _told_before(self, offset: int) -> Deployment | Treaty | None:
        """The deployment told last before a character, at most a paragraph away, or a treaty told later beside it."""
        here = self._reading.paragraph(offset)
        last: Deployment | Treaty | None = None
        latest = -1
        things: tuple[Deployment | Treaty, ...] = (*self._deployments, *self._treaties)
        for thing in things:
            reach = NEAR if isinstance(thing, Deployment) else 0
            for passage in thing.evidence:
                is_near = here - self._reading.paragraph(passage.start) <= reach
                if is_near and latest < passage.start < offset:
                    last, latest = thing, passage.start
        return last

    def _taken_up(self, statement: Statement) -> set[str]:
        """Return the deployments that nouns of the content take up."""
        speaking = {side for actor in statement.speaker if (side := self._sides.state_of(actor)) is not None}
        found: set[str] = set()
        for token in self._reading.tokens_between(statement.start, statement.end):
            lemma = token.lemma_.lower()
            if (
                token.pos_ not in {"NOUN", "PROPN"}
                or (lemma in PLURAL_ONLY and token.tag_ != "NNS")
                or _is_idiom(token)
            ):
                continue
            for names, is_materiel in ((words().people, False), (words().materiel, True)):
                if lemma in names:
                    found |= self._meant_by(token, speaking, is_materiel=is_materiel)
        return found

    def _meant_by(self, noun: Token, speaking: set[str], *, is_materiel: bool) -> set[str]:
        """The deployments of its owner; without one the only one of its kind, or that of the speaker's own side."""
        like = [d for d in self._deployments if (d.force in MATERIEL) == is_materiel]
        owners = self._owners(noun) or _spoken_of_as_own(noun, speaking)
        if owners:
            return {d.id for d in like if d.sender in owners}
        if len(like) == 1:
            return {like[0].id}
        own = [d for d in like if d.sender in speaking]
        return {own[0].id} if len(own) == 1 else set()

    def _owners(self, noun: Token) -> set[str]:
        """The sides that a noun is said to belong to: "North Korean troops", "soldiers of the North"."""
        spans = self._reading.names_in([*noun_phrase(noun), *_beside(noun)])
        sides = (self._sides.of_span(span) for span in spans if span.label_ not in {"place", "person"})
        return {side for side in sides if side is not None}


def _beside(noun: Token) -> Iterable[Token]:
    for found in prepositional_objects(noun, "of", "from"):
        yield from noun_phrase(found)
    for owner in children(noun, "poss"):
        yield from noun_phrase(owner)


def _spoken_of_as_own(noun: Token, speaking: set[str]) -> set[str]:
    """The speaker's side for "our soldiers", "his forces", "its troops"."""
    return speaking if any(c.dep_ == "poss" and c.lower_ in OWN for c in noun.children) else set()


def _is_idiom(noun: Token) -> bool:
    """Whether a noun is half of "in force", "in arms"."""
    return noun.i > 0 and noun.nbor(-1).lower_ == "in" and noun.lemma_.lower() in {"force", "arm"}


def _overlaps(deployment: Deployment, around: Passage) -> bool:
    return any(p.start < around.end and around.start < p.end for p in deployment.evidence)
