"""The JSON-LD context: items read naturally, and nothing is lost on the way to JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import SKOS

import ontology
from service.rdf import article_graph, registry_graph, to_ntriples
from service.vocabulary import REC
from tests.rdf.made_up import CREATED, HERALD, IRIS, REGISTRY, articles, herald_claims


@pytest.fixture(scope="module")
def union() -> Graph:
    union = registry_graph(REGISTRY, IRIS)
    for article, claims in articles():
        union += article_graph(article, claims, IRIS, CREATED, REGISTRY)
    return union


def compacted(graph: Graph) -> dict[str, dict[str, Any]]:
    """Return the nodes of a graph as JSON objects under the context, by their IRI."""
    document = json.loads(graph.serialize(format="json-ld", context=ontology.context()["@context"], auto_compact=False))
    return {node["id"]: node for node in document["graph"]}


def expanded(document: str) -> Graph:
    """Return the triples of a JSON-LD document, as another implementation than rdflib's reads it."""
    quads = pyoxigraph.parse(document, pyoxigraph.RdfFormat.JSON_LD)
    triples = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


def item_of(node: dict[str, Any]) -> Graph:
    return expanded(json.dumps({**ontology.context(), **node}))


def test_a_statement_reads_naturally() -> None:
    graph = article_graph(HERALD, herald_claims(), IRIS, CREATED, REGISTRY)
    statement = compacted(graph)[f"{IRIS.base}statement/{HERALD.id}-101-127"]
    assert statement["type"] == "Statement"
    assert statement["content"] == "They keep the word we gave"
    assert statement["act"] == "praise"
    assert statement["quotation"] == "direct"
    assert statement["speaker"] == [f"{IRIS.base}actor/kim-jong-un"]
    assert statement["reportedIn"] == [f"{IRIS.base}article/{HERALD.id}"]


def test_every_property_has_a_short_name(union: Graph) -> None:
    names = {name for node in compacted(union).values() for name in node}
    assert [name for name in names if ":" in name or "@" in name] == ["dcterms:source"]


def test_nothing_is_lost_on_the_way_to_json_and_back(union: Graph) -> None:
    document = union.serialize(format="json-ld", context=ontology.context()["@context"], auto_compact=False)
    assert set(expanded(document)) == set(Graph().parse(data=to_ntriples(union), format="nt"))


def test_an_item_written_by_hand_means_what_it_says() -> None:
    item = {
        "id": "http://localhost:8000/figure/f1",
        "type": "Figure",
        "measure": "killedOrInjured",
        "qualifier": "about",
        "low": 1200,
        "source": ["http://localhost:8000/actor/ukraine"],
        "reportedIn": "http://localhost:8000/article/a1",
    }
    figure = URIRef("http://localhost:8000/figure/f1")
    assert set(item_of(item)) == {
        (figure, RDF.type, REC.Figure),
        (figure, REC.measure, REC.killedOrInjured),
        (figure, REC.qualifier, REC.about),
        (figure, REC.low, Literal(1200)),
        (figure, REC.source, URIRef("http://localhost:8000/actor/ukraine")),
        (figure, REC.reportedIn, URIRef("http://localhost:8000/article/a1")),
    }


@pytest.mark.parametrize(
    ("property_", "scheme"),
    [
        ("act", "acts"),
        ("quotation", "quotationKinds"),
        ("force", "forces"),
        ("status", "deploymentStatuses"),
        ("treatyKind", "treatyKinds"),
        ("measure", "measures"),
        ("qualifier", "qualifiers"),
        ("placeKind", "placeKinds"),
    ],
)
def test_a_concept_is_named_by_its_last_part(property_: str, scheme: str) -> None:
    vocabulary = Graph().parse(data=ontology.vocabulary_ttl(), format="turtle")
    for term in vocabulary.subjects(SKOS.inScheme, REC[scheme]):
        name = str(term).removeprefix(str(REC))
        assert list(item_of({"id": "urn:x", property_: name}).objects()) == [term]


def test_prefixes_are_those_of_the_context() -> None:
    prefixes = ontology.prefixes()
    assert prefixes["rec"] == str(REC)
    assert prefixes["oa"] == "http://www.w3.org/ns/oa#"
    assert all(iri.endswith(("#", "/")) for iri in prefixes.values())
