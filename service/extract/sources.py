"""Who a noun phrase stands for: names, bodies, roles, groups, metonyms, pronouns.

States are actors whatever names them (gold rules of annotation); an unnamed spokesperson or official is an actor of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from ontology.registry import Body
from service.extract import lexicon
from service.extract.actors import ActorBook
from service.extract.lexicon import actor_type
from service.extract.nominal import owner
from service.extract.people import People
from service.extract.reading import Reading
from service.extract.syntax import children, coordinated, governing_verb, noun_phrase, subject
from service.model import ActorType

PERSONAL = {"he", "she", "him", "her", "his", "hers"}
THINGS = {"it", "its", "itself"}
MANY = {"they", "them", "their", "both"}
RELATIVE = {"who", "which", "that", "whose"}
TWO = 2
MEDIA_NOUNS = {"agency", "newspaper", "paper", "broadcaster"}
MEDIA_WORDS = frozenset("news times post daily tv radio herald tribune gazette journal press television".split())
PAIR_NOUNS = frozenset("side party country nation government state capital neighbour neighbor".split())
PAIR_PERSONS = frozenset("leader president minister man premier general chief woman".split())
PLURAL_TAGS = {"NNS", "NNPS"}
REGIONS = frozenset(
    "western european african arab asian american gulf nordic baltic allied international regional local nato eu un".split()
)
UNNAMED = re.compile(r"^(?:a|an|one|another|two|three|several|some|many|most|other|senior|unnamed)\b", re.I)


@dataclass(slots=True)
class Memory:
    """Who spoke or acted before, for pronouns and definite descriptions; the latest last."""

    speakers: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def note(self, offset: int, actor_ids: tuple[str, ...]) -> None:
        """Remember that these actors spoke at this character offset."""
        self.speakers.append((offset, actor_ids))

    def last(self, offset: int) -> tuple[str, ...]:
        """Return who spoke last before an offset, nobody when no one did."""
        for position, actor_ids in reversed(self.speakers):
            if position < offset:
                return actor_ids
        return ()


class SourceResolver:
    """Turns the head of a noun phrase into actors; enters those it meets for the first time."""

    def __init__(self, reading: Reading, book: ActorBook, people: People) -> None:
        self._reading = reading
        self._book = book
        self._people = people
        self.memory = Memory()
        self._words = lexicon.words()

    def resolve(self, head: Token) -> list[str]:
        """Return the local ids of the actors that a noun phrase stands for, its coordinated heads too; [] for no actor."""
        found: list[str] = []
        for token in coordinated(head):
            for actor_id in self._one(token):
                if actor_id not in found:
                    found.append(actor_id)
        return found

    def _one(self, head: Token) -> list[str]:
        if head.lower_ in RELATIVE and head.tag_ in {"WP", "WDT", "WP$", "IN"}:
            return self._antecedent(head)
        if head.pos_ == "PRON" or head.lower_ in PERSONAL | THINGS | MANY:
            return self._pronoun(head)
        person = self._people.at(head)
        if person is not None:
            return [person]
        if (named := self._registered(head)) is not None:
            return named
        found = self._described(head)
        if not found and head.dep_ == "appos":
            return self._one(head.head)
        return found

    # names

    def _registered(self, head: Token) -> list[str] | None:
        span = self._reading.registered.get(head.i)
        if span is None or span.label_ == "place":
            return None
        if span.label_ == "person":
            return [self._enter(span)]
        if span.end - 1 < head.i:
            return None
        return [self._enter(span)]

    def _enter(self, span: Span, phrase: list[Token] | None = None) -> str:
        actor_id = self._book.registered(span.kb_id_)
        self._book.mention(actor_id, phrase or span)
        return actor_id

    def _antecedent(self, head: Token) -> list[str]:
        verb = head.head
        while verb.dep_ not in {"relcl", "acl"} and verb.head.i != verb.i:
            verb = verb.head
        return self._one(verb.head) if verb.dep_ in {"relcl", "acl"} and verb.head.lower_ not in RELATIVE else []

    # noun phrases without a name of their own

    def _described(self, head: Token) -> list[str]:
        lemma = head.lemma_.lower()
        phrase = noun_phrase(head)
        if lemma in self._words.reports or head.lower_ in self._words.heads["anonymous"]:
            return self._of_report(head)
        for apposition in children(head, "appos"):
            persons = [p for t in apposition.subtree if (p := self._people.at(t)) is not None]
            if lemma in self._words.roles and persons:
                self._book.mention(persons[0], phrase)
                return persons[:1]
        if (pair := self._pair(head, phrase)) is not None:
            return pair
        if (
            len(phrase) == 1
            and not _of_phrase(head)
            and any(c.lower_ in {"the", "that", "this"} for c in head.children)
        ):
            if lemma in self._words.groups and (known := self._spoken_of(head)):
                return known
        body = self._body(head)
        if body is not None:
            return body
        if lemma in self._words.roles or head.lower_ in self._words.heads["officials"]:
            return self._role(head, phrase)
        if lemma in self._words.groups or head.lower_ in self._words.heads["forces"] | self._words.heads["media"]:
            return self._group(head, phrase)
        return self._proper(head, phrase)

    def _of_report(self, noun: Token) -> list[str]:
        """The owner of a statement, a report, an announcement; unnamed reports are an actor of their own."""
        holder = owner(noun)
        if holder is not None and holder.i != noun.i:
            found = self._owners(noun, holder)
            if found:
                return found
        if noun.lower_ in self._words.heads["anonymous"] and not any(c.dep_ == "det" for c in noun.children):
            actor_id = self._book.named("unnamed reports", "organisation")
            self._book.mention(actor_id, [noun])
            return [actor_id]
        if any(c.lower_ in {"the", "this", "that"} for c in noun.children):
            return list(self.memory.last(noun.idx))
        return []

    def _owners(self, noun: Token, holder: Token) -> list[str]:
        """Who owns a report; of "North Korean state media report" it is the media, not the state."""
        if holder.dep_ in {"compound", "amod", "nmod"}:
            before = [token for token in noun.lefts if token.dep_ in {"compound", "nmod", "amod"}]
            media = [
                token for token in before if token.lemma_.lower() in self._words.heads["media"] | self._words.groups
            ]
            if media:
                return self._group(media[-1], [t for t in noun_phrase(noun) if t.i <= media[-1].i])
        return self._one(holder) if holder.dep_ in {"compound", "nmod", "amod"} else self.resolve(holder)

    def _body(self, head: Token) -> list[str] | None:
        """A body that any state may have: "South Korea's Defense Ministry", "the Ministry of Defence of Turkey"."""
        phrase = [*noun_phrase(head), *_of_phrase(head)]
        best: tuple[Body, list[Token]] | None = None
        for body in self._reading.registry.bodies.values():
            match = _matching(body.patterns, phrase)
            if match is None or not match[0].i <= head.i <= match[-1].i:
                continue
            if best is None or len(match) > len(best[1]):
                best = (body, match)
        return self._owned_body(head, phrase, *best) if best is not None else None

    def _owned_body(self, head: Token, phrase: list[Token], body: Body, match: list[Token]) -> list[str]:
        states = [
            span
            for span in self._reading.states_in(phrase)
            if not (span.start >= match[0].i and span.end <= match[-1].i + 1)
        ]
        others = [t for t in phrase if t.lower_ in REGIONS and t.i < match[0].i and t.i not in self._reading.registered]
        owners: list[tuple[str | None, str]] = [(self._enter(span), adjective(self._reading, span)) for span in states]
        owners += [(None, token.text) for token in others]
        if not owners:
            owners = self._implied_owner(head)
        return self._bodies(body, match, phrase, owners)

    def _bodies(
        self, body: Body, match: list[Token], phrase: list[Token], owners: list[tuple[str | None, str]]
    ) -> list[str]:
        """Enter a body once for each owner, under its own name where the registry has one ("the Israeli military")."""
        found = []
        for of, word in owners:
            state = self._book[of].key if of is not None else ""
            own = self._reading.registry.named_bodies.get((state, body.id))
            if own is not None:
                actor_id = self._book.registered(own.id)
            else:
                label = re.sub(r"\s+", " ", body.name.replace("{adjective}", word)).strip()
                actor_id = self._book.named(label, actor_type(body.type), of=of)
            self._book.mention(actor_id, phrase)
            self._book.mention(actor_id, match)
            found.append(actor_id)
        return found

    def _implied_owner(self, head: Token) -> list[tuple[str | None, str]]:
        """The state that "the ministry" belongs to: that of a body spoken of before, else the one spoken of last."""
        states = [
            span
            for span in self._reading.registered.values()
            if span.label_ == "state" and span.start < head.i and span.id_ != "seat"
        ]
        in_sentence = [span for span in states if span.start >= head.sent.start]
        if not states:
            return [(None, "")]
        span = (in_sentence or states)[-1] if in_sentence else max(states, key=lambda s: s.start)
        return [(self._book.registered(span.kb_id_), adjective(self._reading, span))]

    def _role(self, head: Token, phrase: list[Token]) -> list[str]:
        of_phrase = [t for t in _of_phrase(head)]
        names = [
            span for span in self._reading.names_in([*phrase, *of_phrase]) if span.label_ not in {"place", "person"}
        ]
        plural = head.tag_ in PLURAL_TAGS or head.lower_ in {"officials", "authorities"}
        owners = [self._book.registered(span.kb_id_) for span in names]
        if not owners:
            owners = [a for o in children(head, "poss") if o.pos_ == "PRON" for a in self._one(o)]
        determiner = next((c.lower_ for c in head.children if c.dep_ in {"det", "poss", "nummod"}), "")
        definite = determiner in {"the", "his", "her", "their", "its", "this", "that"} or (
            bool(owners) and determiner not in {"a", "an", "one", "another"}
        )
        if not plural and definite:
            known = self._known_holder(head, owners)
            if known is not None:
                self._book.mention(known, phrase)
                return [known]
        if plural:
            return self._officials(head, phrase, names)
        phrase = [t for t in phrase if t.pos_ != "PRON"] or phrase
        name = _text(self._reading, phrase)
        actor_id = self._book.named(name, "person", of=owners[-1] if owners else None, role=head.text)
        self._book.mention(actor_id, phrase)
        self._book.mention(actor_id, _extended(head))
        return [actor_id]

    def _pair(self, head: Token, phrase: list[Token]) -> list[str] | None:
        """ "both leaders", "the two sides", "the Parties": the two spoken of last, persons or states as the noun tells."""
        lemma = head.lemma_.lower()
        if head.tag_ not in PLURAL_TAGS or lemma not in PAIR_NOUNS | PAIR_PERSONS:
            return None
        marks = {c.lower_ for c in head.children}
        together = bool(marks & {"both", "two"}) or (lemma in {"side", "party"} and "the" in marks)
        if not together or self._reading.names_in(phrase):
            return None
        found = self._last_two_persons(head) if lemma in PAIR_PERSONS else self._last_two_states(head)
        if len(found) < TWO:
            return None
        for actor_id in found:
            self._book.mention(actor_id, [head])
        return found

    def _last_two_persons(self, before: Token) -> list[str]:
        found: list[str] = []
        for position, actor_id in reversed(self._people.positions()):
            if position < before.i and actor_id not in found:
                found.append(actor_id)
            if len(found) == TWO:
                break
        return list(reversed(found))

    def _last_two_states(self, before: Token) -> list[str]:
        """The states last named side by side ("China and Solomon Islands"), else the two named most before."""
        states = sorted(
            {
                s.start: s for s in self._reading.registered.values() if s.label_ == "state" and s.start < before.i
            }.items()
        )
        spans = [span for _, span in states]
        for first, second in zip(reversed(spans[:-1]), reversed(spans[1:]), strict=True):
            between = before.doc[first.end : second.start]
            if (
                first.kb_id_ != second.kb_id_
                and len(between) <= 3
                and any(t.lower_ in {"and", "-", "–", ","} for t in between)
            ):
                return [self._book.registered(first.kb_id_), self._book.registered(second.kb_id_)]
        counted = Counter(span.kb_id_ for span in spans)
        return [self._book.registered(entry) for entry, _ in counted.most_common(TWO)]

    def _known_holder(self, head: Token, owners: list[str]) -> str | None:
        noun = head.lemma_.casefold()
        candidates = self._book.with_role(noun, owners[-1] if owners else None)
        if not candidates and noun in {"leader", "president", "premier"} and owners:
            candidates = [
                c
                for role in ("president", "leader", "premier", "minister")
                for c in self._book.with_role(role, owners[-1])
            ]
        if not candidates:
            return None
        before = [
            actor_id for position, actor_id in self._people.positions() if position < head.i and actor_id in candidates
        ]
        if before:
            return before[-1]
        return candidates[0] if owners else None

    def _officials(self, head: Token, phrase: list[Token], names: list[Span]) -> list[str]:
        """Unnamed officials, one actor for each state named: "U.S., Ukrainian and South Korean officials"."""
        before = [span for span in names if span.start < head.i]
        last = before[-1].end if before else phrase[0].i
        rest = " ".join(
            t.text for t in phrase if t.i >= last and not t.is_punct and t.dep_ != "cc" and t.dep_ != "case"
        )
        rest = rest or head.text
        found = []
        for span in names:
            of = self._enter(span)
            word = adjective(self._reading, span) if span.label_ == "state" else span.text
            actor_id = self._book.named(f"{word} {rest}", "officials", of=of)
            self._book.mention(actor_id, phrase)
            self._book.mention(actor_id, [t for t in phrase if t.i >= span.start] or phrase)
            self._book.mention(actor_id, _extended(head))
            found.append(actor_id)
        if found:
            return found
        if head.lower_ in self._words.heads["officials"] and len(phrase) == 1:
            return self._officials_of_clause(head, phrase) or self._unowned(head, phrase, "officials")
        return self._unowned(head, phrase, "officials")

    def _officials_of_clause(self, head: Token, phrase: list[Token]) -> list[str]:
        """ "Russia and North Korea …, with officials saying": the officials of the clause's subject."""
        verb = head.head
        if verb.dep_ != "pcomp":
            return []
        main = subject(governing_verb(verb))
        if main is None or main.i == head.i:
            return []
        found = []
        for token in coordinated(main):
            span = self._reading.registered.get(token.i)
            if span is not None and span.label_ == "state":
                of = self._enter(span)
                actor_id = self._book.named(f"{adjective(self._reading, span)} {head.text}", "officials", of=of)
                self._book.mention(actor_id, phrase)
                found.append(actor_id)
        return found

    def _unowned(self, head: Token, phrase: list[Token], type_: str) -> list[str]:
        extended = _extended(head)
        phrase = [t for t in phrase if t.dep_ != "nummod"] or phrase
        actor_id = self._book.named(_text(self._reading, phrase), actor_type(type_))
        self._book.mention(actor_id, phrase)
        self._book.mention(actor_id, extended)
        self._book.mention(actor_id, [t for t in extended if t.dep_ != "nummod"] or extended)
        return [actor_id]

    def _group(self, head: Token, phrase: list[Token]) -> list[str]:
        """A group or body without a pattern: "the ruling party", "aid agencies", "the agency" (said before)."""
        names = [span for span in self._reading.names_in(phrase) if span.label_ not in {"place", "person"}]
        definite = any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in head.children)
        if not names and definite and len(phrase) == 1:
            known = self._spoken_of(head)
            if known:
                return known
        if names and names[-1].end - 1 >= head.i:
            return [self._enter(names[-1], phrase)]
        of = self._book.registered(names[-1].kb_id_) if names else None
        if of is None:
            owners = children(head, "poss")
            resolved = self._one(owners[0]) if owners and owners[0].pos_ == "PRON" else []
            of = resolved[0] if resolved else None
        type_ = self._group_type(head)
        actor_id = self._book.named(self._group_name(phrase, names), type_, of=of)
        self._book.mention(actor_id, phrase)
        self._book.mention(actor_id, _extended(head))
        return [actor_id]

    def _group_name(self, phrase: list[Token], names: list[Span]) -> str:
        name = _text(self._reading, phrase)
        for span in names:
            if span.label_ == "state":
                name = re.sub(re.escape(span.text) + r"(?:[’']s?)?", adjective(self._reading, span), name, count=1)
        return name

    def _group_type(self, head: Token) -> ActorType:
        word = head.lower_
        if word in self._words.heads["forces"] or head.lemma_ in {
            "brigade",
            "battalion",
            "garrison",
            "militia",
            "rebel",
            "unit",
        }:
            return "armed_force"
        if word in self._words.heads["media"]:
            return "news_agency" if word == "agency" else "news_outlet"
        if head.lemma_ in {"party", "coalition", "opposition"}:
            return "party"
        if head.lemma_ in {
            "government",
            "ministry",
            "department",
            "cabinet",
            "parliament",
            "council",
            "commission",
            "embassy",
            "court",
            "presidency",
            "service",
            "intelligence",
            "command",
            "regime",
            "junta",
            "office",
            "palace",
            "headquarters",
            "staff",
            "agency",
            "authority",
        }:
            return "government_body"
        return "organisation" if head.tag_ not in PLURAL_TAGS else "officials"

    def _spoken_of(self, head: Token) -> list[str]:
        """ "the agency", "the ministry": the last speaker of that kind, else the last mention of one."""
        wanted = {
            "agency": {"news_agency", "government_body", "intergovernmental_organisation"},
            "newspaper": {"news_outlet"}, "broadcaster": {"news_outlet"}, "paper": {"news_outlet"}, "outlet": {"news_outlet"},
            "ministry": {"government_body"}, "department": {"government_body"}, "council": {"government_body", "intergovernmental_organisation"},
            "commission": {"government_body", "intergovernmental_organisation"}, "government": {"state", "government_body"}, "country": {"state"},
            "nation": {"state"}, "army": {"armed_force"}, "military": {"armed_force"}, "union": {"intergovernmental_organisation"},
            "bloc": {"intergovernmental_organisation"}, "alliance": {"intergovernmental_organisation"}, "party": {"party"},
            "organisation": {"organisation", "intergovernmental_organisation"}, "organization": {"organisation", "intergovernmental_organisation"},
            "group": {"organisation", "armed_force"}, "mission": {"intergovernmental_organisation", "armed_force"}, "militia": {"armed_force", "organisation"},
            "court": {"government_body", "intergovernmental_organisation"}, "embassy": {"government_body"}, "office": {"government_body", "intergovernmental_organisation"},
        }.get(head.lemma_.lower(), set())  # fmt: skip
        for _, actor_ids in reversed(self.memory.speakers):
            found = [a for a in actor_ids if self._book[a].type in wanted and self._fits(head, a)]
            if found:
                return found[:1]
        if head.lemma_.lower() not in MEDIA_NOUNS and (fuller := self._said_before(head)):
            return fuller
        spans = {
            s.start: s
            for s in self._reading.registered.values()
            if s.label_ in wanted and s.start < head.i and s.root.lemma_.lower() == head.lemma_.lower()
        }
        if not spans and head.lemma_.lower() in MEDIA_NOUNS | {"bloc", "alliance", "country", "union"}:
            spans = {s.start: s for s in self._reading.registered.values() if s.label_ in wanted and s.start < head.i}
        return [self._enter(spans[max(spans)])] if spans else []

    def _said_before(self, head: Token) -> list[str]:
        """The actor of the nearest earlier phrase with the same noun that says more: "the French armed forces ministry"."""
        for token in reversed(head.doc[: head.i]):
            if token.lemma_.lower() == head.lemma_.lower() and len(noun_phrase(token)) + len(_of_phrase(token)) > 1:
                return self._one(token)
        return []

    def _fits(self, head: Token, actor_id: str) -> bool:
        """Whether an actor's name has the noun in it, where its kind alone says too little ("the ministry")."""
        lemma = head.lemma_.lower()
        if lemma in {"ministry", "department", "council", "commission", "court", "embassy", "office"}:
            return lemma in self._book[actor_id].name.casefold()
        return True

    def _proper(self, head: Token, phrase: list[Token]) -> list[str]:
        """A name that neither the registry nor the list of persons knows."""
        entity = self._reading.entities.get(head.i)
        span = self._reading.registered.get(head.i)
        if (span is not None and span.label_ == "place") or not (entity is not None or head.pos_ == "PROPN"):
            return []
        tokens = list(entity) if entity is not None else _without_owner(head, phrase)
        while tokens and (tokens[0].lower_ == "the" or tokens[0].is_punct):
            tokens.pop(0)
        if not tokens:
            return []
        name = re.sub(r"[’']s?$", "", _text(self._reading, tokens))
        actor_id = self._book.named(name, self._type_of_name(head, tokens, entity))
        self._book.mention(actor_id, tokens)
        return [actor_id]

    def _type_of_name(self, head: Token, tokens: list[Token], entity: Span | None) -> ActorType:
        words = {token.lower_ for token in tokens}
        if words & MEDIA_WORDS:
            return "news_outlet"
        has_article = any(c.dep_ == "det" for c in head.children)
        is_body = (
            bool(words & self._words.body_words) or all(token.text.isupper() for token in tokens) or len(tokens) > 4
        )
        if entity is not None and entity.label_ in {"GPE", "NORP"}:
            return "state"
        if (
            is_body
            or (has_article and len(tokens) > 1)
            or (entity is not None and entity.label_ == "ORG" and len(tokens) == 1)
        ):
            return "organisation"
        return "person"

    # pronouns

    def _pronoun(self, head: Token) -> list[str]:
        word = head.lower_
        if word in PERSONAL:
            return self._last_person(head, female=word in {"she", "her", "hers"})
        if word in THINGS:
            return self._last_thing(head)
        if word in MANY:
            return self._last_many(head)
        return []

    def _last_person(self, head: Token, *, female: bool) -> list[str]:
        """The person a pronoun takes up: the subject nearest before it, else who spoke last, else who was last named."""
        other = self._people.male if female else self._people.female

        def fits(actor_id: str) -> bool:
            return self._book[actor_id].type == "person" and actor_id not in other

        named = [
            (p, a)
            for p, a in self._people.positions()
            if p < head.i and fits(a) and self._reading.quotation_at(head.doc[p].idx) is None
        ]
        subjects = [(p, a) for p, a in named if head.doc[p].dep_ in {"nsubj", "nsubjpass"}]
        subjects += [(p, a) for p, a in self._role_subjects(head) if fits(a)]
        subject_at, last_subject = max(subjects, default=(-1, ""))
        in_sentence = subject_at >= head.sent.start
        chosen = ""
        for offset, actor_ids in reversed(self.memory.speakers):
            persons = [a for a in actor_ids if fits(a)]
            if persons and offset < head.idx:
                later = last_subject and head.doc[subject_at].idx > offset
                chosen = last_subject if later else persons[-1]
                break
        chosen = last_subject if in_sentence else chosen or last_subject or (named[-1][1] if named else "")
        if not chosen:
            return []
        (self._people.female if female else self._people.male).add(chosen)
        return [chosen]

    def _role_subjects(self, head: Token) -> list[tuple[int, str]]:
        """Unnamed persons that are subjects in this sentence or the one before: "Italy's foreign minister hinted …"."""
        first = head.sent.start
        start = head.doc[first - 1].sent.start if first else 0
        found = []
        for token in head.doc[start : head.i]:
            if (
                token.dep_ not in {"nsubj", "nsubjpass"}
                or token.tag_ != "NN"
                or token.lemma_.lower() not in self._words.roles
            ):
                continue
            if self._reading.quotation_at(token.idx) is None:
                found += [(token.i, actor_id) for actor_id in self._one(token)]
        return found

    def _last_thing(self, head: Token) -> list[str]:
        spans = {s.start: s for s in self._reading.registered.values() if s.label_ not in {"place", "person"}}
        in_sentence = [
            s
            for i, s in sorted(spans.items())
            if head.sent.start <= i < head.i and s.root.dep_ in {"nsubj", "nsubjpass"}
        ]
        if in_sentence:
            return [self._enter(in_sentence[-1])]
        for position, actor_ids in reversed(self.memory.speakers):
            things = [a for a in actor_ids if self._book[a].type not in {"person", "officials"}]
            if position < head.idx and things:
                return things[-1:]
        before = [s for i, s in sorted(spans.items()) if i < head.i and s.root.dep_ in {"nsubj", "nsubjpass"}]
        return [self._enter(before[-1])] if before else []

    def _last_many(self, head: Token) -> list[str]:
        for position, actor_ids in reversed(self.memory.speakers):
            if position >= head.idx:
                continue
            if len(actor_ids) > 1:
                return list(actor_ids)
            if actor_ids and self._book[actor_ids[0]].type in {"officials", "armed_force", "organisation", "party"}:
                return list(actor_ids)
            break
        subjects = [t for t in head.doc[: head.i] if t.dep_ == "nsubj" and t.tag_ in PLURAL_TAGS]
        return self._one(subjects[-1]) if subjects else []


