"""Who a noun phrase stands for: names, bodies, roles, groups, metonyms, pronouns.

States are actors whatever names them (gold rules of annotation); an unnamed spokesperson or official is an actor of
their own.
"""

from __future__ import annotations

import itertools
import re

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.actors import ActorBook
from service.extract.bodies import Bodies
from service.extract.groups import Groups
from service.extract.nominal import owner
from service.extract.noun_phrases import is_plural, is_pointed_at, of_phrase, without_owner
from service.extract.people import People
from service.extract.pronouns import Pronouns
from service.extract.reading import Reading
from service.extract.roles import Roles
from service.extract.scene import Memory, Scene
from service.extract.syntax import children, coordinated, noun_phrase, prepositional_objects, subject
from service.model import ActorType

APPOSITION_REACH = 18  # tokens from a role to the comma before its holder
SINGLE = {"one", "another"}
LONGEST_PERSON = 4  # words: a longer name is a body's


class SourceResolver:
    """Turns the head of a noun phrase into actors; enters those it meets for the first time."""

    def __init__(self, reading: Reading, book: ActorBook, people: People) -> None:
        self.memory = Memory()
        self._reading = reading
        self._book = book
        self._people = people
        self._words = lexicon.words()
        self._scene = Scene(reading, book, people, self.memory, self._one)
        self._pronouns = Pronouns(self._scene)
        self._bodies = Bodies(self._scene)
        self._roles = Roles(self._scene)
        self._groups = Groups(self._scene)

    def resolve(self, head: Token) -> list[str]:
        """Return the local ids of the actors that a noun phrase and those coordinated with it stand for."""
        return list(dict.fromkeys(actor_id for token in coordinated(head) for actor_id in self._one(token)))

    def _one(self, head: Token) -> list[str]:
        if self._pronouns.is_relative(head):
            return self._pronouns.antecedent(head)
        if (whole := _whole_of(head)) is not None:
            return self._of_whole(head, whole)
        if self._pronouns.is_pronoun(head):
            return self._pronouns.resolve(head)
        person = self._people.at(head)
        if person is not None:
            return [person]
        if (span := self._reading.registered.get(head.i)) is not None and span.label_ != "place":
            return [self._scene.enter(span)]
        if self._is_own_outlet(head):
            return [self._book.named(self._reading.article.outlet or "", "news_outlet")]
        found = self._described(head)
        return self._one(head.head) if not found and head.dep_ == "appos" else found

    def _of_whole(self, part: Token, whole: Token) -> list[str]:
        """ "one of the mediators" is a mediator of whom no more is known, "two of them" are they."""
        noun = self._roles.last_plural(whole) if whole.pos_ == "PRON" else whole
        if noun is None:
            return []
        return self._roles.one_of(noun) if part.lower_ in SINGLE else self._one(noun)

    def _is_own_outlet(self, head: Token) -> bool:
        """Whether the article speaks of its own outlet: "The Dispatch reported" in the Lagoon Coast Dispatch."""
        words = {word.casefold() for word in (self._reading.article.outlet or "").split()} - {"the"}
        phrase = [token.lower_ for token in noun_phrase(head)]
        return head.text[:1].isupper() and bool(words) and words.issuperset(phrase) and head.i > 0

    def _described(self, head: Token) -> list[str]:
        """Resolve a noun phrase without a name that the registry or the list of persons knows."""
        lemma, heads = head.lemma_.lower(), self._words.heads
        if lemma in self._words.reports or lemma in self._words.noun_cues or head.lower_ in heads["anonymous"]:
            return self._of_report(head)
        phrase, of = noun_phrase(head), of_phrase(head)
        find_person = self._person_in_apposition if lemma in self._words.roles else self._person_beside
        if lemma not in self._words.groups and (person := find_person(head)) is not None:
            self._book.mention(person, phrase)
            return [person]
        if (pair := self._pronouns.pair(head, phrase)) is not None:
            return pair
        is_bare = lemma in self._words.groups and len(phrase) == 1 and not of and is_pointed_at(head)
        if is_bare and (known := self._groups.spoken_of(head)):
            return known
        if (body := self._bodies.resolve(head)) is not None:
            return body
        if lemma in self._words.roles or head.lower_ in heads["officials"]:
            return self._roles.resolve(head, phrase, of)
        if (renamed := self._name_in_apposition(head)) is not None:
            return [renamed]
        if lemma in self._words.groups or head.lower_ in heads["forces"] or head.lower_ in heads["media"]:
            return self._groups.resolve(head, phrase)
        return self._named(head, phrase)

    def _name_in_apposition(self, head: Token) -> str | None:
        """ "his party, the SPLM-IO": the body of the registry that a common noun stands beside."""
        for apposition in children(head, "appos") if head.pos_ == "NOUN" else ():
            span = self._reading.registered.get(apposition.i)
            if span is not None and span.label_ not in {"place", "person", "state"}:
                return self._scene.enter(span)
        return None

    def _person_beside(self, head: Token) -> str | None:
        """ "the club's treasurer, Marc Dubois": whoever a noun that is no known role stands beside."""
        if head.pos_ != "NOUN" or is_plural(head):
            return None
        named = (self._people.at(apposition) for apposition in children(head, "appos"))
        return next((person for person in named if person is not None), None)

    def _person_in_apposition(self, head: Token) -> str | None:
        """ "the spokesman, Dmitry Peskov"; a name after a comma even where the parser sees no apposition."""
        for apposition in children(head, "appos"):
            for token in apposition.subtree:
                if (person := self._people.at(token)) is not None:
                    return person
        return self._person_after_comma(head) if not is_plural(head) else None

    def _person_after_comma(self, head: Token) -> str | None:
        end = head.sent.end
        after = head.doc[head.i + 1 : min(end, head.i + APPOSITION_REACH)]
        comma = next((token for token in after if token.text == "," or token.pos_ in {"VERB", "AUX"}), None)
        if comma is None or comma.text != ",":
            return None
        name = list(itertools.takewhile(lambda token: token.pos_ == "PROPN", head.doc[comma.i + 1 : end]))
        if not name or name[-1].i + 1 >= end or not name[-1].nbor(1).is_punct:
            return None
        return self._people.at(name[-1])

    # reports

    def _of_report(self, noun: Token) -> list[str]:
        """The owner of a statement, a report, an announcement; unnamed reports are an actor of their own."""
        holder = owner(noun)
        if holder is not None and holder.i != noun.i and (found := self._owners(noun, holder)):
            return found
        if noun.lower_ in self._words.heads["anonymous"] and not any(c.dep_ == "det" for c in noun.children):
            actor_id = self._book.named("unnamed reports", "organisation")
            self._book.mention(actor_id, [noun])
            return [actor_id]
        if (
            noun.dep_ == "dobj"
            and noun.head.lemma_ in lexicon.attribution().publishing
            and (issuer := subject(noun.head))
        ):
            return self.resolve(issuer)
        if any(child.lower_ == "joint" for child in noun.lefts):
            return self._pronouns.last_two_states(noun)
        return list(self.memory.last(noun.idx)) if is_pointed_at(noun) else []

    def _owners(self, noun: Token, holder: Token) -> list[str]:
        """Who owns a report; of "North Korean state media report" it is the media, not the state."""
        if holder.dep_ not in {"compound", "amod", "nmod"}:
            return self.resolve(holder)
        for token in reversed([t for t in noun.lefts if t.dep_ in {"compound", "nmod", "amod"}]):
            lemma = token.lemma_.lower()
            if lemma in self._words.heads["media"] or lemma in self._words.groups:
                return self._groups.resolve(token, [t for t in noun_phrase(noun) if t.i <= token.i])
        return self._one(holder)

    # names

    def _named(self, head: Token, phrase: list[Token]) -> list[str]:
        """Enter a name that neither the registry nor the list of persons knows."""
        entity = self._reading.entities.get(head.i)
        if head.i in self._reading.registered or (entity is None and head.pos_ != "PROPN"):
            return []
        tokens = list(entity) if entity is not None else without_owner(head, phrase)
        while tokens and (tokens[0].lower_ == "the" or tokens[0].is_punct):
            tokens.pop(0)
        if not tokens:
            return []
        name = re.sub(r"[’']s?$", "", self._scene.text_of(tokens))
        actor_id = self._book.named(name, self._type_of_name(head, tokens, entity))
        self._book.mention(actor_id, tokens)
        return [actor_id]

    def _type_of_name(self, head: Token, tokens: list[Token], entity: Span | None) -> ActorType:
        words = {token.lower_ for token in tokens}
        if words & lexicon.sources().names["media"]:
            return "news_outlet"
        if entity is not None and entity.label_ in {"GPE", "NORP"}:
            return "state"
        if words & self._words.body_words or all(token.text.isupper() for token in tokens):
            return "organisation"
        if len(tokens) > 1 and (len(tokens) > LONGEST_PERSON or any(c.dep_ == "det" for c in head.children)):
            return "organisation"
        return "organisation" if entity is not None and entity.label_ == "ORG" and len(tokens) == 1 else "person"


def _whole_of(part: Token) -> Token | None:
    """Return those of whom some speak: of "one of the mediators" and "several of the guards" the last word."""
    if part.pos_ != "NUM" and part.lower_ not in lexicon.sources().names["parts"]:
        return None
    return next(prepositional_objects(part, "of", "among"), None)
