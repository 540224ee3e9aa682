"""Whose people or materiel a number counts: as its clause tells, else as the article around it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract.belongings import HARM, SUFFERED, Belongings, is_part
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, prepositional_objects
from service.extract.troops import force_of
from service.model import Deployment, Figure, Statement

PEACEKEEPERS = frozenset({"peacekeeper", "helmet", "beret", "blue-helmet"})
NEAR = 1  # paragraphs


class Owners:
    """Answers for one article; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        deployments: tuple[Deployment, ...],
        statements: tuple[Statement, ...],
    ) -> None:
        self._statements = statements
        self._reading = reading
        self._sides = sides.keeping_missions()
        self._belongings = Belongings(reading, self._sides)
        self._deployments = deployments
        self._words = count_words()
        self._people: set[str] = set()  # ids of the figures that count civilians
        self._groups: set[str | None] = {None}  # of outlaws; who is hit next is not theirs

    def of(self, count: Count, before: Sequence[Figure]) -> tuple[str | None, bool]:
        """Return whose those counted are, and whether their own sentence tells it (or the count they are part of)."""
        if count.kind == "people":
            self._people.add(f"f{len(before) + 1}")
        return self._of(count, before)

    def _of(self, count: Count, before: Sequence[Figure]) -> tuple[str | None, bool]:
        number = count.quantity.root(self._reading.doc)
        anchor = count.noun if count.noun is not None else number
        if self._belongings.are_joint(count, anchor):
            return self._mission_near(anchor.i), True
        if (owner := self._belongings.of(count, anchor) or self._bereft(count, anchor)) is not None:
            return owner, True
        if count.follows and before:
            last = self._taken_up(count, number, before)
            if last is not None or before[-1].start >= self._reading.doc[number.sent.start].idx:
                return last, True
        is_harmed = count.measure in HARM and count.noun is None and is_part(self._reading, count)
        if is_harmed and not before and (first := self._first_named(number)) is not None:
            return first, True
        if (owner := self._belongings.by_clause(count, anchor)) is not None:
            return owner, True
        if (mission := self._mission(count)) is not None:
            return mission, True
        if count.noun is not None and count.noun.lemma_.lower() in self._words.owning["outlaws"]:
            group = self._group(count.noun.i)
            self._groups.add(group)
            return group, True
        if count.kind in {"people", "other"} and count.noun is not None:
            return self._of_people(count, anchor, before)
        return self._of_forces(count, anchor, before)

    def _of_people(self, count: Count, anchor: Token, before: Sequence[Figure]) -> tuple[str | None, bool]:
        """People belong where they are hit; failing that to the country that the article is about."""
        if (place := self._where(anchor)) is not None:
            return place, True
        is_after_people = bool(before) and before[-1].measure in SUFFERED and before[-1].id in self._people
        last = self._of_last(anchor, before) if is_after_people else None
        if last is not None and self._sides.is_state(last):
            return last, True
        return self._only_host() or self._near(count, anchor, within=True) or self._main(count), False

    def _of_forces(self, count: Count, anchor: Token, before: Sequence[Figure]) -> tuple[str | None, bool]:
        number = count.quantity.root(self._reading.doc)
        if (sender := self._told_here(number, count)) is not None:
            return sender, True
        found = self._neighbour(number)
        if found is None and count.measure in HARM:
            found = self._of_fallen(count, anchor, before)
        elif found is None:
            found = self._of_sent(count, number, before) or self._where(anchor)
        return found or self._near(count, anchor), False

    def _of_sent(self, count: Count, number: Token, before: Sequence[Figure]) -> str | None:
        """Those sent are of whoever speaks of them if it sends any, of the only sender, or of the count before."""
        speaker = self._of_speaker(number.idx)
        senders = {d.sender for d in self._deployments} | {self._main(count)}
        is_by_somebody = self._belongings.is_by_somebody(count)  # "the group has launched 84 drones"
        return (
            self._of_last_said(number, before)
            or (self._of_last(number, before) if is_by_somebody else None)
            or (speaker if speaker in senders else None)
            or self._of_deployment(number, count)
            or self._of_last(number, before)
            or speaker
        )

    def _of_fallen(self, count: Count, anchor: Token, before: Sequence[Figure]) -> str | None:
        """Those hit are of the count before, of the side that speaks of them, or of the country it is about."""
        number = count.quantity.root(self._reading.doc)
        speaker = self._of_speaker(number.idx)
        parties = {party for d in self._deployments for party in (d.sender, d.beneficiary)} | {self._main(count)}
        irregular = count.noun is not None and count.noun.lemma_.lower() in self._words.owning["irregular"]
        is_after_fallen = bool(before) and before[-1].measure in HARM and before[-1].of not in self._groups
        return (
            self._of_last_said(number, before)
            or (self._of_last(number, before) if is_after_fallen else None)
            or (speaker if speaker in parties and not irregular else None)
            or self._of_deployment(number, count)
            or self._where(anchor)
            or (None if irregular else self._main(count))
        )

    def _bereft(self, count: Count, anchor: Token) -> str | None:
        """Whoever tells of dead and names nobody, if it takes part in what is told."""
        side = self._belongings.bereft(anchor, count)
        parties = {party for d in self._deployments for party in (d.sender, d.beneficiary, d.adversary)}
        return side if not parties or side in parties else None

    # the count taken up

    def _first_named(self, number: Token) -> str | None:
        """The side that a sentence begins with: "Ethiopian soldiers were ambushed; nine of them died"."""
        return next(iter(self._sides.among(list(number.doc[number.sent.start : number.i]))), None)

    def _taken_up(self, count: Count, number: Token, before: Sequence[Figure]) -> str | None:
        """Whose the count is that a number takes up; what the number's own sentence tells goes first."""
        if count.part_of is not None:
            same = [f for f in before if f.low == count.part_of]
            return same[-1].of if same else before[-1].of
        if self._reading.doc[number.sent.start].idx <= before[-1].start:
            return before[-1].of
        return self._told_here(number, count) or before[-1].of

    def _of_last(self, number: Token, before: Sequence[Figure]) -> str | None:
        """Whose the count before is, if it is near."""
        if not before:
            return None
        distance = self._reading.paragraph(number.idx) - self._reading.paragraph(before[-1].start)
        return before[-1].of if distance <= NEAR else None

    def _of_last_said(self, number: Token, before: Sequence[Figure]) -> str | None:
        """Whose the count before is, if the same statement carries it."""
        at = number.idx
        is_same = bool(before) and any(
            s.start <= before[-1].start < s.end and s.start <= at < s.end for s in self._statements
        )
        return self._of_last(number, before) if is_same else None

    # the article around it

    def _mission(self, count: Count) -> str | None:
        """Peacekeepers of no named state, and the "soldiers of the Mission", are the mission's."""
        noun = count.noun
        if noun is None:
            return None
        of = {t.lemma_.lower() for t in prepositional_objects(noun, "of")}
        return self._mission_near(noun.i) if noun.lemma_.lower() in PEACEKEEPERS or "mission" in of else None

    def _mission_near(self, at: int) -> str | None:
        """The mission of several states that was named last, or is named next."""
        spans = [s for s in self._reading.registry_spans if s.label_ == "armed_force"]
        for span in sorted(spans, key=lambda s: (s.start > at, abs(s.start - at))):
            entry = self._reading.registry.actors[span.kb_id_]
            owner = self._reading.registry.actors.get(entry.of or "")
            if owner is not None and owner.type == "intergovernmental_organisation":
                return self._sides.of_span(span)
        return None

    def _group(self, at: int) -> str | None:
        """The armed group of no state that was named last, or is named next: "80 terrorists were killed"."""
        spans = [s for s in self._reading.registry_spans if s.label_ in {"armed_force", "organisation", "party"}]
        for span in sorted(spans, key=lambda s: (s.start > at, abs(s.start - at))):
            entry = self._reading.registry.actors[span.kb_id_]
            if entry.of is None or entry.id in force_words().own_account:
                return self._sides.of_span(span)
        return None

    def _told_here(self, number: Token, count: Count) -> str | None:
        """The sender of the deployment that the number's sentence tells of."""
        here = [d for d in self._fitting(count) if any(p.start <= number.idx < p.end for p in d.evidence)]
        senders = {d.sender for d in here}
        return next(iter(senders)) if len(senders) == 1 else None

    def _fitting(self, count: Count) -> list[Deployment]:
        """The deployments of such a force as is counted: no soldiers are those of a country that sent instructors."""
        weapons = count.kind == "weapons" or (count.noun is not None and count.noun.lemma_ == "crew")
        named = force_of(count.noun) if count.noun is not None else None
        fitting = [d for d in self._deployments if (d.force in {"weapons", "ships", "aircraft"}) == weapons]
        is_apart = named == "troops" and count.measure in HARM
        return [d for d in fitting if not is_apart or d.force not in {"advisers", "police"}]

    def _neighbour(self, number: Token) -> str | None:
        """The state that is the subject around: "Next door, Poland is digging … and 10,500 soldiers patrol"."""
        paragraph = self._reading.paragraph(number.idx)
        senders = {d.sender for d in self._deployments}
        spans = self._reading.registry_spans_before(number.i)
        here = [s for s in spans if self._reading.paragraph(s.start_char) == paragraph]
        sides = [side for s in here if (side := self._sides.of_span(s)) is not None]
        if any(side in senders for side in sides):
            return None
        subjects = [s for s in here if s.label_ == "state" and s.root.dep_ in {"nsubj", "nsubjpass"}]
        if not subjects or self._is_telling(subjects[-1].root.head):
            return None
        return self._sides.of_span(subjects[-1])

    @staticmethod
    def _is_telling(verb: Token) -> bool:
        """Whether a verb is of saying or counting, or of a clause by the way: its subject is not who is spoken of."""
        is_by_the_way = verb.dep_ in {"relcl", "advcl"} or verb.lemma_.lower() in count_words().estimating
        return is_by_the_way or bool(children(verb, "ccomp"))

    def _of_deployment(self, number: Token, count: Count) -> str | None:
        """The sender of the only deployment of the kind that there is."""
        fitting = self._fitting(count)
        ended = {d.sender for d in fitting if d.status == "ended" and count.measure == "withdrawn"}
        for senders in (
            ended,
            self._speaking(number.idx) & {d.sender for d in fitting},
            {d.sender for d in fitting},
            {d.sender for d in self._deployments} if count.measure not in HARM else set(),
        ):
            if len(senders) == 1 and self._may_own(sender := next(iter(senders))):
                return sender
        return None

    def _speaking(self, offset: int) -> set[str | None]:
        """The sides of those in whose statement a character stands."""
        speakers = {actor for s in self._statements if s.start <= offset < s.end for actor in s.speaker}
        return {self._sides.state_of(actor) for actor in speakers}

    def _of_speaker(self, offset: int) -> str | None:
        """Soldiers nobody is named for are those of the state whose office speaks."""
        states = [s for s in self._speaking(offset) if s is not None and self._sides.is_state(s)]
        return states[0] if len(states) == 1 else None

    def _only_host(self) -> str | None:
        """The country that all deployments of the article go to: it is there that people are hit."""
        hosts = {d.beneficiary for d in self._deployments if d.status != "denied"}
        return next(iter(hosts)) if len(hosts) == 1 and all(map(self._may_own, hosts)) else None

    def _may_own(self, actor: str | None) -> bool:
        """Whether people nobody is named for may be somebody's: a state's or a force's, not an organisation's."""
        return actor is None or self._sides.is_state(actor) or self._sides.is_force(actor)

    def _main(self, count: Count) -> str | None:
        """The country named most often, itself or by its places; not the one that hits them."""
        hitting = self._belongings.doer(count)
        return next((host for host, _ in self._hosts.most_common() if host != hitting), None)

    @cached_property
    def _hosts(self) -> Counter[str]:
        """How often each country, or a place in it, is named."""
        spans = (s for s in self._reading.registry_spans if s.label_ in {"state", "place"})
        return Counter(host for span in spans if (host := self._sides.host(span)) is not None)

    def _where(self, anchor: Token) -> str | None:
        """The state in whose place people were hit: "an attack on Kyiv, killing eight people"; they flee "from" one."""
        spans = self._reading.names_in(list(anchor.sent))
        is_flight = anchor.head.lemma_.lower() == "flee"
        left = [s for s in spans if is_flight and self._is_left(s)]
        for span in (*left, *sorted(spans, key=lambda s: abs(s.start - anchor.i))):
            is_place = span in left or (span.start and span[0].nbor(-1).lower_ in self._words.owning["at"])
            if is_place and (host := self._sides.host(span)) is not None:
                return host
        return None

    def _is_left(self, span: Span) -> bool:
        is_object = span.root.dep_ == "dobj" and span.root.head.lemma_.lower() == "flee"  # "fled Goma"
        return is_object or "from" in [t.lower_ for t in self._reading.doc[max(0, span.start - 3) : span.start]]

    def _near(self, count: Count, anchor: Token, *, within: bool = False) -> str | None:
        """Those of the state named last before them, or next (in the paragraph); not of whoever does it to them."""
        if count.noun is not None and count.noun.lemma_.lower() in self._words.owning["irregular"]:
            return None
        hitting = self._belongings.doer(count)
        here = self._reading.paragraph(anchor.idx)
        spans = [s for s in self._reading.registry_spans if s.label_ in {"state", "place"}]
        for span in sorted(spans, key=lambda s: (s.start > anchor.i, abs(s.start - anchor.i))):
            if within and self._reading.paragraph(span.start_char) != here:
                continue
            host = self._sides.host(span)
            if host is not None and host != hitting:
                return host
        return None
