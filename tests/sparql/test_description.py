"""What the service description promises, the endpoint does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Namespace, URIRef

from service.settings import Settings
from service.sparql.description import EXTENSION_FUNCTIONS, service_description

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
BASE = "http://localhost:8000/"
SERVICE = URIRef(f"{BASE}sparql#service")
GEOF = "http://www.opengis.net/def/function/geosparql/"
XSD = "http://www.w3.org/2001/XMLSchema#"
SQUARE = '"POLYGON((0 0,0 1,1 1,1 0,0 0))"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
# Functions of GeoSPARQL 1.1 that the engine lacks: once it has them, they belong into the description.
LACKING = (
    *("asDGGS", "asGML", "asKML", "asWKT", "boundary", "boundingCircle", "buffer", "concaveHull", "geometryN"),
    *("geometryType", "is3D", "isMeasured", "maxX", "maxY", "maxZ", "metricArea", "metricBuffer", "metricDistance"),
    *("metricLength", "metricPerimeter", "minX", "minY", "minZ", "numGeometries", "transform"),
)


@pytest.fixture
def graph(client: FlaskClient) -> Graph:
    return Graph().parse(
        data=client.get("/sparql", base_url=BASE, headers={"Accept": "text/turtle"}).data, format="turtle"
    )


@dataclass(frozen=True)
class Asked:
    client: FlaskClient

    def accepts(self, expression: str) -> bool:
        """Whether the endpoint evaluates an expression, whatever comes of it."""
        query = f"SELECT ({expression} AS ?x) {{}}"
        return self.client.get("/sparql", query_string={"query": query}).status_code == 200


def arguments(function: str) -> list[str]:
    """Return the argument lists that a function may take, one of which it has to."""
    if function.startswith(XSD):
        return ['"2024"']
    return [SQUARE, f"{SQUARE}, {SQUARE}", f'{SQUARE}, {SQUARE}, "T*F**FFF*"', f"{SQUARE}, {SQUARE}, <urn:unit>"]


@pytest.mark.parametrize("function", EXTENSION_FUNCTIONS)
def test_an_extension_function_is_known_to_the_engine(function: str, client: FlaskClient) -> None:
    assert any(Asked(client).accepts(f"<{function}>({each})") for each in arguments(function))


@pytest.mark.parametrize("name", LACKING)
def test_no_function_of_geosparql_is_forgotten(name: str, client: FlaskClient) -> None:
    assert not any(Asked(client).accepts(f"<{GEOF}{name}>({each})") for each in arguments(GEOF + name))


def test_language_extensions_are_those_of_the_engine(graph: Graph, client: FlaskClient) -> None:
    extensions = {str(each).rsplit("/")[-1] for each in graph.objects(SERVICE, SD.languageExtension)}
    assert extensions == {"sep-0006.md", "sep-0002.md"}
    query = "SELECT * { VALUES ?x { 1 2 } LATERAL { SELECT (?x + 1 AS ?y) {} } }"
    assert client.get("/sparql", query_string={"query": query}).status_code == 200
    assert Asked(client).accepts(f'"2024-05-03"^^<{XSD}date> - "2024-05-01"^^<{XSD}date>')


def test_formats_of_results_are_given_and_those_of_input_taken(graph: Graph) -> None:
    results = {str(each).rsplit("/")[-1] for each in graph.objects(SERVICE, SD.resultFormat)}
    inputs = {str(each).rsplit("/")[-1] for each in graph.objects(SERVICE, SD.inputFormat)}
    assert results > inputs >= {"Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"}
    assert results - inputs == {f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")}


def test_languages_entailment_and_dataset_are_told(graph: Graph) -> None:
    languages = {str(each).rsplit("#")[-1] for each in graph.objects(SERVICE, SD.supportedLanguage)}
    assert languages >= {"SPARQL11Query", "SPARQL11Update", "SPARQL12Query"}
    assert graph.value(SERVICE, SD.defaultEntailmentRegime) == URIRef("http://www.w3.org/ns/entailment/Simple")
    dataset = graph.value(SERVICE, SD.defaultDataset)
    assert (graph.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in graph
    names = {str(graph.value(each, SD.name)) for each in graph.objects(dataset, SD.namedGraph)}
    assert names == {f"{BASE}graph/registry", f"{BASE}graph/reconciled"}


def features(settings: Settings) -> set[str]:
    triples = service_description(f"{BASE}sparql", BASE, settings)
    return {triple.object.value.rsplit("#")[-1] for triple in triples if triple.predicate.value == str(SD.feature)}


def test_features_are_those_that_the_settings_leave(tmp_path: Path) -> None:
    assert features(Settings(data=tmp_path)) == {"UnionDefaultGraph", "EmptyGraphs"}
    assert features(Settings(data=tmp_path, union_default_graph=False)) == {"EmptyGraphs"}
    assert "BasicFederatedQuery" in features(Settings(data=tmp_path, service_allow="https://query.wikidata.org/"))


def test_empty_graphs_are_kept(writing_client: FlaskClient) -> None:
    assert writing_client.post("/sparql", data={"update": "CREATE GRAPH <urn:empty>"}).status_code == 204
    answer = writing_client.get("/sparql", query_string={"query": "SELECT ?g { GRAPH ?g {} }", "format": "csv"})
    assert "urn:empty" in answer.text


def test_of_another_server_only_what_is_known_is_told(tmp_path: Path) -> None:
    triples = service_description(f"{BASE}sparql", BASE, Settings(data=tmp_path, store="http://localhost:7878/query"))
    told = {triple.predicate.value.rsplit("#")[-1] for triple in triples}
    assert not told & {"extensionFunction", "languageExtension"}
