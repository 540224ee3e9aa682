"""The graph of the registry: actors and places known beforehand, with their public identifiers."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS

from ontology.registry import Entry, Office, Registry
from service.rdf.actors import role_iri
from service.rdf.builder import checked_key
from service.rdf.literals import date_literal, web_address
from service.vocabulary import GEO, GEONAMES, REC, SCHEMA, WIKIDATA, Iris, actor_class, concept


def registry_graph(registry: Registry, iris: Iris) -> Graph:
    """Return the registry as RDF, without blank nodes.

    A state is two things: the actor that speaks and sends, and the place of the same key that forces are sent to. The
    actor has the Wikidata identifier, the place the GeoNames one.
    """
    graph = Graph(bind_namespaces="none")
    for entry in registry.actors.values():
        _add_actor(graph, iris, entry)
        if entry.type == "state":
            _add_place(graph, iris, entry, kind="country", wikidata=None, within=None)
    for entry in registry.places.values():
        _add_place(graph, iris, entry, kind=entry.kind, wikidata=entry.wikidata, within=entry.of)
    return graph


def _add_actor(graph: Graph, iris: Iris, entry: Entry) -> None:
    iri = iris.of("actor", checked_key(entry.id, "a registry entry"))
    graph.add((iri, RDF.type, REC.Actor))
    graph.add((iri, RDF.type, actor_class(entry.type)))
    _add_names(graph, iri, entry, hidden=(*entry.adjectives, *entry.demonyms, *entry.seats))
    _add_source(graph, iri, entry, entry.wikidata, geonames=None)
    if entry.of is not None:
        graph.add((iri, REC.of, iris.of("actor", entry.of)))
    if entry.url is not None:
        graph.add((iri, SCHEMA.url, web_address(entry.url)))
    for office in entry.offices:
        _add_office(graph, iris, entry.id, office)


def _add_place(
    graph: Graph, iris: Iris, entry: Entry, *, kind: str | None, wikidata: str | None, within: str | None
) -> None:
    iri = iris.of("place", checked_key(entry.id, "a registry entry"))
    graph.add((iri, RDF.type, REC.Place))
    _add_names(graph, iri, entry, hidden=())
    _add_source(graph, iri, entry, wikidata, entry.geonames)
    if kind is not None:
        graph.add((iri, REC.placeKind, concept(kind)))
    if within is not None:
        graph.add((iri, GEO.sfWithin, iris.of("place", within)))


def _add_names(graph: Graph, iri: URIRef, entry: Entry, hidden: Iterable[str]) -> None:
    graph.add((iri, RDFS.label, Literal(entry.name)))
    for name in entry.aliases:
        graph.add((iri, SKOS.altLabel, Literal(name)))
    for name in hidden:  # found by a search, and no name to show: adjectives, demonyms, seats of government
        graph.add((iri, SKOS.hiddenLabel, Literal(name)))


def _add_source(graph: Graph, iri: URIRef, entry: Entry, wikidata: str | None, geonames: int | None) -> None:
    """Add public identifiers, and where they come from."""
    if wikidata is not None:
        graph.add((iri, OWL.sameAs, WIKIDATA[wikidata]))
    if geonames is not None:
        graph.add((iri, OWL.sameAs, GEONAMES[f"{geonames}/"]))
    if entry.source is not None:
        graph.add((iri, DCTERMS.source, Literal(entry.source)))


def _add_office(graph: Graph, iris: Iris, holder: str, office: Office) -> None:
    role = role_iri(iris, holder, office.role, office.of, office.since)
    graph.add((iris.of("actor", holder), REC.holdsRole, role))
    graph.add((role, RDF.type, REC.Role))
    graph.add((role, RDFS.label, Literal(office.role)))
    graph.add((role, REC.of, iris.of("actor", office.of)))
    if office.since is not None:
        graph.add((role, SCHEMA.startDate, date_literal(office.since)))
    if office.until is not None:
        graph.add((role, SCHEMA.endDate, date_literal(office.until)))
