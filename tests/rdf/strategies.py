"""Articles and claims of arbitrary Unicode in which every id leads somewhere and every passage stands in the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from service.model import (
    ACTOR_TYPES,
    ACTS,
    DEPLOYMENT_STATUSES,
    FORCES,
    MEASURES,
    QUALIFIERS,
    QUOTATION_KINDS,
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
from service.vocabulary import slug

# All that the text reader lets through, and often what looks like something else in some language of ours.
_FORBIDDEN = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
_ODD = "\x7f\x85\x9f\xa0\xad\u0301\u200b\u200d\u202e\u2028\u2066\ufeff\ufffd\U0001f468\U000e0041\U0010ffffİßﬃΐ한각"
_SIGNS = "\"'\\<>&{}[]()|^`%#@:;,./?=+-*_~$!\n\t \r"
letters = st.one_of(
    st.characters(codec="utf-8", exclude_characters=_FORBIDDEN), st.sampled_from(_ODD), st.sampled_from(_SIGNS)
)
texts = st.text(letters, min_size=1, max_size=120)
names = st.text(letters, min_size=1, max_size=12)
dates = st.none() | st.dates(date(1900, 1, 1)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)
numbers = st.integers(min_value=0, max_value=10**30)


@st.composite
def passages(draw: st.DrawFn, text: str) -> Passage:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Passage(start, end, text[start:end])


@st.composite
def read_articles(draw: st.DrawFn) -> tuple[Article, Claims]:
    """Return an article and claims that an extractor might make of it."""
    text = draw(texts)
    article = Article(
        id="00000000deadbeef",
        text=text,
        title=draw(st.none() | names),
        outlet=draw(st.none() | names),
        agency=draw(st.none() | names),
        author=draw(st.none() | names),
        boilerplate=tuple(draw(st.lists(passages(text), max_size=2))),
    )
    return article, draw(_claims(article))


@st.composite
def _claims(draw: st.DrawFn, article: Article) -> Claims:
    actors = draw(_several(_actors(article.text), "a", at_least=1))
    ids = st.sampled_from([actor.id for actor in actors])
    treaties = draw(_several(_treaties(article.text, ids), "t"))
    deployments = draw(_several(_deployments(article.text, ids, [treaty.id for treaty in treaties]), "d"))
    figures = draw(_several(_figures(article, ids, [deployment.id for deployment in deployments]), "f"))
    things = [thing.id for thing in (*treaties, *deployments, *figures)]
    statements = draw(_several(_statements(article, ids, things), "s"))
    pairs = (
        st.tuples(*[st.sampled_from([statement.id for statement in statements])] * 2) if statements else st.nothing()
    )
    return Claims(
        actors=actors,
        statements=statements,
        deployments=deployments,
        treaties=treaties,
        figures=figures,
        disputes=tuple(
            draw(st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=1)) if statements[1:] else ()
        ),
        extractor=draw(names | st.just("")),
    )


def _several(things: st.SearchStrategy[Any], prefix: str, at_least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return up to three things with the ids ``a1``, ``a2``, …, and keys that no two of them share."""
    return st.lists(things, min_size=at_least, max_size=3).map(
        lambda drawn: tuple(
            replace(thing, id=f"{prefix}{number}", key=thing.key or f"{prefix}-{number}")
            for number, thing in enumerate(drawn, start=1)
        )
    )


@st.composite
def _actors(draw: st.DrawFn, text: str) -> Actor:
    name = draw(names)
    return Actor(
        id="",
        name=name,
        type=draw(st.sampled_from(ACTOR_TYPES)),
        mentions=tuple(draw(st.lists(names, max_size=2))),
        role=draw(st.none() | names),
        of=draw(st.none() | st.just("a1")),
        evidence=tuple(draw(st.lists(passages(text), max_size=2))),
        key=slug(name),
    )


@st.composite
def _treaties(draw: st.DrawFn, text: str, actors: st.SearchStrategy[str]) -> Treaty:
    return Treaty(
        id="",
        kind=draw(st.sampled_from(TREATY_KINDS)),
        name=draw(names),
        mentions=tuple(draw(st.lists(names, max_size=2))),
        parties=tuple(draw(st.lists(actors, max_size=2))),
        signed=draw(dates),
        evidence=(draw(passages(text)),),
    )


@st.composite
def _deployments(draw: st.DrawFn, text: str, actors: st.SearchStrategy[str], treaties: list[str]) -> Deployment:
    return Deployment(
        id="",
        sender=draw(st.none() | actors),
        beneficiary=draw(st.none() | actors),
        adversary=draw(st.none() | actors),
        destination=tuple(draw(st.lists(names, max_size=2))),
        force=draw(st.sampled_from(FORCES)),
        status=draw(st.sampled_from(DEPLOYMENT_STATUSES)),
        started=draw(dates),
        legal_basis=draw(st.sampled_from([None, *treaties])),
        evidence=(draw(passages(text)),),
    )


@st.composite
def _figures(draw: st.DrawFn, article: Article, actors: st.SearchStrategy[str], deployments: list[str]) -> Figure:
    span = draw(passages(article.text))
    low = draw(numbers)
    return Figure(
        id="",
        measure=draw(st.sampled_from(MEASURES)),
        low=low,
        high=draw(st.none() | st.integers(low, 10**31)),
        qualifier=draw(st.sampled_from(QUALIFIERS)),
        of=draw(st.none() | actors),
        source=tuple(draw(st.lists(actors, max_size=2, unique=True))),
        via=tuple(draw(st.lists(actors, max_size=2, unique=True))),
        span=span.exact,
        start=span.start,
        end=span.end,
        deployment=draw(st.sampled_from([None, *deployments])),
        evidence=draw(st.none() | passages(article.text)),
    )


@st.composite
def _statements(draw: st.DrawFn, article: Article, actors: st.SearchStrategy[str], things: list[str]) -> Statement:
    content = draw(passages(article.text))
    return Statement(
        id="",
        speaker=tuple(draw(st.lists(actors, min_size=1, max_size=2, unique=True))),
        via=tuple(draw(st.lists(actors, max_size=2, unique=True))),
        cue=draw(names),
        act=draw(st.sampled_from(ACTS)),
        kind=draw(st.sampled_from(QUOTATION_KINDS)),
        content=content.exact,
        start=content.start,
        end=content.end,
        date=draw(dates),
        about=tuple(draw(st.lists(st.sampled_from(things), max_size=2))) if things else (),
        evidence=draw(st.none() | passages(article.text)),
    )
