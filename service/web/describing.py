"""Things as RDF: what all graphs say of a thing, its chain and roles, and the passages it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph
from pyoxigraph import QueryTriples, RdfFormat, Triple

from service.store.formats import carried, is_of_rdf_11
from service.store.protocol import GraphReader
from service.web.negotiation import JSONLD, N3, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Format

_ENGINE: Mapping[Format, RdfFormat] = {
    TURTLE: RdfFormat.TURTLE,
    JSONLD: RdfFormat.JSON_LD,
    NTRIPLES: RdfFormat.N_TRIPLES,
    RDFXML: RdfFormat.RDF_XML,
    N3: RdfFormat.N3,
    TRIG: RdfFormat.TRIG,
    NQUADS: RdfFormat.N_QUADS,
}
PREFIXES: Mapping[str, str] = {
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rec": "https://w3id.org/onrecord#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# The thing itself, and what exists only as part of it: passages and their selectors, roles, the links of its chain.
_DESCRIPTION = """
PREFIX rec: <https://w3id.org/onrecord#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
CONSTRUCT { ?s ?p ?o } WHERE {
  { VALUES ?s { %(things)s } }
  UNION { VALUES ?thing { %(things)s } ?thing rec:holdsRole ?s }
  UNION { VALUES ?thing { %(things)s } ?thing rec:attribution/rdf:rest* ?s FILTER(?s != rdf:nil) }
  UNION { VALUES ?thing { %(things)s } ?thing rec:evidence|rec:contentPassage|rec:boilerplate ?s }
  UNION {
    VALUES ?thing { %(things)s }
    ?thing rec:evidence|rec:contentPassage|rec:boilerplate ?passage . ?passage oa:hasSelector ?s
  }
  ?s ?p ?o
}
"""


# What is said of an actor, treaty, deployment or place itself. What each article adds (the passages that it rests on,
# where it is reported, its figures) grows with the articles, and a list of them would be tens of megabytes.
_OWN = (
    *("rdf:type", "rdfs:label", "skos:altLabel", "skos:hiddenLabel", "owl:sameAs"),
    *("rec:of", "rec:holdsRole", "rec:placeKind", "rec:treatyKind", "rec:party", "rec:signedOn"),
    *("rec:sender", "rec:beneficiary", "rec:adversary", "rec:destination"),
    *("rec:force", "rec:status", "rec:startedOn", "rec:legalBasis"),
)
# Each property by itself: with a variable in its place the engine reads all that is said of each thing.
_SHORT = "\n".join(
    (
        *(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("owl", "rdf", "rdfs", "rec", "skos")),
        "CONSTRUCT { ?s ?p ?o } WHERE {",
        " UNION ".join(f"{{ VALUES ?s {{ %(things)s }} ?s {name} ?o BIND({name} AS ?p) }}" for name in _OWN),
        "UNION { VALUES ?thing { %(things)s } ?thing rec:holdsRole ?s . ?s ?p ?o }",
        "}",
    )
)


def describe(reader: GraphReader, iris: Sequence[str]) -> list[Triple]:
    """Return the description of things in a stable order, empty when no graph speaks of them."""
    return _described(reader, iris, _DESCRIPTION)


def describe_shortly(reader: GraphReader, iris: Sequence[str]) -> list[Triple]:
    """Return what is said of things themselves: names, kinds and what they are to each other, but no evidence."""
    return _described(reader, iris, _SHORT)


def _described(reader: GraphReader, iris: Sequence[str], query: str) -> list[Triple]:
    names = " ".join(filter(None, map(_written, iris)))
    if not names:
        return []
    result = reader.query(query % {"things": names}, union_default_graph=True, repeats=True)
    assert isinstance(result, QueryTriples)
    return in_order(set(result))


def _written(iri: str) -> str | None:
    """Return an IRI as SPARQL has it, None for what can be none (with a space in it, say) and so names nothing."""
    try:
        return str(pyoxigraph.NamedNode(iri))
    except ValueError:
        return None


def in_order(triples: Iterable[Triple]) -> list[Triple]:
    """Return triples sorted, so that what is said of one subject stands together."""
    return sorted(triples, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))


def serialise(triples: Iterable[Triple], format_: Format, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Return triples in one of the RDF formats, written by the engine; raises as ``carried``."""
    rdf_format = _ENGINE[format_]
    if is_of_rdf_11(rdf_format):
        triples = carried(triples, rdf_format)
    return pyoxigraph.serialize(triples, format=rdf_format, prefixes=dict(prefixes)) or b""
