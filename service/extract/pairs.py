"""Who "the two sides", "both leaders" and "the three countries" are."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.centres import SUBJECTS
from service.extract.noun_phrases import is_plural, lemma_of
from service.extract.scene import Scene
from service.extract.syntax import children, coordinated
from service.model import ActorType

ABLE_TO_AGREE: set[ActorType] = {"state", "government_body", "armed_force", "party", "organisation"}
REACH = 3  # sentences back to two that are the sides of something
LONGEST_DEFINITION = 9  # tokens in brackets: "hereinafter referred to as “the Participants”"
TWO = 2
REACH_OF_TALKS = 300  # tokens back to "talks between A and B"
MANY = {"three": 3, "four": 4, "five": 5, "six": 6}
NEAR = 3  # tokens between two states named side by side


class Pairs:
    """Resolves nouns that take up two or more: the two told of together last, side by side, or named last."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def resolve(self, head: Token, phrase: list[Token]) -> list[str] | None:
        """Return who "both leaders", "the two sides", "the Parties" are: the two persons or states spoken of last.

        None where the phrase does not speak of two.
        """
        if (defined := self._defined.get(lemma_of(head))) and is_plural(head):
            return self._defined_by(*defined)
        lemma, nouns = lemma_of(head), lexicon.sources().pairs
        marks = {child.lower_ for child in head.children}
        is_each = lemma == "side" and bool(marks & {"each", "either"})
        if not (is_plural(head) or is_each) or not any(lemma in words for words in nouns.values()):
            return None
        if lemma in nouns["states"] and (many := self._last_states(head, marks)):
            return many
        is_pair = is_each or bool(marks & {"both", "two"}) or (lemma in {"side", "party"} and "the" in marks)
        if not is_pair or self._scene.reading.names_in(phrase):
            return None
        if lemma == "side" and len(self._named_sides) == TWO:
            found = [self._scene.book.registered(entry) for entry in self._named_sides]
        elif (both := self._coordinated_before(head, lemma)) and len(both) == TWO:
            found = both
        elif lemma in nouns["persons"]:
            found = self._last_two_persons(head)
        elif lemma in nouns["states"]:
            found = self._between_before(head, lemma) or self.last_two_states(head)
        else:
            found = self._last_two_bodies(head)
        if len(found) < TWO:
            return None
        for actor_id in found:
            self._scene.book.mention(actor_id, [head])
        return found

    @cached_property
    def _named_sides(self) -> list[str]:
        """The registry's entries of the states that the article calls sides: "the French side", "Armenian side"."""
        reading = self._scene.reading
        named = [t.nbor(-1) for t in reading.doc if t.lower_ == "side" and t.i > t.sent.start]
        spans = (reading.registered.get(token.i) for token in named)
        return list(dict.fromkeys(span.kb_id_ for span in spans if span is not None and span.label_ == "state"))

    def _between_before(self, head: Token, lemma: str) -> list[str]:
        """The two of "talks between A and B" before "the two sides", of which one at least is no state."""
        if lemma not in {"side", "party"}:
            return []
        for token in reversed(head.doc[max(0, head.i - REACH_OF_TALKS) : head.sent.start]):
            if token.lower_ != "between":
                continue
            both = [pair for noun in children(token, "pobj") if len(pair := coordinated(noun)) == TWO]
            found = [actor for pair in both for noun in pair for actor in self._scene.resolve(noun)]
            kinds = {self._scene.book[actor].type for actor in found}
            is_of_states = bool(kinds & {"state", "intergovernmental_organisation"})
            if len(set(found)) == TWO and is_of_states and kinds <= ABLE_TO_AGREE | {"intergovernmental_organisation"}:
                return found
        return []

    @cached_property
    def _defined(self) -> dict[str, tuple[Token, Token]]:
        """The nouns in the plural that stand for those of a list: "the Ministers of A, B and C (“the Participants”)".

        By noun the first and the last token of the phrase that the brackets follow; its own noun stands for them too.
        """
        found: dict[str, tuple[Token, Token]] = {}
        doc = self._scene.reading.doc
        for bracket in (t for t in doc if t.text == "(" and t.i > t.sent.start):
            after = doc[bracket.i + 1 : bracket.i + LONGEST_DEFINITION]
            inside = list(itertools.takewhile(lambda t: t.text not in {")", "),"}, after))
            if not any(t.is_quote for t in inside) or not (nouns := [t for t in inside if is_plural(t)]):
                continue
            first, last = doc[bracket.sent.start], bracket.nbor(-1)
            heads = [t for t in doc[first.i : bracket.i] if is_plural(t) and lemma_of(t) in lexicon.words().roles]
            for noun in (nouns[-1], *heads[:1]):
                found.setdefault(lemma_of(noun), (first, last))
        return found

    def _defined_by(self, first: Token, last: Token) -> list[str] | None:
        """The states that a list names, where they are several."""
        states = dict.fromkeys(s.kb_id_ for s in self._scene.reading.states_in(list(last.doc[first.i : last.i + 1])))
        return [self._scene.book.registered(entry) for entry in states] if len(states) >= TWO else None

    def _coordinated_before(self, head: Token, lemma: str) -> list[str]:
        """The two that are the subject of a clause shortly before: "the minister and his counterpart", "A and B"."""
        pairs, sentence = lexicon.sources().pairs, head.sent
        is_of_persons = lemma in pairs["persons"]
        for _ in range(1 if is_of_persons else REACH):
            if sentence.start == 0:
                return []
            sentence = head.doc[sentence.start - 1].sent
            both = next((pair for t in sentence if t.dep_ in SUBJECTS and len(pair := coordinated(t)) == TWO), [])
            found = [actor_id for token in both for actor_id in self._scene.resolve(token)]
            kinds = {self._scene.book[actor_id].type for actor_id in found}
            if len(set(found)) == TWO and self._is_pair(kinds, lemma):
                return found
        return []

    def _is_pair(self, kinds: set[ActorType], lemma: str) -> bool:
        """Whether two actors of these kinds may be called "the two" with a noun."""
        if lemma in lexicon.sources().pairs["persons"]:
            return kinds == {"person"}
        return kinds == {"state"} if lemma not in {"side", "party"} else kinds <= ABLE_TO_AGREE

    def _last_two_persons(self, head: Token) -> list[str]:
        named = [actor_id for position, actor_id in self._scene.people.positions if position < head.i]
        return list(dict.fromkeys(reversed(named)))[:TWO][::-1]

    def _last_two_bodies(self, head: Token) -> list[str]:
        """The two names of bodies that stand last before "the two clubs"."""
        names, found = self._scene.names, list[str]()
        for span in reversed(names.spans):
            if span.start < head.i and len(found) < TWO and names.kind(span) not in {"person", "state"}:
                found += [actor_id] if (actor_id := names.enter(span)) not in found else []
        return found[::-1]

    def _last_states(self, head: Token, marks: set[str]) -> list[str]:
        """Of "the three countries" the three states that the last sentence naming so many names."""
        number = next((number for word, number in MANY.items() if word in marks), 0)
        first = head.sent.start
        while number and first > 0:
            sentence = head.doc[first - 1].sent
            states = dict.fromkeys(s.kb_id_ for s in self._scene.reading.states_in(list(sentence)))
            if len(states) >= number:
                return (
                    [self._scene.book.registered(entry) for entry in states][:number] if len(states) == number else []
                )
            first = sentence.start
        return []

    def last_two_states(self, head: Token) -> list[str]:
        """Return the states last named side by side ("China and Solomon Islands"), else the two named most before."""
        spans = [s for s in self._scene.reading.registry_spans_before(head.i) if s.label_ == "state"]
        pair = next(_pairs(spans), None)
        most = [entry for entry, _ in Counter(span.kb_id_ for span in spans).most_common(TWO)]
        return [self._scene.book.registered(entry) for entry in ([s.kb_id_ for s in pair] if pair else most)]


def _pairs(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield the names that stand side by side in twos, the last first; of longer enumerations none."""
    run: list[Span] = []
    for span in (*reversed(spans), None):
        if span is not None and (not run or _is_side_by_side(span, run[-1])):
            run.append(span)
            continue
        if len(run) == TWO and run[0].kb_id_ != run[1].kb_id_:
            yield run[1], run[0]
        run = [span] if span is not None else []


def _is_side_by_side(first: Span, second: Span) -> bool:
    between = first.doc[first.end : second.start]
    return len(between) <= NEAR and any(token.lower_ in {"and", "-", "–", ","} for token in between)
