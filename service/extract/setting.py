"""Setting: where an article plays, for deployments of which only the going is told ("Norway will send 40 men")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Span, Token

from service.extract.drafts import Draft
from service.extract.lexicon.forces import Frame, force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import STAYING, Sighting
from service.extract.syntax import children
from service.model import Force

TELLING: frozenset[Frame] = frozenset({"send", "supply", "leave", "host", "have", "go"})
MOVING: frozenset[Frame] = TELLING - {"have"}
ABROAD: frozenset[Force] = frozenset({"advisers", "peacekeepers"})  # who are seldom at home


class Setting:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides

    def give(self, drafts: list[Draft], sightings: list[Sighting]) -> None:
        """Give each unplaced deployment the state or sea that most others are told in, else one the article names."""
        told = (h for d in drafts for s in d.sightings for h in (s.host, s.beneficiary))
        hosts = Counter(h for h in told if h is not None and self._sides.is_state(h))
        seas = Counter(p.text for s in sightings if s.host is None for p in s.places if p.kb_id_)
        spans = {p.text: p for s in sightings for p in s.places}
        for draft in drafts:
            if draft.is_placed or draft.sender in hosts or not (draft.places or self._is_sent(draft)):
                continue
            others = [h for h, _ in hosts.most_common() if h != draft.sender]
            if others:
                draft.sightings[0].host = others[0]
                draft.sightings[0].places = draft.places or self._standing_for(others[0], sightings)
            elif draft.places:
                continue
            elif seas:
                draft.sightings[0].places = [spans[seas.most_common(1)[0][0]]]
            elif self._may_be_anywhere(draft):
                draft.sightings[0].host = next(iter(self._others_named(draft.sender)), None)

    def _standing_for(self, host: str, sightings: list[Sighting]) -> list[Span]:
        """The place by which an article speaks of a state that it does not name: Gaza."""
        if any(span.label_ == "state" and self._sides.host(span) == host for span in self._spans()):
            return []
        return next((s.places[:1] for s in sightings if s.host == host and s.places), [])

    def first_named(self) -> str | None:
        """Return the state that an article begins with; it is the one whose doings it tells."""
        return next((self._sides.host(span) for span in self._spans() if span.label_ == "state"), None)

    def states(self) -> set[str]:
        """Return the states that an article names or plays in."""
        return {host for span in self._spans() if (host := self._sides.host(span)) is not None}

    def _is_sent(self, draft: Draft) -> bool:
        """Whether a force is told to go or be somewhere else than at home; "has 3,600 soldiers" is an army's size."""
        if draft.force in ABROAD:
            return True
        is_army = draft.sender is not None and self._sides.is_state(draft.sender)
        telling = MOVING if is_army else TELLING
        return any(s.frame in telling or s.anchor.lemma_ in STAYING for s in draft.sightings)

    def _may_be_anywhere(self, draft: Draft) -> bool:
        is_moving = any(s.frame in MOVING or s.anchor.lemma_ in STAYING for s in draft.sightings)
        return is_moving and not any(_has_goal(s.anchor) for s in draft.sightings)

    def _others_named(self, sender: str | None) -> list[str]:
        hosts = (self._sides.host(span) for span in self._spans())
        return [host for host in dict.fromkeys(hosts) if host is not None and host != sender]

    def _spans(self) -> Iterable[Span]:
        return (s for _, s in sorted(self._reading.registered.items()) if s.label_ in {"state", "place"})


def _has_goal(anchor: Token) -> bool:
    """Whether it is said where to, be it at home: "to its border with Belarus"."""
    return any(c.lower_ in force_words().prepositions and children(c, "pobj") for c in children(anchor, "prep"))
