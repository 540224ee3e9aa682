"""Made-up articles with what they claim, for graphs of a size that no extraction has to be waited for.

They have the shape of what extraction gives: five to ten statements and two or three figures an article, actors of whom
few are in most articles and most in few, a few hundred deployments and treaties shared by thousands of articles, dates
over ten years, outlets of unequal size, common words and rare ones. The same numbers give the same articles.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from ontology.registry import Registry
from service.link import assign_keys
from service.model import (
    ACTS,
    DEPLOYMENT_STATUSES,
    FORCES,
    MEASURES,
    QUALIFIERS,
    TREATY_KINDS,
    Actor,
    Article,
    Claims,
    Deployment,
    Figure,
    Passage,
    Statement,
    Treaty,
)
from service.text import article_id

PERSONS, DEPLOYMENTS, TREATIES, RARE_WORDS = 20_000, 400, 300, 30_000
FIRST_DAY, DAYS = date(2015, 6, 1), 3650
_SYLLABLES = (
    "ba",
    "da",
    "ke",
    "lo",
    "mi",
    "nu",
    "pe",
    "ra",
    "so",
    "ti",
    "va",
    "wen",
    "zor",
    "quil",
    "ham",
    "fen",
    "gri",
)
_SENTENCE = """
the a of to in and that for on with as by at from will not after over been under more than their all last border troops
convoy harbour bridge brigade ministers mission week town soldiers council supplies treaty region agreement northern
southern eastern river railway winter engineers hospital ships patrol command talks ceasefire ammunition observers
airfield village road column drones artillery reserve partners guarantee article base garrison
"""
_COMMON = tuple(_SENTENCE.split())
_CUES = ("said", "told reporters", "announced", "confirmed", "denied", "warned", "insisted", "wrote in a statement")
_NOUNS = {
    "deployed": "soldiers sent", "reinforcements": "reinforcements", "killed": "dead", "injured": "wounded",
    "killed_or_injured": "casualties", "captured": "prisoners", "withdrawn": "soldiers brought home",
    "displaced": "people driven from home", "weapons": "guns",
}  # fmt: skip
_KINDS = ("indirect", "direct", "mixed")


class Drawn:
    """Values of which the first is drawn most often, the others ever more rarely (Zipf)."""

    def __init__(self, values: Sequence[str], exponent: float = 1.0) -> None:
        self.values = values
        self._weights = list(accumulate(1 / (rank + 2) ** exponent for rank in range(len(values))))

    def some(self, chance: random.Random, count: int = 1) -> list[str]:
        return list(dict.fromkeys(chance.choices(self.values, cum_weights=self._weights, k=count)))

    def one(self, chance: random.Random) -> str:
        return self.some(chance)[0]


@dataclass(frozen=True, slots=True)
class Force:
    """What a deployment is, whichever article speaks of it."""

    sender: str
    force: str
    beneficiary: str
    place: str


class World:
    """What all articles draw from: actors and places by their ids or names, the most frequent first."""

    def __init__(self, registry: Registry, seed: int = 1) -> None:
        chance = random.Random(seed)
        self.registry = registry
        entries = sorted(registry.actors.values(), key=lambda entry: entry.id)
        ids: dict[str, list[str]] = {}
        for entry in chance.sample(entries, len(entries)):
            ids.setdefault(entry.type, []).append(entry.id)
        self.states = Drawn(ids["state"])
        self.outlets, self.agencies = Drawn(ids["news_outlet"], 0.8), Drawn(ids["news_agency"])
        self.bodies = Drawn(ids["government_body"] + ids["armed_force"])
        self.persons = Drawn(list(dict.fromkeys(_name(chance) for _ in range(PERSONS))), 0.9)
        rare = dict.fromkeys("".join(chance.choices(_SYLLABLES, k=4)) for _ in range(RARE_WORDS))
        self.words = Drawn([*_COMMON, *rare])
        places = sorted(registry.places)
        self._forces = {str(rank): self._force(chance, places) for rank in range(DEPLOYMENTS)}
        self._parties = {str(rank): self._treaty(chance) for rank in range(TREATIES)}
        self._force_ranks, self._treaty_ranks = Drawn(list(self._forces)), Drawn(list(self._parties))

    def force(self, chance: random.Random) -> Force:
        return self._forces[self._force_ranks.one(chance)]

    def treaty(self, chance: random.Random) -> tuple[str, tuple[str, ...]]:
        return self._parties[self._treaty_ranks.one(chance)]

    def _force(self, chance: random.Random, places: Sequence[str]) -> Force:
        sender, beneficiary = chance.sample(self.states.values[:120], 2)
        return Force(sender, chance.choice(FORCES), beneficiary, chance.choice(places))

    def _treaty(self, chance: random.Random) -> tuple[str, tuple[str, ...]]:
        return chance.choice(TREATY_KINDS), tuple(chance.sample(self.states.values[:120], 2))


def articles(world: World, count: int, seed: int = 1) -> Iterator[tuple[Article, Claims]]:
    """Yield articles with their claims, keys included."""
    for number in range(count):
        article, claims = _Writing(world, random.Random(f"{seed}/{number}"), number).finished()
        yield article, assign_keys(article, claims)


class _Writing:
    """One article while it is made: its text grows by a sentence a claim."""

    def __init__(self, world: World, chance: random.Random, number: int) -> None:
        self._world, self._chance, self._number = world, chance, number
        self._day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        self._actors: dict[str, Actor] = {}
        self._statements: list[Statement] = []
        self._figures: list[Figure] = []
        self._text = f"{self._words(6).capitalize()}, dispatch {number}\n\n"
        self._title = self._text.strip()
        self._treaties = [self._treaty(n) for n in range(chance.choice((0, 1, 1, 2)))]
        self._deployments = [self._deployment(n) for n in range(chance.choice((1, 1, 2)))]

    def finished(self) -> tuple[Article, Claims]:
        chance = self._chance
        for _ in range(chance.randint(2, 3)):
            self._figure()
        for _ in range(chance.randint(5, 10)):
            self._statement()
        disputes = [("s1", "s2"), ("s0", "s3")][: chance.choice((0, 0, 1, 2))]
        claims = Claims(
            actors=tuple(self._actors.values()),
            statements=tuple(self._statements),
            figures=tuple(self._figures),
            deployments=tuple(self._deployments),
            treaties=tuple(self._treaties),
            disputes=tuple(disputes),
            extractor="made up 1",
        )
        return self._article(), claims

    def _article(self) -> Article:
        outlet = self._world.registry.actors[self._world.outlets.one(self._chance)]
        agency = self._world.registry.actors[self._world.agencies.one(self._chance)]
        return Article(
            id=article_id(self._text),
            text=self._text,
            title=self._title,
            url=f"https://news.example/{hashlib.sha1(self._title.encode()).hexdigest()}",
            outlet=outlet.name,
            agency=agency.name if self._chance.random() < 0.4 else None,
            published=self._day.isoformat(),
        )

    def _words(self, count: int) -> str:
        return " ".join(self._world.words.one(self._chance) for _ in range(count))

    def _sentence(self, start: str, rest: str) -> tuple[int, Passage]:
        """Add a sentence; return where it starts, and the whole of it."""
        begin = len(self._text)
        self._text += f"{start}{rest}."
        whole = Passage(begin, len(self._text), self._text[begin:])
        self._text += "\n\n" if self._chance.random() < 0.3 else " "
        return begin, whole

    def _known(self, key: str) -> str:
        """Return the local id of an actor of the registry."""
        entry = self._world.registry.actors[key]
        return self._actor(Actor(id=key, key=key, name=entry.name, type=entry.type))  # type: ignore[arg-type]

    def _actor(self, actor: Actor) -> str:
        if actor.id not in self._actors:
            begin, _ = self._sentence(actor.name, f" was there, {self._words(4)}")
            named = Passage(begin, begin + len(actor.name), actor.name)
            self._actors[actor.id] = replace(actor, mentions=(actor.name,), evidence=(named,))
        return actor.id

    def _speaker(self) -> str:
        which = self._chance.random()
        if which < 0.4:
            return self._known(self._world.states.one(self._chance))
        if which < 0.6:
            return self._known(self._world.bodies.one(self._chance))
        name = self._world.persons.one(self._chance)
        return self._actor(Actor(id=name, name=name, type="person"))

    def _treaty(self, number: int) -> Treaty:
        kind, parties = self._world.treaty(self._chance)
        named = f"{kind.replace('_', ' ')} treaty of {' and '.join(parties)}"
        begin, _ = self._sentence(named, f" is in force, {self._words(5)}")
        return Treaty(
            id=f"t{number}",
            kind=kind,  # type: ignore[arg-type]
            name=named,
            mentions=(named,),
            parties=tuple(map(self._known, parties)),
            signed=f"{2000 + len(named) % 15}",
            evidence=(Passage(begin, begin + len(named), named),),
        )

    def _deployment(self, number: int) -> Deployment:
        force, chance = self._world.force(self._chance), self._chance
        place = self._world.registry.places[force.place]
        begin, _ = self._sentence(place.name, f" saw them arrive, {self._words(5)}")
        return Deployment(
            id=f"d{number}",
            sender=self._known(force.sender),
            beneficiary=self._known(force.beneficiary),
            destination=(place.name,),
            places=(place.id,),
            force=force.force,  # type: ignore[arg-type]
            status=chance.choice(DEPLOYMENT_STATUSES),
            started=f"{2010 + len(place.name) % 10}" if chance.random() < 0.5 else None,
            legal_basis="t0" if self._treaties and chance.random() < 0.5 else None,
            evidence=(Passage(begin, begin + len(place.name), place.name),),
        )

    def _figure(self) -> None:
        chance, number = self._chance, len(self._figures)
        measure = Drawn(MEASURES).one(chance)
        low = chance.randrange(1, 400) * chance.choice((1, 10, 100))
        source = (self._speaker(),) if chance.random() < 0.6 else ()
        deployment = chance.choice(self._deployments)
        span = f"{low:,} {_NOUNS[measure]}"
        begin, whole = self._sentence(span, f" were counted, {self._words(8)}")
        self._figures.append(
            Figure(
                id=f"f{number}",
                measure=measure,  # type: ignore[arg-type]
                low=low,
                high=2 * low if chance.random() < 0.1 else None,
                qualifier=chance.choice(QUALIFIERS[:6]),
                of=deployment.sender,
                source=source,
                span=span,
                start=begin,
                end=begin + len(span),
                deployment=deployment.id if chance.random() < 0.8 else None,
                evidence=whole,
            )
        )

    def _statement(self) -> None:
        chance = self._chance
        speaker = self._speaker()
        via = (self._known(self._world.agencies.one(chance)),) if chance.random() < 0.25 else ()
        cue, content = chance.choice(_CUES), self._words(chance.randint(8, 22)).capitalize()
        begin, whole = self._sentence(content, f", {self._actors[speaker].name} {cue}")
        self._statements.append(
            Statement(
                id=f"s{len(self._statements)}",
                speaker=(speaker,),
                via=via,
                cue=cue,
                act=Drawn(ACTS).one(chance),  # type: ignore[arg-type]
                kind=chance.choice((*_KINDS, "indirect")),  # type: ignore[arg-type]
                content=content,
                start=begin,
                end=begin + len(content),
                date=chance.choice((self._day.isoformat(), self._day.isoformat(), self._day.isoformat()[:7], None)),
                about=self._subjects(),
                evidence=whole,
            )
        )

    def _subjects(self) -> tuple[str, ...]:
        things: list[Treaty | Deployment | Figure] = [*self._treaties, *self._deployments, *self._figures]
        return tuple(self._chance.sample([thing.id for thing in things], self._chance.choice((0, 1, 1, 2))))


def _name(chance: random.Random) -> str:
    parts = ("".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3)))).capitalize() for _ in range(2))
    return " ".join(parts)
