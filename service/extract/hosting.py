"""Hosting: for whom a force is of which the article does not say so where it tells of it ("Norway will send 40 men").

Every state that the article names may be the one that is helped or hosts it, or none. What speaks for each is named
evidence, weighed by ``lexicon/host_weights.toml``, a conditional logit trained by ``training/hosts.py``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from service.extract.drafts import Draft
from service.extract.lexicon.evidence import evidence_weights
from service.extract.lexicon.forces import force_words
from service.extract.place_names import DESCRIBED, is_where
from service.extract.reading import Reading
from service.extract.sides import Bound, Sides
from service.extract.sighting import MATERIEL, Sighting
from service.extract.syntax import children, prepositional_objects
from service.model import Force, Statement

JOINT = frozenset({"mission", "force", "operation", "coalition", "battlegroup"})  # what several states give men to
TAKING_UP = frozenset({"it", "which"})  # "Croats serve in it, too"
LEAD_PARAGRAPHS = 3
# what tells which country "the country" is
POINTING = frozenset({"named most", "named last as a place", "in the sentence before", "told last", "in the headline"})
# what counts otherwise for weapons than for people
DEPENDING = frozenset(
    {"named most", "named most as a place", "in the headline", "told of the same sender", "told last"}
    | {"never named as a place", "in the sentence", "named most with the sender"}
)
HANDING_OVER = frozenset({"deliver", "supply", "donate", "transfer", "provide", "give", "gift", "lend"})
LIKELIER = 0.25  # by so much in its weight: "has delivered 20 tanks" was to somebody, who may be nobody that is named
OFTEN = 0.4  # share of what is named


@dataclass(frozen=True, slots=True)
class HostOption:
    """A state that may be helped, and what speaks for and against that."""

    state: str
    name: str
    evidence: frozenset[str]


@dataclass(frozen=True, slots=True)
class HostChoice:
    """The states that a force may be for, and whose force it is (a name)."""

    sender: str
    force: Force
    options: Sequence[HostOption]


HostJudge = Callable[[HostChoice], str | None]


def by_weight(choice: HostChoice) -> str | None:
    """Return the state that the evidence is best for, None where it is likelier none."""
    weights = evidence_weights("host_weights.toml")
    best = max(choice.options, key=lambda option: weights.score(option.evidence), default=None)
    if best is None:
        return None
    is_somewhere = bool(best.evidence & {"pointed at", "lent to a mission"})  # "in the country": it is some state's
    threshold = weights.threshold - (LIKELIER if "handed over" in best.evidence else 0.0)
    return best.state if is_somewhere or weights.score(best.evidence) >= threshold else None


class Hosting:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides, bound: Bound, statements: Sequence[Statement]) -> None:
        self._reading = reading
        self._bound = bound
        self._sides = sides
        self._statements = statements
        spans = [s for _, s in sorted(reading.registered.items()) if s.label_ in {"state", "place"}]
        unique = {span.start: span for span in spans}
        hosts = [(start, sides.host(span), is_where(span)) for start, span in sorted(unique.items())]
        self._named = [(start, host, where) for start, host, where in hosts if host is not None]
        self._starts = [start for start, _, _ in self._named]
        self._counts = Counter(host for _, host, _ in self._named)
        self._places = Counter(host for _, host, where in self._named if where)
        self._together = self._named_together()

    def choice(self, draft: Draft, drafts: Sequence[Draft], fought: set[str]) -> HostChoice:
        """Return the states that may host or gain from a draft."""
        first = draft.sightings[0]
        shared = set(_of_draft(draft, first))
        told = _told(drafts, draft, first)
        speaking, sending = self._speaking(first), {d.sender for d in drafts}
        beside = self._beside(draft.sender)
        found = []
        for state in self._counts:
            if state != draft.sender:
                evidence = {*shared, *told.get(state, ()), *self._of_names(state, draft)}
                evidence |= set(self._of_paragraphs(state, draft, beside))
                evidence |= {"is fought"} if state in fought else set()
                is_ally = frozenset({draft.sender, state}) in self._bound
                evidence |= {"has a treaty with the sender"} if is_ally else set()
                evidence |= {"sends itself"} if state in sending else set()
                evidence |= {"speaks of it"} if state in speaking else set()
                evidence |= {f"{sign}, materiel" for sign in evidence & DEPENDING if "materiel" in shared}
                evidence |= {f"pointed at, {sign}" for sign in evidence & POINTING if "pointed at" in shared}
                found.append(HostOption(state, self._sides.name(state), frozenset(evidence)))
        return HostChoice(self._sides.name(draft.sender) if draft.sender else "", draft.force, found)

    def _named_together(self) -> dict[int, set[str]]:
        """The sides that each paragraph names, by themselves, their places or their people."""
        found: dict[int, set[str]] = {}
        for span in self._reading.registry_spans:
            is_side = span.label_ not in {"state", "place"}
            side = self._sides.of_span(span) if is_side else self._sides.host(span)
            if side is not None:
                found.setdefault(self._reading.paragraph(span.start_char), set()).add(side)
        return found

    def _beside(self, sender: str | None) -> Counter[str]:
        """In how many paragraphs each side is named together with a sender."""
        return Counter(side for sides in self._together.values() if sender in sides for side in sides - {sender})

    def _speaking(self, sighting: Sighting) -> set[str]:
        offset = sighting.anchor.idx
        speakers = (actor for s in self._statements if s.start <= offset < s.end for actor in s.speaker)
        return {side for actor in speakers if (side := self._sides.state_of(actor)) is not None}

    def _of_names(self, state: str, draft: Draft) -> Iterator[str]:
        """What the places at which a state is named say."""
        total = sum(self._counts.values())
        if self._counts[state] >= OFTEN * total:
            yield "named often"
        if self._counts[state] == max(self._counts.values()):
            yield "named most"
        if self._counts[state] == 1:
            yield "named once"
        if self._places and self._places[state] == max(self._places.values()):
            yield "named most as a place"
        if not self._places[state]:
            yield "never named as a place"
        paragraphs = [self._reading.paragraph(self._reading.doc[i].idx) for i, host, _ in self._named if host == state]
        if paragraphs[0] <= 1:
            yield "in the headline"
        if any(1 < p <= LEAD_PARAGRAPHS for p in paragraphs):
            yield "in the lead"
        yield from {sign for sighting in draft.sightings for sign in self._around(state, sighting)}

    def _of_paragraphs(self, state: str, draft: Draft, beside: Counter[str]) -> Iterator[str]:
        """Whether a state is named in the paragraphs that tell of a draft, and how often ``beside`` its sender."""
        if not beside[state]:
            yield "never named with the sender"
        elif beside[state] == max(beside.values()):
            yield "named most with the sender"
        at = (self._reading.paragraph(s.anchor.idx) for s in draft.sightings)
        if any(state in self._together.get(paragraph, ()) for paragraph in at):
            yield "in the paragraph"

    def _around(self, state: str, sighting: Sighting) -> Iterator[str]:
        """Where a state is named near a sighting."""
        sentence = sighting.anchor.sent
        before = sentence.doc[sentence.start - 1].sent if sentence.start else sentence
        inside = [(i, where) for i, where in self._in(sentence) if self._host_at(i) == state]
        if inside:
            yield "in the sentence"
            yield "in the sentence as a place" if any(w for _, w in inside) else "in the sentence as one who acts"
        if before is not sentence and any(self._host_at(i) == state for i, _ in self._in(before)):
            yield "in the sentence before"
        last = bisect_right(self._starts, sighting.anchor.i) - 1
        others = (host for _, host, where in reversed(self._named[: last + 1]) if where and host != sighting.sender)
        if next(others, None) == state:
            yield "named last as a place"

    def _in(self, sentence: Span) -> list[tuple[int, bool]]:
        low, high = bisect_right(self._starts, sentence.start - 1), bisect_right(self._starts, sentence.end - 1)
        return [(start, where) for start, _, where in self._named[low:high]]

    def _host_at(self, start: int) -> str:
        return self._named[bisect_right(self._starts, start) - 1][1]


def _of_draft(draft: Draft, first: Sighting) -> Iterator[str]:
    """What speaks for or against any host at all."""
    yield "materiel" if draft.force in MATERIEL else "people"
    for frame in {s.frame for s in draft.sightings}:
        yield f"{frame} frame"
    if draft.places:
        yield "at a described place" if draft.places[0].label_ == DESCRIBED else "at an unknown place"
    if first.is_more:
        yield "more"
    if any(is_lent(s) for s in draft.sightings):
        yield "lent to a mission"
    if any(s.is_pointed_at for s in draft.sightings):
        yield "pointed at"
    if draft.force in MATERIEL and any(_is_handed_over(s) for s in draft.sightings):
        yield "handed over"
    yield "counted" if any(s.has_number for s in draft.sightings) else "not counted"
    yield first.status
    if len(draft.sightings) > 1:
        yield "told twice"
    if any(_has_goal(s.anchor) for s in draft.sightings):
        yield "it is said where to"


def _told(drafts: Sequence[Draft], draft: Draft, first: Sighting) -> dict[str, set[str]]:
    """What other deployments are told to be for or in each state."""
    found: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    own: set[str] = set()
    last: tuple[int, str] | None = None
    for other in drafts:
        if other is draft:
            continue
        for sighting in other.sightings:
            for state in filter(None, {sighting.host, sighting.beneficiary}):
                counts[state] += 1
                signs = found.setdefault(state, {"told"})
                if sighting.anchor.sent.start == first.anchor.sent.start:
                    signs.add("told in the same sentence")
                if sighting.force == draft.force:
                    signs.add("told of the same force")
                if other.sender == draft.sender:
                    signs.add("told of the same sender")
                    own.add(state)
                if sighting.anchor.i < first.anchor.i and (last is None or sighting.anchor.i > last[0]):
                    last = (sighting.anchor.i, state)
    if last is not None:
        found[last[1]].add("told last")
    if len(own) == 1:
        found[next(iter(own))].add("only one told of the same sender")
    if draft.sender in counts:
        for signs in found.values():
            signs.add("sender hosts others")
    for state, count in counts.items():
        if count == max(counts.values()):
            found[state].add("told most")
    return found


def is_lent(sighting: Sighting) -> bool:
    """ "has 3,000 soldiers in the African Union's mission": they are not at home."""
    nouns = (sighting.anchor, *sighting.tokens)
    joined = (o for noun in nouns for o in prepositional_objects(noun, "in", "to", "with", "under", "within", "on"))
    return any(noun.lemma_.lower() in JOINT or noun.lower_ in TAKING_UP for noun in joined)


def _is_handed_over(sighting: Sighting) -> bool:
    """ "has delivered 20 armoured vehicles": to somebody else, even where that is not said."""
    return sighting.frame == "supply" and sighting.anchor.lemma_.lower() in HANDING_OVER


def _has_goal(anchor: Token) -> bool:
    """Whether it is said where to, be it at home: "to its border with Belarus"."""
    ways = (c for c in children(anchor, "prep") if c.lower_ in force_words().prepositions)
    return any(noun.lemma_.lower() not in JOINT for way in ways for noun in children(way, "pobj"))
