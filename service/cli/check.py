"""``validate`` and ``evaluate``: whether the store conforms to the shapes, and how good extraction is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import QuerySolutions, RdfFormat, serialize
from rdflib import Graph

from service.claims import Json, claims_to_json
from service.evaluate import Extract, evaluate, own_gold
from service.pipeline import Source
from service.settings import Settings
from service.shapes import validate
from service.store.protocol import GraphReader
from service.vocabulary import Iris
from service.wiring import make_pipeline, open_source


def validate_store(settings: Settings) -> int:
    """Check each named graph by itself, and print what does not conform; return the exit code."""
    reader, iris = open_source(settings).reader(), Iris(settings.base_iri)
    reconciled = str(iris.reconciled_graph)
    graphs = violations = 0
    for name in _graph_names(reader):
        graphs += 1
        # What is concluded across articles speaks of things that the articles describe.
        context = _union(reader) if name == reconciled else None
        report = validate(_graph(reader, name), context)
        for finding in report.findings:
            path = f" {finding.path}" if finding.path else ""
            print(f"{name}: {finding.severity}: {finding.focus_node}{path}: {finding.message}")
        violations += not report.conforms
    print(f"{graphs} graphs checked, {violations} do not conform", file=sys.stderr)
    return 1 if violations else 0


def evaluate_extraction(
    settings: Settings, gold: Path | None, texts: Path | None, *, misses: bool = False, as_json: bool = False
) -> None:
    """Print how well the pipeline does on gold annotations, by default those of the project's seeds."""
    folders = own_gold() if gold is None or texts is None else (gold, texts)
    report = evaluate(*folders, extraction(settings))
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        return
    print(report.table())
    if misses:
        print("", *report.misses, sep="\n")


def extraction(settings: Settings) -> Extract:
    """Return the pipeline as a function from a text to its claims as JSON."""
    pipeline, iris = make_pipeline(settings), Iris(settings.base_iri)

    def extract(text: str) -> Json:
        ((article, claims),) = pipeline.process([pipeline.read(Source(text))])
        return claims_to_json(article, claims, iris)

    return extract


def _graph_names(reader: GraphReader) -> Iterator[str]:
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
    result = reader.query(query, union_default_graph=reader.holds_union)  # whichever there is, it is not looked at
    assert isinstance(result, QuerySolutions)
    for solution in result:
        yield solution["g"].value


def _graph(reader: GraphReader, name: str) -> Graph:
    triples = serialize(reader.graph(name), format=RdfFormat.N_TRIPLES) or b""
    return Graph().parse(data=triples, format="nt")


def _union(reader: GraphReader) -> Graph:
    union = Graph()
    for name in _graph_names(reader):
        union += _graph(reader, name)
    return union
