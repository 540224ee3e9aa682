"""SPARQLWrapper and rdflib's SPARQLStore on the running service."""

import pytest
from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

PREFIXES = "PREFIX rec: <https://w3id.org/onrecord#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
KILLED = (
    PREFIXES
    + """SELECT DISTINCT ?low ?source WHERE {
  ?figure rec:measure rec:killed ; rec:low ?low . OPTIONAL { ?figure rec:source/rdfs:label ?source }
}"""
)
KIM = URIRef("http://localhost:8000/actor/kim-jong-un")


@pytest.fixture
def wrapper(server: str) -> SPARQLWrapper:
    return SPARQLWrapper(f"{server}/sparql")


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_tables(wrapper: SPARQLWrapper, method: str) -> None:
    wrapper.setMethod(method)
    wrapper.setQuery(KILLED)
    wrapper.setReturnFormat(JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    found = {(row["low"]["value"], row.get("source", {}).get("value")) for row in rows}
    assert ("300", "National Intelligence Service") in found
    assert ("1000", "Western officials") in found


def test_sparqlwrapper_reads_the_other_formats(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(KILLED)
    wrapper.setReturnFormat(XML)
    assert len(wrapper.queryAndConvert().getElementsByTagName("result")) >= 3
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().startswith(b"low,source")
    wrapper.setQuery(f"DESCRIBE <{KIM}>")
    wrapper.setReturnFormat(TURTLE)
    described = Graph().parse(data=wrapper.queryAndConvert(), format="turtle")
    assert (KIM, RDFS.label, Literal("Kim Jong Un")) in described


def test_sparqlwrapper_is_told_what_is_wrong_with_a_query(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * WHERE { ?s ?p }")
    with pytest.raises(QueryBadFormed, match="cannot be evaluated"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_works_on_the_endpoint_as_on_a_graph(server: str, method: str) -> None:
    graph = Graph(SPARQLStore(f"{server}/sparql", method=method))
    assert {str(row.source) for row in graph.query(KILLED)} >= {"Western officials"}
    assert str(graph.value(KIM, RDFS.label)) == "Kim Jong Un"
    assert bool(graph.query(f"ASK {{ <{KIM}> ?p ?o }}"))
    constructed = graph.query(f"CONSTRUCT WHERE {{ <{KIM}> rdfs:label ?o }}", initNs={"rdfs": RDFS})
    assert len(constructed.graph) == 1


def test_rdflib_reads_the_data_behind_an_iri(server: str) -> None:
    described = Graph().parse(f"{server}/actor/kim-jong-un")
    assert (KIM, RDFS.label, Literal("Kim Jong Un")) in described
