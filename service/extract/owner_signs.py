"""What speaks for and against each of those who may own what a number counts.

The candidates are the states, alliances and armed forces that the article names (a place stands for its country, a
person in office for the state), those whom pronouns, subjects and "the mission" of the sentence stand for, those whom
phrase and clause tell (``owners``), who sends, gains or speaks, whose the counts before are, and nobody in particular.
A sign has a value from 0 to 1: a share, or 1 for what is
so. Each sign also counts by the class of what is counted (``Point.group``); ``owner_choice`` weighs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property

from spacy.tokens import Token

from service.extract.antecedents import Antecedents
from service.extract.belongings import HARM, WE, Belongings
from service.extract.half_names import HalfNames
from service.extract.mentions import Mentions, Point
from service.extract.missions import DEFINITE, Missions
from service.extract.owner_choice import Signs
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL
from service.extract.surroundings import Surroundings
from service.extract.troops import Forces, force_of
from service.model import Deployment, Figure, Measure

Told = Sequence[tuple[str, str | None]]  # the questions that the phrase, clause and sentence answer, and how
Found = Iterator[tuple[str | None, str, float]]
RECENT = 300  # mentions: who is named farther back is hardly recent, and a long article is read in due time
NEAREST = 60  # mentions of a sentence of which it is asked how they stand to a number: a list may have hundreds
FADING = 0.6  # how much less each actor named farther back is recent
# what tells of the United Nations in an article about a mission of theirs tells of the mission
PASSED_ON = (
    "told by phrase",
    "told by clause",
    "told by mission",
    "recent",
    "recent doer",
    "sentence",
    "sends them",
    "speaks",
)
DISTANCES = ("in the paragraph", "in the paragraph above", "far")


class OwnerSigns:
    """Gives the candidates for the counts of one article; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        missions: Missions,
        mentions: Mentions,
        around: Surroundings,
        deployments: Sequence[Deployment],
        belongings: Belongings,
        halves: HalfNames,
        antecedents: Antecedents,
    ) -> None:
        """``sides`` must keep missions."""
        self._reading = reading
        self._sides = sides
        self._missions = missions
        self._mentions = mentions
        self._around = around
        self._deployments = deployments
        self._forces = Forces(reading, sides)
        self._belongings = belongings
        self._halves = halves
        self._antecedents = antecedents

    def of(
        self,
        point: Point,
        hitting: str | None,
        before: Sequence[tuple[Figure, Point]],
        told: Told,
        not_theirs: frozenset[str] = frozenset(),
    ) -> dict[str | None, Signs]:
        """Return the signs of every candidate; ``before`` are the figures so far, ``told`` what the sentence answers.

        Whoever the sentence says harms those counted (``hitting``) is none, unless it is all about places of theirs: an
        army may kill its own people. Elsewhere it is a sign that they harm them. Of arms that are fired or taken those
        of whom it is told that they are not theirs (``not_theirs``) are none either.
        """
        signs: dict[str | None, dict[str, float]] = {None: {"nobody": 1.0}}
        spared = {self._sender(point), *(answer for _, answer in told)}
        for actor, sign, value in (*_told(told), *self._found(point, before)):
            if actor in not_theirs and all(answer != actor for _, answer in told):
                continue
            if actor is not None and actor == hitting and actor not in spared:
                if self._is_named_beside(actor, point) and actor != self._main_place:
                    continue
                signs.setdefault(actor, {})["harms them"] = 1.0
            own = signs.setdefault(actor, {})
            own[sign] = max(value, own.get(sign, 0.0))
        speaking = self._around.speaking(point.number.idx)
        for actor, own in signs.items():
            if actor is not None:
                own.update((sign, 1.0) for sign in self._beside_others(actor, point, speaking, hitting))
        for mission, its in self._missions_among(signs):
            signs[its]["has a mission"] = 1.0
            passed_on = (sign for sign in PASSED_ON if sign in signs[its])
            signs[mission].update((f"of its organisation: {sign}", signs[its][sign]) for sign in passed_on)
        return {actor: self._in_context(own, point) for actor, own in signs.items()}

    def _is_named_beside(self, actor: str, point: Point) -> bool:
        """Whether the sentence of a count names an actor itself, not only its places."""
        here = (m for m in self._mentions.of_paragraph(point.paragraph) if m.sentence == point.number.sent.start)
        return any(m.actor == actor and not m.is_place for m in here)

    @cached_property
    def _main_place(self) -> str | None:
        """The state whose places are named most."""
        counter = Counter(m.actor for m in self._mentions.all if m.is_place)
        return next((actor for actor, _ in counter.most_common(1)), None)

    def _missions_among(self, actors: Iterable[str | None]) -> list[tuple[str, str]]:
        """The missions among those who may own them whose organisation may as well, each with it."""
        named = [actor for actor in actors if actor is not None]
        owned = ((actor, self._sides.owner(actor)) for actor in named if self._sides.is_mission(actor))
        return [(actor, owner) for actor, owner in owned if owner is not None and owner in named]

    def _beside_others(self, actor: str, point: Point, speaking: frozenset[str], hitting: str | None) -> Iterator[str]:
        """What sets an actor apart from who speaks and from who harms those counted."""
        if not self._sides.is_state(actor):
            yield "is no state"
        if self._sides.is_organisation_of_states(actor):
            yield "is an organisation of states"
        if point.is_irregular:
            yield f"{'state' if self._sides.is_state(actor) else 'no state'}, of irregulars"
        if speaking and actor not in speaking:
            yield "another speaks"
        if any((actor, other) in self._enemies for other in speaking):
            yield "an enemy speaks"
        if (actor, hitting) in self._enemies:
            yield "an enemy harms them"

    @cached_property
    def _enemies(self) -> frozenset[tuple[str | None, str | None]]:
        """Who is told to fight whom, either way round."""
        told = [(side, d.adversary) for d in self._deployments for side in (d.sender, d.beneficiary)]
        pairs = [(side, adversary) for side, adversary in told if side and adversary]
        return frozenset([*pairs, *((adversary, side) for side, adversary in pairs)])

    def _found(self, point: Point, before: Sequence[tuple[Figure, Point]]) -> Found:
        yield from self._by_counts(point, before)
        is_in_fighting = self._around.is_in_fighting(point.event)
        if is_in_fighting:
            yield None, "in fighting", 1.0
            yield None, "in fighting of two", self._evenness
        for actor, sign, value in (
            *self._article,
            *self._by_paragraph(point),
            *self._by_sentence(point),
            *self._by_deployments(point),
            *self._by_owned(point),
            *self._by_speech(point),
            (self._around.where(point.anchor), "where they are hit", 1.0),
            (self._around.where(point.anchor), "where they are hit in fighting", float(is_in_fighting)),
            (self._missions.before(point.number), "mission spoken of", 1.0),
            (self._antecedents.of(point.count, point.anchor), "those spoken of", 1.0),
            (self._belongings.asking(point.anchor), "asks for them", 1.0),
        ):
            if actor is not None:
                yield actor, sign, value

    @staticmethod
    def _in_context(signs: Signs, point: Point) -> Signs:
        group = point.group
        return {**signs, **{f"{sign} | {group}": value for sign, value in signs.items()}}

    # where they are named

    @cached_property
    def _article(self) -> list[tuple[str | None, str, float]]:
        named = self._mentions.all
        return [
            *_shares("named", (m.actor for m in named)),
            *_shares("places", (m.actor for m in named if m.is_place)),
            *_shares("opening", (m.actor for m in named if m.paragraph <= 2)),
            *((m.actor, "headline", 1.0) for m in named if m.paragraph == 1),
        ]

    @cached_property
    def _evenness(self) -> float:
        """How often the state named second is named, as a share of the first: a war of two, or within one."""
        counter = Counter(m.actor for m in self._mentions.all if self._sides.is_state(m.actor))
        first, second, *_ = [*sorted(counter.values(), reverse=True), 0, 0]
        return second / max(first, 1)

    def _by_paragraph(self, point: Point) -> Found:
        here = self._mentions.of_paragraph(point.paragraph)
        yield from _shares("paragraph", (m.actor for m in here))
        yield from _shares("places in the paragraph", (m.actor for m in here if m.is_place))
        yield from _shares("paragraph above", (m.actor for m in self._mentions.of_paragraph(point.paragraph - 1)))
        before = self._mentions.before(point.number.i)[-RECENT:]
        yield from _fading("recent", (m.actor for m in reversed(before)))
        yield from _fading("recent and not telling", (m.actor for m in reversed(before) if not m.is_telling))
        yield from _fading("recent place", (m.actor for m in reversed(before) if m.is_place))
        yield from _fading("recent doer", (m.actor for m in reversed(before) if m.part == "doer" and not m.is_telling))

    def _by_sentence(self, point: Point) -> Found:
        here = [m for m in self._mentions.of_paragraph(point.paragraph) if m.sentence == point.number.sent.start]
        yield from _shares("sentence", (m.actor for m in here))
        taken_up = self._mentions.taken_up(point)
        yield from ((actor, "named alike in the phrase", 1.0) for actor in self._halves.alike(point.anchor))
        yield from _shares("places in the sentence", (m.actor for m in (*here, *taken_up) if m.is_place))
        for mention in sorted((*here, *taken_up), key=lambda m: abs(m.word.i - point.number.i))[:NEAREST]:
            for part in mention.parts_beside(point):
                yield mention.actor, f"role {part}", 1.0
            yield mention.actor, f"stands {'behind' if mention.word.i > point.number.i else 'before'}", 1.0
        yield from self._by_sentence_before(point)
        if len({m.actor for m in here}) == 1:
            yield here[0].actor, "alone in the sentence", 1.0

    def _by_sentence_before(self, point: Point) -> Found:
        start = point.number.sent.start
        last = self._reading.doc[start - 1].sent.start if start else -1
        there = [m for m in self._mentions.of_paragraph(point.paragraph) if m.sentence == last]
        yield from _shares("sentence before", (m.actor for m in there))
        yield from _shares("doer of the sentence before", (m.actor for m in there if m.part == "doer"))
        if len({m.actor for m in there}) == 1:
            yield there[0].actor, "alone in the sentence before", 1.0

    # what is told of them

    def _by_deployments(self, point: Point) -> Found:
        told = self._deployments
        such = [d for d in told if (d.force in MATERIEL) == (point.count.kind == "weapons")]
        yield self._sender(point), "sends them", 1.0
        yield from _shares("sends such", (d.sender for d in such))
        yield from _shares("sends", (d.sender for d in told))
        yield from _shares("gains", (d.beneficiary for d in told))
        yield from _shares("is fought", (d.adversary for d in told))

    def _sender(self, point: Point) -> str | None:
        """Who sends them by the deployment that is told here."""
        sender = self._around.sender_told(point.number, point.count) if point.group != "people" else None
        return self._missions.standing_for(sender)

    def _by_speech(self, point: Point) -> Found:
        is_of_us = any(t.lower_ in WE for t in point.number.sent)
        for side, act in sorted(self._around.acts(point.number.idx)):
            yield side, "speaks of us" if is_of_us else "speaks", 1.0
            yield side, f"speaks to {act}", 1.0
        if self._belongings.by_speaker(point.count, point.anchor):  # of whom it may not be known whose side is his
            yield from ((actor, f"{sign}, of us", value) for actor, sign, value in self._article)

    @cached_property
    def _owned(self) -> list[tuple[Token, str, str]]:
        """The nouns of people and materiel that are told to be somebody's: the noun, what it names, whose."""
        named = ((token, _named_by(token)) for token in self._reading.doc)
        owned = ((token, what, self._forces.owner(token)) for token, what in named if what)
        return [(token, what, owner) for token, what, owner in owned if owner is not None]

    def _by_owned(self, point: Point) -> Found:
        """Whose such people or materiel are elsewhere in the article."""
        what = "materiel" if point.count.kind == "weapons" else "troops"
        such = [(t, owner) for t, named, owner in self._owned if named == what and t is not point.anchor]
        yield from _shares("owns such", (owner for _, owner in such))
        lemma = point.anchor.lemma_.lower()
        yield from _shares("owns the same", (owner for t, owner in such if t.lemma_.lower() == lemma))
        yield from _fading("owns such before", (owner for t, owner in reversed(such) if t.i < point.number.i))
        for token, owner in such:
            if token.sent is point.number.sent:
                yield owner, "owns such in the sentence", 1.0

    def _by_counts(self, point: Point, before: Sequence[tuple[Figure, Point]]) -> Found:
        for figure, _ in before:
            yield figure.of, "has a count", 1.0
            if figure.measure == point.count.measure:
                yield figure.of, "has a count of the same measure", 1.0
            if figure.low == point.count.quantity.low:
                yield figure.of, "has the same number", 1.0
            if point.count.part_of is not None and figure.low == point.count.part_of:
                yield figure.of, "count of which they are a part", 1.0
        if len({figure.of for figure, _ in before if figure.measure in HARM}) > 1:
            yield None, "several sides have victims", 1.0
        same = [figure.of for figure, other in before if _is_noun_of(point, other)]
        yield from _fading("count before of the same", reversed(same))
        if before:
            figure, other = before[-1]
            if _is_definite(point):
                yield figure.of, "count before, taken up by the", 1.0
            near = self._how_near(figure, point)
            yield figure.of, f"count before {near}, {_likeness(point, other)}", 1.0
            if point.count.follows:
                yield figure.of, f"count taken up {near}", 1.0
            if self._around.is_said_together(figure.start, point.number.idx):
                yield figure.of, "count said with it", 1.0

    def _how_near(self, figure: Figure, point: Point) -> str:
        if self._reading.doc[point.number.sent.start].idx <= figure.start:
            return "in the sentence"
        return DISTANCES[min(point.paragraph - self._reading.paragraph(figure.start), 2)]


