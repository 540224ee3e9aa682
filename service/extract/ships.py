"""Whose ships are, and those aboard."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from service.extract.anchors import NOMINAL
from service.extract.troops import Forces, force_of

SHIP_REACH = 150  # tokens back from "the vessel" to its name


class Ships:
    """Answers for one article; actors are local ids."""

    def __init__(self, doc: Doc, forces: Forces) -> None:
        self._doc = doc
        self._forces = forces

    def of_crew(self, anchor: Token) -> str | None:
        """ "the frigate Oldenburg, with 220 men on board", "the vessel, with a crew of 65": the ship's."""
        with_them = [t for t in (anchor, anchor.head.head) if t.dep_ == "pobj" and t.head.lower_ == "with"]
        ships = (t.head.head for t in with_them if force_of(t.head.head) == "ships" or self._forces.flag(t.head.head))
        return next((self.owner(ship) for ship in ships), None)

    def owner(self, ship: Token) -> str | None:
        """Whose a ship is: as its phrase tells, else as that of the ship named last does."""
        before = (t for t in reversed(self._doc[max(0, ship.i - SHIP_REACH) : ship.i + 1]) if t.pos_ in NOMINAL)
        named = (self._forces.owner(t) for t in before if force_of(t) == "ships" or self._forces.flag(t) is not None)
        return next((owner for owner in named if owner is not None), None)
