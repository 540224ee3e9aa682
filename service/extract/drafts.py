"""Drafts: sightings joined to deployments, and how far a deployment has come by all that is seen of it.

Sightings with the same sender and force that do not exclude each other are one deployment; what is announced on top of
it ("a further 300 men") is one of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Span

from service.extract.sighting import LASTING, MATERIEL, STAYING, Sighting
from service.model import DeploymentStatus, Force

# forces that one and the same people are called by
KIN: tuple[frozenset[Force], ...] = (frozenset({"troops", "peacekeepers"}),)
HUMAN: frozenset[Force] = frozenset({"troops", "peacekeepers", "police", "advisers", "other"})
HOSTILE = frozenset({"enter", "cross", "invade", "storm"})
REMAINING = frozenset({"remain", "stay", "leave", "keep", "retain"})
FIRM = 3  # as many plans outweigh what is told to be there


@dataclass(slots=True)
class Draft:
    """A deployment in the making."""

    sender: str | None
    sightings: list[Sighting] = field(default_factory=list)

    @property
    def force(self) -> Force:
        """The force most sightings name; peacekeepers are also called troops."""
        forces = Counter(s.force for s in self.sightings if not s.is_loose) or Counter(s.force for s in self.sightings)
        return "peacekeepers" if forces["peacekeepers"] else forces.most_common(1)[0][0]

    @property
    def is_more(self) -> bool:
        """Whether it comes on top of another one."""
        return all(s.is_more for s in self.sightings)

    @property
    def is_planned(self) -> bool:
        """Whether it is only a plan so far."""
        return all(s.status == "planned" for s in self.sightings)

    @property
    def is_by_the_way(self) -> bool:
        """Whether it is read off no more than that somebody died there, or that a mission there spoke."""
        return len(self.sightings) == 1 and self.sightings[0].is_by_the_way

    @property
    def is_placed(self) -> bool:
        """Whether it is told where it goes or whom it helps; where a shell lies does not say who got it."""
        telling = [s for s in self.sightings if s.frame != "stay" or self.force not in MATERIEL] or self.sightings
        return self.most("beneficiary") is not None or any(s.host or _known(s.places) for s in telling)

    @property
    def places(self) -> list[Span]:
        """Return the places that are named as where it goes."""
        return [place for s in self.sightings for place in s.places]

    def hosts(self) -> set[str]:
        """Return the states in which it takes place."""
        return {s.host for s in self.sightings if s.host is not None}

    def most(self, name: str) -> str | None:
        """Return what most sightings say of a field, None where none says anything."""
        values = Counter(value for s in self.sightings if (value := getattr(s, name)) is not None)
        return values.most_common(1)[0][0] if values else None

    def adversary(self, beneficiary: str | None) -> str | None:
        """Return whom most sightings name as the one fought, those who send or gain left out."""
        values = Counter(s.adversary for s in self.sightings if s.adversary not in {None, self.sender, beneficiary})
        return values.most_common(1)[0][0] if values else None

    def status(self, *, is_confirmed: bool, is_denied: bool) -> DeploymentStatus:
        """Return how far it has come; whether its sender owns up to it or denies it is for the caller to say."""
        telling = self._telling()
        statuses = Counter(s.status for s in telling)
        is_left = any(s.status == "under_way" and s.has_number and _remains(s) for s in self.sightings)
        if any(s.is_refuted for s in self.sightings):
            return "denied"
        going_on = sum(s.status == "under_way" and not s.is_past for s in telling)
        if statuses["ended"] and statuses["ended"] >= going_on and not is_left:
            return "ended"
        if is_denied or statuses["denied"] > statuses["under_way"] + statuses["planned"]:
            return "denied"
        if statuses["under_way"] and is_confirmed:
            return "confirmed"
        if _are_planned_rather(telling):
            return "planned"
        return "denied" if statuses["denied"] and statuses["denied"] >= statuses["under_way"] else "under_way"

    def _telling(self) -> list[Sighting]:
        """The sightings that say best how far it has come: whose sender is told, and not in a headline's present."""
        told = [s for s in self.sightings if not s.is_by_weight] or self.sightings
        return [s for s in told if not s.is_heading] or told

    def is_invasion(self, fought: set[str]) -> bool:
        """Whether nobody sent them to anybody's help: they stand or come in where they are fought."""
        if self.most("beneficiary") is not None or any(s.status in {"planned", "denied"} for s in self.sightings):
            return False
        if all(s.frame == "go" and s.anchor.lemma_ in HOSTILE for s in self.sightings):
            return not any(s.adversary not in {None, s.host} for s in self.sightings)
        return self.sender in fought and all(s.frame in {"go", "stay", "have"} for s in self.sightings)


