"""Sightings told by a bare number: "900 soldiers are in Syria and 2,500 in Iraq", "Norway promised six more"."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from service.extract.lexicon.forces import Frame, force_words
from service.extract.moves import frame_of
from service.extract.progress import status_of
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL, Sighting, in_order
from service.extract.syntax import children, subject
from service.extract.theatre import Theatre
from service.model import Force

COMPOSING = frozenset({"make", "compose", "comprise", "consist", "include"})
GIVING: frozenset[Frame] = frozenset({"send", "supply", "have"})
LONGEST_GAP = 50  # words to the force that a number is of


class NumberSightings:
    """Answers for one article."""

    def __init__(self, sides: Sides, theatre: Theatre) -> None:
        self._sides = sides
        self._theatre = theatre

    def sighting(self, number: Token, last: Sighting | None, spoken_of: tuple[int, Force] | None) -> Sighting | None:
        """Return what a number tells of the force before it, if it does.

        ``last``: the sighting before; ``spoken_of``: index and kind of the force that was named last.
        """
        if spoken_of is not None and (given := self._from(number, *spoken_of)) is not None:
            return given
        if last is None or number.pos_ != "NUM" or number.i - last.tokens[1].i > LONGEST_GAP:
            return None
        if number.dep_ == "conj" and number.sent == last.anchor.sent:
            return self._elsewhere(number, last)
        return self._by_another(number, last) or self._by_itself(number, last)

    def _from(self, number: Token, index: int, force: Force) -> Sighting | None:
        """ "pledges come to half that: 8,000 from Indonesia, 1,500 from Morocco": of the force spoken of."""
        if not number.like_num or number.dep_ == "nummod":
            return None
        if any(t.lemma_.lower() in COMPOSING for t in number.doc[number.sent.start : number.i]):
            return None  # "the force, made up of 350 men from Nigeria and 200 from Ghana"
        behind = number.doc[min(number.i + 1, len(number.doc) - 1)]  # wherever the parse hangs it
        givers = (self._sides.of_noun(noun) for noun in children(behind, "pobj") if behind.lower_ == "from")
        sender = next((side for side in givers if side is not None and self._sides.is_state(side)), None)
        if sender is None or force in MATERIEL or number.i - index > LONGEST_GAP:
            return None
        is_promised = any(t.lemma_.lower() in force_words().people["planning"] for t in number.sent)
        area = self._theatre.of(number, number, number, sender, leaving=False)
        return Sighting(
            sender=sender,
            force=force,
            frame="send",
            beneficiary=None,
            adversary=None,
            places=[],
            host=area.host if area.host != sender else None,
            status="planned" if is_promised else "under_way",
            is_more=False,
            has_number=True,
            is_loose=True,
            is_confirmed=False,
            tokens=(number, number),
            anchor=number,
        )

    def _elsewhere(self, number: Token, last: Sighting) -> Sighting | None:
        area = self._theatre.of(number, number, number, last.sender, leaving=False)
        is_other = area.host not in {None, last.host, last.sender}
        return replace(last, places=area.places, host=area.host, tokens=(number, number)) if is_other else None

    def _by_another(self, number: Token, last: Sighting) -> Sighting | None:
        noun = number.head if number.dep_ == "nummod" and number.head.lower_ in {"more", "others"} else number
        verb = noun.head
        is_object = noun.dep_ == "dobj" and verb.pos_ == "VERB"
        doer = subject(verb) if is_object and frame_of(verb, "object", last.force) in GIVING else None
        sender = self._sides.of_noun(doer) if doer is not None else None
        if sender is None or sender in {last.sender, last.beneficiary, last.host} or not self._sides.is_state(sender):
            return None
        status = status_of(verb, noun, "send")
        return replace(last, sender=sender, status=status, tokens=in_order(number, verb), anchor=verb)

    def _by_itself(self, number: Token, last: Sighting) -> Sighting | None:
        """ "of which a hundred had been redeployed to Mali", "in 1991 over 11,000 were sent"."""
        verb = number.head
        is_there = number.dep_ == "attr" and bool(children(verb, "expl"))  # "in South Sudan there are 1,900"
        if not is_there and (number.dep_ not in {"nsubj", "nsubjpass"} or verb.pos_ not in {"VERB", "AUX"}):
            return None
        frame = frame_of(verb, "subject" if number.dep_ == "nsubj" else "object", last.force)
        if frame not in {"send", "go", "leave", "stay"} or last.sender is None:
            return None
        area = self._theatre.of(verb, number, number, last.sender, leaving=frame == "leave")
        if frame == "stay" and not area.places:
            return None
        status, tokens = status_of(verb, number, frame), in_order(number, verb)
        places, host = (area.places, area.host) if area.places or area.host else (last.places, last.host)
        return replace(
            last, frame=frame, status=status, places=places, host=host, tokens=tokens, anchor=verb, has_number=True
        )
