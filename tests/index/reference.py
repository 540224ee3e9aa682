"""What lists must hold, worked out from claims by a way of its own: each thing with the values it is found by."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.index.filters import ListKind, Selection
from service.model import Article, Claims, Deployment
from service.vocabulary import slug

Published = Iterable[tuple[Article, Claims]]


@dataclass
class Thing:
    """A thing with the values of each filter, its words and its dates; one of several articles has those of all."""

    key: str
    found_by: dict[str, set[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    start: int = 0

    def add(self, **values: Iterable[str]) -> None:
        for name, some in values.items():
            self.found_by.setdefault(name, set()).update(some)

    @property
    def first_day(self) -> str:
        """The earliest day that its dates can mean."""
        return min((date + "0000-01-01"[len(date) :] for date in self.dates), default="")


def expected(published: Published, kind: ListKind, selected: Selection) -> dict[str, Thing]:
    """Return the things of a kind that a selection holds, by their keys."""
    found: dict[str, Thing] = {}
    for article, claims in published:
        for key, thing in _things(article, claims, kind):
            known = found.setdefault(key, thing)
            known.add(**thing.found_by, publisher=_outlets(article, claims), article=[article.id])
            known.words |= thing.words
            known.dates |= thing.dates
    return {key: thing for key, thing in found.items() if _is_selected(thing, selected)}


def _is_selected(thing: Thing, selected: Selection) -> bool:
    day = thing.first_day
    dated = bool(selected.since or selected.until)
    return (
        all(value in thing.found_by.get(name, ()) for name, value in selected.facets)
        and all(phrase.strip('"').casefold() in thing.words for phrase in selected.words)
        and (not dated or (day != "" and (selected.since or "") <= day <= (selected.until or "9999")))
    )


def _things(article: Article, claims: Claims, kind: ListKind) -> Iterator[tuple[str, Thing]]:
    """Yield what one article has of a kind of thing."""
    keys = {actor.id: actor.key for actor in claims.actors}
    sent = {each.id: each for each in claims.deployments}
    treaties = {each.id: each.key for each in claims.treaties}
    if kind == "article":
        thing = Thing(article.id, words=words(article.text), dates={article.published or ""})
        thing.add(actor=[*keys.values(), *_credited(article)], treaty=treaties.values())
        thing.add(deployment=(each.key for each in sent.values()))
        yield article.id, thing
    if kind == "treaty":
        for each in claims.treaties:
            parties = {keys[party] for party in each.parties}
            thing = Thing(each.key, words=words(each.name), dates={each.signed or ""} - {""})
            thing.add(kind=[each.kind], party=parties, actor=parties)
            yield each.key, thing
    if kind == "deployment":
        for deployment in claims.deployments:
            thing = Thing(deployment.key, dates={deployment.started or ""} - {""})
            thing.add(kind=[deployment.force], **_sides(deployment, keys))
            thing.add(actor=_named(keys, deployment.sender, deployment.beneficiary, deployment.adversary))
            thing.add(treaty=_named(treaties, deployment.legal_basis))
            yield deployment.key, thing
    if kind == "statement":
        for key, thing in _statements(article, claims, keys).items():
            yield key, thing
    if kind == "figure":
        for figure in claims.figures:
            carriers = sorted(
                (each for each in claims.statements if figure.id in each.about), key=lambda each: each.key
            )
            said_on = next((each.date for each in carriers if each.date), article.published)
            thing = Thing(figure.key, words=words(figure.span), dates={said_on or ""})
            thing.start = figure.start
            thing.add(measure=[figure.measure], kind=[figure.qualifier])
            thing.add(speaker=_named(keys, *figure.source), via=_named(keys, *figure.via))
            thing.add(actor=_named(keys, *figure.source, *figure.via, figure.of))
            if figure.deployment:
                deployment = sent[figure.deployment]
                thing.add(deployment=[deployment.key], treaty=_named(treaties, deployment.legal_basis))
                thing.add(**_sides(deployment, keys))
            for statement in claims.statements:
                if figure.id in statement.about:
                    thing.add(treaty=(treaties[about] for about in statement.about if about in treaties))
            yield figure.key, thing
    if kind == "dispute":
        statements = {each.id: each.key for each in claims.statements}
        sides = _statements(article, claims, keys)
        for pair in claims.disputes:
            both = [sides[statements[side]] for side in pair]
            thing = Thing("--".join(statements[side] for side in pair), dates={article.published or ""})
            thing.start = min(side.start for side in both)
            for side in both:
                thing.words |= side.words
                for name in ("speaker", "via", "actor", "treaty", "deployment"):
                    thing.add(**{name: side.found_by.get(name, ())})
            yield thing.key, thing


def _statements(article: Article, claims: Claims, keys: dict[str, str]) -> dict[str, Thing]:
    things = {each.id: each for each in (*claims.deployments, *claims.treaties, *claims.figures)}
    found = {}
    for statement in claims.statements:
        date = statement.date or article.published or ""
        thing = Thing(statement.key, words=words(statement.content), dates={date}, start=statement.start)
        thing.add(act=[statement.act], kind=[statement.kind])
        thing.add(speaker=_named(keys, *statement.speaker), via=_named(keys, *statement.via))
        thing.add(actor=_named(keys, *statement.speaker, *statement.via))
        for about in (things[each] for each in statement.about):
            if isinstance(about, Deployment):
                thing.add(deployment=[about.key], **_sides(about, keys))
            elif about in claims.treaties:
                thing.add(treaty=[about.key])
            else:
                thing.add(measure=[about.measure])  # type: ignore[union-attr]
        found[statement.key] = thing
    return found


def _sides(deployment: Deployment, keys: dict[str, str]) -> dict[str, list[str]]:
    return {
        "sender": _named(keys, deployment.sender),
        "beneficiary": _named(keys, deployment.beneficiary),
        "destination": [key or slug(name) for name, key in zip(deployment.destination, deployment.places, strict=True)],
    }


def _named(keys: dict[str, str], *local_ids: str | None) -> list[str]:
    return [keys[each] for each in local_ids if each is not None]


def _credited(article: Article) -> list[str]:
    return [slug(name) for name in (article.outlet, article.agency) if name]


def _outlets(article: Article, claims: Claims) -> list[str]:
    return [slug(article.outlet)] if article.outlet else []


def words(text: str) -> set[str]:
    """Return the words of a text as searches compare them."""
    return set(re.findall(r"[^\W_]+", text.casefold()))
