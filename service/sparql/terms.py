"""Triples written by prefixed names: for the documents in which the service describes itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

PREFIXES: Mapping[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "ent": "http://www.w3.org/ns/entailment/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "formats": "http://www.w3.org/ns/formats/",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rec": "https://w3id.org/onrecord#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Value = NamedNode | Literal | int | datetime


def name(prefixed: str) -> NamedNode:
    """Return the term of a prefixed name: ``void:Dataset``."""
    prefix, _, local = prefixed.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def english(text: str) -> Literal:
    """Return a text in English."""
    return Literal(text, language="en")


def about(subject: str, *properties: tuple[str, Value]) -> Iterator[Triple]:
    """Yield what is said of a subject: pairs of a property's prefixed name (``a``: its class) and a value."""
    for prefixed, value in properties:
        predicate = name("rdf:type" if prefixed == "a" else prefixed)
        yield Triple(NamedNode(subject), predicate, _term(value))


def _term(value: Value) -> NamedNode | Literal:
    if isinstance(value, int):
        return Literal(str(value), datatype=name("xsd:integer"))
    if isinstance(value, datetime):
        return Literal(value.isoformat().replace("+00:00", "Z"), datatype=name("xsd:dateTime"))
    return value
