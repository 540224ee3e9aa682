"""A graph's triples as plain nodes: for each subject, the values of the properties that the index is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyoxigraph
from rdflib import OWL, RDF, RDFS
from rdflib.namespace import DCTERMS, PROV, SKOS

from service.digests import digest_when_held
from service.vocabulary import GEO, OA, REC, SCHEMA

Query = Callable[[str], Iterable[pyoxigraph.QuerySolution]]
Triple = tuple[str, str, str]
Properties = dict[str, list[str]]  # short name of a property -> its values: IRIs and lexical forms
Nodes = dict[str, Properties]
Graph = tuple[str, Nodes, str | None]  # its IRI, its nodes, and a name of what it holds, None where that is not known

# The properties that the index reads, and what it calls them.
_PROPERTIES: Mapping[str, str] = {
    str(RDF.type): "type",
    str(RDF.first): "first",
    str(RDF.rest): "rest",
    str(RDFS.label): "label",
    str(SKOS.altLabel): "alt_label",
    str(OWL.sameAs): "same_as",
    str(GEO.sfWithin): "within",
    str(OA.exact): "exact",
    str(DCTERMS.created): "created",
    str(PROV.endedAtTime): "ended",
    str(SCHEMA.startDate): "since",
    str(SCHEMA.endDate): "until",
} | {
    str(SCHEMA[name]): name
    for name in (
        *("headline", "url", "publisher", "author", "datePublished", "inLanguage", "articleBody", "softwareVersion"),
    )
} | {
    str(REC[name]): name
    for name in (
        *("agency", "isRead", "boilerplate", "reportedIn", "evidence", "contentPassage"),
        *("speaker", "relayedBy", "attribution", "content", "cue", "act", "quotation", "saidOn", "rule"),
        *("about", "disputes", "agreesWith", "statement"),
        *("sender", "beneficiary", "adversary", "destination", "force", "status", "startedOn", "legalBasis"),
        *("figure", "party", "treatyKind", "signedOn", "measure", "qualifier", "low", "high", "countOf"),
        *("source", "holdsRole", "of", "placeKind"),
    )
}  # fmt: skip
_WRITTEN = {f"<{iri}>": name for iri, name in _PROPERTIES.items()}
# Classes that only passages have; a third of all lines says so, and nothing asks it.
_PASSAGES = frozenset(f"<{iri}> ." for iri in (REC.Passage, OA.TextPositionSelector, OA.TextQuoteSelector))
_PLAIN_IRI = re.compile(r"<[^<>\\]*>")
_PLAIN_OBJECT = re.compile(r'(?:<([^>\\]*)>|"([^"\\]*)"(?:@[A-Za-z0-9-]+|\^\^<[^>\\]*>)?) \.')
_GRAPHS_A_QUERY = 20


def nodes_of(triples: Iterable[Triple]) -> Nodes:
    """Return the nodes of one graph, their values in a stable order."""
    nodes: Nodes = {}
    for subject, predicate, value in triples:
        name = _PROPERTIES.get(predicate)
        if name is not None:
            nodes.setdefault(subject, {}).setdefault(name, []).append(value)
    return _in_order(nodes)


def read_ntriples(ntriples: bytes) -> Nodes:
    """Return the nodes of a graph in N-Triples, without blank nodes; ``SyntaxError`` where it does not parse.

    Lines as graphs are stored (one space between terms, nothing escaped) are taken apart here, which takes half the
    time of the parser; any other line is parsed.
    """
    names: dict[str, str | None] = dict(_WRITTEN)
    nodes: Nodes = {}
    written: str | None = None  # the subject before, as most lines have the same
    properties: Properties = {}
    for line in ntriples.replace(b"\r", b"\n").decode().split("\n"):
        terms = line.split(" ", 2)
        name = names.get(terms[1], "") if len(terms) == 3 else ""
        if name is None or (name == "type" and terms[2] in _PASSAGES):
            continue
        value = _PLAIN_OBJECT.fullmatch(terms[2]) if name else None
        if name and value and (terms[0] == written or _PLAIN_IRI.fullmatch(terms[0])):
            if terms[0] != written:
                written, properties = terms[0], nodes.setdefault(terms[0][1:-1], {})
            properties.setdefault(name, []).append(value[value.lastindex or 0])
        elif line:
            _parse(line, nodes, names)
    return _in_order(nodes)


def _parse(line: str, nodes: Nodes, names: dict[str, str | None]) -> None:
    """Add what a line says to the nodes, and a property that nothing asks for to the names."""
    for quad in pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES):
        subject, predicate, obj = quad.subject, quad.predicate.value, quad.object
        name = _PROPERTIES.get(predicate)
        if name is None:
            names[f"<{predicate}>"] = None
        elif isinstance(subject, pyoxigraph.NamedNode) and isinstance(obj, pyoxigraph.NamedNode | pyoxigraph.Literal):
            nodes.setdefault(subject.value, {}).setdefault(name, []).append(obj.value)


def _in_order(nodes: Nodes) -> Nodes:
    for properties in nodes.values():
        for values in properties.values():
            if len(values) > 1:
                values.sort()
    return nodes


def read_written(graphs: Mapping[str, bytes | None]) -> Iterator[Graph]:
    """Yield graphs as they have been written, as N-Triples; None and empty ones are gone."""
    for graph, content in graphs.items():
        yield graph, read_ntriples(content or b""), digest_when_held(content or b"")


def read_graphs(query: Query, graphs: Sequence[str]) -> Iterator[Graph]:
    """Yield each of these graphs as the store has it, its nodes empty where the store has no such graph."""
    for start in range(0, len(graphs), _GRAPHS_A_QUERY):
        batch = graphs[start : start + _GRAPHS_A_QUERY]
        triples: dict[str, list[Triple]] = {graph: [] for graph in batch}
        for graph, *triple in _rows(query, batch):
            triples[graph].append((triple[0], triple[1], triple[2]))
        for graph in batch:
            yield graph, nodes_of(triples[graph]), None


def graph_names(query: Query) -> list[str]:
    """Return the names of all graphs of the store, in order; one that has a blank node for a name tells nothing."""
    # Some servers find no graph by an empty pattern.
    for pattern in ("GRAPH ?g {}", "GRAPH ?g { ?s ?p ?o }"):
        rows = query(f"SELECT DISTINCT ?g WHERE {{ {pattern} }}")
        names = sorted(row[0].value for row in rows if isinstance(row[0], pyoxigraph.NamedNode))
        if names:
            return names
    return []


def _rows(query: Query, graphs: Sequence[str]) -> Iterator[list[str]]:
    names = " ".join(f"<{graph}>" for graph in graphs)
    predicates = " ".join(f"<{iri}>" for iri in _PROPERTIES)
    for row in query(
        "SELECT ?g ?s ?p ?o WHERE { "
        f"VALUES ?g {{ {names} }} VALUES ?p {{ {predicates} }} GRAPH ?g {{ ?s ?p ?o }} "
        "FILTER(isIRI(?s) && (isIRI(?o) || isLiteral(?o))) }"
    ):
        yield [_value(term) for term in row]


def _value(term: object) -> str:
    assert isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode)
    return term.value
