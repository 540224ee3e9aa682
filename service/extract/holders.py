"""Who has arms that another made, and whose nationals are told of: "Peru had 500 Russian missiles", "58 citizens"."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from service.extract.anchors import head_of
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.sides import Sides
from service.extract.syntax import is_passive, prepositional_objects, subject


class Holders:
    """Answers for one article; actors are local ids."""

    def __init__(self, sides: Sides, side_of: Callable[[Token], str | None]) -> None:
        """``side_of`` tells which side a noun stands for."""
        self._sides = sides
        self._side_of = side_of
        self._words = count_words().owning

    def of_arms(self, count: Count, anchor: Token) -> str | None:
        """Return who has arms, whoever made them: "Peru had 500 Russian missiles"."""
        verb = head_of(anchor).head
        if count.kind != "weapons" or verb.lemma_.lower() not in self._words["keeping"] or is_passive(verb):
            return None
        doer = subject(verb)
        return self._state(doer) if doer is not None and doer.i < anchor.i else None

    def of_nationals(self, count: Count, anchor: Token) -> str | None:
        """Return the state that tells of its own: "Togo wants the bodies of 58 citizens", "says 64 nationals died"."""
        if anchor.lemma_.lower() not in self._words["nationals"] or any(prepositional_objects(anchor, "of")):
            return None
        doers = (subject(verb) for verb in anchor.ancestors if verb.pos_ in {"VERB", "AUX"})
        teller = next((doer for doer in doers if doer is not None and doer.i < count.quantity.start), None)
        return self._state(teller) if teller is not None else None

    def _state(self, noun: Token) -> str | None:
        side = self._side_of(noun)
        return side if side is not None and self._sides.is_state(side) else None