def adjective(reading: Reading, span: Span) -> str:
    """Return the usual adjective of a state, as names of its bodies begin."""
    entry = reading.registry.actors.get(span.kb_id_)
    if entry is None:
        return span.text
    return entry.adjectives[0] if entry.adjectives else entry.name


def _of_phrase(head: Token) -> list[Token]:
    """Return the tokens of an "of" phrase right after a noun: "Ministry [of Defence of Turkey]"."""
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in {"of", "for"} and child.i <= head.i + 1:
            return [token for token in child.subtree if token.dep_ not in {"relcl", "acl"}][:8]
    return []


def _without_owner(head: Token, phrase: list[Token]) -> list[Token]:
    """Return a phrase without its possessor and what is no name: of "Fellgate's Iker Solana" the last two words."""
    owned = {t.i for o in children(head, "poss") for t in o.subtree}
    kept = [t for t in phrase if t.i not in owned]
    while len(kept) > 1 and not kept[0].text[:1].isupper():
        kept.pop(0)
    return kept or [head]


def _extended(head: Token, limit: int = 14) -> list[Token]:
    """Return a noun phrase with what follows its noun: "diplomat [who follows the file]"."""
    tokens = [t for t in head.subtree if t.i >= head.left_edge.i]
    end = head.i
    for token in tokens:
        if token.i > end:
            if (
                token.i != end + 1
                or token.text in {",", "—", "–", "(", ":", ";"}
                or token.is_quote
                or "\n" in token.text
            ):
                break
            end = token.i
    first = next((t.i for t in tokens if t.dep_ != "det"), head.i)
    return list(head.doc[first : min(end + 1, first + limit)])


def _matching(patterns: tuple[str, ...], phrase: list[Token]) -> list[Token] | None:
    """Return the tokens of a phrase that are one of the patterns, the longest first; case does not matter."""
    words = [token.lower_ for token in phrase]
    for pattern in sorted(patterns, key=len, reverse=True):
        wanted = pattern.casefold().split()
        for start in range(len(words) - len(wanted) + 1):
            if words[start : start + len(wanted)] == wanted:
                return phrase[start : start + len(wanted)]
    return None


def _text(reading: Reading, phrase: list[Token]) -> str:
    return " ".join(reading.text[phrase[0].idx : phrase[-1].idx + len(phrase[-1])].split())
