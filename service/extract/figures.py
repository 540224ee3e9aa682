"""Figures: numbers of people or materiel, with what is counted, whose they are, and who vouches for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from spacy.tokens import Token

from service.extract.actors import ActorBook
from service.extract.numbers import Quantity, find_quantities
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.syntax import children, noun_phrase, subject
from service.model import MEASURES, Figure, Measure, Statement

YEAR = re.compile(r"(?:19|20)\d\d")
MONEY = {"$", "€", "£", "¥", "₩", "₦", "US$"}
SENDING = {
    "deploy",
    "send",
    "dispatch",
    "contribute",
    "commit",
    "provide",
    "pledge",
    "offer",
    "move",
    "transfer",
    "supply",
    "deliver",
    "donate",
    "lose",
    "withdraw",
    "rotate",
    "ship",
    "station",
    "mobilise",
    "mobilize",
    "have",
    "field",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The word lists of ``lexicon/counts.toml``."""

    troops: frozenset[str]
    people: frozenset[str]
    weapons: frozenset[str]
    nouns: Mapping[str, Measure]
    verbs: Mapping[str, tuple[Measure, ...]]
    units: frozenset[str]


@lru_cache(maxsize=1)
def counts() -> Counts:
    """Return the word lists that tell what a number counts."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("counts.toml").read_text(encoding="utf-8"))
    nouns = {word: _measure(name) for name, text in data["nouns"].items() for word in text.split()}
    verbs: dict[str, tuple[Measure, ...]] = {}
    for name, text in data["verbs"].items():
        for word in text.split():
            verbs[word] = (*verbs.get(word, ()), _measure(name))
    return Counts(
        troops=frozenset(data["troops"].split()),
        people=frozenset(data["people"].split()),
        weapons=frozenset(data["weapons"].split()),
        nouns=nouns,
        verbs=verbs,
        units=frozenset(data["not_counted"]["units"].split()),
    )


class FigureFinder:
    """Finds the figures of one article."""

    def __init__(self, reading: Reading, book: ActorBook, sources: SourceResolver) -> None:
        self._reading = reading
        self._book = book
        self._sources = sources
        self._words = counts()

    def find(self, statements: tuple[Statement, ...]) -> tuple[Figure, ...]:
        """Return the figures in text order, each tied to the statement that carries it."""
        found: list[Figure] = []
        for quantity in find_quantities(self._reading.doc):
            figure = self._figure(quantity, statements, found)
            if figure is not None:
                found.append(figure)
        return tuple(found)

    def _figure(self, quantity: Quantity, statements: tuple[Statement, ...], before: list[Figure]) -> Figure | None:
        doc = self._reading.doc
        number = doc[quantity.end - 1]
        if self._is_no_count(quantity):
            return None
        noun = self._counted(quantity)
        measured = self._measured(quantity, noun)
        if measured is None:
            return None
        measure, verb = measured
        if noun is not None and verb is None and measure == "deployed" and not self._is_strength(noun):
            return None
        of = self._whose(quantity, noun, verb, measure, before)
        start, end = self._span(quantity, noun, verb)
        carrier = _carrier(statements, number.idx)
        own_voice = carrier is None or (
            bool(carrier.speaker) and _is_outlet(self._reading, self._book, carrier.speaker)
        )
        return Figure(
            id=f"f{len(before) + 1}",
            measure=measure,
            low=quantity.low,
            high=quantity.high,
            qualifier=quantity.qualifier,
            of=of,
            source=() if carrier is None or own_voice else carrier.speaker,
            via=() if carrier is None or own_voice else carrier.via,
            span=self._reading.article.text[start:end],
            start=start,
            end=end,
            evidence=self._reading.sentences_around(start, end),
        )

    # what is no figure

    def _is_no_count(self, quantity: Quantity) -> bool:
        doc = self._reading.doc
        first, last = doc[quantity.start], doc[quantity.end - 1]
        before = doc[quantity.start - 1] if quantity.start else None
        after = doc[quantity.end] if quantity.end < len(doc) else None
        if before is not None and (
            before.text in MONEY
            or before.lower_
            in {
                "article",
                "no",
                "no.",
                "number",
                "resolution",
                "chapter",
                "aged",
                "age",
                "channel",
                "section",
                "phase",
                "page",
            }
        ):
            return True
        if after is not None and (
            after.text == "%" or after.lemma_.lower() in self._words.units or after.lower_ in {"percent", "per"}
        ):
            return True
        if after is not None and after.text == "-" and not after.whitespace_ and quantity.end + 1 < len(doc):
            compound = doc[quantity.end + 1].lower_
            return compound in {
                "year",
                "day",
                "hour",
                "month",
                "week",
                "minute",
                "member",
                "point",
                "kilometre",
                "kilometer",
                "mile",
                "nation",
                "page",
                "metre",
            }
        if len(first.text) == 4 and YEAR.fullmatch(first.text) and quantity.end - quantity.start == 1:
            return not (after is not None and after.lemma_.lower() in self._words.troops | self._words.people)
        if first.ent_type_ in {"DATE", "TIME"} and not self._counts_people(after):
            return last.ent_type_ in {"DATE", "TIME"} and (
                after is None
                or after.ent_type_ in {"DATE", "TIME", ""}
                and after.pos_ != "NOUN"
                and not self._is_after_killing(quantity)
            )
        if first.ent_type_ in {"MONEY", "PERCENT"} and not self._counts_people(after):
            return True
        return first.tag_ == "JJ" or first.ent_type_ == "ORDINAL"

    def _is_after_killing(self, quantity: Quantity) -> bool:
        """ "injuring over 70": the model takes a bare number for a date."""
        return any(
            t.lemma_.lower() in {"kill", "injure", "wound"}
            for t in self._reading.doc[max(0, quantity.qualified_from - 1) : quantity.start]
        )

    def _counts_people(self, token: Token | None) -> bool:
        return (
            token is not None
            and token.lemma_.lower()
            in self._words.troops | self._words.people | self._words.weapons | set(self._words.nouns)
        )

    # what is counted

    def _counted(self, quantity: Quantity) -> Token | None:
        """The noun that a number counts: its head, the object of its "of", or the noun after it."""
        doc = self._reading.doc
        number = doc[quantity.end - 1]
        for child in number.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "more"}:
                for noun in children(child, "pobj"):
                    return noun
        for token in (number, doc[quantity.start]):
            if token.dep_ in {"nummod", "quantmod", "compound", "amod", "nmod"} and token.head.i > token.i:
                head = token.head
                return head.head if head.dep_ in {"nummod", "quantmod"} else head
        for token in doc[quantity.end : quantity.end + 4]:
            if token.pos_ in {"NOUN", "PROPN"} and self._counts_people(token):
                return token
            if token.pos_ not in {"ADJ", "NOUN", "PROPN", "ADV"} and token.lower_ not in {
                "of",
                "the",
                "its",
                "their",
                "his",
                "-",
            }:
                break
        return None

    def _measured(self, quantity: Quantity, noun: Token | None) -> tuple[Measure, Token | None] | None:
        lemma = noun.lemma_.lower() if noun is not None else ""
        word = noun.lower_ if noun is not None else ""
        if noun is not None and (direct := self._words.nouns.get(lemma) or self._words.nouns.get(word)):
            return self._with_prisoners(direct, noun), None
        own = self._reading.doc[quantity.end - 1]
        phrase = self._killed_or_wounded(quantity, noun)
        if phrase is not None:
            return "killed_or_injured", phrase
        is_weapon = lemma in self._words.weapons
        is_troops = lemma in self._words.troops or word in {"forces", "police", "military"}
        is_people = lemma in self._words.people
        if noun is not None and not (is_weapon or is_troops or is_people):
            return None
        verb = self._event(own, noun)
        if is_weapon:
            return "weapons", verb if verb is not None and verb.lemma_ in SENDING else None
        if verb is not None:
            measure = self._measure_of(verb, noun, own)
            if measure is not None and (
                noun is not None or measure in {"killed", "injured", "captured", "withdrawn", "displaced", "deployed"}
            ):
                if is_people and measure == "deployed":
                    return None
                return measure, verb
        return ("deployed", None) if is_troops else None

    def _with_prisoners(self, measure: Measure, noun: Token) -> Measure:
        return measure

    def _killed_or_wounded(self, quantity: Quantity, noun: Token | None) -> Token | None:
        """ "killed or wounded soldiers", "4,000 killed and wounded", "the number of killed or wounded … could reach 4,000"."""
        number = self._reading.doc[quantity.start]
        window = self._reading.doc[max(number.sent.start, number.i - 14) : min(number.sent.end, number.i + 10)]
        for token in window:
            if (
                token.lower_ in {"killed", "dead"}
                and token.i + 2 < len(token.doc)
                and token.nbor(1).lower_ in {"or", "and"}
            ):
                if token.nbor(2).lower_ not in {"wounded", "injured"}:
                    continue
                if token.i > number.i or any(t.lemma_ in {"number", "reach", "total", "toll"} for t in window):
                    return token
        return None

    def _event(self, number: Token, noun: Token | None) -> Token | None:
        """The verb that says what happened to those counted."""
        anchor = noun if noun is not None else number
        candidates = [c for c in children(anchor, "acl", "relcl") if c.lemma_.lower() in self._words.verbs]
        head = number
        for start in ([number] if number is not anchor else []) + [anchor]:
            head = start
            for _ in range(4):
                if head.head.i == head.i:
                    break
                head = head.head
                if head.pos_ in {"VERB", "AUX"}:
                    if head.lemma_.lower() in self._words.verbs:
                        candidates.insert(0, head)
                    elif head.lemma_ == "be":
                        candidates += [
                            c for c in children(head, "acomp", "attr") if c.lemma_.lower() in self._words.verbs
                        ]
                    break
        if candidates:
            return candidates[0]
        following = self._reading.doc[anchor.i + 1 : min(anchor.sent.end, anchor.i + 4)]
        preceding = self._reading.doc[max(anchor.sent.start, number.i - 4) : number.i]
        for token in [*following, *reversed(preceding)]:
            if token.lemma_.lower() in self._words.verbs and token.pos_ in {"VERB", "ADJ"}:
                return token
        return None

    def _measure_of(self, verb: Token, noun: Token | None, number: Token) -> Measure | None:
        measures = self._words.verbs[verb.lemma_.lower()]
        lemma = verb.lemma_.lower()
        if lemma == "take":
            taken = any(t.lower_ in {"prisoner", "captive", "hostage"} for t in verb.subtree)
            return "captured" if taken else None
        if lemma == "pull":
            return "withdrawn" if any(c.lower_ in {"out", "back"} for c in verb.children) else None
        if lemma in {"leave", "return", "bring", "remove"}:
            is_troop = noun is not None and noun.lemma_.lower() in self._words.troops
            return "withdrawn" if is_troop and not any(c.lower_ == "behind" for c in verb.children) else None
        if lemma == "fall" and noun is not None and noun.lemma_.lower() not in self._words.troops:
            return None
        return next((m for m in measures if m != "weapons"), None)

    def _is_strength(self, noun: Token) -> bool:
        """Whether a bare number of troops is a strength: they are somebody's, or stand somewhere."""
        phrase = [*noun_phrase(noun), *noun.rights]
        lemma = noun.lemma_.lower()
        if lemma in {
            "man",
            "woman",
            "member",
            "officer",
            "guard",
            "engineer",
            "specialist",
            "operator",
            "volunteer",
            "police",
        }:
            return any(
                t.lemma_.lower() in {"deploy", "station", "contingent", "battalion", "brigade", "send", "mission"}
                for t in noun.sent
            )
        owned = bool(self._reading.states_in(phrase)) or any(t.dep_ == "poss" for t in phrase)
        placed = any(
            c.dep_ == "prep" and c.lower_ in {"in", "to", "into", "on", "at", "from", "across", "near"}
            for c in noun.children
        )
        return (
            owned
            or placed
            or any(
                t.lemma_.lower() in {"deploy", "send", "station", "deployment", "contingent", "strength"}
                for t in noun.sent
            )
        )

    # whose

    def _whose(
        self, quantity: Quantity, noun: Token | None, verb: Token | None, measure: Measure, before: list[Figure]
    ) -> str | None:
        doc = self._reading.doc
        anchor = noun if noun is not None else doc[quantity.end - 1]
        near = [*doc[quantity.qualified_from : anchor.i + 1], *(t for t in noun_phrase(anchor))]
        if states := self._reading.states_in(near):
            return self._book.registered(states[-1].kb_id_)
        if owners := children(anchor, "poss"):
            found = self._sources.resolve(owners[0])
            if found:
                return self._state_of(found[0])
        for preposition in children(anchor, "prep"):
            if preposition.lower_ in {"from", "of", "by", "among"} and (
                states := self._reading.states_in(list(preposition.subtree))
            ):
                return self._book.registered(states[0].kb_id_)
        if (of := self._by_event(verb, measure, anchor)) is not None:
            return of
        if before and self._near(before[-1], quantity):
            return before[-1].of
        return self._victims(anchor) or (before[-1].of if before else None)

    def _near(self, figure: Figure, quantity: Quantity) -> bool:
        offset = self._reading.doc[quantity.start].idx
        return self._reading.paragraph(offset) - self._reading.paragraph(figure.start) <= 1

    def _by_event(self, verb: Token | None, measure: Measure, anchor: Token) -> str | None:
        """The sender of "sent 10,000 soldiers", the loser of "lost 300 men"."""
        if verb is None or verb.lemma_.lower() not in SENDING:
            return None
        if measure not in {"deployed", "reinforcements", "withdrawn", "weapons", "killed", "killed_or_injured"}:
            return None
        doer = subject(verb)
        if doer is None or doer.i == anchor.i or (anchor.i in {t.i for t in doer.subtree}):
            agents = [o for c in children(verb, "agent") for o in children(c, "pobj")]
            doer = agents[0] if agents else None
        if doer is None:
            return None
        found = self._sources.resolve(doer)
        return self._state_of(found[0]) if found else None

    def _state_of(self, actor_id: str) -> str:
        """The state that somebody's soldiers belong to: of Kim, his; of the army, its state; of a group, the group itself."""
        seen: set[str] = set()
        while actor_id not in seen and self._book[actor_id].type in {
            "person",
            "government_body",
            "armed_force",
            "officials",
            "party",
        }:
            seen.add(actor_id)
            entry = self._book.entry(actor_id)
            of = self._book[actor_id].of
            if of is None and entry is not None and entry.offices:
                of = (
                    self._book.registered(entry.offices[0].of)
                    if entry.offices[0].of in self._reading.registry.actors
                    else None
                )
            if of is None:
                break
            actor_id = of
        return actor_id

    def _victims(self, anchor: Token) -> str | None:
        """The state in whose place people were hit: "an attack on Kyiv, killing eight people"."""
        for span in reversed(self._reading.names_in(list(anchor.sent))):
            before = span[0].nbor(-1) if span.start else span[0]
            if before.lower_ in {"on", "in", "near", "at", "across"} and span.start < anchor.i:
                if span.label_ == "state":
                    return self._book.registered(span.kb_id_)
                entry = self._reading.registry.places.get(span.kb_id_)
                if entry is not None and entry.of in self._reading.registry.actors:
                    return self._book.registered(entry.of)
        return None

    def _span(self, quantity: Quantity, noun: Token | None, verb: Token | None) -> tuple[int, int]:
        """The number with what it counts, and the verb beside it."""
        doc = self._reading.doc
        first, last = quantity.qualified_from, quantity.end - 1
        if noun is not None:
            first, last = min(first, noun.i), max(last, noun.i)
        if verb is not None and verb.sent == doc[first].sent:
            between = doc[min(verb.i, last) + 1 : max(verb.i, first)]
            if verb.i > last and len(between) <= 8 and not any(t.text in {",", ";"} for t in between):
                last = verb.i
            elif verb.i < first and first - verb.i <= 3:
                first = verb.i
        if first > 0 and doc[first - 1].lower_ in {"the", "a", "an"} and doc[first].sent == doc[first - 1].sent:
            first -= 1
        return doc[first].idx, doc[last].idx + len(doc[last])


def _carrier(statements: tuple[Statement, ...], offset: int) -> Statement | None:
    """The statement whose content holds a character, the shortest where several do."""
    holding = [s for s in statements if s.start <= offset < s.end]
    return min(holding, key=lambda s: s.end - s.start) if holding else None


def _is_outlet(reading: Reading, book: ActorBook, speaker: tuple[str, ...]) -> bool:
    outlet = reading.article.outlet
    return outlet is not None and all(book[actor].name.casefold() == outlet.casefold() for actor in speaker)


def _measure(name: str) -> Measure:
    for measure in MEASURES:
        if measure == name:
            return measure
    raise ValueError(f"{name} is no measure")
