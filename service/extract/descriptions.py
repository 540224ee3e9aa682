"""Definite descriptions that take up somebody named: "the general", "the Frenchman", "the 54-year-old"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.actors import is_role
from service.extract.scene import Scene

LONGEST_TITLE = 4  # tokens from the start of a sentence to the name of its subject
NEXT = 30  # tokens from a description to the sentence that names whom it describes
NEAR = 3  # paragraphs back to who may be taken up


class Descriptions:
    """Finds the person that a noun with "the" goes on speaking of."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._classes = lexicon.sources().person_classes

    def taken_up(self, head: Token, phrase: list[Token]) -> str | None:
        """Return the person near before a noun whom it may describe: who spoke last, else the last one named."""
        before = frozenset(token.lower_ for token in phrase if token.i < head.i and token.is_lower)
        return self._first(head, lambda actor_id: self._misfit(head, before, actor_id))

    def by_state(self, head: Token, state: str) -> str | None:
        """Return the person of a state near before "the Belarusian"; where nobody's state is known, who spoke last."""
        of_state = self._first(head, lambda actor_id: None if state in self._states(actor_id) else "of another state")
        return of_state or self._first(head, lambda actor_id: "of another state" if self._states(actor_id) else None)

    def named_next(self, head: Token, phrase: list[Token]) -> str | None:
        """Return the person who is named only after a description: "the coach said. Marco Bellini, whose side …"."""
        before = frozenset(token.lower_ for token in phrase if token.i < head.i)
        reading, people = self._scene.reading, self._scene.people
        positions = people.positions
        first = bisect_right(positions, (head.sent.end, ""))
        if first == len(positions):
            return None
        position, actor_id = positions[first]
        token = head.doc[position]
        is_near = reading.paragraph(token.idx) - reading.paragraph(head.idx) <= 1
        is_new = all(other != actor_id for _, other in positions[:first])
        opens = token.i - token.sent.start <= LONGEST_TITLE and token.sent.start <= head.sent.end + NEXT
        if not (is_near and is_new and opens):
            return None
        return actor_id if self._misfit(head, before, actor_id) is None else None

    def of_headline(self, head: Token, phrase: list[Token]) -> str | None:
        """Return the person whom a headline tells of by office only ("…, says commander") and the story by name."""
        if not self._is_in_headline(head):
            return None
        before = frozenset(token.lower_ for token in phrase if token.i < head.i)
        positions = self._scene.people.positions
        later = dict.fromkeys(actor_id for position, actor_id in positions if position > head.i)
        noun = head.lemma_.lower()
        return next((a for a in later if any(is_role(role, noun, before) for role in self._roles(a))), None)

    def _is_in_headline(self, head: Token) -> bool:
        """Whether a noun without an article stands in a line that does not end as a sentence does."""
        reading = self._scene.reading
        line = reading.text[head.idx : reading.line_end(head.idx)].rstrip()
        return line[-1:].isalnum() and not any(child.dep_ == "det" for child in head.children)

    def nearest(self, head: Token) -> str | None:
        """Return who "the 54-year-old" is."""
        return self._first(head, lambda actor_id: self._misfit(head, frozenset(), actor_id))

    def _first(self, head: Token, misfit: Callable[[str], str | None]) -> str | None:
        """The first of the persons near before that nothing speaks against; the others are noted as turned down."""
        reading = self._scene.reading
        paragraph = reading.paragraph(head.idx)
        for offset, actor_id in self._nearest(head):
            if paragraph - reading.paragraph(offset) > NEAR:
                return None
            reason = misfit(actor_id)
            if reason is None:
                return actor_id
            stretch, name = (head.idx, head.idx + len(head)), self._scene.book[actor_id].name
            reading.trace.reject("statement", stretch, f"speaker {name} for “{head.text}”", reason)
        return None

    def _nearest(self, head: Token) -> list[tuple[int, str]]:
        """Offset and id of the persons that spoke or were named before, the nearest first, who spoke before others."""
        doc, book = head.doc, self._scene.book
        spoke = [
            (offset, actor_id)
            for offset, actor_ids in self._scene.memory.before(head.idx)
            for actor_id in actor_ids
            if book[actor_id].type == "person"
        ][:NEAR]
        named = [
            (doc[position].idx, actor_id)
            for position, actor_id in self._scene.people.positions
            if position < head.i and self._scene.reading.quotation_at(doc[position].idx) is None
        ]
        return [*spoke, *named[: -NEAR - 1 : -1]]

    def _misfit(self, head: Token, before: frozenset[str], actor_id: str) -> str | None:
        """Why a person cannot be whom a noun describes, None where nothing speaks against it."""
        noun, people = head.lemma_.lower(), self._scene.people
        titles = lexicon.sources().titles
        others = people.male if noun in titles["female"] else people.female if noun in titles["male"] else set()
        if actor_id in others:
            return "of the other sex"
        roles = self._roles(actor_id)
        if not roles or noun in self._classes["anybody"]:
            return None
        if any(is_role(role, noun, before) for role in roles):
            return None
        nouns = {word for role in roles for word in role.casefold().replace("-", " ").split()}
        akin: set[str] = set()
        if not before and noun not in self._classes["unique"]:
            akin.update(*(words for name, words in self._classes.items() if name != "unique" and noun in words))
        return None if nouns & akin else f"known as {', '.join(sorted(roles))}"

    def _roles(self, actor_id: str) -> set[str]:
        """The roles that somebody is known to have."""
        draft, entry = self._scene.book[actor_id], self._scene.book.entry(actor_id)
        return {draft.role or "", *(office.role for office in (entry.offices if entry else ()))} - {""}

    def _states(self, actor_id: str) -> set[str]:
        """The state that somebody acts for, also as an officer of its bodies."""
        book, entry, registry = self._scene.book, self._scene.book.entry(actor_id), self._scene.reading.registry
        offices = entry.offices if entry is not None else ()
        known = {book.registered(office.of) for office in offices if office.of in registry.actors}
        known |= {owner for owner in (book[actor_id].of,) if owner is not None}
        return known | {of for owner in known if (of := book[owner].of) is not None}
