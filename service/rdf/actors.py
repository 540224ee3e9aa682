"""Actors of an article and the roles it gives them."""

from __future__ import annotations

from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.namespace import SKOS

from ontology.registry import Entry
from service.model import Actor, ActorType
from service.rdf.builder import ArticleBuilder
from service.vocabulary import REC, Iris, slug


def add_actor(builder: ArticleBuilder, actor: Actor) -> None:
    """Add an actor: classes, names, whom it belongs to, its role, the passages that name it."""
    iri = builder.iri("actor", actor.id)
    label = builder.labels[actor.id]
    entry = builder.registry.actors.get(actor.key)
    builder.actor_node(iri, entry.type if entry else actor.type, label)
    builder.add(iri, SKOS.altLabel, *(Literal(name) for name in {actor.name, *actor.mentions} - {label}))
    builder.add(iri, REC.of, builder.optional_iri("actor", actor.of))
    builder.add(iri, REC.evidence, *map(builder.passage, actor.evidence))
    if actor.role:
        _add_role(builder, iri, actor)


def _add_role(builder: ArticleBuilder, iri: URIRef, actor: Actor) -> None:
    holder_of = builder.claims.actor(actor.of).key if actor.of is not None else None
    role = role_iri(builder.iris, actor.key, actor.role or "", holder_of)
    builder.add(iri, REC.holdsRole, role)
    builder.add(role, RDF.type, REC.Role)
    builder.add(role, RDFS.label, Literal(actor.role))
    builder.add(role, REC.of, builder.optional_iri("actor", actor.of))


def role_iri(iris: Iris, actor_key: str, role: str, *qualifiers: str | None) -> URIRef:
    """Return the IRI of an actor's role, told from its others by name, whom it is held for, and since when."""
    return iris.part("actor", actor_key, "-".join(["role", slug(role), *filter(None, qualifiers)]))


def news_organisation(builder: ArticleBuilder, name: str, actor_type: ActorType) -> URIRef:
    """Return the actor of an outlet or agency that the article credits by name, described in its graph.

    It is the actor of the claims that goes by that name, else the registry's, else one of its own named by its slug.
    """
    for actor in builder.claims.actors:
        if _is_among(name, (actor.name, *actor.mentions)):
            return builder.iri("actor", actor.id)
    entry = _registered(builder, name)
    iri = builder.iris.of("actor", entry.id if entry else slug(name))
    builder.actor_node(iri, entry.type if entry else actor_type, entry.name if entry else name)
    return iri


def _registered(builder: ArticleBuilder, name: str) -> Entry | None:
    entries = builder.registry.actors
    if slug(name) in entries:
        return entries[slug(name)]
    news = (entry for entry in entries.values() if entry.type in ("news_outlet", "news_agency"))
    return next((entry for entry in news if _is_among(name, (entry.name, *entry.aliases))), None)


def _is_among(name: str, names: tuple[str, ...]) -> bool:
    return name.casefold() in (other.casefold() for other in names)
