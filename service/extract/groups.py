"""Groups and bodies without a name of their own: "the ruling party", "aid agencies", "the agency" (said before)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import kind_of_noun
from service.extract.noun_phrases import extended, is_plural, is_pointed_at, lemma_of, of_phrase
from service.extract.roles import kind_of_many
from service.extract.scene import Scene
from service.extract.syntax import children, noun_phrase, prepositional_objects
from service.model import ActorType

MEDIA = {"news_agency", "news_outlet"}
PARTS = {"some", "several", "many", "few", "former", "ex", "alleged", "other"}  # before members who are not all of them
NEAR = 2  # paragraphs from "the rebels" back to their name


class Groups:
    """Resolves nouns that name a group: to one spoken of before, else to a group of its own."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._words = lexicon.words()
        self._names = lexicon.sources().names

    def resolve(self, head: Token, phrase: list[Token]) -> list[str]:
        """Return the group that a noun phrase stands for."""
        book = self._scene.book
        names = self._scene.bodies_in(phrase)
        if not names and (mission := self._mission_before(head, phrase)) is not None:
            return [self._scene.enter(mission, phrase)]
        if not names and is_pointed_at(head) and len(phrase) == 1 and (known := self.spoken_of(head)):
            return known
        is_medium = bool(names) and names[-1].label_ in MEDIA and names[-1].start == phrase[0].i
        if names and (names[-1].end - 1 >= head.i or (is_medium and kind_of_noun(head) in MEDIA | {"government_body"})):
            return [self._scene.enter(names[-1], phrase)]
        if head.lemma_ == "side" and len(names) == 1 and names[0].label_ == "state":
            return [self._scene.enter(names[0], phrase)]
        if (mission := self._mission(head, names)) is not None:
            return [self._scene.enter(mission, phrase)]
        of = book.registered(names[-1].kb_id_) if names else self._owner_by_pronoun(head)
        phrase = [token for token in phrase if token.dep_ != "nummod" and not token.text[0].isdigit()] or phrase
        actor_id = book.named(self._name(phrase, names), self._type_owned(head, of), of=of)
        self._scene.mention(actor_id, head, phrase)
        return [actor_id]

    def of_members(self, head: Token) -> list[str]:
        """Of "the militants of al-Shabaab" the armed group that they are; three of them, or former ones, are not it."""
        is_part = any(c.dep_ == "nummod" or c.lower_ in PARTS or c.tag_ == "VBN" for c in head.lefts)
        if lemma_of(head) not in self._names["irregulars"] or not is_plural(head) or is_part:
            return []
        for owner in prepositional_objects(head, "of"):
            group = self._scene.resolve(owner)
            if len(group) == 1 and self._scene.book[group[0]].type == "armed_force":
                self._scene.mention(group[0], head, extended(head))
                return group
        return []

    def _mission(self, head: Token, names: list[Span]) -> Span | None:
        """ "the UN mission in Cyprus": the mission of the registry that the article names, or that is in that place."""
        if head.lemma_.lower() not in self._names["missions"] or not names:
            return None
        reading, owner = self._scene.reading, names[-1].kb_id_
        places = {span.kb_id_: span for span in reading.names_in(extended(head)) if span.kb_id_ != owner}
        wanted = {reading.registry.actors[p].name for p in places if p in reading.registry.actors}
        for span in reading.registry_spans:
            entry = reading.registry.actors.get(span.kb_id_)
            if entry is None or entry.of != owner or entry.type != "armed_force":
                continue
            if not places or any(place in alias for place in wanted for alias in entry.aliases):
                return span
        return None

    def _mission_before(self, head: Token, phrase: list[Token]) -> Span | None:
        """ "the mission", "the peacekeeping mission", "mission says": the one named last, else the next one."""
        soldierly = {token.lower_ for token in phrase if token.i != head.i} <= self._names["soldierly"]
        if head.lemma_.lower() != "mission" or not soldierly or children(head, "prep", "poss") or is_plural(head):
            return None
        actors = self._scene.reading.registry.actors
        spans = [s for s in self._scene.reading.registry_spans if s.label_ == "armed_force"]
        owned = [(span, actors.get(actors[span.kb_id_].of or "")) for span in spans]
        missions = [s for s, owner in owned if owner is not None and owner.type == "intergovernmental_organisation"]
        before = [span for span in missions if span.start < head.i]
        return before[-1] if before else next(iter(missions), None)

    def _type_owned(self, head: Token, of: str | None) -> ActorType:
        """The kind of a group; what organisations of states have is theirs, and their soldiers' missions are armed."""
        kind = self._type(head)
        if of is None or self._scene.book[of].type != "intergovernmental_organisation":
            return kind
        if head.lemma_.lower() in self._names["missions"] and {t.lower_ for t in head.lefts} & self._names["soldierly"]:
            return "armed_force"
        return "intergovernmental_organisation" if kind in {"organisation", "government_body"} else kind

    def _owner_by_pronoun(self, head: Token) -> str | None:
        owners = children(head, "poss")
        resolved = self._scene.resolve(owners[0]) if owners and owners[0].pos_ == "PRON" else []
        return resolved[0] if resolved else None

    def _name(self, phrase: list[Token], names: list[Span]) -> str:
        """Return a group's name, with adjectives for states: "Russia's parliament" is the Russian parliament."""
        name = self._scene.name_of(phrase)
        for span in names:
            if span.label_ == "state":
                name = re.sub(re.escape(span.text) + r"(?:[’']s?)?", self._scene.adjective(span), name, count=1)
        return name

    def _type(self, head: Token) -> ActorType:
        if head.lower_ in self._words.heads["forces"]:
            return "armed_force"
        if head.lower_ in self._words.heads["media"]:
            return "news_agency" if head.lower_ == "agency" else "news_outlet"
        if is_plural(head):
            return kind_of_many(head, is_of_body=False)
        return kind_of_noun(head) or "organisation"

    def spoken_of(self, head: Token) -> list[str]:
        """Return who "the agency", "the ministry" is: the last speaker of that kind, else the last mention of one."""
        lemma = head.lemma_.lower()
        wanted = lexicon.sources().taken_up.get(lemma)
        if wanted is None and is_plural(head):
            return self._armed_before(head) if kind_words().nouns.get(lemma) == "armed_force" else []
        wanted = wanted or frozenset({kind_words().nouns.get(lemma, "")})
        if head.lower_ == "agency" and head.head.lemma_.lower() in lexicon.attribution().estimating:
            # "the agency believes": a wire does so only where there is no other agency
            return self._last_of_kind(head, lemma, wanted - MEDIA) or self._last_of_kind(head, lemma, wanted)
        return self._last_of_kind(head, lemma, wanted)

    def _last_of_kind(self, head: Token, lemma: str, wanted: frozenset[str]) -> list[str]:
        """The last speaker of some kinds that a noun may be for, else the last mention of one."""
        spoke = [a for _, actor_ids in self._scene.memory.before(head.idx) for a in actor_ids]
        fitting = [a for a in spoke if self._scene.book[a].type in wanted and self._fits(lemma, a)]
        called_so = [a for a in fitting if lemma in self._scene.book[a].name.casefold().split()]
        if fitting and (called_so or not self._is_name_with(lemma, head)):
            return [*called_so, *fitting][:1]
        return self._mentioned(head, lemma, wanted)

    def _mentioned(self, head: Token, lemma: str, wanted: frozenset[str]) -> list[str]:
        """The last mention of one of a kind: by a name with the noun in it, by a longer phrase, or by any name."""
        is_medium = lemma in self._names["media_nouns"]
        names = [s for s in self._scene.names.spans if s.start < head.i and self._scene.names.kind(s) in wanted]
        spans = [s for s in self._scene.reading.registry_spans_before(head.i) if s.label_ in wanted]
        called_so = [s for s in (*spans, *names) if s.root.lemma_.lower() == lemma]
        nearest = max(called_so, key=lambda span: span.start, default=None)
        fuller = None if is_medium else self._said_before(head)
        if fuller is not None and (nearest is None or nearest.end <= fuller.i):
            return self._scene.resolve(fuller)
        if nearest is None and spans and (is_medium or lemma in self._names["unions"]):
            nearest = spans[-1]
        if nearest is None:
            return self._named_before(head, wanted)
        return [self._scene.enter(nearest) if nearest in spans else self._scene.names.enter(nearest)]

    def _armed_before(self, head: Token) -> list[str]:
        """The armed group of no state that "the rebels" are: the last one named near before."""
        reading, book = self._scene.reading, self._scene.book
        groups = [s for s in reading.registry_spans_before(head.i) if s.label_ == "armed_force"]
        names = [s for s in self._scene.names.spans if s.start < head.i and self._scene.names.kind(s) == "armed_force"]
        for span in sorted((*groups, *names), key=lambda span: -span.start):
            if reading.paragraph(head.idx) - reading.paragraph(span.start_char) > NEAR:
                return []
            actor_id = self._scene.enter(span) if span in groups else self._scene.names.enter(span)
            if book[actor_id].of is None:
                return [actor_id]
        return []

    def _is_name_with(self, lemma: str, head: Token) -> bool:
        """Whether a name before has the noun in it, so that "the association" is no other one."""
        return any(s.start < head.i and any(t.lower_ == lemma for t in s) for s in self._scene.names.spans)

    def _named_before(self, head: Token, wanted: frozenset[str]) -> list[str]:
        """The last name before a noun that names one of its kind: "the company" after "Kestrel Shipping"."""
        names, lemma = self._scene.names, head.lemma_.lower()
        for span in reversed(names.spans):
            words = {token.lower_ for token in span}
            if span.start >= head.i or names.kind(span) not in wanted:
                continue
            if lemma in words or (lemma not in self._names["told_by_name"] and not self._is_name_with(lemma, head)):
                return [names.enter(span)]
        return []

    def _fits(self, lemma: str, actor_id: str) -> bool:
        """Whether an actor's name has the noun in it, where its kind alone says too little ("the ministry")."""
        if lemma in self._names["of_states"] and not self._is_of_state(actor_id):
            return False  # an armed group or a mission is no "military"
        if lemma not in self._names["told_by_name"]:
            return lemma in self._names["generic"] or not self._is_called_otherwise(lemma, actor_id)
        return lemma in self._scene.book[actor_id].name.casefold()

    def _is_of_state(self, actor_id: str) -> bool:
        of = self._scene.book[actor_id].of
        return of is not None and self._scene.book[of].type == "state"

    def _is_called_otherwise(self, lemma: str, actor_id: str) -> bool:
        """Whether an actor without a name is known by another noun: "the tramway museum" is not "the trust"."""
        last = self._scene.book[actor_id].name.split()[-1]
        return last.islower() and last != lemma and not self._scene.book[actor_id].key

    def _said_before(self, head: Token) -> Token | None:
        """The nearest earlier phrase with the same noun that says more: "the French army ministry"."""
        lemma = head.lemma_.lower()
        for token in reversed(self._by_lemma.get(lemma, ())):
            if token.i < head.i and len(noun_phrase(token)) + len(of_phrase(token)) > 1:
                return token
        return None

    @cached_property
    def _by_lemma(self) -> Mapping[str, Sequence[Token]]:
        """The words of the article by their lemmas in lower case."""
        found: defaultdict[str, list[Token]] = defaultdict(list)
        for token in self._scene.reading.doc:
            found[token.lemma_.lower()].append(token)
        return found
