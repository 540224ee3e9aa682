"""Bodies that any state may have: "South Korea's Defense Ministry", "the Ministry of Defence of Turkey", "the army"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from ontology.registry import Body
from service.extract import lexicon
from service.extract.lexicon import actor_type
from service.extract.noun_phrases import of_phrase, wordings
from service.extract.scene import Scene
from service.extract.syntax import SUBJECTS, children, noun_phrase, prepositional_objects

ABROAD = {"embassy", "mission-to-the-un"}  # bodies that are not of the state that they are in
MOST = 0.5  # share of the names in a paragraph or article of which it is about a state
BODIES = {"government_body", "armed_force"}
OPENING = {",", "("}  # before an abbreviation in apposition
CLOSING = {",", ")", "."}  # and after it
OPENING_REACH = 3  # words: "In Togo", "Back in Togo"
GLUE = {"of", "the", "for", "in"}  # words between a body and whose it is

Owner = tuple[str | None, str]
"""Local id of a state, None for a region, and the adjective that begins the names of its bodies."""


class Bodies:
    """Recognises the registry's general bodies in noun phrases and enters them, one for each owner."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._bodies = [(body, _first_words(body.patterns)) for body in scene.reading.registry.bodies.values()]
        self._regions = lexicon.sources().names["regions"]

    def resolve(self, head: Token) -> list[str] | None:
        """Return the bodies that a noun phrase names, None where it names none; the longest pattern wins."""
        phrase = [*noun_phrase(head), *of_phrase(head)]
        best: tuple[Body, list[Token]] | None = None
        for body, match in self._matches(phrase):
            if match[0].i <= head.i <= match[-1].i and (best is None or len(match) > len(best[1])):
                best = (body, match)
        if best is None:
            return None
        body, match = best
        owners = self._owners(body, head, phrase, match)
        if body.id == "mission-to-the-un" and owners[0][0] is None:
            return None
        return self._enter(body, head, match, phrase, owners)

    def is_set(self, head: Token) -> bool:
        """Whether a noun is of a government, and its sentence says at first in which state it plays."""
        named = (body for body, _ in self._matches(list(noun_phrase(head))) if body.type == "government_body")
        return next(named, None) is not None and self._owner_by_setting(head) is not None

    def _matches(self, phrase: list[Token]) -> Iterator[tuple[Body, list[Token]]]:
        """Yield the bodies of which a name stands in a phrase, with the words of the name."""
        words = [token.lower_ for token in phrase]
        for body, first_words in self._bodies:
            if not first_words.isdisjoint(words) and (match := _match(body, phrase, words)):
                yield body, match

    def cover(self, name: Span) -> bool:
        """Whether a name is nothing but a body's, whosever: "Cambodian Defence Ministry", not "Free Yaran Army"."""
        tokens = list(name)
        registered = self._scene.reading.registered
        for _, found in self._matches(tokens):
            match = {token.i for token in found}
            rest = [t for t in tokens if t.i not in match and t.i not in registered and t.lower_ not in self._regions]
            if all(t.lower_ in GLUE for t in rest):
                return True
        return False

    def _owners(self, body: Body, head: Token, phrase: list[Token], match: list[Token]) -> list[Owner]:
        """Whose a body is: the states and regions in its phrase, else the one it is in, else the one meant."""
        first, last = match[0].i, match[-1].i
        reading = self._scene.reading
        states = [s for s in reading.states_in(phrase) if s.start < first or s.end > last + 1]
        owners: list[Owner] = [(self._scene.enter(span), self._scene.adjective(span)) for span in states]
        regions = [t for t in phrase if t.i < first and t.lower_ in self._regions and t.i not in reading.registered]
        owners += [(None, token.text) for token in regions]
        if owners:
            return owners
        is_abroad = body.id in ABROAD
        seat = None if is_abroad else self._owner_by_seat(head)
        acting = None if is_abroad else self._acting_owner(head)
        setting = self._owner_by_setting(head) if body.type == "government_body" and not is_abroad else None
        earlier = seat or acting or setting or self._owner_said_before(body, match)
        return [earlier or ((None, "") if is_abroad else self._implied_owner(head))]

    def _owner_said_before(self, body: Body, match: list[Token]) -> Owner | None:
        """Whose the body was when it was last named in full: "the Malian army … the army"."""
        reading = self._scene.reading
        last = {wanted[-1] for wanted in _patterns(body.patterns)}
        for token in reversed(match[0].doc[: match[0].i]):
            if token.lower_ in last and (states := reading.states_in(_whole_phrase(token))):
                return self._scene.enter(states[-1]), self._scene.adjective(states[-1])
        return None

    def _acting_owner(self, head: Token) -> Owner | None:
        """The state that acts in the sentence before the body is named."""
        states = [s for s in self._scene.reading.registry_spans_before(head.i) if s.label_ == "state"]
        acting = [span for span in states if span.start >= head.sent.start and _acts(span)]
        if not acting:
            return None
        return self._scene.book.registered(acting[0].kb_id_), self._scene.adjective(acting[0])

    def _owner_by_seat(self, head: Token) -> Owner | None:
        """The state in whose capital or country a body is: "state media in Pyongyang"."""
        for place in prepositional_objects(head, "in", "of", "at"):
            span = self._scene.reading.registered.get(place.i)
            if span is not None and span.label_ == "state":
                return self._scene.enter(span), self._scene.adjective(span)
        return None

    def _owner_by_setting(self, head: Token) -> Owner | None:
        """The state in which a sentence says at first that it plays: "In Togo the government reported".

        Armies are told of where they fight, too.
        """
        opening = head.doc[head.sent.start : min(head.i, head.sent.start + OPENING_REACH)]
        setting = next((token for token in opening if token.lower_ == "in" and token.head.i > token.i), None)
        for place in children(setting, "pobj") if setting is not None else ():
            span = self._scene.reading.registered.get(place.i)
            if span is not None and span.label_ == "state" and span.id_ not in {"adjective", "demonym"}:
                return self._scene.book.registered(span.kb_id_), self._scene.adjective(span)
        return None

    def _implied_owner(self, head: Token) -> Owner:
        """The state of who spoke in the paragraph, the one that the paragraph or the article is about; else nobody's.

        A wrong nationality is worse than none.
        """
        reading, book = self._scene.reading, self._scene.book
        paragraph = reading.paragraph(head.idx)
        spans = [s for s in reading.registry_spans_before(head.i) if s.label_ in {"state", "place"}]
        here = [s for s in spans if reading.paragraph(s.start_char) == paragraph]
        spoke = {owner for actor in self._scene.memory.last(head.idx) for owner in (actor, book[actor].of) if owner}
        near = Counter(state for span in here if (state := self._state_of(span)))
        counted = Counter(state for span in spans if span.label_ == "state" and (state := self._state_of(span)))
        for states, share in ((near, MOST), (counted, MOST)):
            for entry, count in states.most_common(1):
                if book.registered(entry) in spoke or count > share * states.total():
                    return book.registered(entry), self._adjective_of(entry)
        last = [entry for entry in counted if book.registered(entry) in spoke]
        return (book.registered(last[-1]), self._adjective_of(last[-1])) if last else (None, "")

    def _state_of(self, span: Span) -> str | None:
        """The registry's id of a state, or of the state that a place lies in."""
        registry, entry = self._scene.reading.registry, span.kb_id_
        while entry not in registry.actors and entry in registry.places:
            entry = registry.places[entry].of or ""
        return entry if entry in registry.actors and registry.actors[entry].type == "state" else None

    def _adjective_of(self, entry: str) -> str:
        adjectives = self._scene.reading.registry.actors[entry].adjectives
        return adjectives[0] if adjectives else self._scene.reading.registry.actors[entry].name

    def _enter(
        self, body: Body, head: Token, match: list[Token], phrase: list[Token], owners: list[Owner]
    ) -> list[str]:
        """Enter a body once for each owner, under its own name where the registry has one ("the Israeli military")."""
        book, found = self._scene.book, []
        for of, word in owners:
            state = book[of].key if of is not None else ""
            own = self._scene.reading.registry.named_bodies.get((state, body.id))
            known = self._abbreviated_beside(phrase[-1], state) if len(owners) == 1 else None
            if (entry := known or (own.id if own is not None else None)) is not None:
                actor_id = book.registered(entry)
            else:
                name = re.sub(r"\s+", " ", body.name.replace("{adjective}", word)).strip()
                if of is None and body.id in ABROAD:
                    name = self._scene.text_of(wordings(head, noun_phrase(head))[-2])
                actor_id = book.named(name, actor_type(body.type), of=of)
            book.mention(actor_id, phrase)
            book.mention(actor_id, match)
            self._scene.mention(actor_id, head, noun_phrase(head))
            found.append(actor_id)
        return found

    def _abbreviated_beside(self, last: Token, state: str) -> str | None:
        """The registry's body of a state whose abbreviation stands beside: "the intelligence agency, HUR, said"."""
        reading, doc = self._scene.reading, last.doc
        start = last.i + 2 + (last.i + 2 < len(doc) and doc[last.i + 2].lower_ == "the")
        span = reading.registered.get(start)
        if span is None or doc[last.i + 1].text not in OPENING or not span.text.isupper() or span.label_ not in BODIES:
            return None
        closing = doc[span.end : span.end + 2]
        goes_on = len(closing) > 1 and (closing[1].lower_ in {"and", "or"} or closing[1].i in reading.registered)
        if span.start != start or not len(closing) or closing[0].text not in CLOSING or goes_on:
            return None
        entry = reading.registry.actors[span.kb_id_]
        return entry.id if not state or entry.of == state else None


def _match(body: Body, phrase: list[Token], words: list[str]) -> list[Token]:
    """Return the tokens of a phrase that are one of a body's names, the longest first; case does not matter."""
    for wanted in _patterns(body.patterns):
        for start in range(len(words) - len(wanted) + 1):
            if words[start : start + len(wanted)] == wanted:
                return phrase[start : start + len(wanted)]
    return []


@cache
def _patterns(patterns: tuple[str, ...]) -> list[list[str]]:
    """The names of a body as words, the longest first."""
    return [pattern.casefold().split() for pattern in sorted(patterns, key=len, reverse=True)]


@cache
def _first_words(patterns: tuple[str, ...]) -> frozenset[str]:
    """The words that the names of a body begin with: most phrases have none of them."""
    return frozenset(wanted[0] for wanted in _patterns(patterns))


def _whole_phrase(noun: Token) -> list[Token]:
    return [*noun_phrase(noun), *of_phrase(noun)]


def _acts(span: Span) -> bool:
    """Whether a state, or what belongs to it, is the subject of a clause: "South Korea's military believes"."""
    root = span.root
    return root.dep_ in SUBJECTS or (root.dep_ in {"poss", "amod", "compound", "nmod"} and root.head.dep_ in SUBJECTS)
