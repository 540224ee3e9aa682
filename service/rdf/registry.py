"""The graph of the registry: actors and places known beforehand, with their public identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS

from ontology.registry import Entry, Office, Registry
from service.rdf.actors import role_iri
from service.rdf.builder import Triple, checked_key
from service.rdf.literals import date_literal, web_address
from service.vocabulary import GEO, GEONAMES, REC, SCHEMA, WIKIDATA, Iris, actor_class, concept


def registry_graph(registry: Registry, iris: Iris) -> Graph:
    """Return ``registry_triples`` as a graph."""
    graph = Graph(bind_namespaces="none")
    for triple in registry_triples(registry, iris):
        graph.add(triple)
    return graph


def registry_triples(registry: Registry, iris: Iris) -> Sequence[Triple]:
    """Return the registry as RDF, without blank nodes; some triples twice.

    A state is two things: the actor that speaks and sends, and the place of the same key that forces are sent to. The
    actor has the Wikidata identifier, the place the GeoNames one.
    """
    triples: list[Triple] = []
    for entry in registry.actors.values():
        _add_actor(triples, iris, entry)
        if entry.type == "state":
            _add_place(triples, iris, entry, kind="country", wikidata=None, within=None)
    for entry in registry.places.values():
        _add_place(triples, iris, entry, kind=entry.kind, wikidata=entry.wikidata, within=entry.of)
    return triples


def _add_actor(triples: list[Triple], iris: Iris, entry: Entry) -> None:
    iri = iris.of("actor", checked_key(entry.id, "a registry entry"))
    triples.append((iri, RDF.type, REC.Actor))
    triples.append((iri, RDF.type, actor_class(entry.type)))
    _add_names(triples, iri, entry, hidden=(*entry.adjectives, *entry.demonyms, *entry.seats))
    _add_source(triples, iri, entry, entry.wikidata, geonames=None)
    if entry.of is not None:
        triples.append((iri, REC.of, iris.of("actor", entry.of)))
    if entry.url is not None:
        triples.append((iri, SCHEMA.url, web_address(entry.url)))
    for office in entry.offices:
        _add_office(triples, iris, entry.id, office)


def _add_place(
    triples: list[Triple], iris: Iris, entry: Entry, *, kind: str | None, wikidata: str | None, within: str | None
) -> None:
    iri = iris.of("place", checked_key(entry.id, "a registry entry"))
    triples.append((iri, RDF.type, REC.Place))
    _add_names(triples, iri, entry, hidden=())
    _add_source(triples, iri, entry, wikidata, entry.geonames)
    if kind is not None:
        triples.append((iri, REC.placeKind, concept(kind)))
    if within is not None:
        triples.append((iri, GEO.sfWithin, iris.of("place", within)))


def _add_names(triples: list[Triple], iri: URIRef, entry: Entry, hidden: Iterable[str]) -> None:
    triples.append((iri, RDFS.label, Literal(entry.name)))
    for name in entry.aliases:
        triples.append((iri, SKOS.altLabel, Literal(name)))
    for name in hidden:  # found by a search, and no name to show: adjectives, demonyms, seats of government
        triples.append((iri, SKOS.hiddenLabel, Literal(name)))


def _add_source(triples: list[Triple], iri: URIRef, entry: Entry, wikidata: str | None, geonames: int | None) -> None:
    """Add public identifiers, and where they come from."""
    if wikidata is not None:
        triples.append((iri, OWL.sameAs, WIKIDATA[wikidata]))
    if geonames is not None:
        triples.append((iri, OWL.sameAs, GEONAMES[f"{geonames}/"]))
    if entry.source is not None:
        triples.append((iri, DCTERMS.source, Literal(entry.source)))


def _add_office(triples: list[Triple], iris: Iris, holder: str, office: Office) -> None:
    role = role_iri(iris, holder, office.role, office.of, office.since)
    triples.append((iris.of("actor", holder), REC.holdsRole, role))
    triples.append((role, RDF.type, REC.Role))
    triples.append((role, RDFS.label, Literal(office.role)))
    triples.append((role, REC.of, iris.of("actor", office.of)))
    if office.since is not None:
        triples.append((role, SCHEMA.startDate, date_literal(office.since)))
    if office.until is not None:
        triples.append((role, SCHEMA.endDate, date_literal(office.until)))
