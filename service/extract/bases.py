"""Bases: whoever has a base abroad has soldiers there, and whoever gives one up leaves."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import is_unreal
from service.extract.lexicon.forces import force_words
from service.extract.sides import Sides
from service.extract.sighting import Sighting
from service.extract.syntax import subject
from service.extract.theatre import Theatre
from service.extract.troops import Forces


class Bases:
    """Answers for one article."""

    def __init__(self, sides: Sides, forces: Forces, theatre: Theatre) -> None:
        self._sides = sides
        self._forces = forces
        self._theatre = theatre

    def sighting(self, token: Token) -> Sighting | None:
        """ "gave back its last base in Chad", "the Russian base in Gyumri"; None where a word is no base abroad."""
        if token.lemma_.lower() not in force_words().bases or token.pos_ not in {"NOUN", "PROPN"}:
            return None
        is_left = token.dep_ in {"dobj", "nsubjpass"} and token.head.lemma_.lower() in force_words().giving_up
        anchor = token.head if is_left else token
        sender = self._holder(token, anchor if is_left else None)
        area = self._theatre.of(anchor, token, token, sender, leaving=is_left)
        is_abroad = area.host != sender and bool(area.host or any(p.kb_id_ for p in area.places))
        if sender is None or not is_abroad or is_unreal(anchor):
            return None
        return Sighting(
            sender=sender,
            force="troops",
            frame="leave" if is_left else "stay",
            beneficiary=None,
            adversary=None,
            places=area.places,
            host=area.host,
            status="ended" if is_left else "under_way",
            is_more=False,
            has_number=False,
            is_loose=True,
            is_confirmed=False,
            tokens=(token, anchor) if token.i <= anchor.i else (anchor, token),
            anchor=anchor,
        )

    def _holder(self, base: Token, leaving: Token | None) -> str | None:
        """Whose base it is: its owner, or who gives it up."""
        owner = self._forces.owner(base)
        if owner is not None or leaving is None:
            return owner
        doer = subject(leaving)
        return self._sides.of_noun(doer) if doer is not None and doer.i != base.i else None
