"""Sending: whose a force is of which its sentence does not say so ("some 1,100 soldiers could be sent back").

Whoever is told to send anything, whoever speaks, whom a rule takes for the sender, and the states that are named most
compete, and nobody. What speaks for each is named evidence, weighed by ``lexicon/sender_weights.toml``, a conditional
logit trained by ``training/senders.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from service.extract.drafts import HUMAN
from service.extract.lexicon.evidence import evidence_weights
from service.extract.place_names import is_where
from service.extract.reading import Reading
from service.extract.sides import Bound, Sides
from service.extract.sighting import MATERIEL, Sighting
from service.model import Force, Statement

LEAD_PARAGRAPHS = 3
OFTEN = 0.3  # share of what is named
FIRST_PERSON = frozenset({"we", "our", "us", "ours"})
BLAMING = frozenset({"accuse", "condemn", "estimate", "demand"})  # what is said of others
NAMED_MOST = 2  # so many states are asked for though nothing tells that they send anything


@dataclass(frozen=True, slots=True)
class SenderOption:
    """A side that may have sent a force, and what speaks for and against that."""

    side: str
    name: str
    evidence: frozenset[str]


@dataclass(frozen=True, slots=True)
class SenderChoice:
    """The sides that may have sent a force; ``host`` and ``places`` are the names of where it is told to be."""

    force: Force
    host: str | None
    places: frozenset[str]
    options: Sequence[SenderOption]


SenderJudge = Callable[[SenderChoice], str | None]


def likeliest_sender(choice: SenderChoice) -> str | None:
    """Return the side that the evidence is best for, None where it is likelier none."""
    weights = evidence_weights("sender_weights.toml")
    best = max(choice.options, key=lambda option: weights.score(option.evidence), default=None)
    if best is None:
        return None
    is_told = len(choice.options) == 1 and "by rule" in best.evidence  # nobody else is named
    return best.side if is_told or weights.score(best.evidence) >= weights.threshold else None


class Sending:
    """Answers for one article."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        bound: Bound,
        statements: Sequence[Statement],
        sightings: Sequence[Sighting],
    ) -> None:
        self._reading = reading
        self._bound = bound
        self._sides = sides
        self._statements = statements
        self._owned = [s for s in sightings if s.sender is not None]

    def choice(self, sighting: Sighting, told: Mapping[str, str | None]) -> SenderChoice:
        """Return the sides that may have sent a force that is told without its sender.

        ``told``: whom each rule takes for the sender, by the rule.
        """
        speakers = self._speakers(sighting)
        near = set(self._near(sighting))
        sides = dict.fromkeys(
            [*(s.sender for s in self._owned if s.sender), *speakers, *sorted(side for side, _ in near), *self._main]
        )
        sides |= dict.fromkeys(side for side in told.values() if side is not None)
        shared = set(self._of_sighting(sighting, speakers))
        if not any(told.values()):
            shared.add("no rule tells")
        options = [
            SenderOption(
                side,
                self._sides.name(side),
                frozenset({*shared, *self._of_side(side, sighting, speakers, near), *_by_rule(side, told, sighting)}),
            )
            for side in sides
            if self._sides.may_send(side) and self._sides.may_lead(side)
        ]
        host = self._sides.name(sighting.host) if sighting.host is not None else None
        return SenderChoice(sighting.force, host, frozenset(p.text for p in sighting.places), options)

    def _of_sighting(self, sighting: Sighting, speakers: dict[str, str]) -> Iterator[str]:
        """What speaks for or against any sender at all."""
        yield f"{sighting.frame} frame"
        yield sighting.status
        yield "materiel" if sighting.force in MATERIEL else "people"
        yield "counted" if sighting.has_number else "not counted"
        yield "somewhere" if sighting.host is not None else "placed" if sighting.places else "nowhere"
        yield "said by a side" if speakers else "said by nobody"
        yield "verb" if sighting.anchor.pos_ in {"VERB", "AUX"} else "noun"
        for name in ("is_more", "is_new", "is_loose", "is_pointed_at", "is_history"):
            if getattr(sighting, name):
                yield name
        if not self._owned:
            yield "nobody sends anything"

    def _of_side(
        self, side: str, sighting: Sighting, speakers: dict[str, str], near: Set[tuple[str, str]]
    ) -> Iterator[str]:
        """What speaks for or against one side; ``near``: the sides named near by, each with how."""
        yield "a state" if self._sides.is_state(side) else "no state"
        if side == sighting.host:
            yield "hosts it"
            yield f"hosts it, {sighting.frame}"
        if side == sighting.beneficiary:
            yield "is helped"
        gaining = sighting.beneficiary or sighting.host
        if frozenset({side, gaining}) in self._bound:
            yield "has a treaty with who gains"
        yield from self._of_voice(side, sighting, speakers)
        yield from self._of_others(side, sighting)
        yield from self._of_names(side)
        yield from (how for other, how in near if other == side)

    def _of_voice(self, side: str, sighting: Sighting, speakers: dict[str, str]) -> Iterator[str]:
        """Whether a side speaks of the force."""
        if side not in speakers:
            return
        yield "speaks of it"
        yield f"speaks of it, {sighting.status}"
        yield f"speaks of it, {sighting.frame}"
        if speakers[side] in BLAMING:
            yield "speaks of it as of others"
        if any(t.lower_ in FIRST_PERSON for t in sighting.anchor.sent):
            yield "speaks of us"
        if sighting.is_by_organ:
            yield "speaks of an organ"

    def _of_others(self, side: str, sighting: Sighting) -> Iterator[str]:
        """What else a side is told to send."""
        own = [s for s in self._owned if s.sender == side]
        if not own:
            yield "sends nothing else"
            return
        kin = [s for s in self._owned if _are_kin(s, sighting)]
        yield "sends the same" if any(s in kin for s in own) else "sends something else"
        if len({s.sender for s in self._owned}) == 1:
            yield "only sender"
        if kin and all(s.sender == side for s in kin):
            yield "only sender of the force"
        if len(own) == max(Counter(s.sender for s in self._owned).values()):
            yield "sends most"
        yield from self._of_place(own, sighting)
        yield from self._of_last(side, sighting, kin)

    def _of_place(self, own: list[Sighting], sighting: Sighting) -> Iterator[str]:
        hosts = {side for s in own for side in (s.host, s.beneficiary)} - {None}
        if sighting.host in hosts:
            yield "sends to the same host"
        elif sighting.host is not None and hosts:
            yield "sends to other hosts"
        names = {p.text for s in own for p in s.places}
        if any(p.text in names for p in sighting.places):
            yield "sends to the same place"
        if any(s.status == sighting.status for s in own):
            yield f"sends so, {sighting.status}"

    def _of_last(self, side: str, sighting: Sighting, kin: list[Sighting]) -> Iterator[str]:
        """Whether a side is told to send something right before."""
        here = sighting.anchor.i
        before = [s for s in self._owned if s.anchor.i < here]
        if before and before[-1].sender == side:
            yield "told last"
        if (last := next((s for s in reversed(kin) if s.anchor.i < here), None)) is not None and last.sender == side:
            yield "told last of the force"
        start = sighting.anchor.sent.start
        if any(s.sender == side and s.anchor.sent.start == start for s in self._owned):
            yield "told in the sentence"
        if any(s.sender == side and s.anchor.sent.end == start for s in self._owned):
            yield "told in the sentence before"

    def _of_names(self, side: str) -> Iterator[str]:
        """Where a side is named."""
        if side in self._main:
            yield "named most"
        if self._named[side] >= OFTEN * max(1, sum(self._named.values())):
            yield "named often"
        if side in self._in_headline:
            yield "in the headline"

    def _near(self, sighting: Sighting) -> Iterator[tuple[str, str]]:
        """The sides named in the sentence and the one before, and how."""
        sentence = sighting.anchor.sent
        before = sentence.doc[sentence.start - 1].sent if sentence.start else sentence
        for part, name in ((sentence, "in the sentence"), (before, "in the sentence before")):
            if part is sentence and name != "in the sentence":
                continue
            for span in self._reading.names_in(list(part)):
                if span.label_ not in {"place", "person"} and (side := self._sides.of_span(span)) is not None:
                    yield side, f"{name} as a place" if is_where(span) else f"{name} as one who acts"

    def _speakers(self, sighting: Sighting) -> dict[str, str]:
        """The sides that speak of a force, and by what act."""
        offset = sighting.tokens[0].idx
        carriers = (s for s in self._statements if s.start <= offset < s.end)
        return {side: s.act for s in carriers for a in s.speaker if (side := self._sides.state_of(a)) is not None}

    @cached_property
    def _named(self) -> Counter[str]:
        spans = {s.start: s for s in self._reading.registry_spans if s.label_ not in {"place", "person"}}
        return Counter(side for s in spans.values() if (side := self._sides.of_span(s)) is not None)

    @cached_property
    def _main(self) -> tuple[str, ...]:
        """The states that are named most."""
        states = (side for side, _ in self._named.most_common() if self._sides.is_state(side))
        return tuple(side for side, _ in zip(states, range(NAMED_MOST), strict=False))

    @cached_property
    def _in_headline(self) -> set[str]:
        end = self._reading.line_end(0)
        spans = (s for s in self._reading.registry_spans if s.start_char < end and s.label_ not in {"place", "person"})
        return {side for s in spans if (side := self._sides.of_span(s)) is not None}


def _by_rule(side: str, told: Mapping[str, str | None], sighting: Sighting) -> Iterator[str]:
    """Which rules take a side for the sender; the first that takes anybody decides among them."""
    first = next((rule for rule, sender in told.items() if sender is not None), None)
    for rule, sender in told.items():
        if sender == side:
            yield f"by rule, {rule}"
            if rule == first:
                yield "by rule"
                yield f"by rule, {sighting.status}"


def _are_kin(one: Sighting, other: Sighting) -> bool:
    return one.force == other.force or {one.force, other.force} <= HUMAN
