"""The seeds as a careful reader understands them: their gold annotations under the keys that the service would give.

What the registry knows gets the registry's id, all else the key that linking makes of it, so that the graphs hold the
IRIs of a running service. The annotations lay down no evidence; here it is the sentences with cue and content in them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ontology.registry import Registry
from service.link import assign_keys
from service.model import Actor, Article, Claims, Deployment, Figure, Passage, Statement
from service.text import article_id

SENTENCE_ENDS = re.compile(r"[.!?:][”’]?\s+(?=[“‘•A-Z])|\n+")


def as_understood(article: Article, claims: Claims, registry: Registry) -> tuple[Article, Claims]:
    """Return an annotated article with the id that its text has, and its claims with the keys of the service."""
    article = replace(article, id=article_id(article.text))
    places = {name: entry.id for entry in registry.places.values() for name in entry.names}
    actors = tuple(replace(actor, key=_registered(actor, claims, registry)) for actor in claims.actors)
    places |= {actor.name: actor.key for actor in actors if actor.type == "state"}
    claims = replace(
        claims,
        actors=actors,
        deployments=tuple(_with_places(deployment, places) for deployment in claims.deployments),
        statements=tuple(_statement_with_sentence(article.text, statement) for statement in claims.statements),
        figures=tuple(_figure_with_sentence(article.text, figure) for figure in claims.figures),
        disputes=tuple(_answer_last(pair, claims) for pair in claims.disputes),
    )
    return article, assign_keys(article, claims)


def _registered(actor: Actor, claims: Claims, registry: Registry) -> str:
    """The id of the registry's entry by this name, of the same owner where several share it; else an empty string."""
    entries = [entry for entry in registry.actors.values() if entry.type == actor.type and actor.name in entry.names]
    if len(entries) > 1 and actor.of:
        owner = _registered(claims.actor(actor.of), claims, registry)
        entries = [entry for entry in entries if entry.of == owner]
    return entries[0].id if len(entries) == 1 else ""


def _answer_last(pair: tuple[str, str], claims: Claims) -> tuple[str, str]:
    """The pairs of the annotations have no order; the statement that disputes or denies is the one that answers."""
    answers = {statement.id for statement in claims.statements if statement.act in ("dispute", "deny")}
    first, second = sorted(pair, key=lambda statement: statement in answers)
    return first, second


def _with_places(deployment: Deployment, places: dict[str, str]) -> Deployment:
    return replace(deployment, places=tuple(places.get(name, "") for name in deployment.destination))


def _statement_with_sentence(text: str, statement: Statement) -> Statement:
    """Its evidence reaches from cue to content, in whichever order they stand."""
    cues = [match.start() for match in re.finditer(re.escape(statement.cue), text)]
    cue = min(cues, key=lambda start: abs(start - statement.start))
    start, end = min(cue, statement.start), max(cue + len(statement.cue), statement.end)
    return replace(statement, evidence=_sentences(text, start, end))


def _figure_with_sentence(text: str, figure: Figure) -> Figure:
    return replace(figure, evidence=_sentences(text, figure.start, figure.end))


def _sentences(text: str, start: int, end: int) -> Passage:
    """Return the run of whole sentences around a stretch of text."""
    breaks = list(SENTENCE_ENDS.finditer(text))
    first = max((match.end() for match in breaks if match.end() <= start), default=0)
    last = min((match.end() for match in breaks if match.start() + 1 >= end), default=len(text))
    exact = text[first:last].rstrip()
    return Passage(first, first + len(exact), exact)
