"""Actors of an article and the roles it gives them."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef
from rdflib.namespace import SKOS

from ontology.registry import Entry, Registry
from service.model import Actor, ActorType
from service.rdf.builder import ArticleBuilder
from service.vocabulary import REC, Iris, slug

NEWS_TYPES = ("news_agency", "news_outlet")


def add_actor(builder: ArticleBuilder, actor: Actor) -> None:
    """Add an actor: classes, names, whom it belongs to, its role, the passages that name it."""
    iri = builder.iri("actor", actor.id)
    label = builder.labels[actor.id]
    entry = builder.registry.actors.get(actor.key)
    builder.actor_node(iri, entry.type if entry else actor.type, label)
    builder.add_text(iri, SKOS.altLabel, *({actor.name, *actor.mentions} - {label}))
    builder.add(iri, REC.of, builder.optional_iri("actor", actor.of))
    builder.add(iri, REC.evidence, *map(builder.passage, actor.evidence))
    if actor.role:
        _add_role(builder, iri, actor)


def _add_role(builder: ArticleBuilder, iri: URIRef, actor: Actor) -> None:
    holder_of = builder.claims.actor(actor.of).key if actor.of is not None else None
    role = role_iri(builder.iris, actor.key, actor.role or "", holder_of)
    builder.add(iri, REC.holdsRole, role)
    builder.add_type(role, REC.Role)
    builder.add_label(role, actor.role or "")
    builder.add(role, REC.of, builder.optional_iri("actor", actor.of))


def role_iri(iris: Iris, actor_key: str, role: str, *qualifiers: str | None) -> URIRef:
    """Return the IRI of an actor's role, told from its others by name, whom it is held for, and since when."""
    return iris.part("actor", actor_key, "-".join(["role", slug(role), *filter(None, qualifiers)]))


def news_organisation(builder: ArticleBuilder, name: str, actor_type: ActorType) -> URIRef:
    """Return the actor of an outlet or agency that the article credits by name, described in its graph.

    It is the news organisation of the claims that goes by that name, else the registry's, else one of its own, named by
    its slug.
    """
    for actor in builder.claims.actors:
        if actor.type in NEWS_TYPES and _is_among(name, (actor.name, *actor.mentions)):
            return builder.iri("actor", actor.id)
    entry = _registered(builder.registry, name)
    iri = builder.iris.of("actor", entry.id if entry else slug(name))
    builder.actor_node(iri, entry.type if entry else actor_type, entry.name if entry else name)
    return iri


def _registered(registry: Registry, name: str) -> Entry | None:
    """Return the only news organisation of the registry by this name; None where there are several, or none."""
    possible = [
        registry.actors[key] for key in (slug(name), *registry.ambiguous.get(name, ())) if key in registry.actors
    ]
    news = [entry for entry in possible if entry.type in NEWS_TYPES]
    if not news:
        media = (entry for entry in registry.actors.values() if entry.type in NEWS_TYPES)
        news = [entry for entry in media if _is_among(name, entry.names)]
    return news[0] if len({entry.id for entry in news}) == 1 else None


def _is_among(name: str, names: Iterable[str]) -> bool:
    return name.casefold() in (other.casefold() for other in names)
