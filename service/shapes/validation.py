"""Runs pySHACL over a graph and gives its report as plain objects and as RDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pyshacl
from rdflib import RDF, SH, Graph
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

import ontology
from service.errors import InternalError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One constraint that one node does not meet.

    ``path`` is a SPARQL property path with full IRIs in angle brackets, None where the constraint is about the node
    itself; ``value`` is the value at fault, None where one is missing; ``severity`` is ``Violation``, ``Warning`` or
    ``Info``.
    """

    focus_node: str
    path: str | None
    message: str
    severity: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What validation found; ``graph`` is the SHACL validation report as RDF."""

    conforms: bool
    findings: tuple[Finding, ...]
    graph: Graph

    def to_rdf(self, rdf_format: str = "turtle") -> str:
        """Return the report as RDF text, in a format of rdflib's (``turtle``, ``nt``, ``json-ld``, ``xml``)."""
        return self.graph.serialize(format=rdf_format)


def validate(data: Graph, context: Graph | None = None) -> Report:
    """Check a graph against OnRecord's shapes; the graphs given are not changed.

    The graph of one article, the registry and the union of all graphs can each be checked on their own. A graph that
    speaks of things which others describe, as the reconciled one does, needs these as ``context``; then what ``data``
    says anything of is checked. Time is linear in the number of triples, so that a large store is better checked graph
    by graph than as its union, which would have to fit in memory.

    Raises ``InternalError`` when the shapes cannot be evaluated.
    """
    conforms, graph, text = pyshacl.validate(
        data if context is None else data + context,
        shacl_graph=_shapes(),
        focus_nodes=None if context is None else [str(node) for node in set(data.subjects())],
    )
    if not isinstance(graph, Graph):
        raise InternalError(f"The SHACL shapes cannot be evaluated: {text}")
    findings = sorted((_finding(graph, result) for result in graph.subjects(RDF.type, SH.ValidationResult)), key=_order)
    return Report(conforms, tuple(findings), graph)


@lru_cache(maxsize=1)
def _shapes() -> Graph:
    return Graph().parse(data=ontology.shapes_ttl(), format="turtle")


def _finding(report: Graph, result: Node) -> Finding:
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    return Finding(
        focus_node=str(report.value(result, SH.focusNode)),
        path=None if path is None else _path(report, path),
        message=" ".join(sorted(map(str, report.objects(result, SH.resultMessage)))),
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        value=None if value is None else str(value),
    )


def _order(finding: Finding) -> tuple[str, ...]:
    return finding.focus_node, finding.path or "", finding.message, finding.value or ""


def _path(report: Graph, path: Node) -> str:
    """Return a SHACL property path as SPARQL writes it."""
    if isinstance(path, URIRef):
        return f"<{path}>"
    if (path, RDF.first, None) in report:
        return "/".join(_path(report, step) for step in Collection(report, path))
    if (inverse := report.value(path, SH.inversePath)) is not None:
        return "^" + _path(report, inverse)
    if (repeated := report.value(path, SH.zeroOrMorePath)) is not None:
        return _path(report, repeated) + "*"
    raise InternalError("The shapes use a kind of property path that reports do not know how to write.")
