"""The missions of an article: forces that several states or an organisation of states send together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract.joint_forces import JointForces
from service.extract.lexicon.counts import count_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sources import SourceResolver
from service.extract.syntax import children, noun_phrase, prepositional_objects

JOINING = ("in", "to", "with", "under", "among")
DEFINITE = frozenset({"the", "this", "that", "its", "their", "our"})


class Missions:
    """Answers for one article; missions are local ids of actors, their own names' or else their organisation's."""

    def __init__(
        self, reading: Reading, sides: Sides, sources: SourceResolver, joint: JointForces | None = None
    ) -> None:
        """``sides`` must keep missions; ``joint`` are the forces that have no name, where they count as missions."""
        self._joint = joint
        self._reading = reading
        self._sides = sides
        self._sources = sources
        self._words = count_words()

    @cached_property
    def _named(self) -> list[Span]:
        """The names of missions in text order: those of the registry, and names such as "Stabilisation Force"."""
        known = [span for span in self._reading.registry_spans if self._is_known(span)]
        unknown = [s for s in self._sources.names.spans if self._words.owning["missions"] & {t.lower_ for t in s}]
        new = [s for s in unknown if s.root.i not in self._reading.registered and not self._of_state(s)]
        return sorted((*known, *new), key=lambda span: span.start)

    def _is_known(self, span: Span) -> bool:
        if span.label_ != "armed_force":
            return False
        entry = self._reading.registry.actors[span.kb_id_]
        owner = self._reading.registry.actors.get(entry.of or "")
        is_of_several = owner is not None and owner.type == "intergovernmental_organisation"
        return is_of_several or bool(self._words.owning["missions"] & set(entry.name.lower().split()))

    def _of_state(self, span: Span) -> bool:
        """ "Australian Defence Force", "PNG Defence Force", "Malawi's National Defence Force" are a state's."""
        before = span.doc[max(span.start - 2, 0) : span.start]
        is_owned = len(before) > 1 and before[-1].tag_ == "POS" and bool(self._reading.states_in(list(before)))
        return (
            is_owned
            or bool(self._reading.states_in(list(span)))
            or span[-1].lower_ not in self._words.owning["missions"]
        )

    def near(self, at: int) -> str | None:
        """Return the mission that was named last before a token, or is named next."""
        for span in sorted(self._named, key=lambda s: (s.start > at, abs(s.start - at))):
            if (side := self._side(span)) is not None:
                return side
        return None

    def organisation(self, at: int) -> str | None:
        """Return the organisation of states that is told to have peacekeepers or a base, named last or next."""
        spans = [s for s in self._reading.registry_spans if s.label_ == "intergovernmental_organisation"]
        having = [s for s in spans if any(self._is_its(t) for t in s.doc[s.end : s.end + 2])]
        nearest = sorted(having, key=lambda s: (s.start > at, abs(s.start - at)))
        return next((side for span in nearest if (side := self._sides.of_span(span)) is not None), None)

    def _is_its(self, word: Token) -> bool:
        return word.lemma_.lower() in self._words.owning["peacekeeping"]

    def before(self, token: Token) -> str | None:
        """Return the mission named last before a token in its paragraph, with no state between but its place."""
        paragraph = self._reading.paragraph(token.idx)
        for span in reversed(self._named):
            if span.start < token.i and self._reading.paragraph(span.start_char) == paragraph:
                between = self._reading.names_in(list(span.doc[span.end : token.i]))
                return self._side(span) if all(self._is_place(other) for other in between) else None
        return None

    def _is_place(self, span: Span) -> bool:
        """Whether a name is no state, or that of where something is: "in Bosnia"."""
        before = span.doc[span.start - 1].lower_ if span.start else ""
        return span.label_ != "state" or before in self._words.owning["at"] | self._words.owning["ways"]

    def same_as(self, side: str) -> str:
        """Return the mission with a name that a described one is: EUFOR of "the EU force in Bosnia", else the side."""
        owner = self._sides.owner(side)
        if owner is None or self._sides.is_known(side) or not self._sides.is_mission(side):
            return side
        named = {m for span in self._named if (m := self._side(span)) is not None and self._sides.is_known(m)}
        named = {m for m in named if self._sides.belongs_to(m, owner)}
        return named.pop() if len(named) == 1 else side

    def standing_for(self, side: str | None) -> str | None:
        """Return the mission that an organisation has where the article names one, else whoever is given."""
        if side is None or not self._sides.is_organisation_of_states(side):
            return side
        missions = (self._side(span) for span in self._named)
        return next((m for m in missions if m is not None and self._sides.belongs_to(m, side)), side)

    def called(self, nouns: Sequence[Token], side: str) -> str | None:
        """Return the mission of an organisation that a noun stands for: "the UN mission", but not "its own force"."""
        if not self._sides.is_organisation_of_states(side):
            return None
        is_own = {noun.i for noun in nouns if any(c.tag_ == "PRP$" for c in noun.children)}
        missions = (n for n in nouns if n.lemma_.lower() in self._words.owning["missions"] and n.i not in is_own)
        actors = (actor for noun in missions for actor in self._sources.resolve(noun))
        return next((actor for actor in actors if self._sides.belongs_to(actor, side)), None)

    def of_noun(self, noun: Token) -> str | None:
        """Return the mission that "the mission", "the force", "the operation" takes up."""
        if self._joint is not None and (force := self._joint.of_noun(noun)) is not None:
            owner = self._sides.owner(force)
            named = self.standing_for(owner)
            return named if named is not None and named != owner else force  # "the NATO mission" is KFOR
        if noun.lemma_.lower() not in self._words.owning["missions"] or noun.pos_ not in {"NOUN", "PROPN"}:
            return None
        is_definite = any(c.lower_ in DEFINITE for c in children(noun, "det", "poss"))
        is_named = self._reading.names_in(noun_phrase(noun)) or self._sources.names.span_at(noun) is not None
        return self.near(noun.i) if is_definite and not is_named else None

    def joined_by(self, words: Sequence[Token]) -> str | None:
        """Return the mission that somebody is lent to: "served among the mission's staff", "has 700 soldiers in it"."""
        for noun in (n for word in words for n in prepositional_objects(word, *JOINING)):
            if noun.lower_ == "it":
                return self._before(noun)
            nouns = (noun, *children(noun, "poss"))
            if (mission := next((m for n in nouns if (m := self.called_by(n)) is not None), None)) is not None:
                return mission
        return None

    def _before(self, pronoun: Token) -> str | None:
        """The mission that the sentence, or the one before, is about."""
        first = pronoun.sent.start
        start = pronoun.doc[first - 1].sent.start if first else 0
        named = [span for span in self._named if start <= span.start < pronoun.i]
        return self._side(named[-1]) if named else None

    def called_by(self, noun: Token) -> str | None:
        """Return the mission that a noun names or takes up: "KFOR", "the UN mission", "the force"."""
        span = self._reading.registered.get(noun.i)
        if span is not None and span.label_ == "armed_force":
            return self._side(span)
        if noun.lemma_.lower() not in self._words.owning["missions"]:
            return None
        sides = (self._sides.state_of(actor) for actor in self._sources.resolve(noun))
        return next((s for s in sides if s is not None and self._sides.is_joint(s)), None) or self.of_noun(noun)

    def _side(self, span: Span) -> str | None:
        if span.label_ == "armed_force" and span.kb_id_:
            return self._sides.of_span(span)
        return self._sources.names.enter(span)
