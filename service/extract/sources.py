"""Who a noun phrase stands for: names, bodies, roles, groups, metonyms, pronouns.

States are actors whatever names them (gold rules of annotation); an unnamed spokesperson or official is an actor of
their own.
"""

from __future__ import annotations

from functools import cached_property

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.actors import ActorBook
from service.extract.appositions import Appositions
from service.extract.bodies import Bodies
from service.extract.descriptions import Descriptions
from service.extract.groups import Groups
from service.extract.lexicon.kinds import kind_words
from service.extract.name_edges import after_bracket
from service.extract.names import Names
from service.extract.naming import kind_by_words
from service.extract.nominal import owner
from service.extract.noun_phrases import is_plural, is_pointed_at, last_of_hyphenated, lemma_of, of_phrase
from service.extract.pairs import Pairs
from service.extract.people import People
from service.extract.pronouns import Pronouns
from service.extract.reading import Reading
from service.extract.roles import Roles
from service.extract.scene import Memory, Scene
from service.extract.syntax import children, coordinated, noun_phrase, prepositional_objects, subject
from service.extract.transcripts import name_in_label

NOBODY = {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL", "LOC", "EVENT"}
TWO = 2
LONGEST_OFFICE = 9  # tokens between a noun and the name of whose office it tells
OFFICE_WORDS = {"(", ")", "-", "for", "to", "of", "the", "and"}
REPORT_REACH = 250  # tokens back to the report that "the report" takes up
SINGLE = {"one", "another"}


class SourceResolver:
    """Turns the head of a noun phrase into actors; enters those it meets for the first time."""

    def __init__(self, reading: Reading, book: ActorBook, people: People) -> None:
        self.memory = Memory()
        self._under_way: set[int] = set()
        self._labelled: dict[int, list[str]] = {}  # who a label stands for, by its head
        self._turns: dict[str, str] = {}  # who has a turn of a transcript, by the folded name of the label
        self._reading = reading
        self._book = book
        self._people = people
        self._words = lexicon.words()
        self.names = Names(reading, book, people)
        self._scene = Scene(reading, book, people, self.names, self.memory, self._one)
        self._pairs = Pairs(self._scene)
        self._pronouns = Pronouns(self._scene, self._pairs)
        self._bodies = Bodies(self._scene)
        self._roles = Roles(self._scene)
        self._appositions = Appositions(self._scene)
        self._groups = Groups(self._scene)
        self._descriptions = Descriptions(self._scene)

    def resolve(self, head: Token) -> list[str]:
        """Return the local ids of the actors that a noun phrase and those coordinated with it stand for."""
        head = last_of_hyphenated(_behind_label(head))
        heads = self._without_title([*_cut_off_before(head), *coordinated(head)])
        return list(dict.fromkeys(actor_id for token in heads for actor_id in self._one(token)))

    def _without_title(self, heads: list[Token]) -> list[Token]:
        """Leave out the first of two titles of one person: "President and Commander-in-Chief Ana Vidal"."""
        if len(heads) < TWO or heads[0].i > heads[1].i or any(t.dep_ == "det" for t in heads[0].lefts):
            return heads
        title, holder = heads[:TWO]
        between = title.doc[title.i + 1 : holder.i + 1]
        is_title = title.tag_ in {"NN", "NNP"} and lemma_of(title) in self._words.roles and not self._people.at(title)
        has_other = any(lemma_of(t) in self._words.roles for t in between) and all(t.text != "," for t in between)
        if not is_title or not has_other:
            return heads
        return heads[1:] if any(self._book[a].type == "person" for a in self._one(holder)) else heads

    def of_turn(self, label: Token) -> list[str]:
        """Return who has a turn of a transcript: a label in capitals or without a role is a name in any case."""
        if (known := self._labelled.get(label.i)) is None:
            known = self._labelled[label.i] = self._named_by_label(label)
        return known

    def _named_by_label(self, label: Token) -> list[str]:
        name = name_in_label(label)
        if name and (earlier := self._with_turn_before(self._scene.text_of(name))) is not None:
            return [earlier]
        if (person := self._people.at(label) or self._people.with_surname(label.text)) is not None:
            if person in self._own_staff:
                return []
            if name:
                self._turns[self._scene.text_of(name).casefold()] = person
            return [person]
        is_known = len(name) < TWO or label.i in self._reading.registered
        if is_known or kind_by_words([word.text for word in name]) is not None:
            return self.resolve(label)
        actor_id = self._book.named(self._scene.text_of(name), "person")
        self._book.mention(actor_id, name)
        self._turns[self._scene.text_of(name).casefold()] = actor_id
        return [actor_id]

    def _with_turn_before(self, name: str) -> str | None:
        """Return whom a label named in full before: "BASSEM AL-AWADI" for "AL-AWADI"."""
        folded = name.casefold()
        return next(
            (actor for full, actor in self._turns.items() if full == folded or full.endswith(f" {folded}")), None
        )

    @cached_property
    def _own_staff(self) -> frozenset[str]:
        """The persons whom the article introduces as its own: "our correspondent in Bangui, Ana Vidal, joins us"."""
        staff = lexicon.attribution().staff
        nouns = [t.head for t in self._reading.doc if t.lower_ == "our" and t.head.lemma_.lower() in staff]
        beside = (self._appositions.person_in_apposition(noun) or self._named_right_after(noun) for noun in nouns)
        return frozenset(person for person in beside if person is not None)

    def as_described(self, head: Token) -> list[str]:
        """Enter what a noun phrase describes by its words alone: of "according to court filings" these."""
        if head.pos_ not in {"NOUN", "PROPN"} or head.ent_type_ in NOBODY:
            return []
        phrase = [t for t in noun_phrase(head) if t.pos_ != "DET" and not t.is_punct]
        actor_id = self._book.named(self._scene.text_of(phrase or [head]), "organisation")
        self._scene.mention(actor_id, head, phrase or [head])
        return [actor_id]

    def _one(self, head: Token) -> list[str]:
        """Return the actors that one noun stands for; nobody where the question leads back to itself."""
        if head.i in self._under_way:
            return []
        if head.i in self._labelled:
            return self._labelled[head.i]
        self._under_way.add(head.i)
        try:
            return self._resolved(head)
        finally:
            self._under_way.remove(head.i)

    def _resolved(self, head: Token) -> list[str]:
        if self._pronouns.is_relative(head):
            return self._pronouns.antecedent(head)
        if head.lower_ == "one" and head.dep_ in {"nsubj", "nsubjpass"} and not list(head.children):
            several = self._roles.last_plural(head)
            return self._roles.one_of(several, head, head) if several is not None else []
        if (whole := _whole_of(head)) is not None:
            return self._of_whole(head, whole)
        if self._pronouns.is_pronoun(head):
            return self._pronouns.resolve(head)
        person = self._people.at(head)
        if person is not None:
            return [person]
        if (named := self._named_right_after(head)) is not None:
            return [named]
        if (somebody := self._somebody_of_state(head)) is not None:
            return [somebody]
        span, name = self._reading.registered.get(head.i), self.names.span_at(head)
        if span is not None and name is not None and len(name) > len(span) and not self._bodies.cover(name):
            return [self.names.enter(name)]
        if span is not None and span.label_ != "place":
            return [self._scene.enter(span)]
        if self._is_own_outlet(head):
            return [self._book.named(self._reading.article.outlet or "", "news_outlet")]
        if head.dep_ == "appos" and (person := self._people.at(head.head)) is not None:
            return [person]
        found = self._described(head)
        return self._one(head.head) if not found and head.dep_ == "appos" else found

    def _named_right_after(self, head: Token) -> str | None:
        """Of "force spokesman Jack Ombaka said", "Mr Ombaka said", where the parser stops short, the person."""
        following = after_bracket(head)
        is_role = head.pos_ in {"NOUN", "PROPN"} and not is_plural(head) and lemma_of(head) in self._words.roles
        is_title = head.lower_.rstrip(".") in lexicon.sources().titles["any"]
        if (is_role or is_title) and following.pos_ == "PROPN" and (person := self._people.at(following)) is not None:
            return person
        return self._named_after_office(head)

    def _named_after_office(self, head: Token) -> str | None:
        """Of "Coast Guard (CGA) Deputy Director-General Hsu", "Assistant to the President Hajiyev" the person.

        The parser may end the phrase before the office: nothing but its words stand between the noun and the name.
        """
        has_office = lemma_of(head) in self._words.roles
        if lemma_of(head) in self._words.groups and next(prepositional_objects(head, "of"), None) is not None:
            return None  # "the government of President Hajiyev"
        for token in head.doc[head.i + 1 : min(head.sent.end, head.i + LONGEST_OFFICE)]:
            if (person := self._people.at(token)) is not None:
                return person if has_office else None
            if not (token.text[:1].isupper() or token.lower_ in OFFICE_WORDS or self._ends_office(head, token)):
                return None
            has_office = has_office or lemma_of(token) in self._words.roles
        return None

    def _ends_office(self, head: Token, noun: Token) -> bool:
        """ "the spokesman for the navy Ivan Petrenko": a noun of the phrase with the holder's name right behind it."""
        is_common = noun.pos_ in {"NOUN", "ADJ"} or (noun.pos_ == "PROPN" and noun.text.islower())
        if head.tag_ != "NN" or not is_common or lemma_of(noun) in self._words.roles:
            return False
        if noun.pos_ == "ADJ" or noun.i + 1 >= noun.sent.end:
            return noun.pos_ == "ADJ"
        after = noun.nbor(1)
        return after.pos_ == "NOUN" or self._people.at(after) is not None

    def _of_whole(self, part: Token, whole: Token) -> list[str]:
        """ "one of the mediators" is a mediator of whom no more is known, "two of them" are they."""
        if (named := self._people.at(next(iter(children(part, "appos")), part))) is not None:
            return [named]  # "One of those, Ana Vidal, said"
        noun = self._roles.last_plural(whole) if whole.pos_ == "PRON" else whole
        if noun is None:
            return []
        return self._roles.one_of(noun, part, whole) if part.lower_ in SINGLE else self._one(noun)

    def _somebody_of_state(self, head: Token) -> str | None:
        """ "the Belarusian", "the 54-year-old": a person by state or age, where the phrase has no noun."""
        if not is_pointed_at(head) or is_plural(head):
            return None
        span = self._reading.registered.get(head.i)
        person = None
        if span is not None and span.label_ == "state" and span.id_ in {"adjective", "demonym"}:
            person = self._descriptions.by_state(head, self._book.registered(span.kb_id_))
        elif head.lower_ == "old" or head.lower_.endswith("-old"):
            person = self._descriptions.nearest(head)
        if person is not None:
            self._book.mention(person, [t for t in head.subtree if t.i <= head.i])
        return person

    def _is_own_outlet(self, head: Token) -> bool:
        """Whether the article speaks of its own outlet: "The Dispatch reported" in the Lagoon Coast Dispatch."""
        words = {word.casefold() for word in (self._reading.article.outlet or "").split()} - {"the"}
        phrase = [token.lower_ for token in noun_phrase(head)]
        return head.text[:1].isupper() and bool(words) and words.issuperset(phrase) and head.i > 0

    def _described(self, head: Token) -> list[str]:
        """Resolve a noun phrase without a name that the registry or the list of persons knows."""
        lemma, heads = lemma_of(head), self._words.heads
        if lemma in self._words.reports or lemma in self._words.noun_cues or head.lower_ in heads["anonymous"]:
            return self._of_report(head)
        if group := self._groups.of_members(head):
            return group
        phrase, of = noun_phrase(head), of_phrase(head)
        find_person = (
            self._appositions.person_in_apposition if lemma in self._words.roles else self._appositions.person_beside
        )
        if lemma not in self._words.groups and (person := find_person(head)) is not None:
            self._book.mention(person, phrase)
            return [person]
        if (pair := self._pairs.resolve(head, phrase)) is not None:
            return pair
        if (named := self._appositions.name_after(head)) is not None:
            return [named]
        is_person = not is_plural(head) and any(t.lower_ == "who" for c in children(head, "relcl") for t in c.children)
        is_group = not is_person and (lemma in self._words.groups or lemma in kind_words().nouns)
        is_bare = is_group and not of and self._is_plain(head, lemma, phrase)
        if is_bare and not self._bodies.is_set(head) and (known := self._groups.spoken_of(head)):
            return known
        if (name := self.names.span_at(head)) is not None and not self._bodies.cover(name):
            return [self.names.enter(name)]
        if (body := self._bodies.resolve(head)) is not None:
            return body
        if (renamed := self._appositions.name_in_apposition(head)) is not None:
            return [renamed]
        if lemma in self._words.roles or head.lower_ in heads["officials"] or is_person:
            return self._roles.resolve(head, phrase, of)
        if is_group or head.lower_ in heads["forces"] or head.lower_ in heads["media"]:
            return self._groups.resolve(head, phrase)
        return self._roles.resolve(head, phrase, of) if _speaks_by_its_verb(head) else []

    def _is_plain(self, head: Token, lemma: str, phrase: list[Token]) -> bool:
        """Whether a phrase may take somebody up: "the group", "the aid group", "the Geneva-based body"."""
        words = lexicon.sources().names
        if not is_pointed_at(head) and head.pos_ != "PROPN":
            return False
        if len(phrase) == 1:
            return True
        is_hyphenated = any(token.lower_ in words["hyphenated"] for token in phrase)
        return lemma in words["modified"] and (is_hyphenated or all(token.is_lower for token in phrase))

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
            return self._pairs.last_two_states(noun)
        if not is_pointed_at(noun):
            return []
        return self._authors_before(noun) or list(self.memory.last(noun.idx))

    def _authors_before(self, noun: Token) -> list[str]:
        """Of "the report" whose the last report told of before is: "presenting the service's annual report"."""
        lemma = noun.lemma_.lower()
        for token in reversed(noun.doc[max(0, noun.i - REPORT_REACH) : noun.sent.start]):
            if token.pos_ == "NOUN" and token.lemma_.lower() == lemma and token.tag_ == noun.tag_:
                holder = owner(token)
                if holder is None or holder.i == token.i:
                    continue
                return self._owners(token, holder)
        return []

    def _owners(self, noun: Token, holder: Token) -> list[str]:
        """Who owns a report; of "North Korean state media report" it is the media, not the state."""
        if holder.dep_ not in {"compound", "amod", "nmod"}:
            return self.resolve(holder)
        for token in reversed([t for t in noun.lefts if t.dep_ in {"compound", "nmod", "amod"}]):
            lemma = token.lemma_.lower()
            if lemma in self._words.heads["media"] or lemma in self._words.groups:
                return self._groups.resolve(token, [t for t in noun_phrase(noun) if t.i <= token.i])
        return self._one(holder)


def _speaks_by_its_verb(noun: Token) -> bool:
    """Whether a noun that no list knows does what only people do: "the administrator promised", not "the sign says"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or noun.pos_ != "NOUN" or is_plural(noun) or noun.ent_type_ in NOBODY:
        return False
    return verb.lemma_ in lexicon.attribution().of_people and verb.dep_ != "ccomp" and noun.i < verb.i


def _behind_label(head: Token) -> Token:
    """Of "Q: The ambassador, Ana Vidal, told …" the noun behind the label that the parser takes for the head."""
    is_label = head.i + 1 < len(head.doc) and head.nbor(1).text == ":"
    return next(iter(children(head, "appos")), head) if is_label else head


def _whole_of(part: Token) -> Token | None:
    """Return those of whom some speak: of "one of the mediators" and "several of the guards" the last word."""
    if part.pos_ != "NUM" and part.lower_ not in lexicon.sources().names["parts"]:
        return None
    return next(prepositional_objects(part, "of", "among"), None)


def _cut_off_before(head: Token) -> list[Token]:
    """Of "Hamas and Israel said" the first name, where the parser has made it a sentence of its own."""
    first = head.left_edge.i
    if first < TWO or head.doc[first - 1].lower_ != "and" or head.head.i == head.doc[first - 2].i:
        return []
    name = head.doc[first - 2]
    is_alone = name.left_edge.i == name.sent.start and name.dep_ == "ROOT" and name.pos_ == "PROPN"
    return [name] if is_alone else []
