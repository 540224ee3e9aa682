"""Whose people or materiel a number counts.

Plain questions are put to the counted phrase, its clause and its sentence. Then whoever may own them is weighed by the
signs for it, what the questions answer among them (``owner_signs``, ``owner_choice``): the first answer stands unless
another owner is far likelier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from spacy.tokens import Token

from service.extract.antecedents import Antecedents
from service.extract.belongings import HARM, Belongings, is_part
from service.extract.counted import Count
from service.extract.firing import Firing
from service.extract.half_names import HalfNames
from service.extract.harming import Harming
from service.extract.holders import Holders
from service.extract.joint_forces import JointForces
from service.extract.lexicon.counts import count_words
from service.extract.mentions import Mentions, Point
from service.extract.missions import Missions
from service.extract.outlaws import Outlaws
from service.extract.owner_choice import Candidate, OwnerChoice, OwnerJudge, likeliest_owner, likelihood_of, main_sign
from service.extract.owner_signs import OwnerSigns, Told
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sources import SourceResolver
from service.extract.surroundings import Surroundings
from service.extract.together import Together
from service.extract.troops import Forces
from service.model import Deployment, Figure, Statement

NEAR = 1  # paragraphs
# the questions whose answers are not weighed: "Georgia lost 32", "Germany sent 300, France 200", "on both sides"
FIRM = frozenset({"clause of the number", "verb said once", "force of several states", "each side", "criminals"})
NOBODY = ""  # the answer that they are nobody's in particular


@dataclass(frozen=True, slots=True)
class Asked:
    """A count whose owner is asked for, where it stands, and the figures before."""

    point: Point
    before: Sequence[Figure]

    @property
    def count(self) -> Count:
        """What is counted."""
        return self.point.count

    @property
    def number(self) -> Token:
        """The head of the number."""
        return self.point.number

    @property
    def anchor(self) -> Token:
        """The noun that the number counts, else the number."""
        return self.point.anchor


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose those counted are (None: nobody's in particular), what tells it, and whether that is more than likely.

    ``likelihood``: how likely it is right (0 to 1).
    """

    actor: str | None
    told_by: str
    is_told: bool
    likelihood: float = 1.0


Question = Callable[[Asked], "str | None"]


