"""The vocabulary: every name that outside programs rely on is there, defined and aligned."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, PROV, SKOS, VANN, XSD

import ontology
import service.rdf
from service import model
from service.rdf import article_graph, registry_graph
from service.store.layout import OWN_DEFAULT
from service.vocabulary import CITO, GEO, OA, ORG, REC, SCHEMA, SEM, actor_class, concept
from tests.rdf.made_up import CREATED, IRIS, REGISTRY, articles

ONTOLOGY = URIRef("https://w3id.org/onrecord")

SCHEMES = {
    "acts": model.ACTS,
    "quotationKinds": model.QUOTATION_KINDS,
    "forces": model.FORCES,
    "deploymentStatuses": model.DEPLOYMENT_STATUSES,
    "treatyKinds": model.TREATY_KINDS,
    "measures": model.MEASURES,
    "qualifiers": model.QUALIFIERS,
}

CLASSES = {
    REC.Article: {SCHEMA.NewsArticle},
    REC.Actor: {PROV.Agent},
    REC.Place: {GEO.Feature},
    REC.Treaty: {SCHEMA.Legislation},
    REC.Deployment: {SEM.Event},
    REC.Statement: {SCHEMA.Quotation, PROV.Entity},
    REC.Figure: {SCHEMA.QuantitativeValue},
    REC.Passage: {OA.SpecificResource},
    REC.Dispute: set(),
} | {actor_class(name): {REC.Actor} for name in model.ACTOR_TYPES}

# From, to, and the property it is aligned to.
PROPERTIES = {
    "reportedIn": ("Statement Deployment Treaty Figure", "Article", PROV.wasDerivedFrom),
    "evidence": ("Statement Deployment Treaty Figure Actor", "Passage", None),
    "speaker": ("Statement", "Actor", PROV.wasAttributedTo),
    "relayedBy": ("Statement Figure", "Actor", None),
    "attribution": ("Statement Figure", RDF.List, None),
    "content": ("Statement", XSD.string, SCHEMA.text),
    "cue": ("Statement", XSD.string, None),
    "act": ("Statement", SKOS.Concept, None),
    "quotation": ("Statement", SKOS.Concept, None),
    "saidOn": ("Statement", "dates", None),
    "about": ("Statement", "Deployment Treaty Figure", SCHEMA.about),
    "disputes": ("Statement", "Statement", CITO.disputes),
    "agreesWith": ("Statement", "Statement", CITO.agreesWith),
    "sender": ("Deployment", "Actor", SEM.hasActor),
    "beneficiary": ("Deployment", "Actor", SEM.hasActor),
    "adversary": ("Deployment", "Actor", SEM.hasActor),
    "destination": ("Deployment", "Place", SEM.hasPlace),
    "force": ("Deployment", SKOS.Concept, None),
    "status": ("Deployment", SKOS.Concept, None),
    "startedOn": ("Deployment", "dates", SEM.hasBeginTimeStamp),
    "legalBasis": ("Deployment", "Treaty", None),
    "figure": ("Deployment", "Figure", None),
    "party": ("Treaty", "Actor", None),
    "treatyKind": ("Treaty", SKOS.Concept, None),
    "signedOn": ("Treaty", "dates", None),
    "measure": ("Figure", SKOS.Concept, None),
    "qualifier": ("Figure", SKOS.Concept, None),
    "low": ("Figure", XSD.integer, SCHEMA.minValue),
    "high": ("Figure", XSD.integer, SCHEMA.maxValue),
    "countOf": ("Figure", "Actor", None),
    "source": ("Figure", "Actor", PROV.wasAttributedTo),
    "holdsRole": ("Actor", "Role", ORG.hasMembership),
    "of": ("Role Actor", "Actor", None),
}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(data=ontology.vocabulary_ttl(), format="turtle")


@pytest.fixture(scope="module")
def written() -> set[URIRef]:
    """Every term that the graphs of the made-up articles and registry use."""
    graphs = [article_graph(article, claims, IRIS, CREATED, REGISTRY) for article, claims in articles()]
    triples = {triple for graph in (*graphs, registry_graph(REGISTRY, IRIS)) for triple in graph}
    return {node for triple in triples for node in triple if isinstance(node, URIRef)}


def own(vocabulary: Graph, *types: URIRef) -> list[URIRef]:
    return sorted({term for kind in types for term in vocabulary.subjects(RDF.type, kind) if isinstance(term, URIRef)})


def ends(vocabulary: Graph, term: URIRef, standard: URIRef, loose: URIRef) -> set[object]:
    return {*vocabulary.objects(term, standard), *vocabulary.objects(term, loose)}


def named(names: str | URIRef) -> set[URIRef]:
    if isinstance(names, URIRef):
        return {names}
    if names == "dates":
        return {XSD.date, XSD.gYearMonth, XSD.gYear}
    return {REC[name] for name in names.split()}


def test_two_parsers_read_it_and_it_has_no_blank_nodes(vocabulary: Graph) -> None:
    assert not [node for triple in vocabulary for node in triple if isinstance(node, BNode)]
    triples = set(pyoxigraph.parse(ontology.vocabulary_ttl(), pyoxigraph.RdfFormat.TURTLE))
    assert len(triples) == len(vocabulary)


def test_the_ontology_says_what_it_is(vocabulary: Graph) -> None:
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in vocabulary
    assert str(vocabulary.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "rec"
    assert str(vocabulary.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(REC)
    for about in (DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionInfo):
        assert vocabulary.value(ONTOLOGY, about) is not None, about


@pytest.mark.parametrize("term", CLASSES)
def test_a_class_is_aligned(term: URIRef, vocabulary: Graph) -> None:
    assert (term, RDF.type, OWL.Class) in vocabulary
    assert set(vocabulary.objects(term, RDFS.subClassOf)) >= CLASSES[term]


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_has_its_domain_range_and_alignment(name: str, vocabulary: Graph) -> None:
    domain, range_, aligned = PROPERTIES[name]
    assert ends(vocabulary, REC[name], RDFS.domain, SCHEMA.domainIncludes) >= named(domain)
    assert ends(vocabulary, REC[name], RDFS.range, SCHEMA.rangeIncludes) == named(range_)
    assert aligned is None or (REC[name], RDFS.subPropertyOf, aligned) in vocabulary


def test_every_class_and_property_is_defined(vocabulary: Graph) -> None:
    for term in own(vocabulary, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        assert term in REC
        assert vocabulary.value(term, RDFS.label, any=False) is not None, term
        assert vocabulary.value(term, RDFS.comment, any=False) is not None, term
        assert vocabulary.value(term, RDFS.isDefinedBy) == ONTOLOGY, term


def test_every_property_has_domain_and_range(vocabulary: Graph) -> None:
    for term in own(vocabulary, OWL.ObjectProperty, OWL.DatatypeProperty):
        assert ends(vocabulary, term, RDFS.domain, SCHEMA.domainIncludes), term
        assert ends(vocabulary, term, RDFS.range, SCHEMA.rangeIncludes), term


def test_every_concept_is_defined(vocabulary: Graph) -> None:
    for term in own(vocabulary, SKOS.Concept, SKOS.ConceptScheme):
        assert vocabulary.value(term, SKOS.definition, any=False) is not None, term
        assert vocabulary.value(term, RDFS.isDefinedBy) == ONTOLOGY, term
    for term in own(vocabulary, SKOS.Concept):
        assert vocabulary.value(term, SKOS.prefLabel, any=False) is not None, term
        assert set(vocabulary.objects(term, SKOS.inScheme)) == set(vocabulary.objects(term, SKOS.topConceptOf)), term


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_holds_exactly_what_claims_can_say(scheme: str, vocabulary: Graph) -> None:
    assert (REC[scheme], RDF.type, SKOS.ConceptScheme) in vocabulary
    assert set(vocabulary.subjects(SKOS.inScheme, REC[scheme])) == {concept(name) for name in SCHEMES[scheme]}


def test_every_term_that_is_written_is_defined(vocabulary: Graph, written: set[URIRef]) -> None:
    assert [term for term in written if term in REC and (term, RDFS.isDefinedBy, ONTOLOGY) not in vocabulary] == []


def test_every_term_that_the_code_names_is_defined(vocabulary: Graph) -> None:
    sources = Path(service.rdf.__file__).parent.glob("*.py")
    named_terms = {term for path in sources for term in re.findall(r"\bREC\.(\w+)", path.read_text(encoding="utf-8"))}
    assert len(named_terms) > 30
    assert [term for term in named_terms if (REC[term], RDFS.isDefinedBy, ONTOLOGY) not in vocabulary] == []


def test_the_graph_of_what_is_written_to_the_default_graph_is_described(vocabulary: Graph) -> None:
    assert vocabulary.value(URIRef(OWN_DEFAULT), RDFS.comment) is not None


def test_the_made_up_articles_use_every_property_but_those_across_articles(
    vocabulary: Graph, written: set[URIRef]
) -> None:
    unused = set(own(vocabulary, OWL.ObjectProperty, OWL.DatatypeProperty)) - written
    assert unused == {REC.agreesWith}


@pytest.mark.parametrize("scheme", [*SCHEMES, "placeKinds"])
def test_the_shapes_allow_the_concepts_of_each_scheme(scheme: str, vocabulary: Graph) -> None:
    shapes = Graph().parse(data=ontology.shapes_ttl(), format="turtle")
    allowed = [set(Collection(shapes, values)) for values in shapes.objects(None, SH["in"])]
    assert set(vocabulary.subjects(SKOS.inScheme, REC[scheme])) in allowed


def test_the_shapes_use_only_terms_that_are_defined(vocabulary: Graph) -> None:
    shapes = Graph().parse(data=ontology.shapes_ttl(), format="turtle")
    used = {node for triple in shapes for node in triple if isinstance(node, URIRef) and node in REC}
    assert [term for term in used if (term, RDFS.isDefinedBy, ONTOLOGY) not in vocabulary] == []


def test_every_class_has_a_shape(vocabulary: Graph) -> None:
    shapes = Graph().parse(data=ontology.shapes_ttl(), format="turtle")
    targets = set(shapes.objects(None, SH.targetClass))
    kinds_of_actor = set(vocabulary.subjects(RDFS.subClassOf, REC.Actor))
    assert set(own(vocabulary, OWL.Class)) - kinds_of_actor <= targets
