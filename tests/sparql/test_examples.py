"""The queries to begin with, as RDF: well-formed, complete, and each answered by the service on the seeds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Namespace, URIRef

import ontology

SH = Namespace("http://www.w3.org/ns/shacl#")
SPEX = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
SCHEMA = Namespace("https://schema.org/")
TEXTS = (SH.select, SH.ask, SH.construct, SPEX.describe)
EXAMPLES = ontology.examples()
# Here an answer would be a fault in the data: passages that do not stand in their article.
EMPTY_WHEN_RIGHT = {"14-ungrounded-passages"}
# Every seed names its outlet.
EMPTY_ON_THE_SEEDS = {"11-statements-without-outlet"}


@pytest.fixture
def graph(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/examples").data, format="turtle")


def described(graph: Graph, name: str) -> tuple[str, set[str]]:
    """Return the query of an example as the document has it, led by its prefixes, and its classes."""
    node = URIRef(f"http://localhost:8000/examples#{name}")
    declared = graph.objects(graph.value(node, SH.prefixes), SH.declare)
    pairs = [(graph.value(prefix, SH.prefix), graph.value(prefix, SH.namespace)) for prefix in declared]
    text = next(text for property_ in TEXTS for text in graph.objects(node, property_))
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in pairs)
    return head + text, {str(class_).rsplit("#")[-1] for class_ in graph.objects(node, RDF.type)}


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")  # of pyshacl
def test_the_collection_is_well_formed(graph: Graph) -> None:
    shapes = (Path(__file__).parent / "examples.shapes.ttl").read_text(encoding="utf-8")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes, shacl_graph_format="turtle", meta_shacl=True)
    assert conforms, report


def test_every_question_is_in_it_with_all_forms_of_query(graph: Graph) -> None:
    nodes = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert {str(node).rsplit("#")[-1] for node in nodes} == {example.name for example in EXAMPLES}
    assert {question.name for question in ontology.competency_questions()} < {example.name for example in EXAMPLES}
    assert {example.form for example in EXAMPLES} == {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    assert set(graph.objects(None, SCHEMA.target)) == {URIRef("http://localhost:8000/sparql")}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_answered_as_it_stands_in_the_document(
    example: ontology.Example, graph: Graph, client: FlaskClient
) -> None:
    query, classes = described(graph, example.name)
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code == 200, answer.text
    if answer.mimetype == "application/sparql-results+json":
        document = answer.get_json(force=True)
        found = document["boolean"] if "boolean" in document else document["results"]["bindings"]
        assert ("SPARQLAskExecutable" in classes) == ("boolean" in document)
    else:
        found = list(pyoxigraph.parse(answer.data, format=pyoxigraph.RdfFormat.TURTLE))
        assert classes & {"SPARQLConstructExecutable", "SPARQLDescribeExecutable"}
    assert bool(found) == (example.name not in EMPTY_WHEN_RIGHT | EMPTY_ON_THE_SEEDS)


def test_the_collection_is_found_from_the_service_and_from_the_data_set(client: FlaskClient) -> None:
    document = URIRef("http://localhost:8000/examples")
    for path in ("/sparql", "/.well-known/void"):
        found = Graph().parse(data=client.get(path, headers={"Accept": "text/turtle"}).data, format="turtle")
        assert (None, None, document) in found, path


def test_query_editors_find_prefixes_and_examples_in_the_service_description(client: FlaskClient) -> None:
    """As SIB's editor asks for them, where the endpoint's own graphs have none."""
    found = Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).data, format="turtle")
    prefixes = found.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?p ?n { [] sh:namespace ?n ; sh:prefix ?p }"
    )
    assert {str(row["p"]) for row in prefixes} >= {"rec", "rdfs", "schema"}
    queries = found.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?comment ?query "
        "{ ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query }"
    )
    assert len(list(queries)) >= len(ontology.competency_questions())


def test_examples_follow_the_base_of_the_data() -> None:
    examples = ontology.examples("https://onrecord.example/")
    assert not any("localhost" in example.query for example in examples)
    assert any("BASE <https://onrecord.example/>" in example.query for example in examples)
