"""Seats: where a mission is, as the registry or the article has it: "the UN mission in Mali", "the force on the Golan".

Of a mission's own people an article often says no more than how many there are: "It now has 1,100 soldiers".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract.lexicon.forces import force_words
from service.extract.missions import Missions
from service.extract.reading import Reading
from service.extract.sides import Sides

AT = frozenset({"in", "on", "for", "to", "over", "off", "along", "around"})
NAMING = frozenset({"adjective", "demonym", "seat"})


class MissionSeats:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides, missions: Missions) -> None:
        self._reading = reading
        self._sides = sides
        self._missions = missions

    def of(self, mission: str) -> tuple[list[Span], str | None]:
        """Return the places at which a mission has its seat, and the state they are in; nothing for other actors."""
        if not self._sides.is_joint(mission):
            return [], None
        seat = force_words().missions.get(self._sides.key(mission))
        if seat is not None and (host := self._sides.registered(seat)) is not None:
            return [], host
        known = [s for s in self._places if seat is not None and s.kb_id_ == seat][:1]
        places = known or self._told.get(mission, [])[:1]
        host = next((h for place in places if (h := self._sides.host(place)) is not None), None)
        return [place for place in places if place.label_ == "place"], host

    @cached_property
    def _places(self) -> Sequence[Span]:
        spans = self._reading.registry_spans
        return [s for s in spans if s.label_ in {"state", "place"} and s.id_ not in NAMING]

    @cached_property
    def _told(self) -> dict[str, list[Span]]:
        """The places that stand behind a mission, in text order."""
        found: dict[str, list[Span]] = {}
        for span in self._places:
            noun = _behind_what(span)
            mission = self._missions.called_by(noun) if noun is not None else None
            if mission is not None:
                found.setdefault(mission, []).append(span)
        return found


def _behind_what(span: Span) -> Token | None:
    """The noun of "the mission in the Red Sea" and of its name, "European Union Mission in Armenia"."""
    preposition = span.root.head
    is_behind = span.root.dep_ == "pobj" and preposition.lower_ in AT
    return preposition.head if is_behind and preposition.head.pos_ in {"NOUN", "PROPN"} else None
