"""Arming: "Iran is arming the Houthis" tells of weapons without naming any."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import is_unreal
from service.extract.progress import status_of
from service.extract.reading import Reading
from service.extract.senders import doer_of
from service.extract.sides import Sides
from service.extract.sighting import Sighting
from service.extract.syntax import children

ARMING = frozenset({"arm", "rearm"})


class Arming:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides

    def sighting(self, verb: Token) -> Sighting | None:
        """Return the weapons that one side gives another, None where a word tells of no arming."""
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in ARMING or is_unreal(verb):
            return None
        doer = doer_of(verb)
        armed = next(iter(children(verb, "dobj")), None)
        sender = self._sides.of_noun(doer) if doer is not None else None
        beneficiary = self._sides.of_noun(armed) if armed is not None else None
        if sender is None or beneficiary in {None, sender} or not self._sides.may_send(sender):
            return None
        return Sighting(
            sender=sender,
            force="weapons",
            frame="supply",
            beneficiary=beneficiary,
            adversary=None,
            places=[],
            host=None,
            status=status_of(verb, verb, "supply"),
            is_more=False,
            has_number=False,
            is_loose=True,
            is_confirmed=False,
            tokens=(verb, verb),
            anchor=verb,
        )
