"""Setting: where an article plays, for deployments of which only the going is told ("Norway will send 40 men")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Span

from service.extract.drafts import Draft
from service.extract.hosting import Hosting, HostJudge, is_lent
from service.extract.lexicon.forces import Frame
from service.extract.place_names import is_where
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL, STAYING, Sighting
from service.extract.syntax import children
from service.model import Force

TELLING: frozenset[Frame] = frozenset({"send", "supply", "leave", "host", "have", "go"})
MOVING: frozenset[Frame] = TELLING - {"have"}
ABROAD: frozenset[Force] = frozenset({"advisers", "peacekeepers", "other"})  # who are seldom at home


class Setting:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides, judge: HostJudge) -> None:
        """``judge`` tells which state a deployment is for where the article does not."""
        self._reading = reading
        self._sides = sides
        self._judge = judge

    def give(self, drafts: list[Draft], sightings: list[Sighting], hosting: Hosting, fought: set[str]) -> None:
        """Give each unplaced deployment the state that it is likeliest for, else the sea that others are told at."""
        seas = Counter(p.text for s in sightings if s.host is None for p in s.places if p.kb_id_)
        spans = {p.text: p for s in sightings for p in s.places}
        for draft in drafts:
            if draft.is_placed or not (draft.places or self._is_sent(draft)):
                continue
            is_at_sea = bool(seas) and draft.force == "ships" and not draft.places
            host = self._judge(hosting.choice(draft, drafts, fought)) if not is_at_sea else None
            if host is not None:
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
        if any(is_lent(s) or s.is_pointed_at or _is_given(s) for s in draft.sightings):
            return True
        return any(s.frame in telling or s.anchor.lemma_ in STAYING for s in draft.sightings)

    def _spans(self) -> Iterable[Span]:
        return (s for _, s in sorted(self._reading.registered.items()) if s.label_ in {"state", "place"})


def _is_given(sighting: Sighting) -> bool:
    """ "will double its contribution to 50 soldiers": whoever contributes has them elsewhere."""
    return any(noun.lemma_.lower() in {"contribution", "commitment"} for noun in children(sighting.anchor, "dobj"))