class Owners:
    """Answers for one article; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        sources: SourceResolver,
        deployments: tuple[Deployment, ...],
        statements: tuple[Statement, ...],
        joint: JointForces,
        armed: Outlaws,
        owner_of: OwnerJudge = likeliest_owner,
    ) -> None:
        """``owner_of`` says who of those who may own them does."""
        self._reading = reading
        self._sides = sides.counting()
        self._armed = armed
        self._owner_of = owner_of
        self._joint = joint
        self._missions = Missions(reading, self._sides, sources, joint)
        halves = HalfNames(reading, self._sides, [d.sender for d in deployments])
        self._belongings = Belongings(reading, self._sides, self._missions, sources.names, halves)
        self._holders = Holders(self._sides, self._belongings.side_of)
        forces = Forces(reading, self._sides)
        self._harming = Harming(self._sides, forces, self._belongings.ships, self._side_of)
        self._together = Together(reading, self._sides)
        self._around = Surroundings(reading, self._sides, deployments, statements)
        mentions = Mentions(reading, self._sides, sources.names, self._missions, self._around)
        self._antecedents = Antecedents(reading, self._sides, self._around.sender_of)
        self._firing = Firing(reading, self._sides, self._harming, self._around)
        self._signs = OwnerSigns(
            reading,
            self._sides,
            self._missions,
            mentions,
            self._around,
            deployments,
            self._belongings,
            halves,
            self._antecedents,
        )
        self._words = count_words()
        self._points: list[Point] = []
        self._owners: list[Owner] = []
        self._last_hitting: str | None = None
        self._last_hit = 0  # the paragraph that tells of it
        self._hit_irregulars = False

    def of(self, count: Count, before: Sequence[Figure]) -> Owner:
        """Return whose those counted are; ``before`` are the figures read so far, each of which was asked for here."""
        number = count.quantity.root(self._reading.doc)
        anchor = count.noun if count.noun is not None else number
        asked = Asked(
            Point(count, number, anchor, self._reading.paragraph(number.idx), self._firing.fate(anchor)), before
        )
        answers = ((told_by, question(asked)) for told_by, question in self._questions(asked))
        told = [(told_by, answer or None) for told_by, answer in answers if answer is not None]
        is_firm = bool(told) and told[0][0] in FIRM
        owner = Owner(told[0][1], told[0][0], is_told=True) if is_firm else self._weighed(asked, told)
        self._points.append(asked.point)
        self._owners.append(owner)
        return owner

    def settled(self, figures: Sequence[Figure], doubtful: Set[str]) -> tuple[Figure, ...]:
        """Return the figures but the doubtful (ids).

        Those hit are nobody's where victims of several sides are told and theirs are not.
        """
        hurt = [
            (figure, point, owner)
            for figure, point, owner in zip(figures, self._points, self._owners, strict=True)
            if point.group == "people" and figure.measure in HARM and figure.id not in doubtful
        ]
        sides = {figure.of for figure, _, owner in hurt if owner.is_told and figure.of is not None}
        open_ = {figure.id for figure, _, owner in hurt if not owner.is_told and len(sides) > 1}
        kept = (figure for figure in figures if figure.id not in doubtful)
        return tuple(replace(figure, of=None) if figure.id in open_ else figure for figure in kept)

    def _weighed(self, asked: Asked, told: Told) -> Owner:
        before = list(zip(asked.before, self._points, strict=True))
        signs = self._signs.of(
            asked.point, self._hitting(asked.point), before, told, self._firing.not_theirs(asked.point)
        )
        meant = [actor for actor in signs if self._may_be_meant(actor, asked, told)] or list(signs)
        candidates = [Candidate(actor, self._sides.names(actor) if actor else (), signs[actor]) for actor in meant]
        by_rule = next((c for c in candidates if told and c.actor == told[0][1]), None)
        choice = OwnerChoice(asked.count, asked.number.idx, candidates, by_rule)
        chosen = self._owner_of(choice)
        likelihood = likelihood_of(choice, chosen)
        told_by = next((question for question, answer in told if answer == chosen.actor), None)
        if told_by is not None:
            return Owner(chosen.actor, told_by, True, likelihood)
        return Owner(chosen.actor, f"signs, above all: {main_sign(chosen)}", False, likelihood)

    def _may_be_meant(self, actor: str | None, asked: Asked, told: Told) -> bool:
        """Of "militants" no state is meant, of "conscripts" no group of no state, unless it is told."""
        if actor is None or any(answer == actor for _, answer in told):
            return True
        if self._armed.are_meant(asked.anchor):
            return not self._sides.is_state(actor)
        if asked.anchor.lemma_.lower() in self._words.owning["attacking"] and actor in self._hurt(asked):
            return False  # "three men of Togo were hurt, ten of the attackers were killed"
        noun = asked.count.noun
        is_soldier = noun is not None and noun.lemma_.lower() in self._words.owning["soldiers"]
        return noun is None or not (actor == self._armed.unnamed or (is_soldier and self._armed.is_group(actor)))

    def _hurt(self, asked: Asked) -> frozenset[str | None]:
        """Those whose people, other than rebels and the like, were told to be hurt before."""
        before = zip(asked.before, self._points, strict=True)
        return frozenset(f.of for f, point in before if f.measure in HARM and not point.is_irregular)

    def _hitting(self, point: Point) -> str | None:
        """Who harms those counted; "the attack", and one of which the paragraph goes on telling, is the last's."""
        if self._harming.is_of_enemy(point.anchor):
            return self._around.speaker(point.number.idx)
        if point.is_materiel:
            doer, is_downed = self._harming.destroyer(point.anchor)
            return self._around.speaker(point.number.idx) if doer is None and is_downed else doer
        doer = self._harming.doer(point.count)
        if doer is None and point.count.measure in HARM:
            is_alike = self._hit_irregulars == point.is_irregular  # those who kill rebels may have dead of their own
            goes_on = self._last_hit == point.paragraph or self._harming.is_by_attack(point.count)
            return self._last_hitting if goes_on and is_alike else None
        if doer is not None:
            self._last_hitting, self._last_hit = doer, point.paragraph
            self._hit_irregulars = point.is_irregular
        return doer

    def _side_of(self, noun: Token) -> str | None:
        """The side that a noun stands for; of "gunmen", "Ugandan rebels" it is no state."""
        side = self._belongings.side_of(noun)
        is_own = side is not None and not self._sides.is_state(side)
        return side if is_own or not self._armed.are_meant(noun) else self._armed.of(noun)

    def _questions(self, asked: Asked) -> Iterator[tuple[str, Question]]:
        """The questions in order, each with a name."""
        yield "several states together", self._of_several
        yield "several countries", self._of_countries
        yield "verb said once", lambda asked: self._belongings.gapped(asked.count, asked.anchor)
        yield "force of several states", self._of_joint_force
        yield "who gives them", lambda asked: self._belongings.given(asked.count, asked.anchor)
        yield "criminals", self._of_criminals
        yield "who has them", lambda asked: self._holders.of_arms(asked.count, asked.anchor)
        yield "phrase", self._of_phrase
        yield "armed group", self._outlaws
        yield "those whose number it is", lambda asked: self._antecedents.of_number(asked.count, asked.anchor)
        yield "who mourns them", self._bereft
        yield "clause of the number", self._of_own_clause
        yield "each side", lambda asked: NOBODY if self._together.are_of_each_side(asked.anchor) else None
        if asked.count.follows and asked.before:
            return
        yield "first named of the sentence", self._first_named
        yield "speaks of us", self._of_us
        yield "clause", lambda asked: self._belongings.by_clause(asked.count, asked.anchor)
        yield "whose nationals", lambda asked: self._holders.of_nationals(asked.count, asked.anchor)
        yield "army of the country", self._of_country
        yield "those before", self._of_them
        yield "toll", self._of_toll
        yield "both sides", self._of_both
        yield "where they flee from", lambda asked: self._around.left(asked.anchor)
        yield "mission", self._peacekeepers
        if asked.point.group == "people" and asked.count.measure in HARM:
            yield "where they are hit", self._where_hit
        if asked.count.measure in HARM:
            yield "those hurt just before", self._of_those_hurt
        if asked.point.group == "sent":
            yield "mission that sends them", self._sending_mission
            yield "mission spoken of", lambda asked: self._missions.before(asked.number)

    # what the sentence tells

    def _of_phrase(self, asked: Asked) -> str | None:
        """ "340 Irish soldiers"; of "it had hit Hamas fighters and killed 12 of them" the fighters' side."""
        own = self._belongings.of(asked.count, asked.anchor)
        is_of_them = own is None and asked.count.noun is None and is_part(self._reading, asked.count)
        return self._antecedents.in_sentence(asked.count) if is_of_them else own

    def _of_several(self, asked: Asked) -> str | None:
        """ "400 soldiers from Austria, Italy and Romania": the mission's, else nobody's in particular."""
        if not self._together.are_joint(asked.count, asked.anchor):
            return None
        return self._missions.before(asked.anchor) or self._missions.near(asked.anchor.i) or NOBODY

    def _of_country(self, asked: Asked) -> str | None:
        """ "The army has moved 5,000 soldiers", with no country named for it."""
        is_own = self._belongings.by_national_army(asked.count, asked.anchor)
        return self._around.main() if is_own else None

    def _of_us(self, asked: Asked) -> str | None:
        """ "We have six advisers there": of the speaker's side."""
        is_own = self._belongings.by_speaker(asked.count, asked.anchor)
        return self._around.speaker(asked.number.idx) if is_own else None

    def _of_countries(self, asked: Asked) -> str | None:
        """ "4,000 men from five countries": of the mission or organisation spoken of."""
        if not self._together.are_from_several(asked.anchor):
            return None
        holder = self._belongings.by_clause(asked.count, asked.anchor)
        if holder is not None and not self._sides.is_state(holder):
            return holder  # "KFOR has 4,700 soldiers from 33 states"
        mission = self._missions.before(asked.anchor) or self._peacekeepers(asked)
        return mission or self._around.organisation(asked.anchor)

    def _of_them(self, asked: Asked) -> str | None:
        """ "eighteen of its soldiers" of whom nobody can tell who "it" is: of those counted before."""
        return self._last(asked) if self._belongings.is_of_them(asked.count, asked.anchor) else None

    def _of_both(self, asked: Asked) -> str | None:
        """ "a joint team of 24 officers", "a war that cost 100,000 lives" are nobody's in particular."""
        if self._together.are_of_joint_body(asked.anchor):
            return NOBODY
        is_of_war = asked.count.kind in {"people", "other"} and self._together.are_of_war(asked.count, asked.anchor)
        return NOBODY if is_of_war else None

    def _of_toll(self, asked: Asked) -> str | None:
        """Of "11 marines were killed; the navy had put the toll at nine" the same."""
        noun, before = asked.count.noun, asked.before
        is_toll = noun is not None and noun.lemma_.lower() in self._words.totals and not any(noun.rights)
        return before[-1].of if is_toll and before and before[-1].measure == asked.count.measure else None

    def _bereft(self, asked: Asked) -> str | None:
        """Whoever tells of dead and names nobody, if it takes part in what is told."""
        return self._belongings.bereft(asked.anchor, asked.count)

    def _of_own_clause(self, asked: Asked) -> str | None:
        """ "NATO had 140,000 soldiers there. Georgia lost 32": the subject's, if it is a state."""
        owner = self._belongings.by_clause(asked.count, asked.anchor) if asked.count.follows else None
        return owner if owner is not None and self._sides.is_state(owner) else None

    def _first_named(self, asked: Asked) -> str | None:
        """Those named in a sentence that leaves out whom it counts: "Ethiopian soldiers were ambushed; nine died"."""
        if asked.count.measure not in HARM or asked.count.noun is not None or asked.before:
            return None
        return self._antecedents.in_sentence(asked.count)

    def _peacekeepers(self, asked: Asked) -> str | None:
        """Peacekeepers of no named state, and the "soldiers of the Mission", are the mission's."""
        noun = asked.count.noun
        if noun is None or noun.lemma_.lower() not in self._words.owning["peacekeepers"]:
            return None
        return self._missions.near(noun.i) or self._missions.organisation(noun.i)

    def _outlaws(self, asked: Asked) -> str | None:
        """ "80 terrorists were killed": the armed group's that is named near."""
        return self._armed.of(asked.anchor) or NOBODY if self._armed.are_meant(asked.anchor) else None

    def _of_criminals(self, asked: Asked) -> str | None:
        """ "eight Somali pirates", "308 smugglers": nobody's, wherever they come from."""
        return NOBODY if asked.anchor.lemma_.lower() in self._words.owning["criminals"] else None

    def _where_hit(self, asked: Asked) -> str | None:
        """ "an attack on Kyiv, killing eight people": of the country, unless it is the one that hits them."""
        host = self._around.where(asked.anchor)
        return host if host != self._hitting(asked.point) else None

    def _of_joint_force(self, asked: Asked) -> str | None:
        """ "the British-led battlegroup, about 1,000 strong", "the mission's 209 staff"."""
        force = self._joint.of_counted(asked.anchor) if not asked.point.is_materiel else None
        if force is None:
            return None
        named = self._missions.standing_for(owner := self._sides.owner(force))
        return named if named is not None and named != owner else force

    # the counts before

    def _last(self, asked: Asked) -> str | None:
        """Whose the count before is, if it is near."""
        if not asked.before:
            return None
        last = asked.before[-1]
        distance = self._reading.paragraph(asked.number.idx) - self._reading.paragraph(last.start)
        return last.of if distance <= NEAR else None

    def _of_those_hurt(self, asked: Asked) -> str | None:
        """Of "killing eight people in Lviv. Six children were hurt" the same, where nobody is named in between."""
        if not asked.before or asked.before[-1].measure not in HARM:
            return None
        last = self._points[-1]
        if last.is_irregular != asked.point.is_irregular:
            return None  # "three soldiers were hurt, ten of the attackers died"
        between = list(self._reading.doc[last.number.i : asked.number.i])
        is_named = any(span.label_ != "person" for span in self._reading.names_in(between))
        return None if is_named or last.paragraph != asked.point.paragraph else asked.before[-1].of

    # the article around

    def _sending_mission(self, asked: Asked) -> str | None:
        """ "The UN force, which has 11,000 troops": a sender that is no state."""
        sender = self._missions.standing_for(self._around.sender_told(asked.number, asked.count))
        return None if sender is None or self._sides.is_state(sender) else sender
