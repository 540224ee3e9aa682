"""SHACL: what is right conforms, and each fault is found and said."""

from __future__ import annotations

import pytest
from rdflib import RDF, SH, Graph, URIRef

import ontology
from service.rdf import article_graph, registry_graph
from service.shapes import validate
from service.vocabulary import REC
from tests.rdf.made_up import CREATED, IRIS, REGISTRY, articles

PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in ontology.prefixes().items())


def test_every_graph_conforms_on_its_own() -> None:
    graphs = [article_graph(article, claims, IRIS, CREATED, REGISTRY) for article, claims in articles()]
    for graph in (*graphs, registry_graph(REGISTRY, IRIS)):
        report = validate(graph)
        assert report.findings == ()
        assert report.conforms


def test_the_union_conforms_and_is_left_as_it_is(everything: Graph) -> None:
    before = set(everything)
    assert validate(everything).conforms
    assert set(everything) == before


# What is done to a graph that conforms, and the path and message of the finding that it must give.
FAULTS = {
    "no speaker": ("DELETE WHERE { ?s rec:speaker ?o }", "rec:speaker", "has a speaker"),
    "a speaker that nothing is said of": (
        "DELETE { ?s rec:speaker ?o } INSERT { ?s rec:speaker <urn:x> } WHERE { ?s rec:speaker ?o }",
        "rec:speaker",
        "has a speaker",
    ),
    "no evidence": ("DELETE WHERE { ?s rec:evidence ?o }", "rec:evidence", "rests on a passage"),
    "no article": ("DELETE WHERE { ?s rec:reportedIn ?o }", "rec:reportedIn", "which article"),
    "two contents": ("INSERT { ?s rec:content 'more' } WHERE { ?s a rec:Statement }", "rec:content", "one content"),
    "an act of another scheme": (
        "DELETE { ?s rec:act ?o } INSERT { ?s rec:act rec:killed } WHERE { ?s rec:act ?o }",
        "rec:act",
        "rec:acts",
    ),
    "a measure of another scheme": (
        "DELETE { ?s rec:measure ?o } INSERT { ?s rec:measure rec:troops } WHERE { ?s rec:measure ?o }",
        "rec:measure",
        "rec:measures",
    ),
    "a date with a time": (
        "INSERT { ?s rec:saidOn '2025-04-28T00:00:00Z'^^xsd:dateTime } WHERE { ?s rec:content ?o }",
        "rec:saidOn",
        "date, month or year",
    ),
    "a date that is none": (
        "INSERT { ?s rec:startedOn '2024-13'^^xsd:gYearMonth } WHERE { ?s a rec:Deployment }",
        "rec:startedOn",
        "date, month or year",
    ),
    "low above high": ("INSERT { ?s rec:high 1 } WHERE { ?s rec:measure ?o }", "rec:low", "not above the upper end"),
    "a negative number": (
        "DELETE { ?s rec:low ?o } INSERT { ?s rec:low -1 } WHERE { ?s rec:low ?o }",
        "rec:low",
        "not below 0",
    ),
    "a number as a string": (
        "DELETE { ?s rec:low ?o } INSERT { ?s rec:low '12' } WHERE { ?s rec:low ?o }",
        "rec:low",
        "whole number",
    ),
    "no number": ("DELETE WHERE { ?s rec:low ?o }", None, "has a number"),
    "a passage that ends before it starts": (
        "DELETE { ?s oa:end ?o } INSERT { ?s oa:end 0 } WHERE { ?s oa:end ?o }",
        "oa:start",
        "starts before it ends",
    ),
    "a passage without its text": ("DELETE WHERE { ?s oa:exact ?o }", "oa:hasSelector/oa:exact", "with its text"),
    "a chain with something else in it": (
        "INSERT { ?s rdf:first <urn:x> } WHERE { ?s rdf:rest rdf:nil }",
        "rec:attribution/rdf:rest*/rdf:first",
        "list of actors",
    ),
    "a place as party": (
        "INSERT { ?s rec:party ?place } WHERE { ?s a rec:Treaty . ?place a rec:Place }",
        "rec:party",
        "",
    ),
    "an actor of no kind": ("DELETE WHERE { ?s a rec:State }", "rdf:type", "kind of actor"),
    "an actor without a name": ("DELETE WHERE { ?s rdfs:label ?o }", "rdfs:label", "has a name"),
    "a dispute of one": (
        "DELETE { ?s rec:statement ?o } WHERE { ?s rec:statement ?o . ?o rec:act rec:dispute }",
        "rec:statement",
        "two statements",
    ),
    "no provenance": ("DELETE WHERE { ?s prov:used ?o }", "^prov:used", "on record"),
    "no extractor": (
        "DELETE WHERE { ?s prov:wasAssociatedWith ?o }",
        "prov:wasAssociatedWith/rdfs:label",
        "names the extractor",
    ),
    "no text": ("DELETE WHERE { ?s schema:articleBody ?o }", "schema:articleBody", "its text"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_where_it_is_and_said(fault: str, everything: Graph) -> None:
    update, path, message = FAULTS[fault]
    broken = Graph()
    broken += everything
    broken.update(PREFIXES + update)
    report = validate(broken)
    assert not report.conforms
    found = [finding for finding in report.findings if shortened(finding.path) == path and message in finding.message]
    assert found
    assert all(finding.severity == "Violation" for finding in found)
    assert all((URIRef(finding.focus_node), None, None) in everything for finding in found)


def shortened(path: str | None) -> str | None:
    for name, iri in ontology.prefixes().items():
        path = path and path.replace(f"<{iri}", f"{name}:")
    return path and path.replace(">", "")


def test_the_report_as_rdf_is_a_validation_report(herald: Graph) -> None:
    broken = Graph()
    broken += herald
    broken.remove((None, REC.speaker, None))
    report = validate(broken)
    parsed = Graph().parse(data=report.to_rdf("nt"), format="nt")
    assert (None, RDF.type, SH.ValidationReport) in parsed
    assert len(list(parsed.subjects(RDF.type, SH.ValidationResult))) == len(report.findings) == 4


def test_a_graph_about_things_described_elsewhere_is_checked_with_them(everything: Graph) -> None:
    first, second = sorted(everything.subjects(RDF.type, REC.Statement), key=str)[:2]
    reconciled = Graph()
    reconciled.add((first, REC.agreesWith, second))
    assert validate(reconciled, everything).findings == ()
    reconciled.add((first, REC.disputes, IRIS.of("actor", "russia")))
    assert [finding.value for finding in validate(reconciled, everything).findings] == [IRIS.base + "actor/russia"]


def test_with_a_context_only_what_the_graph_speaks_of_is_checked(everything: Graph) -> None:
    broken = Graph()
    broken += everything
    broken.remove((None, REC.cue, None))
    statement = next(iter(everything.subjects(RDF.type, REC.Statement)))
    spoken_of = Graph()
    spoken_of.add((statement, REC.agreesWith, statement))
    assert {finding.focus_node for finding in validate(spoken_of, broken).findings} == {str(statement)}
