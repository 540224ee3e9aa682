"""Whose people or materiel a number counts: plain questions, asked in order until one is answered.

First what the counted phrase and its clause tell (``belongings``), then the count before and the missions, then, apart
for people and for forces, what the article around tells (``surroundings``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from service.extract.belongings import HARM, SUFFERED, Belongings, is_part
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.missions import Missions
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sources import SourceResolver
from service.extract.surroundings import Surroundings
from service.extract.together import Together
from service.model import Deployment, Figure, Statement

NEAR = 1  # paragraphs
NOBODY = ""  # the answer that they are nobody's in particular


@dataclass(frozen=True, slots=True)
class Asked:
    """A count whose owner is asked for: its number, the noun it hangs by (else the number), the figures before."""

    count: Count
    number: Token
    anchor: Token
    before: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose those counted are (None: nobody's in particular), what tells it, and whether that is more than a guess."""

    actor: str | None
    told_by: str
    is_told: bool


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
    ) -> None:
        self._reading = reading
        self._sides = sides.keeping_missions()
        self._missions = Missions(reading, self._sides, sources)
        self._belongings = Belongings(reading, self._sides, self._missions, sources.names)
        self._together = Together(reading, self._sides)
        self._around = Surroundings(reading, self._sides, deployments, statements)
        self._words = count_words()
        self._people: set[str] = set()  # ids of the figures that count civilians
        self._groups: set[str | None] = {None}  # of outlaws; who is hit next is not theirs

    def of(self, count: Count, before: Sequence[Figure]) -> Owner:
        """Return whose those counted are; ``before`` are the figures read so far."""
        if count.kind == "people":
            self._people.add(f"f{len(before) + 1}")
        number = count.quantity.root(self._reading.doc)
        asked = Asked(count, number, count.noun if count.noun is not None else number, before)
        for told_by, question, is_told in self._questions(count):
            if (answer := question(asked)) is not None:
                return Owner(answer or None, told_by, is_told)
        return Owner(None, "nothing", is_told=False)

    def _questions(self, count: Count) -> Iterator[tuple[str, Question, bool]]:
        """The questions in order, each with a name and whether its answer is told rather than guessed."""
        yield "several states together", self._of_several, True
        yield "several countries", self._of_countries, True
        yield "phrase", lambda asked: self._belongings.of(asked.count, asked.anchor), True
        yield "who mourns them", self._bereft, True
        yield "clause of the number", self._of_own_clause, True
        yield "count taken up", self._taken_up, True
        yield "first named of the sentence", self._first_named, True
        yield "speaks of us", self._of_us, True
        yield "clause", lambda asked: self._belongings.by_clause(asked.count, asked.anchor), True
        yield "army of the country", self._of_country, True
        yield "those before", self._of_them, True
        yield "toll", self._of_toll, True
        yield "both sides", self._of_both, True
        yield "mission", self._peacekeepers, True
        yield "armed group", self._outlaws, True
        if count.kind == "people" or (count.kind == "other" and count.noun is not None):
            yield "count said with them", self._said_with_bare, True
            yield "where they are hit", lambda asked: self._around.where(asked.anchor), True
            yield "people counted before", self._people_before, True
            yield "speaker", self._speaking_victim, True
            yield "country of the article", self._country, False
            return
        yield "mission spoken of", self._of_mission, True
        yield "subject around", lambda asked: self._around.neighbour(asked.number), False
        if count.kind == "weapons" and count.noun is not None:
            yield "same noun before", lambda asked: self._belongings.of_same_noun(asked.anchor), False
        yield "deployment told here", self._sender_told, True
        yield from self._guesses_of_fallen() if count.measure in HARM else self._guesses_of_sent()
        yield "state named near", self._near, False

    def _guesses_of_fallen(self) -> Iterator[tuple[str, Question, bool]]:
        """Those hit are of the count before, of the side that speaks of them, or of the country it is about."""
        yield "count said with them", self._said_with, False
        yield "fallen before", self._fallen_before, False
        yield "speaker", self._speaking_party, False
        yield "country at war with the group", self._country_of_group, False
        yield "only sender", self._only_sender, False
        yield "where they are hit", lambda asked: self._around.where(asked.anchor), False
        yield "country of the article", self._country_of_fallen, False

    def _guesses_of_sent(self) -> Iterator[tuple[str, Question, bool]]:
        """Those sent are of whoever speaks of them if it sends any, of the only sender, or of the count before."""
        yield "count said with them", self._said_with, False
        yield "count before", lambda asked: self._last(asked) if self._is_by_somebody(asked) else None, False
        yield "speaker", lambda asked: self._speaking_sender(asked) if not _is_materiel(asked.count) else None, False
        yield "only sender", self._only_sender, False
        yield "speaker", self._speaking_sender, False
        yield "count before", self._last, False
        yield "speaker", lambda asked: self._around.speaker(asked.number.idx), False

    # what the sentence tells

    def _of_several(self, asked: Asked) -> str | None:
        """ "400 soldiers from Austria, Italy and Romania": the mission's, else nobody's in particular."""
        if not self._together.are_joint(asked.count, asked.anchor):
            return None
        return self._missions.before(asked.anchor) or self._missions.near(asked.anchor.i) or NOBODY

    def _of_country(self, asked: Asked) -> str | None:
        """ "The army has moved 5,000 soldiers", with no country named for it."""
        is_own = self._belongings.by_national_army(asked.count, asked.anchor)
        return self._around.main(None) if is_own else None

    def _of_us(self, asked: Asked) -> str | None:
        """ "We have six advisers there": of the speaker's side."""
        is_own = self._belongings.by_speaker(asked.count, asked.anchor)
        return self._around.speaker(asked.number.idx) if is_own else None

    def _of_countries(self, asked: Asked) -> str | None:
        """ "4,000 men from five countries": of the mission or organisation spoken of."""
        if not self._together.are_from_several(asked.anchor):
            return None
        mission = self._missions.before(asked.anchor) or self._peacekeepers(asked)
        return mission or self._around.organisation(asked.anchor)

    def _of_them(self, asked: Asked) -> str | None:
        """ "eighteen of its soldiers" of whom nobody can tell who "it" is: of those counted before."""
        return self._last(asked) if self._belongings.is_of_them(asked.count, asked.anchor) else None

    def _of_mission(self, asked: Asked) -> str | None:
        """Soldiers beside the name of a mission, with no state named between, are the mission's."""
        is_sent = asked.count.measure not in SUFFERED and asked.count.kind == "troops"
        return self._missions.before(asked.number) if is_sent else None

    def _of_both(self, asked: Asked) -> str | None:
        """ "50,000 soldiers on each side", "a war that cost 100,000 lives" are nobody's in particular."""
        if self._together.are_of_each_side(asked.anchor) or self._together.are_of_joint_body(asked.anchor):
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

    def _taken_up(self, asked: Asked) -> str | None:
        """Whose the count is that a number takes up; what the number's own sentence tells goes first."""
        count, before = asked.count, asked.before
        if not count.follows or not before:
            return None
        is_here = asked.number.doc[asked.number.sent.start].idx <= before[-1].start
        if count.part_of is not None:
            same = [f for f in before if f.low == count.part_of]
            found = same[-1].of if same else before[-1].of
        elif is_here:
            found = before[-1].of
        else:
            found = self._around.sender_told(asked.number, count) or before[-1].of
        return NOBODY if found is None and is_here else found

    def _first_named(self, asked: Asked) -> str | None:
        """Those named in a sentence that leaves out whom it counts: "Ethiopian soldiers were ambushed; nine died"."""
        if asked.count.measure not in HARM or asked.count.noun is not None or asked.before:
            return None
        if (named := self._belongings.of_antecedent(asked.count)) is not None or not is_part(
            self._reading, asked.count
        ):
            return named
        return next(iter(self._sides.among(list(asked.number.doc[asked.number.sent.start : asked.number.i]))), None)

    def _peacekeepers(self, asked: Asked) -> str | None:
        """Peacekeepers of no named state, and the "soldiers of the Mission", are the mission's."""
        noun = asked.count.noun
        if noun is None or noun.lemma_.lower() not in self._words.owning["peacekeepers"]:
            return None
        return self._missions.near(noun.i)

    def _outlaws(self, asked: Asked) -> str | None:
        """ "80 terrorists were killed": the armed group's that is named near."""
        noun = asked.count.noun
        if noun is None or noun.lemma_.lower() not in self._words.owning["outlaws"]:
            return None
        group = self._around.group(noun.i)
        self._groups.add(group)
        return group or NOBODY

    # the counts before

    def _last(self, asked: Asked) -> str | None:
        """Whose the count before is, if it is near."""
        if not asked.before:
            return None
        last = asked.before[-1]
        distance = self._reading.paragraph(asked.number.idx) - self._reading.paragraph(last.start)
        return last.of if distance <= NEAR else None

    def _said_with(self, asked: Asked) -> str | None:
        """Whose the count before is, if the same statement carries it."""
        is_same = bool(asked.before) and self._around.is_said_together(asked.before[-1].start, asked.number.idx)
        return self._last(asked) if is_same else None

    def _said_with_bare(self, asked: Asked) -> str | None:
        """ "300 North Koreans had been killed and a further 2,700 injured"."""
        is_after = bool(asked.before) and asked.before[-1].measure in SUFFERED
        return self._said_with(asked) if is_after and asked.count.noun is None else None

    def _fallen_before(self, asked: Asked) -> str | None:
        is_after = bool(asked.before) and asked.before[-1].measure in HARM
        last = self._last(asked) if is_after and asked.before[-1].of not in self._groups else None
        return last if last != self._belongings.doer(asked.count) else None

    def _people_before(self, asked: Asked) -> str | None:
        """Whose the people are that were counted before, where they suffered too."""
        is_after = bool(asked.before) and asked.before[-1].measure in SUFFERED and asked.before[-1].id in self._people
        last = self._last(asked) if is_after else None
        return last if last is not None and self._sides.is_state(last) else None

    # the article around

    def _country(self, asked: Asked) -> str | None:
        """People belong to the country that all help goes to, that is named near, or that the article is about."""
        hitting = self._belongings.doer(asked.count)
        return (
            self._around.only_host(hitting) or (self._near_if_regular(asked, within=True)) or self._around.main(hitting)
        )

    def _sender_told(self, asked: Asked) -> str | None:
        return self._missions.standing_for(self._around.sender_told(asked.number, asked.count))

    def _only_sender(self, asked: Asked) -> str | None:
        return self._missions.standing_for(self._around.only_sender(asked.number, asked.count))

    def _country_of_group(self, asked: Asked) -> str | None:
        """Soldiers whom a group of no state kills are those of the country that the article is about."""
        hitting = self._belongings.doer(asked.count)
        if hitting is None or self._sides.is_state(hitting) or self._is_irregular(asked.count):
            return None
        return self._around.scene(hitting) or self._around.main(hitting)

    def _country_of_fallen(self, asked: Asked) -> str | None:
        return None if self._is_irregular(asked.count) else self._around.main(self._belongings.doer(asked.count))

    def _speaking_party(self, asked: Asked) -> str | None:
        """The side that speaks of those hit, if it takes part."""
        speaker = self._around.speaker(asked.number.idx)
        parties = self._around.parties | {self._around.main(self._belongings.doer(asked.count))}
        return speaker if speaker in parties and not self._is_irregular(asked.count) else None

    def _speaking_victim(self, asked: Asked) -> str | None:
        """The country that tells of people hit, if it is one of the two that the article is about."""
        speaker = self._around.speaker(asked.number.idx)
        return speaker if speaker is not None and self._around.is_leading(speaker) else None

    def _speaking_sender(self, asked: Asked) -> str | None:
        """The side that speaks of those sent, if it sends any."""
        speaker = self._around.speaker(asked.number.idx)
        return speaker if speaker in self._around.senders | {self._around.main(None)} else None

    def _is_by_somebody(self, asked: Asked) -> bool:
        """ "the group has launched 84 drones"."""
        return self._belongings.is_by_somebody(asked.count)

    def _near(self, asked: Asked) -> str | None:
        return self._near_if_regular(asked, within=False)

    def _near_if_regular(self, asked: Asked, *, within: bool) -> str | None:
        """The state named near; those who fight a state are not its own."""
        if self._is_irregular(asked.count):
            return None
        return self._around.near(asked.anchor, self._belongings.doer(asked.count), within=within)

    def _is_irregular(self, count: Count) -> bool:
        return count.noun is not None and count.noun.lemma_.lower() in self._words.owning["irregular"]


def _is_materiel(count: Count) -> bool:
    """Whether weapons are counted; ships that are sent with their crews are none."""
    return count.kind == "weapons" and count.measure == "weapons"
