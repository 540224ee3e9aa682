"""Deployments, the places they go to, and treaties: what several articles speak of, as this one describes it."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import SKOS

from service.errors import InternalError
from service.model import Deployment, Treaty
from service.rdf.builder import ArticleBuilder, checked_key
from service.rdf.literals import date_literal
from service.vocabulary import REC, concept, slug


def add_deployment(builder: ArticleBuilder, deployment: Deployment) -> None:
    """Add a deployment and the places it goes to."""
    iri = builder.iri("deployment", deployment.id)
    builder.add_type(iri, REC.Deployment)
    builder.add_label(iri, _deployment_label(builder, deployment))
    builder.ground(iri, deployment.evidence)
    builder.add(iri, REC.sender, builder.optional_iri("actor", deployment.sender))
    builder.add(iri, REC.beneficiary, builder.optional_iri("actor", deployment.beneficiary))
    builder.add(iri, REC.adversary, builder.optional_iri("actor", deployment.adversary))
    builder.add(iri, REC.destination, *_places(builder, deployment))
    builder.add(iri, REC.force, concept(deployment.force))
    builder.add(iri, REC.status, concept(deployment.status))
    builder.add(iri, REC.startedOn, date_literal(deployment.started) if deployment.started else None)
    builder.add(iri, REC.legalBasis, builder.optional_iri("treaty", deployment.legal_basis))
    builder.add_text(iri, REC.rule, deployment.rule or None)


def _deployment_label(builder: ArticleBuilder, deployment: Deployment) -> str:
    """Return a name such as ``Troops from North Korea for Russia``, of what also makes up the deployment's key."""
    label = "Forces" if deployment.force == "other" else deployment.force.capitalize()
    if deployment.sender is not None:
        label += f" from {builder.labels[deployment.sender]}"
    if deployment.beneficiary is not None:
        return f"{label} for {builder.labels[deployment.beneficiary]}"
    return f"{label} to {deployment.destination[0]}" if deployment.destination else label


def _places(builder: ArticleBuilder, deployment: Deployment) -> list[URIRef]:
    known = deployment.places or ("",) * len(deployment.destination)
    if len(known) != len(deployment.destination):
        raise InternalError(
            f"The places of deployment {deployment.id!r} of {builder.article.id} are not parallel to its destinations; "
            "give an empty string for a destination that the registry does not know."
        )
    return [_add_place(builder, name, key) for name, key in zip(deployment.destination, known, strict=True)]


def _add_place(builder: ArticleBuilder, name: str, registry_id: str) -> URIRef:
    iri = builder.iris.of("place", checked_key(registry_id or slug(name), f"the place {name!r}"))
    # A state stands among the actors of the registry; as a destination it is the place of the same id.
    entry = builder.registry.places.get(registry_id) or builder.registry.actors.get(registry_id)
    label = entry.name if entry else name
    builder.add_type(iri, REC.Place)
    builder.add_label(iri, label)
    builder.add_text(iri, SKOS.altLabel, name if name != label else None)
    return iri


def add_treaty(builder: ArticleBuilder, treaty: Treaty) -> None:
    """Add a treaty under the names that the article gives it."""
    iri = builder.iri("treaty", treaty.id)
    builder.add_type(iri, REC.Treaty)
    builder.add_label(iri, treaty.name)
    builder.add_text(iri, SKOS.altLabel, *(set(treaty.mentions) - {treaty.name}))
    builder.ground(iri, treaty.evidence)
    builder.add(iri, REC.treatyKind, concept(treaty.kind))
    builder.add(iri, REC.party, *builder.actors(treaty.parties))
    builder.add(iri, REC.signedOn, date_literal(treaty.signed) if treaty.signed else None)
    builder.add_text(iri, REC.rule, treaty.rule or None)
