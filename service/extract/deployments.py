"""Deployments: who sent what kind of force where, for whom, against whom.

Sightings with the same sender and force that do not exclude each other are one deployment; what is announced on top of
it ("a further 300 men") is one of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Token

from service.extract.dates import Calendar
from service.extract.lexicon.forces import Frame, force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sightings import Sighting, SightingFinder
from service.extract.syntax import children
from service.model import Deployment, DeploymentStatus, Force, Passage, Statement

# forces that one and the same people are called by
KIN: tuple[frozenset[Force], ...] = (
    frozenset({"troops", "peacekeepers"}),
    frozenset({"troops", "other"}),
)
TELLING: frozenset[Frame] = frozenset({"send", "supply", "leave", "host", "have", "go"})
STAYING = frozenset({"remain", "stay"})
HOSTILE = frozenset({"enter", "cross", "invade", "storm"})
HUMAN: frozenset[Force] = frozenset({"troops", "peacekeepers", "police", "advisers", "other"})
LEAD_PARAGRAPHS = 8
# what a place name need not have: "the Kursk region’s"
GENERIC = re.compile(r"^the |[’']s$| (?:region|province|district|oblast)$", re.I)


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

    def hosts(self) -> set[str]:
        """Return the states in which it takes place."""
        return {s.host for s in self.sightings if s.host is not None}

    def most(self, name: str) -> str | None:
        """Return what most sightings say of a field, None where none says anything."""
        values = Counter(value for s in self.sightings if (value := getattr(s, name)) is not None)
        return values.most_common(1)[0][0] if values else None


class DeploymentFinder:
    """Finds the deployments of one article."""

    def __init__(self, reading: Reading, sides: Sides, calendar: Calendar) -> None:
        self._reading = reading
        self._sides = sides
        self._calendar = calendar

    def find(self, statements: tuple[Statement, ...]) -> tuple[Deployment, ...]:
        """Return the deployments in the order in which the article comes to them."""
        finder = SightingFinder(self._reading, self._sides)
        sightings = list(finder.find())
        drafts: list[Draft] = []
        for sighting in sightings:
            if sighting.sender is not None:
                _enter(sighting, drafts)
        for sighting in sightings:
            if sighting.sender is None and not _enter_unowned(sighting, drafts):
                sighting.sender = self._speaking_for(sighting, statements)
                if sighting.sender is not None:
                    _enter(sighting, drafts)
        self._give_hosts(drafts)
        kept = [d for d in drafts if self._is_told(d) and not _is_invasion(d, finder.fought)]
        for draft in (d for d in drafts if d not in kept):
            self._reject(draft)
        confirming = self._confirming(statements)
        return tuple(self._deployment(n, d, confirming) for n, d in enumerate(kept, start=1))

    def _reject(self, draft: Draft) -> None:
        reason = "nobody is helped and no place abroad is told" if not self._is_told(draft) else "it is an invasion"
        for sighting in draft.sightings:
            anchor = sighting.anchor
            self._reading.trace.reject("deployment", (anchor.idx, anchor.idx + len(anchor)), "sighting", reason)

    def _give_hosts(self, drafts: list[Draft]) -> None:
        """A force of which only its going is told goes where the article plays: the host that most sightings have."""
        hosts = Counter(h for d in drafts for s in d.sightings for h in (s.host, s.beneficiary) if h is not None)
        for draft in drafts:
            others = [h for h, _ in hosts.most_common() if h != draft.sender]
            is_told = any(s.frame in TELLING or s.anchor.lemma_ in STAYING for s in draft.sightings)
            if draft.sender in hosts:
                continue
            is_placed = bool(draft.hosts()) or any(s.places for s in draft.sightings)
            if not others and not any(_has_goal(s.anchor) for s in draft.sightings):
                others = self._others_named(draft.sender)
            if is_told and others and not is_placed and draft.most("beneficiary") is None:
                draft.sightings[0].host = others[0]

    def _others_named(self, sender: str | None) -> list[str]:
        """The states that an article names or plays in, the sender left out, in text order."""
        spans = (s for _, s in sorted(self._reading.registered.items()) if s.label_ in {"state", "place"})
        hosts = (self._sides.host(span) for span in spans)
        return [host for host in dict.fromkeys(hosts) if host is not None and host != sender]

    def _speaking_for(self, sighting: Sighting, statements: tuple[Statement, ...]) -> str | None:
        """Soldiers that somebody in office speaks of without saying whose are of his state, unless they are at home."""
        offset = sighting.tokens[0].idx
        carriers = [s for s in statements if s.start <= offset < s.end]
        sides = {side for s in carriers for actor in s.speaker if (side := self._sides.state_of(actor)) is not None}
        place = sighting.host or next((h for p in sighting.places if (h := self._sides.host(p)) is not None), None)
        is_own = sighting.force in HUMAN and all(s.act not in {"accuse", "condemn"} for s in carriers)
        if len(sides) == 1 and sighting.places and place is None and is_own:
            return next(iter(sides))  # "moved to the Middle East", says the Pentagon
        if not sides and (first := self._first_named()) is not None:
            sides = {first}
        return next(iter(sides)) if len(sides) == 1 and place is not None and place not in sides else None

    def _first_named(self) -> str | None:
        """The state that an article begins with is the one whose doings it tells."""
        spans = (s for _, s in sorted(self._reading.registered.items()) if s.label_ == "state")
        return next((self._sides.host(span) for span in spans), None)

    def _is_told(self, draft: Draft) -> bool:
        """Whether enough is said of it: where to, or for whom, and not only at home."""
        if draft.most("beneficiary") is not None or draft.hosts():
            return True
        return any(self._sides.host(p) != draft.sender for s in draft.sightings for p in s.places)

    def _confirming(self, statements: tuple[Statement, ...]) -> set[str]:
        """The sides whose confirmation of something is the point of the report: it stands in its beginning."""
        early = [s for s in statements if s.act == "confirm" and self._reading.paragraph(s.start) <= LEAD_PARAGRAPHS]
        return {side for s in early for actor in s.speaker if (side := self._sides.state_of(actor)) is not None}

    def _deployment(self, number: int, draft: Draft, confirming: set[str]) -> Deployment:
        beneficiary = draft.most("beneficiary") or draft.most("host")
        anchors = dict.fromkeys(s.anchor for s in draft.sightings)
        self._reading.trace.went_by(f"d{number}", *((a.idx, a.idx + len(a)) for a in anchors))
        places = self._destinations(draft)
        return Deployment(
            id=f"d{number}",
            sender=draft.sender,
            beneficiary=beneficiary if beneficiary != draft.sender else None,
            adversary=_adversary(draft, beneficiary),
            destination=tuple(places),
            places=tuple(places.values()),
            force=draft.force,
            status=_status(draft, beneficiary, confirming),
            started=self._started(draft),
            evidence=tuple(dict.fromkeys(self._evidence(s) for s in draft.sightings)),
            rule=" and ".join(dict.fromkeys(f"frame “{s.frame}”" for s in draft.sightings)),
        )

    def _destinations(self, draft: Draft) -> dict[str, str]:
        """Place names as they stand in the text with the registry's ids ('' where it knows none)."""
        found: dict[str, str] = {}
        for sighting in draft.sightings:
            for span in sighting.places:
                name = GENERIC.sub("", span.text)
                if not (span.label_ == "state" and self._sides.host(span) == draft.sender):
                    found.setdefault(name, span.kb_id_)
        return found

    def _started(self, draft: Draft) -> str | None:
        """The first date told in a clause that says that it was sent, came or is to come."""
        for sighting in draft.sightings:
            if sighting.frame in {"send", "supply", "go"}:
                clause = list(sighting.anchor.subtree)
                found = self._calendar.find(self._reading.text[clause[0].idx : clause[-1].idx + len(clause[-1])])
                if found is not None and not (sighting.status == "planned" and self._is_past(found)):
                    return found
        return None

    def _is_past(self, found: str) -> bool:
        """Whether a date lies before the article's day: "in July" of a plan is not the July before."""
        today = self._calendar.today
        return today is not None and found < today.isoformat()[: len(found)]

    def _evidence(self, sighting: Sighting) -> Passage:
        first, last = sighting.tokens
        return self._reading.sentences_around(first.idx, last.idx + len(last))


