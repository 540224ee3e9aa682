"""What the article around a number tells of whose those counted may be: groups, deployments, places, who speaks."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract.belongings import HARM
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children
from service.extract.troops import force_of
from service.model import Deployment, Statement

MATERIEL = frozenset({"weapons", "ships", "aircraft"})


class Surroundings:
    """Answers for one article; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        deployments: tuple[Deployment, ...],
        statements: tuple[Statement, ...],
    ) -> None:
        self._reading = reading
        self._sides = sides
        self._deployments = deployments
        self._statements = statements
        self._words = count_words()

    # who is named

    def group(self, at: int) -> str | None:
        """The armed group of no state that was named last, or is named next: "80 terrorists were killed"."""
        spans = [s for s in self._reading.registry_spans if s.label_ in {"armed_force", "organisation", "party"}]
        for span in sorted(spans, key=lambda s: (s.start > at, abs(s.start - at))):
            entry = self._reading.registry.actors[span.kb_id_]
            if entry.of is None or entry.id in force_words().own_account:
                return self._sides.of_span(span)
        return None

    def organisation(self, anchor: Token) -> str | None:
        """The organisation of states that is named last before a noun or next after it, in its paragraph."""
        here = self._reading.paragraph(anchor.idx)
        spans = [s for s in self._reading.registry_spans if self._reading.paragraph(s.start_char) == here]
        for span in sorted(spans, key=lambda s: (s.start > anchor.i, abs(s.start - anchor.i))):
            if span.label_ == "intergovernmental_organisation":
                return self._sides.of_span(span)
        return None

    def neighbour(self, number: Token) -> str | None:
        """The state that is the subject around: "Next door, Poland is digging … and 10,500 soldiers patrol"."""
        paragraph = self._reading.paragraph(number.idx)
        senders = {d.sender for d in self._deployments}
        spans = self._reading.registry_spans_before(number.i)
        here = [s for s in spans if self._reading.paragraph(s.start_char) == paragraph]
        if any(s.label_ == "state" and self._sides.of_span(s) in senders for s in here):
            return None
        subjects = [s for s in here if s.label_ == "state" and s.root.dep_ in {"nsubj", "nsubjpass"}]
        if not subjects or _is_telling(subjects[-1].root.head):
            return None
        return self._sides.of_span(subjects[-1])

    def near(self, anchor: Token, hitting: str | None, *, within: bool = False) -> str | None:
        """The state named last before a noun, or next (in the paragraph); not the one that hits them."""
        here = self._reading.paragraph(anchor.idx)
        spans = [s for s in self._reading.registry_spans if s.label_ in {"state", "place"}]
        for span in sorted(spans, key=lambda s: (s.start > anchor.i, abs(s.start - anchor.i))):
            if within and self._reading.paragraph(span.start_char) != here:
                continue
            host = self._sides.host(span)
            if host is not None and host != hitting:
                return host
        return None

    # where it happens

    @cached_property
    def _located(self) -> list[Span]:
        """The names of places, and of the states in which something is told to be."""
        spans = self._reading.registry_spans
        return [s for s in spans if s.label_ == "place" or (s.label_ == "state" and self._is_in(s))]

    def where(self, anchor: Token) -> str | None:
        """The state in whose place people were hit: "an attack on Kyiv, killing eight people"; they flee "from" one."""
        spans = self._reading.names_in(list(anchor.sent))
        is_flight = any(verb.lemma_.lower() == "flee" for verb in (anchor.head, *children(anchor, "relcl", "acl")))
        left = [s for s in spans if is_flight and self._is_left(s)]
        for span in (*left, *sorted(spans, key=lambda s: abs(s.start - anchor.i))):
            is_place = span in left or self._is_at(span)
            if is_place and (host := self._sides.host(span)) is not None:
                return host
        return None

    def _is_at(self, span: Span) -> bool:
        """ "in Haiti", "in the Artibonite region"."""
        before = [t.lower_ for t in span.doc[max(0, span.start - 2) : span.start]]
        last = next((word for word in reversed(before) if word != "the"), "")
        return last in self._words.owning["at"]

    def _is_left(self, span: Span) -> bool:
        is_object = span.root.dep_ == "dobj" and span.root.head.lemma_.lower() == "flee"  # "fled Goma"
        return is_object or "from" in [t.lower_ for t in self._reading.doc[max(0, span.start - 3) : span.start]]

    def only_host(self, hitting: str | None) -> str | None:
        """The country that most deployments of the article go to: it is there that people are hit."""
        hosts = Counter(d.beneficiary for d in self._deployments if d.status != "denied" and d.beneficiary)
        able = [host for host, _ in hosts.most_common() if host != hitting and self._sides.is_state(host)]
        return able[0] if able else None

    def scene(self, hitting: str | None) -> str | None:
        """The country that things are most often told to happen in, by its name or by its places."""
        return next((host for host, _ in self._scenes.most_common() if host != hitting), None)

    @cached_property
    def _scenes(self) -> Counter[str]:
        return Counter(host for span in self._located if (host := self._sides.host(span)) is not None)

    def _is_in(self, span: Span) -> bool:
        return self._is_at(span) and not span.id_

    def main(self, hitting: str | None) -> str | None:
        """The country named most often, itself or by its places; not the one that hits them."""
        return next((host for host, _ in self._hosts.most_common() if host != hitting), None)

    def is_leading(self, side: str) -> bool:
        """Whether a country is one of the two that the article names most often."""
        return side in [host for host, _ in self._hosts.most_common(2)]

    @cached_property
    def _hosts(self) -> Counter[str]:
        """How often each country, or a place in it, is named."""
        spans = (s for s in self._reading.registry_spans if s.label_ in {"state", "place"})
        return Counter(host for span in spans if (host := self._sides.host(span)) is not None)

    # who sends and who speaks

    @cached_property
    def senders(self) -> frozenset[str | None]:
        """Those who send, of all deployments."""
        return frozenset(d.sender for d in self._deployments)

    @cached_property
    def parties(self) -> frozenset[str | None]:
        """Those who send, gain and are fought, of all deployments."""
        return frozenset(party for d in self._deployments for party in (d.sender, d.beneficiary, d.adversary))

    def sender_told(self, number: Token, count: Count) -> str | None:
        """The sender of the deployment that the number's sentence tells of."""
        here = [d for d in self._fitting(count) if any(p.start <= number.idx < p.end for p in d.evidence)]
        senders = {d.sender for d in here}
        return next(iter(senders)) if len(senders) == 1 else None

    def only_sender(self, number: Token, count: Count) -> str | None:
        """The sender of the only deployment of the kind that there is."""
        fitting = self._fitting(count)
        ended = {d.sender for d in fitting if d.status == "ended" and count.measure == "withdrawn"}
        for senders in (
            ended,
            self._speaking(number.idx) & {d.sender for d in fitting},
            {d.sender for d in fitting},
            set(self.senders) if count.measure not in HARM else set(),
        ):
            if len(senders) == 1 and (count.measure not in HARM or self._may_own(next(iter(senders)))):
                return next(iter(senders))
        return None

    def _fitting(self, count: Count) -> list[Deployment]:
        """The deployments of such a force as is counted: no soldiers are those of a country that sent instructors."""
        weapons = count.kind == "weapons" or (count.noun is not None and count.noun.lemma_ == "crew")
        named = force_of(count.noun) if count.noun is not None else None
        fitting = [d for d in self._deployments if (d.force in MATERIEL) == weapons]
        is_apart = named == "troops" and count.measure in HARM
        return [d for d in fitting if not is_apart or d.force not in {"advisers", "police"}]

    def _may_own(self, actor: str | None) -> bool:
        """Whether people nobody is named for may be somebody's: a state's or a force's, not an organisation's."""
        return actor is None or self._sides.is_state(actor) or self._sides.is_force(actor)

    def speaker(self, offset: int) -> str | None:
        """Soldiers nobody is named for are those of the state whose office speaks."""
        states = [s for s in self._speaking(offset) if s is not None and self._may_own(s)]
        return states[0] if len(states) == 1 else None

    def _speaking(self, offset: int) -> set[str | None]:
        """The sides of those in whose statement a character stands."""
        speakers = {actor for s in self._statements if s.start <= offset < s.end for actor in s.speaker}
        return {self._sides.state_of(actor) for actor in speakers}

    def is_said_together(self, one: int, other: int) -> bool:
        """Whether the same statement holds two characters."""
        return any(s.start <= one < s.end and s.start <= other < s.end for s in self._statements)


def _is_telling(verb: Token) -> bool:
    """Whether a verb is of saying or counting, or of a clause by the way: its subject is not who is spoken of."""
    is_by_the_way = verb.dep_ in {"relcl", "advcl"} or verb.lemma_.lower() in count_words().estimating
    return is_by_the_way or bool(children(verb, "ccomp"))
