"""The keys that end the IRIs of what an article claims.

A key is made of what the claim says, never of the order of arrival: the same deployment in five articles has one key,
and that is the whole rule by which they become one node. It can be shown (it is the IRI) and undone (change the rule
and ingest again); nothing that an article says is overwritten by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from service.model import Actor, Article, Claims, Deployment, Treaty
from service.vocabulary import slug

DEFENCE_FAMILY = {"mutual_defence", "strategic_partnership"}
RESOLUTION_NUMBER = re.compile(r"\b\d{1,4}\b")
DEEPEST = 3  # owners of owners


def assign_keys(article: Article, claims: Claims) -> Claims:
    """Return the claims with the key of every thing filled; keys that extraction took from the registry stay."""
    actors = _actor_keys(claims)
    treaties = {t.id: _treaty_key(t, actors) for t in claims.treaties}
    return replace(
        claims,
        actors=tuple(replace(a, key=actors[a.id]) for a in claims.actors),
        deployments=tuple(replace(d, key=_deployment_key(d, actors)) for d in claims.deployments),
        treaties=tuple(replace(t, key=treaties[t.id]) for t in claims.treaties),
        statements=tuple(replace(s, key=f"{article.id}-{s.start}-{s.end}") for s in claims.statements),
        figures=tuple(
            replace(f, key=f"{article.id}-{f.start}-{f.end}-{slug(f.measure)}-{f.low if f.low is not None else f.high}")
            for f in claims.figures
        ),
    )


def _actor_keys(claims: Claims) -> dict[str, str]:
    by_id = {actor.id: actor for actor in claims.actors}
    return {actor.id: _actor_key(actor, by_id) for actor in claims.actors}


def _actor_key(actor: Actor, by_id: Mapping[str, Actor], depth: int = 0) -> str:
    """The registry's id, otherwise the name, led by the owner's key where the name is too short to say whose it is."""
    if actor.key:
        return actor.key
    name = slug(actor.name)
    owner = by_id.get(actor.of) if actor.of else None
    if owner is None or "-" in name or depth > DEEPEST:
        return name
    return f"{_actor_key(owner, by_id, depth + 1)}-{name}"


def _deployment_key(deployment: Deployment, actors: Mapping[str, str]) -> str:
    """Who sends what to whom, or where to when nobody is named as helped."""
    towards = actors.get(deployment.beneficiary or "") or next(
        (slug(place) for place in deployment.destination), "unknown"
    )
    sender = actors.get(deployment.sender or "", "unknown")
    return f"{sender}-{slug(deployment.force)}-{towards}"


def _treaty_key(treaty: Treaty, actors: Mapping[str, str]) -> str:
    """Kind and parties; treaties of defence and partnership between the same two are one, whatever they are called.

    A resolution is known by its number; resolutions without one are those of their council, spelt out or not.
    """
    parties = sorted(actors[party] for party in treaty.parties if party in actors)
    if treaty.kind == "un_resolution" and (numbers := RESOLUTION_NUMBER.findall(treaty.name)):
        return "-".join(["resolution", *numbers])
    if not parties:
        return slug(treaty.name)
    family = "defence" if treaty.kind in DEFENCE_FAMILY else slug(treaty.kind)
    return "-".join([family, *parties])
