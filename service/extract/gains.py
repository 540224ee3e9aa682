"""Gains: whom a deployment helps and whom it is against, as the words around it tell."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.anchors import EQUIPPING, PAYING, is_passive
from service.extract.goals import governors
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL
from service.extract.syntax import children, coordinated, prepositional_objects, subject
from service.extract.troops import Forces, force_of

SERVING = frozenset({"fight", "serve", "work", "enlist", "join", "recruit", "lure", "send", "supply", "deliver"})
TAKING = frozenset({"take", "receive", "get", "accept", "await", "expect"})
DELIVERIES = frozenset({"delivery", "shipment", "consignment", "supply", "batch"})
RECEIVING = ("to", "into", "in", "for", "with", "among")


class Gains:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides, forces: Forces) -> None:
        self._reading = reading
        self._forces = forces
        self._sides = sides
        self._words = force_words()
        self.fought = self._fought()

    def beneficiary(self, anchor: Token, head: Token, token: Token, sender: str | None) -> str | None:
        """Return whom it helps: "to support Kinshasa's army", "fighting for Russia", "alongside the M23"."""
        for governor in governors(anchor, head, token):
            for noun in self._helped(governor, token):
                side = self._sides.of_noun(noun)
                if side is not None and side != sender and not self._sides.is_joint(side):
                    return side
        return None

    def adversary(self, anchor: Token, sender: str | None) -> str | None:
        """Return whom the sentence of a sighting names after "against", or as those fought."""
        start, end = anchor.sent.start, anchor.sent.end
        return next((side for i, side in self.fought.items() if start <= i < end and side != sender), None)

    def _helped(self, governor: Token, force: Token) -> Iterator[Token]:
        if (recipient := self._forces.recipient(force)) is not None:
            yield recipient
        yield from prepositional_objects(governor, "alongside", "beside")
        for cause in prepositional_objects(governor, "to", "in", "at"):
            if cause.lemma_.lower() in self._words.people["causes"]:
                yield from (*children(cause, "poss"), *prepositional_objects(cause, "of"))
        yield from self._takers(governor)
        if force_of(force) in MATERIEL:  # "bought shells for Ukraine"
            yield from (o for o in prepositional_objects(governor, "for") if o.pos_ == "PROPN")
        yield from children(governor, "dative")
        yield from self._received(governor, force)
        if governor.pos_ == "VERB":
            yield from self._by_verb(governor)

    def _takers(self, delivery: Token) -> Iterator[Token]:
        """The navy of "the navy took delivery of two boats", "awaits a shipment of shells"."""
        is_taken = delivery.dep_ == "dobj" and delivery.head.lemma_.lower() in TAKING
        if is_taken and delivery.lemma_.lower() in DELIVERIES and (taker := subject(delivery.head)) is not None:
            yield taker

    def _received(self, governor: Token, force: Token) -> Iterator[Token]:
        """ "to the Congolese army", "into the Russian ranks": a force of another side, or an armed group."""
        for noun in prepositional_objects(governor, *RECEIVING):
            span = self._reading.registered.get(noun.i)
            is_group = span is not None and span.label_ == "armed_force"
            if noun.lemma_.lower() == "rank":  # "in the ranks of the Ukrainian army"
                yield from prepositional_objects(noun, "of")
            if (
                noun.i != force.i
                and (is_group or (force_of(noun) is not None and self._sides.among(list(noun.subtree))))
                and not any(c.lower_ == "led" for c in noun.lefts)
            ):
                side = self._sides.of_noun(noun)
                if side is not None and self._sides.is_fighting(side):
                    yield noun

    def _by_verb(self, verb: Token) -> Iterator[Token]:
        lemma = verb.lemma_.lower()
        for helper in (verb, *(c for c in children(verb, "xcomp", "advcl", "acl", "prep") if c.pos_ == "VERB")):
            if helper.lemma_.lower() in self._words.people["helping"]:
                yield from self._helped_by(helper)
                yield from (s for c in children(helper, "ccomp") for s in children(c, "nsubj"))
        if lemma in SERVING:
            yield from (n for n in prepositional_objects(verb, "for") if n.ent_type_ or n.pos_ == "PROPN")
        if "supply" in self._words.verbs.get(lemma, ()) and is_passive(verb):
            yield from (n for n in children(verb, "nsubjpass") if force_of(n) is None)  # "Kyiv was given 40 tanks"
        if lemma in EQUIPPING | PAYING:
            yield from (n for n in children(verb, "dobj") if n.pos_ == "PROPN" or force_of(n) is not None)

    def _helped_by(self, helper: Token) -> Iterator[Token]:
        """The object of a verb of helping, "rebels backed by"; of "protect the sky of Poland" whose it is."""
        if helper.dep_ == "acl" and helper.tag_ == "VBN" and any(c.lower_ == "by" for c in helper.children):
            yield helper.head
        for noun in children(helper, "dobj", "nsubjpass"):
            if not self._is_thing(noun):
                yield noun
            yield from (o for o in prepositional_objects(noun, "of") if o.i in self._reading.registered)

    def _is_thing(self, noun: Token) -> bool:
        return noun.lemma_.lower() in self._words.people["things"]

    def _fought(self) -> dict[int, str]:
        """Those fought against, by the token that says so."""
        found: dict[int, str] = {}
        for token in self._reading.doc:
            is_fight = token.pos_ == "VERB" and token.lemma_.lower() in self._words.people["opposing"]
            if token.lower_ == "against" or is_fight:
                for noun in (n for o in children(token, "pobj", "dobj") for n in coordinated(o)):
                    side = self._sides.of_noun(noun)
                    if side is not None:
                        found.setdefault(token.i, side)
        return found
