"""Setting: where an article plays, for deployments of which only the going is told ("Norway will send 40 men")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Span, Token

from service.extract.drafts import Draft
from service.extract.lexicon.forces import Frame, force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL, STAYING, Sighting
from service.extract.syntax import children, prepositional_objects
from service.extract.theatre import DESCRIBED, is_where
from service.model import Force

TELLING: frozenset[Frame] = frozenset({"send", "supply", "leave", "host", "have", "go"})
MOVING: frozenset[Frame] = TELLING - {"have"}
JOINT = frozenset({"mission", "force", "operation", "coalition", "battlegroup"})  # what several states give men to
FIRM = 2
TOLD = 2  # what a deployment told there counts against a name
ABROAD: frozenset[Force] = frozenset({"advisers", "peacekeepers"})  # who are seldom at home


class Setting:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides

    def give(self, drafts: list[Draft], sightings: list[Sighting]) -> None:
        """Give each unplaced deployment the state or sea that most others are told in, else where the article plays."""
        told = [h for d in drafts for s in d.sightings for h in (s.host, s.beneficiary)]
        scenes = self._scenes([h for h in told if h is not None and self._sides.is_state(h)])
        seas = Counter(p.text for s in sightings if s.host is None for p in s.places if p.kb_id_)
        spans = {p.text: p for s in sightings for p in s.places}
        for draft in drafts:
            if draft.is_placed or draft.sender in told or not (draft.places or self._is_sent(draft)):
                continue
            host = next((h for h, _ in scenes.most_common() if h != draft.sender), None)
            if host is not None and (host in told or self._may_be_in(draft, scenes[host], is_at_sea=bool(seas))):
                draft.sightings[0].host = host
                if draft.force not in MATERIEL and not draft.places:
                    draft.sightings[0].places = self._standing_for(host)
            elif seas and not draft.places:
                draft.sightings[0].places = [spans[seas.most_common(1)[0][0]]]

    def name(self, drafts: list[Draft]) -> None:
        """Name the place of those told to be "there" or "in the country", as the article names it."""
        for draft in drafts:
            sighting = next((s for s in draft.sightings if s.host not in {None, draft.sender}), None)
            if sighting is not None and sighting.host is not None and not draft.places and draft.force not in MATERIEL:
                sighting.places = [p for p in self._standing_for(sighting.host) if self._is_own_name(p)]

    def _is_own_name(self, span: Span) -> bool:
        """Whether a state is called by its name, not by its capital."""
        entry = self._reading.registry.actors.get(span.kb_id_)
        return entry is not None and span.text.casefold().removeprefix("the ") in entry.name.casefold()

    def _may_be_in(self, draft: Draft, naming: int, *, is_at_sea: bool) -> bool:
        """Whether a deployment may be in a state that is told as a place so many times, though no other is there."""
        if draft.places:
            return naming >= FIRM and _are_unknown(draft.places)
        return not is_at_sea and self._may_be_anywhere(draft)

    def _scenes(self, told: list[str]) -> Counter[str]:
        """The states that the article plays in, and how much: where deployments are told, where it says things are."""
        found = Counter({host: TOLD * count for host, count in Counter(told).items()})
        for span in self._spans():
            host = self._sides.host(span)
            if host is not None and (span.label_ == "place" or is_where(span)):
                found[host] += 1
        named = [host for span in self._spans() if (host := self._sides.host(span)) is not None]
        return found or Counter(named[:1])

    def _standing_for(self, host: str) -> list[Span]:
        """The name by which an article mostly speaks of where a state is: Gaza."""
        here = [s for s in self._spans() if self._sides.host(s) == host and (s.label_ == "place" or is_where(s))]
        names = Counter(span.text for span in here)
        own = [span for span in here if span.label_ == "state"] or here
        return [max(own, key=lambda span: (names[span.text], -span.start))] if own else []

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
        if any(_is_lent(s) for s in draft.sightings):
            return True
        return any(s.frame in telling or s.anchor.lemma_ in STAYING for s in draft.sightings)

    def _may_be_anywhere(self, draft: Draft) -> bool:
        is_moving = any(s.frame in MOVING or s.anchor.lemma_ in STAYING or _is_lent(s) for s in draft.sightings)
        return is_moving and not any(_has_goal(s.anchor) for s in draft.sightings)

    def _spans(self) -> Iterable[Span]:
        return (s for _, s in sorted(self._reading.registered.items()) if s.label_ in {"state", "place"})


def _is_lent(sighting: Sighting) -> bool:
    """ "has 3,000 soldiers in the African Union's mission": they are not at home."""
    nouns = (sighting.anchor, *sighting.tokens)
    joined = (o for noun in nouns for o in prepositional_objects(noun, "in", "to", "with", "under", "within", "on"))
    return any(noun.lemma_.lower() in JOINT for noun in joined)


def _are_unknown(places: list[Span]) -> bool:
    """Whether the places are names that nobody knows, so that they may lie where the article plays."""
    return all(not place.kb_id_ and place.label_ != DESCRIBED for place in places)


def _has_goal(anchor: Token) -> bool:
    """Whether it is said where to, be it at home: "to its border with Belarus"."""
    ways = (c for c in children(anchor, "prep") if c.lower_ in force_words().prepositions)
    return any(noun.lemma_.lower() not in JOINT for way in ways for noun in children(way, "pobj"))
