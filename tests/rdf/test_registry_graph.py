"""The registry's graph: names, public identifiers and offices of actors and places known beforehand."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS

from ontology.registry import Entry, Registry, load
from service.errors import InternalError
from service.rdf import registry_graph, to_ntriples
from service.shapes import validate
from service.vocabulary import GEO, REC, SCHEMA
from tests.rdf.made_up import IRIS, REGISTRY

GEONAMES_OF_NK = URIRef("https://sws.geonames.org/1873107/")
WIKIDATA_OF_NK = URIRef("http://www.wikidata.org/entity/Q423")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return registry_graph(REGISTRY, IRIS)


def test_a_state_is_an_actor_and_a_place_each_with_its_own_identifier(graph: Graph) -> None:
    state, territory = IRIS.of("actor", "north-korea"), IRIS.of("place", "north-korea")
    assert set(graph.objects(state, RDF.type)) == {REC.Actor, REC.State}
    assert list(graph.objects(state, OWL.sameAs)) == [WIKIDATA_OF_NK]
    assert list(graph.objects(territory, RDF.type)) == [REC.Place]
    assert list(graph.objects(territory, OWL.sameAs)) == [GEONAMES_OF_NK]
    assert graph.value(territory, REC.placeKind) == REC.country
    assert graph.value(state, DCTERMS.source) == Literal("made up")


def test_names_to_show_and_names_to_find_it_by(graph: Graph) -> None:
    state = IRIS.of("actor", "north-korea")
    assert list(graph.objects(state, RDFS.label)) == [Literal("North Korea")]
    assert list(graph.objects(state, SKOS.altLabel)) == [Literal("DPRK")]
    hidden = {str(name) for name in graph.objects(state, SKOS.hiddenLabel)}
    assert hidden == {"North Korean", "North Koreans", "Pyongyang"}


def test_offices_with_the_time_they_were_held(graph: Graph) -> None:
    offices = {
        str(graph.value(role, RDFS.label)): (
            graph.value(role, REC.of),
            graph.value(role, SCHEMA.startDate),
            graph.value(role, SCHEMA.endDate),
        )
        for role in graph.objects(IRIS.of("actor", "kim-jong-un"), REC.holdsRole)
    }
    korea = IRIS.of("actor", "north-korea")
    assert offices == {
        "leader": (korea, Literal("2011-12", datatype=XSD.gYearMonth), None),
        "chairman": (korea, Literal("2012", datatype=XSD.gYear), Literal("2016-06-29", datatype=XSD.date)),
    }


def test_a_place_lies_in_another(graph: Graph) -> None:
    kursk = IRIS.of("place", "kursk-oblast")
    assert graph.value(kursk, GEO.sfWithin) == IRIS.of("place", "russia")
    assert graph.value(kursk, REC.placeKind) == REC.region


def test_an_agency_has_its_state_and_its_site(graph: Graph) -> None:
    agency = IRIS.of("actor", "kcna")
    assert graph.value(agency, REC.of) == IRIS.of("actor", "north-korea")
    assert graph.value(agency, SCHEMA.url) == URIRef("http://kcna.kp/")


def test_an_id_that_cannot_end_an_iri_is_refused() -> None:
    broken = Registry(actors={"a b": Entry(id="a b", type="state", name="A B")})
    with pytest.raises(InternalError, match="a b"):
        registry_graph(broken, IRIS)


def test_the_registry_that_ships_conforms_and_has_no_blank_nodes() -> None:
    graph = registry_graph(load(), IRIS)
    assert to_ntriples(graph) == to_ntriples(registry_graph(load(), IRIS))
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]
    assert validate(graph).findings == ()
