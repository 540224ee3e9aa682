"""A graph's triples as plain nodes: for each subject, the values of the properties that the index is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyoxigraph
from rdflib import OWL, RDF, RDFS
from rdflib.namespace import DCTERMS, SKOS

from service.vocabulary import GEO, OA, REC, SCHEMA

Query = Callable[[str], Iterable[pyoxigraph.QuerySolution]]
Triple = tuple[str, str, str]
Properties = dict[str, list[str]]  # short name of a property -> its values: IRIs and lexical forms
Nodes = dict[str, Properties]

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
    str(SCHEMA.startDate): "since",
    str(SCHEMA.endDate): "until",
} | {
    str(SCHEMA[name]): name
    for name in ("headline", "url", "publisher", "author", "datePublished", "inLanguage", "articleBody")
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
_GRAPHS_A_QUERY = 20


def nodes_of(triples: Iterable[Triple]) -> Nodes:
    """Return the nodes of one graph, their values in a stable order."""
    nodes: Nodes = {}
    for subject, predicate, value in triples:
        name = _PROPERTIES.get(predicate)
        if name is not None:
            nodes.setdefault(subject, {}).setdefault(name, []).append(value)
    for properties in nodes.values():
        for values in properties.values():
            values.sort()
    return nodes


def parse(ntriples: bytes) -> Iterator[Triple]:
    """Yield the triples of N-Triples but for those with blank nodes; ``SyntaxError`` where they do not parse."""
    for quad in pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES):
        subject, obj = quad.subject, quad.object
        if isinstance(subject, pyoxigraph.NamedNode) and isinstance(obj, pyoxigraph.NamedNode | pyoxigraph.Literal):
            yield subject.value, quad.predicate.value, obj.value


def read_graphs(query: Query, graphs: Sequence[str]) -> Iterator[tuple[str, Nodes]]:
    """Yield each of these graphs with its nodes, empty where the store has no such graph."""
    for start in range(0, len(graphs), _GRAPHS_A_QUERY):
        batch = graphs[start : start + _GRAPHS_A_QUERY]
        triples: dict[str, list[Triple]] = {graph: [] for graph in batch}
        for graph, *triple in _rows(query, batch):
            triples[graph].append((triple[0], triple[1], triple[2]))
        for graph in batch:
            yield graph, nodes_of(triples[graph])


def graph_names(query: Query) -> list[str]:
    """Return the names of all graphs of the store, in order."""
    rows = query("SELECT ?g WHERE { GRAPH ?g {} }")
    return sorted(_value(row[0]) for row in rows)


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
