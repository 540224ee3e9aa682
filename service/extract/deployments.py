"""Deployments: who sent what kind of force where, for whom, against whom.

``sightings.py`` finds where the article tells of one, ``drafts.py`` joins what is told of the same one, ``setting.py``
places those told without a place, and ``answers.py`` says whether their senders own up to them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from service.extract.answers import Answers
from service.extract.dates import YEAR_ALONE, Calendar
from service.extract.drafts import HUMAN, Draft, Drafts
from service.extract.enemies import Enemies
from service.extract.half_names import HalfNames
from service.extract.hosting import Hosting, HostJudge, by_weight
from service.extract.lexicon.forces import Frame, force_words
from service.extract.mission_seats import MissionSeats
from service.extract.missions import Missions
from service.extract.place_names import DESCRIBED, district_of
from service.extract.reading import Reading
from service.extract.returns import Returns
from service.extract.sending import SenderJudge, Sending, likeliest_sender
from service.extract.setting import Setting
from service.extract.sides import Bound, Sides
from service.extract.sighting import MATERIEL, Sighting
from service.extract.sightings import SightingFinder
from service.extract.sources import SourceResolver
from service.extract.syntax import subject
from service.extract.troops import force_of
from service.model import Deployment, Passage, Statement

GENERATION = 20  # years after which whoever was sent is told of as history
GOING: frozenset[Frame] = frozenset({"send", "supply", "go"})
DISTINCT: frozenset[Frame] = frozenset({"send", "go", "have", "leave"})
ARTICLE = re.compile(r"^(?:the|this|that) ", re.I)
# what a place name need not have: "the Kursk region’s"
GENERIC = re.compile(r"^the |[’']s$| (?:region|province|district|oblast)$", re.I)


class DeploymentFinder:
    """Finds the deployments of one article."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        bound: Bound,
        sources: SourceResolver,
        calendar: Calendar,
        judge: HostJudge = by_weight,
        sender_of: SenderJudge = likeliest_sender,
    ) -> None:
        self._bound = bound
        self._sender_of = sender_of
        self._reading = reading
        self._sides = sides = sides.keeping_missions()
        self._missions = Missions(reading, sides, sources)
        self._seats = MissionSeats(reading, sides, self._missions)
        self._calendar = calendar
        self._setting = Setting(reading, sides, judge)
        self.anchors: dict[str, tuple[int, ...]] = {}  # by deployment: characters at which a verb or noun tells of it

    def find(self, statements: tuple[Statement, ...]) -> tuple[Deployment, ...]:
        """Return the deployments in the order in which the article comes to them."""
        finder = SightingFinder(self._reading, self._sides)
        sightings = [self._at_its_seat(self._of_mission(self._in_its_time(s))) for s in finder.find()]
        returns = Returns(sightings)
        returns.give_partners()
        for sighting in sightings:
            sighting.is_heading = self._is_heading(sighting)
            is_headline = self._reading.paragraph(sighting.anchor.idx) == 0
            sighting.is_refuted = is_headline and sighting.status == "denied"
        drafts = self._joined(sightings, returns, statements)
        hosting = Hosting(self._reading, self._sides, self._bound, statements)
        self._setting.give(drafts, sightings, hosting, finder.fought)
        self._setting.name(drafts)
        kept = [d for d in drafts if self._is_told(d) and not d.is_invasion(finder.fought)]
        kept = [d for d in kept if not d.is_by_the_way] or kept
        for draft in (d for d in drafts if d not in kept):
            self._reject(draft)
        answers = Answers(self._reading, self._sides, statements)
        return tuple(self._deployment(n, d, answers) for n, d in enumerate(kept, start=1))

    def _in_its_time(self, sighting: Sighting) -> Sighting:
        """Return a sighting, as ended where it is told of decades ago: "in 1957 he sent 1,000 soldiers"."""
        today, verb = self._calendar.today, sighting.anchor
        is_past = verb.tag_ == "VBD" or any(c.tag_ == "VBD" and c.dep_ == "auxpass" for c in verb.children)
        if today is None or not is_past or sighting.status != "under_way":
            return sighting
        years = (
            int(t.text)
            for t in verb.sent
            if YEAR_ALONE.fullmatch(t.text) and t.i and t.nbor(-1).lower_ in {"in", "during"}
        )
        is_history = any(year < today.year - GENERATION for year in years)
        return replace(sighting, status="ended", is_history=True) if is_history else sighting

    def _is_heading(self, sighting: Sighting) -> bool:
        """Whether it is told in the present in the first line: "Oslo sends 40 men"."""
        is_now = sighting.anchor.tag_ in {"VBZ", "VBP"} and sighting.frame in GOING
        return is_now and self._reading.paragraph(sighting.anchor.idx) <= 1

    def _of_mission(self, sighting: Sighting) -> Sighting:
        """Return a sighting, as of the mission that its clause or the article names where its organisation's men are.

        Who promises men is the organisation: "ASEAN is to send observers".
        """
        is_there = sighting.status != "planned" or sighting.frame not in {"send", "supply"}
        if sighting.sender is not None and sighting.force in HUMAN:
            anchor = sighting.anchor
            nouns = (*sighting.tokens, *([anchor.head] if anchor.dep_ == "relcl" else []), *anchor.children)
            told = self._missions.called(nouns, sighting.sender)
            side = told or (self._missions.standing_for(sighting.sender) if is_there else sighting.sender)
            sighting.sender = self._missions.same_as(side) if side is not None else None
            if sighting.sender is not None and self._sides.is_mission(sighting.sender) and sighting.force == "other":
                sighting.force = "peacekeepers"  # the observers of a mission
        elif sighting.sender is None and sighting.frame == "have" and (doer := subject(sighting.anchor)) is not None:
            sighting.sender = self._missions.called_by(doer)  # "the mission has 4,700 soldiers"
        if sighting.force == "peacekeepers" and sighting.sender is None:
            sighting.sender = self._missions.near(sighting.anchor.i)
        return sighting

    def _at_its_seat(self, sighting: Sighting) -> Sighting:
        """Return a sighting, with where its mission is: "UNDOF numbers 1,100 men", "France has 700 soldiers in it"."""
        if sighting.sender is None or sighting.host is not None or sighting.beneficiary is not None:
            return sighting
        if all(not place.kb_id_ for place in sighting.places):
            mission = self._missions.joined_by(sighting.tokens) or sighting.sender
            if sighting.anchor.lemma_.lower() == "contribute" and not self._sides.is_mission(mission):
                mission = self._missions.near(sighting.anchor.i) or mission  # "Ireland contributes 342 soldiers"
            places, sighting.host = self._seats.of(mission)
            sighting.places = sighting.places or places
        return sighting

    def _joined(self, sightings: list[Sighting], returns: Returns, statements: tuple[Statement, ...]) -> list[Draft]:
        """Join the sightings, first those that say whose force it is."""
        drafts = Drafts(self._setting.states())
        enemies = Enemies(self._reading, self._sides, sightings)
        for sighting in sightings:
            if sighting.sender is not None:
                enemies.set_straight(sighting)
                drafts.enter(sighting)
        halves = HalfNames(self._reading, self._sides, [draft.sender for draft in drafts.all])
        sending = Sending(self._reading, self._sides, self._bound, statements, sightings)
        for sighting in [s for s in sightings if s.sender is None]:
            returns.give_partners()  # by those whose sender has just been told
            told = {
                "told before": _spoken_of_before(sighting, sightings),
                "at home": self._at_home(sighting, drafts, statements),
                "only sender": drafts.only_sender(sighting),
                "speaks": self._speaking_for(sighting, statements),
            }
            half = next((state for noun in sighting.tokens for state in halves.alike(noun)), None)
            known = half or sighting.sender
            sighting.sender = known or self._sender_of(sending.choice(sighting, told))
            sighting.is_by_weight = known is None
            if sighting.sender is not None:
                sighting.host = sighting.host if sighting.host != sighting.sender else None
                if sighting.beneficiary == sighting.sender:
                    sighting.beneficiary = None  # "troops are in the capital to protect the government": the host's
                enemies.set_straight(sighting)
                drafts.enter(sighting)
        return drafts.all

    def _at_home(self, sighting: Sighting, drafts: Drafts, statements: tuple[Statement, ...]) -> str | None:
        """The state of "the army", "our minister", and of one who tells of plans: the speaker's, else the main one."""
        offset = sighting.tokens[0].idx
        own = {state for s in statements if s.start <= offset < s.end for state in self._states_of(s)}
        is_announced = (
            sighting.status == "planned" and sighting.frame in {"send", "supply"} and sighting.host not in own
        )
        if len(own) == 1 and (sighting.is_by_organ or is_announced):
            return own.pop()
        if not sighting.is_by_organ:
            return None
        most = Counter(state for s in statements for state in self._states_of(s)).most_common(2)
        is_clear = bool(most) and (len(most) == 1 or most[0][1] > most[1][1])
        senders = {draft.sender for draft in drafts.all}
        return most[0][0] if is_clear else senders.pop() if len(senders) == 1 else None

    def _states_of(self, statement: Statement) -> set[str]:
        spoken = {self._sides.state_of(actor) for actor in statement.speaker}
        return {side for side in spoken if side is not None and self._sides.is_state(side)}

    def _reject(self, draft: Draft) -> None:
        reason = "nobody is helped and no place is told" if not self._is_told(draft) else "it is an invasion"
        reason = "the article tells of others outright" if draft.is_by_the_way else reason
        for sighting in draft.sightings:
            anchor = sighting.anchor
            self._reading.trace.reject("deployment", (anchor.idx, anchor.idx + len(anchor)), "sighting", reason)

    def _speaking_for(self, sighting: Sighting, statements: tuple[Statement, ...]) -> str | None:
        """Soldiers that somebody in office speaks of without saying whose are his state's, if not just at home."""
        offset = sighting.tokens[0].idx
        carriers = [s for s in statements if s.start <= offset < s.end]
        spoken = (self._sides.state_of(actor) for s in carriers for actor in s.speaker)
        sides = {side for side in spoken if side is not None and self._sides.may_send(side)}
        place = sighting.host or next((h for p in sighting.places if (h := self._sides.host(p)) is not None), None)
        is_own = sighting.force != "weapons" and all(s.act not in {"accuse", "condemn"} for s in carriers)
        if sighting.frame in {"go", "stay"} and sighting.status == "under_way" and place is not None:
            sides = set()  # what comes or is there is seen by others
        if len(sides) == 1 and sighting.places and place is None and is_own:
            return next(iter(sides))  # "moved to the Middle East", says the Pentagon
        if not sides and (first := self._setting.first_named()) is not None:
            sides = {first}
        is_region = sighting.frame == "send" and any(p.label_ == "place" for p in sighting.places)
        if len(sides) == 1 and place in sides and sighting.force not in MATERIEL and sighting.frame != "host":
            return place  # at home: "the soldiers deployed in Catatumbo will remain", says Bogota
        is_abroad = place is not None and (place not in sides or is_region)
        return next(iter(sides)) if len(sides) == 1 and is_abroad else None

    def _is_told(self, draft: Draft) -> bool:
        """Whether enough is said of it: where to, or for whom; at home it must be sent, kept or taken back there."""
        if draft.sender is not None and not self._sides.may_lead(draft.sender):
            return False
        if draft.most("beneficiary") is not None or draft.hosts():
            return True
        return any(
            (p.label_ != DESCRIBED and self._sides.host(p) != draft.sender)
            or (s.frame in DISTINCT and p.label_ != "state")
            or (_is_told_apart(s) and p.label_ not in {"state", DESCRIBED})
            for s in draft.sightings
            for p in s.places
        )

    def _deployment(self, number: int, draft: Draft, answers: Answers) -> Deployment:
        beneficiary = draft.most("beneficiary") or draft.most("host") or self._served_at_home(draft)
        anchors = dict.fromkeys(s.anchor for s in draft.sightings)
        self.anchors[f"d{number}"] = tuple(a.idx for a in anchors)
        self._reading.trace.went_by(f"d{number}", *((a.idx, a.idx + len(a)) for a in anchors))
        places = self._destinations(draft)
        return Deployment(
            id=f"d{number}",
            sender=draft.sender,
            beneficiary=beneficiary,
            adversary=draft.adversary(beneficiary),
            destination=tuple(places),
            places=tuple(places.values()),
            force=draft.force,
            status=draft.status(
                is_confirmed=answers.is_confirmed(draft, beneficiary), is_denied=answers.is_denied(draft)
            ),
            started=self._started(draft),
            evidence=tuple(dict.fromkeys(self._evidence(s) for s in draft.sightings)),
            rule=" and ".join(dict.fromkeys(f"frame “{s.frame}”" for s in draft.sightings)),
        )

    def _served_at_home(self, draft: Draft) -> str | None:
        """The sender itself where every place that is told lies in its own country."""
        hosts = {self._sides.host(place) for place in draft.places if place.label_ != DESCRIBED}
        return draft.sender if hosts == {draft.sender} else None

    def _destinations(self, draft: Draft) -> dict[str, str]:
        """Place names as they stand in the text with the registry's ids ('' where it knows none)."""
        found: dict[str, str] = {}
        for sighting in draft.sightings:
            for span in sighting.places:
                name = (ARTICLE if span.label_ == DESCRIBED else GENERIC).sub("", district_of().sub(r"\1", span.text))
                if not (span.label_ == "state" and self._sides.host(span) == draft.sender):
                    found[name] = found.get(name) or span.kb_id_
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


def _is_told_apart(sighting: Sighting) -> bool:
    """Whether it tells at which place of its own a state has so many: "900 men guard Goma", not "the border"."""
    lemma = sighting.anchor.lemma_.lower()
    if sighting.force not in HUMAN or all(force_of(token) is None for token in sighting.tokens):
        return False  # "490 Cypriots share the village"
    return sighting.has_number and lemma != "be" and "stay" in force_words().verbs.get(lemma, ())


def _spoken_of_before(sighting: Sighting, sightings: list[Sighting]) -> str | None:
    """Whose the same kind of force is that the sentence has told of: "has 500 men there; 300 more could be sent"."""
    start, here = sighting.anchor.sent.start, sighting.tokens[0].i
    before = [s for s in sightings if start <= s.tokens[0].i < here and s.force == sighting.force]
    owned = [s for s in before if s.sender is not None]
    return owned[-1].sender if owned and sighting.frame not in {"host", "supply"} else None
