"""Contingents: the states whose people a force is made up of, told behind it by adjective or by "from".

"240 instructors, most of them Belgian, with smaller groups from Ireland and Portugal"; "700 are Italian and 350
Hungarian"; "three frigates, one Greek and one Italian": each state has men where the whole force is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import Sighting

ADJECTIVAL = frozenset({"adjective", "demonym"})
JOINING = frozenset({",", "and", "or", "&", "—", "-", "–"})
FILLING = frozenset({"of", "them", "whom", "which", "those", "these", "are", "were", "is", "being", "also", "soldiers"})
LONGEST_SHARE = 8  # words from "most" to the adjective
LONGEST_LIST = 14  # words from "groups from" to the last state


class Contingents:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._words = force_words()

    def sighting(self, token: Token, last: Sighting | None) -> Sighting | None:
        """Return the contingent that a state's name or adjective stands for, of the force of the ``last`` sighting."""
        span = self._reading.registered.get(token.i)
        if last is None or span is None or span.label_ != "state" or token.i != span.end - 1:
            return None
        if not self._is_near(token, last):
            return None
        first = span.start - 1
        is_part = self._is_share(token, first) if span.id_ in ADJECTIVAL else self._is_giver(token.doc, first)
        sender = self._sides.of_span(span) if is_part else None
        if sender is None or sender in {last.sender, last.host, last.beneficiary} or not self._sides.is_state(sender):
            return None
        if last.sender is None:
            last.sender = sender  # the force is that of those it is made up of
            return None
        return replace(
            last, sender=sender, frame="stay", is_more=False, has_number=True, tokens=(token, token), anchor=token
        )

    def _is_near(self, token: Token, last: Sighting) -> bool:
        """Whether the force is told of in the same sentence or, with a word that takes it up, in the one before."""
        told = last.tokens[1].sent
        return told.start <= token.i and told.end >= token.sent.start

    def _is_share(self, token: Token, at: int) -> bool:
        """Whether an adjective is behind "most of them", "mainly", "700 are", and describes no noun of its own."""
        doc = token.doc
        if token.i + 1 < len(doc) and doc[token.i + 1].pos_ in {"NOUN", "PROPN", "ADJ"}:
            return False
        for word in reversed(doc[max(token.sent.start, at - LONGEST_SHARE) : at + 1]):
            if word.lower_ in self._words.people["shares"] or word.like_num:
                return True
            is_other = word.i in self._reading.registered and self._reading.registered[word.i].id_ in ADJECTIVAL
            if not (is_other or word.lower_ in JOINING | FILLING):
                return False
        return False

    def _is_giver(self, doc: Doc, at: int) -> bool:
        """Whether a name stands in the list behind "smaller groups from", "contingents of"."""
        for word in self._backwards(doc, at):
            if word.lower_ == "from":
                before = doc[word.i - 1] if word.i else word
                return before.lemma_.lower() in self._words.people["parts"]
        return False

    def _backwards(self, doc: Doc, at: int) -> Iterator[Token]:
        """The words before a name as far as a list of names goes."""
        for index in range(at, max(-1, at - LONGEST_LIST), -1):
            yield doc[index]
            is_name = index in self._reading.registered or doc[index].pos_ in {"PROPN", "DET"}
            if not is_name and doc[index].lower_ not in JOINING:
                return