def _has_goal(anchor: Token) -> bool:
    """Whether it is said where to, be it at home: "to its border with Belarus"."""
    return any(c.lower_ in force_words().prepositions and children(c, "pobj") for c in children(anchor, "prep"))


def _enter(sighting: Sighting, drafts: list[Draft]) -> None:
    """Put a sighting to the deployment that it may be of, else make it one of its own."""
    own = [d for d in drafts if d.sender == sighting.sender and _is_kin(sighting, d)]
    for draft in reversed(own):
        if _agree(sighting, draft):
            draft.sightings.append(sighting)
            return
    drafts.append(Draft(sighting.sender, [sighting]))


def _enter_unowned(sighting: Sighting, drafts: list[Draft]) -> bool:
    """Put a sighting that does not say whose force it is to the only sender of that kind, if there is just one."""
    same = [d for d in drafts if _is_kin(sighting, d) and d.sender != sighting.host]
    placed = [d for d in same if sighting.host in d.hosts()] or same
    actual = [d for d in placed if any(s.status not in {"denied", "planned"} for s in d.sightings)]
    if len({d.sender for d in placed}) > 1 and sighting.status not in {"denied", "planned"}:
        placed = actual
    if len({d.sender for d in placed}) != 1:
        return False
    sighting.sender = placed[0].sender
    _enter(sighting, drafts)
    return True


