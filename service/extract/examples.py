"""Examples: the states named for a noun that only sums them up: "countries including Norway and Denmark"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import FINITE

LONGEST_LIST = 24  # words from "countries" to the last one named


class Examples:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._words = force_words()

    def of(self, noun: Token) -> list[str]:
        """Return the states named for a plural such as "countries", none where the noun is no such one."""
        if noun.tag_ != "NNS" or noun.lemma_.lower() not in self._words.people["sums"]:
            return []
        found: list[str] = []
        for token in self._listed(noun):
            span = self._reading.registered.get(token.i)
            if span is None or span.label_ != "state" or token.i != span.end - 1 or span.id_ == "adjective":
                continue
            side = self._sides.of_span(span)
            if side is not None and side not in found:
                found.append(side)
        return found

    def _listed(self, noun: Token) -> Iterator[Token]:
        """The words behind one that says that examples follow, as far as the clause goes."""
        is_open = False
        for token in noun.doc[noun.i + 1 : min(noun.i + LONGEST_LIST, noun.sent.end)]:
            if token.tag_ in FINITE:
                return
            if is_open:
                yield token
            is_open = is_open or self._opens(token)

    def _opens(self, token: Token) -> bool:
        word = token.lower_
        if word == "as":
            return token.i > 0 and token.nbor(-1).lower_ == "such"
        return word in self._words.people["exemplifying"] or word in {"—", "–", ":"}