class Drafts:
    """The deployments of one article in the making, in text order."""

    def __init__(self, states: set[str]) -> None:
        """``states``: the actors that are states; whom an armed group fights beside does not say where."""
        self._states = states
        self.all: list[Draft] = []

    def enter(self, sighting: Sighting) -> None:
        """Put a sighting to the deployment that it may be of, else make it one of its own."""
        for draft in reversed(self.all):
            if draft.sender == sighting.sender and _is_kin(sighting, draft) and self._agree(sighting, draft):
                draft.sightings.append(sighting)
                return
        self.all.append(Draft(sighting.sender, [sighting]))

    def only_sender(self, sighting: Sighting) -> str | None:
        """Return the only sender of that kind of force there is, for a sighting that does not say whose it is."""
        same = [d for d in self.all if _is_kin(sighting, d) and d.sender != sighting.host]
        if not same and sighting.host is not None and sighting.force in MATERIEL:
            # whoever sends men there sends the weapons
            same = [d for d in self.all if sighting.host in d.hosts()]
        placed = [d for d in same if sighting.host in d.hosts()] or same
        if sighting.is_new and sighting.host is not None:  # "a destroyer was sent there": not those told elsewhere
            placed = [d for d in placed if not d.hosts() or sighting.host in d.hosts()]
        actual = [d for d in placed if any(s.status not in {"denied", "planned"} for s in d.sightings)]
        if len({d.sender for d in placed}) > 1 and sighting.status not in {"denied", "planned"}:
            placed = actual
        if len({d.sender for d in placed}) != 1 or all(self._is_elsewhere(sighting, d) for d in placed):
            return None
        return placed[0].sender

    def _agree(self, sighting: Sighting, draft: Draft) -> bool:
        """Whether a sighting may be of the same deployment: same beneficiary, theatre, and not what comes on top."""
        beneficiary = draft.most("beneficiary")
        if sighting.beneficiary and beneficiary and sighting.beneficiary != beneficiary:
            return False
        if _are_apart(sighting, draft):
            return False
        hosts = draft.hosts() | ({beneficiary} & self._states)
        if not (hosts and draft.is_placed):
            return not self._is_elsewhere(sighting, draft)
        return sighting.host is None or sighting.host in hosts or sighting.beneficiary in hosts

    def _is_elsewhere(self, sighting: Sighting, draft: Draft) -> bool:
        """Whether both name places, and different ones: the Red Sea, the Baltic; where no state is told for them."""
        is_vague = sighting.host is None and draft.most("beneficiary") is None
        ours, theirs = _known(sighting.places), _known(draft.places)
        if not (ours and theirs) and sighting.has_number and any(s.has_number for s in draft.sightings):
            ours, theirs = _names(sighting.places), _names(draft.places)  # "200 to Portland", "700 to Los Angeles"
        return is_vague and bool(ours and theirs) and not ours & theirs


def _are_planned_rather(sightings: list[Sighting]) -> bool:
    """Whether plans outweigh what is told to have happened; that they "will stay" says neither."""
    planned = sum(s.status == "planned" for s in sightings)
    going = [s for s in sightings if s.status == "under_way" and s.anchor.lemma_ not in STAYING]
    if planned == len(going):
        return planned > 0 and sightings[0].status == "planned" and not any(s.is_there for s in going)
    return planned > len(going) and planned >= FIRM * sum(s.is_there for s in going)


def _names(places: list[Span]) -> set[str]:
    return {place.text for place in places if place.kb_id_ or place.root.ent_type_}


def _known(places: list[Span]) -> set[str]:
    """The places that the registry knows; of another one may lie anywhere."""
    return {place.kb_id_ for place in places if place.kb_id_}


def _is_kin(sighting: Sighting, draft: Draft) -> bool:
    """Whether a sighting may speak of the same people: the same force, or "officers", "the men" of any."""
    one, other = sighting.force, draft.force
    if one == other or any({one, other} <= kin for kin in KIN):
        return True
    loose = sighting.is_loose or sighting.status == "denied" or all(s.is_loose for s in draft.sightings)
    return loose and {one, other} <= HUMAN


def _remains(sighting: Sighting) -> bool:
    """ "180 remain", "still has 4,500 men there"."""
    anchor = sighting.anchor
    is_still = any(c.lower_ == "still" for c in anchor.children) and anchor.tag_ in {"VBZ", "VBP"}
    return anchor.lemma_ in REMAINING or (is_still and sighting.frame in LASTING)


def _is_over(sighting: Sighting) -> bool:
    return sighting.status == "ended"


def _are_apart(sighting: Sighting, draft: Draft) -> bool:
    """Whether one comes on top of the other: a plan for more of them, or more of those told to be there."""
    if sighting.is_history != draft.sightings[0].is_history:
        return True
    is_old = _is_over(sighting) and draft.is_planned
    is_new = sighting.status == "planned" and all(_is_over(s) for s in draft.sightings)
    if is_old or is_new:
        return True
    if sighting.is_more != draft.is_more:
        if (sighting if sighting.is_more else draft.sightings[0]).status == "planned":
            return True
        there = draft.sightings if sighting.is_more else [sighting]
        return any(s.has_number and s.frame in LASTING for s in there)
    is_new_number = sighting.status == "planned" and sighting.has_number and not draft.is_planned
    return not sighting.is_more and is_new_number and any(s.has_number for s in draft.sightings)
