"""Arms that are fired, downed, destroyed or taken, and whose they hardly are: "614 drones were hurled at Kharkiv"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from spacy.tokens import Token

from service.extract.anchors import head_of
from service.extract.belongings import brings_down
from service.extract.harming import Harming
from service.extract.lexicon.counts import count_words
from service.extract.mentions import Point
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.surroundings import Surroundings
from service.extract.syntax import children, noun_phrase, prepositional_objects

AT = ("on", "at", "against", "into", "toward", "towards", "over")
VERBAL = frozenset({"VERB", "AUX"})


class Firing:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides, harming: Harming, around: Surroundings) -> None:
        self._reading = reading
        self._sides = sides
        self._harming = harming
        self._around = around
        words = count_words().owning
        self._missiles = words["missiles"]
        self._volleys = words["volleys"]
        self._hitting = words["assailing"]
        self._downing = words["downing"] - {"suppress"}
        self._flying = words["flying"] | self._hitting | self._downing

    def fate(self, anchor: Token) -> Literal["fired", "taken"] | None:
        """Return whether arms are fired or brought down, else whether they are destroyed or taken."""
        if self._are_fired(anchor):
            return "fired"
        return "taken" if self._harming.is_taken(anchor) else None

    def not_theirs(self, point: Point) -> frozenset[str]:
        """Return who hardly owns such arms: who destroys or takes them, tells of it, or is fired at."""
        if point.fate is None or not point.is_materiel:
            return frozenset()
        told = {self._harming.destroyer(point.anchor)[0], self._around.speaker(point.number.idx)}
        if point.fate == "fired":
            told |= {self._around.where(point.anchor), *self._targets(point.anchor)}
        return frozenset(side for side in told if side is not None)

    def _are_fired(self, anchor: Token) -> bool:
        """Whether arms are fired or brought down: "60 drones were shot down", "a salvo of six missiles"."""
        head = head_of(anchor)
        if head.lemma_.lower() in self._volleys:
            return True
        named = {anchor.lemma_.lower(), *(t.lemma_.lower() for t in noun_phrase(anchor))}
        verbs = (verb for verb in (_verb(head), *children(anchor, "acl", "relcl")) if verb.pos_ in VERBAL)
        is_missile = bool(named & self._missiles)
        telling = self._flying if is_missile else self._downing
        return any(verb.lemma_.lower() in telling or brings_down(verb) for verb in verbs)

    def _targets(self, anchor: Token) -> frozenset[str]:
        """The sides at whom or whose places they are fired: "six rockets hit Sderot", "it was hit with six"."""
        verb = _verb(head_of(anchor))
        if verb.pos_ not in VERBAL or not (verb.lemma_.lower() in self._flying or brings_down(verb)):
            return frozenset()
        struck = children(verb, "dobj", "nsubjpass") if verb.lemma_.lower() in self._hitting else []
        nouns = [*prepositional_objects(verb, *AT), *(noun for noun in struck if noun.i != anchor.i)]
        return frozenset(side for noun in nouns for side in self._struck(noun))

    def _struck(self, noun: Token) -> Iterator[str]:
        """The sides whose things or places a phrase names: "Kyiv", "an Iranian base", "an airfield near Saky"."""
        yield from self._sides.among(noun_phrase(noun))
        for span in self._reading.names_in(list(noun.subtree)):
            host = self._sides.host(span) if span.label_ in {"place", "state"} else None
            if host is not None:
                yield host


def _verb(noun: Token) -> Token:
    """The verb over a noun: of "hit the town with six rockets", "fired six rockets" the hitting and the firing."""
    return noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "with" else noun.head