def _is_kin(sighting: Sighting, draft: Draft) -> bool:
    """Whether a sighting may speak of the same people: the same force, or "officers", "the men" of any."""
    one, other = sighting.force, draft.force
    if one == other or any({one, other} <= kin for kin in KIN):
        return True
    loose = sighting.is_loose or all(s.is_loose for s in draft.sightings)
    return loose and {one, other} <= HUMAN


def _is_invasion(draft: Draft, fought: set[str]) -> bool:
    """Whether nobody sent them to anybody's help: they stand or come in where they are fought."""
    if draft.most("beneficiary") is not None or any(s.status in {"planned", "denied"} for s in draft.sightings):
        return False
    if all(s.frame == "go" and s.anchor.lemma_ in HOSTILE for s in draft.sightings):
        return True
    return draft.sender in fought and all(s.frame in {"go", "stay", "have"} for s in draft.sightings)


def _agree(sighting: Sighting, draft: Draft) -> bool:
    """Whether a sighting may be of the same deployment: same beneficiary, same theatre, and not what comes on top."""
    beneficiary = draft.most("beneficiary")
    if sighting.beneficiary and beneficiary and sighting.beneficiary != beneficiary:
        return False
    if _comes_on_top(sighting, draft) != (draft.is_planned and draft.is_more):
        return False
    hosts = draft.hosts() | ({beneficiary} if beneficiary else set())
    return sighting.host is None or not hosts or sighting.host in hosts or sighting.beneficiary in hosts


def _comes_on_top(sighting: Sighting, draft: Draft) -> bool:
    """A plan for more of them, or for a number beside those there already are."""
    if sighting.status != "planned":
        return False
    return sighting.is_more or (
        sighting.has_number and not draft.is_planned and any(s.has_number for s in draft.sightings)
    )


def _adversary(draft: Draft, beneficiary: str | None) -> str | None:
    values = Counter(s.adversary for s in draft.sightings if s.adversary not in {None, draft.sender, beneficiary})
    return values.most_common(1)[0][0] if values else None


def _status(draft: Draft, beneficiary: str | None, confirming: set[str]) -> DeploymentStatus:
    statuses = Counter(s.status for s in draft.sightings)
    if statuses["ended"] * 2 >= statuses["under_way"] and statuses["ended"]:
        return "ended"
    if draft.force == "troops" and statuses["under_way"] and _is_confirmed(draft, beneficiary, confirming):
        return "confirmed"
    for status in ("denied", "planned"):
        if statuses[status] and statuses[status] >= statuses["under_way"]:
            return status
    return "under_way"


def _is_confirmed(draft: Draft, beneficiary: str | None, confirming: set[str]) -> bool:
    return bool({draft.sender, beneficiary} & confirming) or any(s.is_confirmed for s in draft.sightings)