def _told(told: Told) -> Found:
    """What each question answers, and what the first of them does."""
    for place, (question, answer) in enumerate(told):
        yield answer, f"told by {question}", 1.0
        if place == 0:
            yield answer, f"told first by {question}", 1.0


def _fading(name: str, actors: Iterable[str | None]) -> Found:
    """The actors in order, each worth less than the one before."""
    return ((actor, name, FADING**rank) for rank, actor in enumerate(dict.fromkeys(actors)))


def _shares(name: str, actors: Iterable[str | None]) -> Iterator[tuple[str | None, str, float]]:
    """The share that each has in those named."""
    counter: Counter[Hashable] = Counter(actor for actor in actors if actor is not None)
    total = sum(counter.values())
    return ((str(actor), name, times / total) for actor, times in counter.items())


def _named_by(token: Token) -> str:
    force = force_of(token)
    return "" if force is None else "materiel" if force in MATERIEL else "troops"


def _is_noun_of(one: Point, other: Point) -> bool:
    """Whether two numbers count the same noun: "shells" and "shells"."""
    nouns = one.count.noun, other.count.noun
    return nouns[0] is not None and nouns[1] is not None and nouns[0].lemma_.lower() == nouns[1].lemma_.lower()


def _is_definite(point: Point) -> bool:
    """ "the 11,000 troops"."""
    return any(c.lower_ in DEFINITE for c in point.anchor.lefts)


def _likeness(one: Point, other: Point) -> str:
    """What two counts have in common; rebels are not such people as soldiers are."""
    measures: set[Measure] = {one.count.measure, other.count.measure}
    measure = "same measure" if len(measures) == 1 else "both hurt" if measures <= HARM else "other measure"
    is_alike = one.count.kind == other.count.kind and one.is_irregular == other.is_irregular
    return f"{'alike' if is_alike else 'unlike'}, {measure}"
