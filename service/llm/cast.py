"""The actors that a model names: each has to be named in the text, and one named in several pieces is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from ontology.registry import Registry
from service.llm.answer import ActorAnswer
from service.llm.pieces import Piece, Stretch
from service.llm.record import Ids, Record
from service.llm.verbatim import place_anywhere
from service.model import ACTOR_TYPES, Actor

REGISTRY_SPANS = "registry"
# In small letters: "US" and "IT" are names.
PRONOUNS = {
    "i", "me", "my", "mine", "you", "your", "yours", "he", "him", "his", "she", "her", "hers", "it", "its",
    "we", "us", "our", "ours", "they", "them", "their", "theirs", "who", "whom", "whose", "this", "that",
    "these", "those", "one", "someone", "somebody", "anyone", "anybody", "everyone", "everybody", "nobody",
    "himself", "herself", "itself", "themselves",
}  # fmt: skip


class Cast:
    """The actors of one article in the making. ``doc`` holds the names that the registry knows."""

    def __init__(self, doc: Doc, registry: Registry, record: Record) -> None:
        self._registry = registry
        self._record = record
        self._known = {span.text: span.kb_id_ for span in doc.spans.get(REGISTRY_SPANS, ())}
        self._actors: dict[str, Actor] = {}

    @property
    def actors(self) -> tuple[Actor, ...]:
        """The actors so far."""
        return tuple(self._actors.values())

    def add(self, piece: Piece, answers: Iterable[ActorAnswer]) -> Ids:
        """Take the actors of an answer; return what its ids stand for, those of earlier actors included."""
        ids: Ids = {actor: actor for actor in self._actors}
        kept: list[tuple[str, ActorAnswer, Stretch]] = []
        for answer in answers:
            name = answer.name.strip()
            place = None if _is_pronoun(name) else place_anywhere(piece, name)
            if place is not None:
                ids[answer.id] = self._named(piece, answer, name, place)
                kept.append((ids[answer.id], answer, place))
            elif (earlier := self._mentioned(name)) is not None:
                ids[answer.id] = earlier
            else:
                ids.pop(answer.id, None)
                reason = "a pronoun is no name" if _is_pronoun(name) else "nobody is named so in the text"
                self._record.refuse("actor", piece.paragraphs[0], name, reason)
        for actor, answer, place in kept:
            self._belonging(self._actors[actor], answer, place, ids)
        return ids

    def _mentioned(self, name: str) -> str | None:
        return next((actor.id for actor in self._actors.values() if name in (actor.name, *actor.mentions)), None)

    def _named(self, piece: Piece, answer: ActorAnswer, name: str, place: Stretch) -> str:
        """Add a place at which somebody is named, and return our id for them."""
        passage = self._record.passage(place)
        new = self._identified(answer, name)
        known = self._actors.get(new.id, new)
        self._actors[new.id] = replace(
            known,
            mentions=tuple(dict.fromkeys([*known.mentions, passage.exact])),
            evidence=tuple(dict.fromkeys([*known.evidence, passage])),
            role=known.role or self._role(piece, answer),
        )
        return new.id

    def _identified(self, answer: ActorAnswer, name: str) -> Actor:
        """Return the actor as the registry has it where it knows the name, else as the model says."""
        entry = self._registry.actors.get(self._known.get(name, ""))
        if entry is None:
            return Actor(id=_id_of(name), name=name, type=answer.type)
        kind = entry.type if entry.type in ACTOR_TYPES else answer.type
        return Actor(id=_id_of(entry.id), name=entry.name, type=kind, wikidata=entry.wikidata, key=entry.id)

    def _role(self, piece: Piece, answer: ActorAnswer) -> str | None:
        """A role is kept where the piece has it word for word."""
        if answer.role is None:
            return None
        place = place_anywhere(piece, answer.role)
        if place is None:
            self._record.refuse("actor", piece.paragraphs[0], answer.role, f"it is not said of {answer.name}")
            return None
        return self._record.passage(place).exact

    def _belonging(self, actor: Actor, answer: ActorAnswer, place: Stretch, ids: Ids) -> None:
        """Note whom somebody's role is held for, once all actors of the answer are known."""
        for of in self._record.resolve([answer.of], ids, "actor", place, "office"):
            if actor.of is None and of != actor.id:
                self._actors[actor.id] = replace(actor, of=of)


def _is_pronoun(name: str) -> bool:
    return name[:1].lower() + name[1:] in PRONOUNS


def _id_of(name: str) -> str:
    folded = "".join(letter if letter.isalnum() else "_" for letter in name.casefold()).strip("_")
    return folded if folded[:1].isalpha() else f"actor_{folded}"
