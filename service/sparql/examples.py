"""The queries to begin with as RDF, in the way of the SIB's collections of SPARQL examples.

Each is a ``sh:SPARQLExecutable`` (https://www.w3.org/TR/shacl-af/#SPARQLExecutable) with its question and keywords, so
that query editors and language models can offer it. The files in ``ontology`` are the source; this is derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from ontology import Example
from service.sparql.terms import about, english, name

# The class of each form of query, and the property that holds its text; SHACL has none for DESCRIBE.
_FORMS: Mapping[str, tuple[str, str]] = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "DESCRIBE": ("spex:SPARQLDescribeExecutable", "spex:describe"),
}


def examples_graph(document: str, endpoint: str, examples: Sequence[Example]) -> list[Triple]:
    """Return the examples as parts of the document at this address, for this endpoint."""
    prefixes = {prefix: iri for example in examples for prefix, iri in example.prefixes.items()}
    triples = list(_declared(f"{document}#prefixes", prefixes))
    for example in examples:
        triples += _example(document, endpoint, example)
    return triples


def _declared(ontology: str, prefixes: Mapping[str, str]) -> Iterator[Triple]:
    yield from about(ontology, ("a", name("owl:Ontology")), ("rdfs:label", english("Prefixes of the examples")))
    for prefix, iri in sorted(prefixes.items()):
        declaration = f"{ontology}-{prefix}"
        yield from about(ontology, ("sh:declare", NamedNode(declaration)))
        yield from about(
            declaration,
            ("a", name("sh:PrefixDeclaration")),
            ("sh:prefix", Literal(prefix)),
            ("sh:namespace", Literal(iri, datatype=name("xsd:anyURI"))),
        )


def _example(document: str, endpoint: str, example: Example) -> Iterator[Triple]:
    class_, property_ = _FORMS[example.form]
    yield from about(
        f"{document}#{example.name}",
        ("a", name("sh:SPARQLExecutable")),
        ("a", name(class_)),
        ("rdfs:comment", english(example.question)),
        *([("dcterms:description", english(example.note))] if example.note else []),
        *(("schema:keywords", Literal(word)) for word in example.keywords),
        ("schema:target", NamedNode(endpoint)),
        ("sh:prefixes", NamedNode(f"{document}#prefixes")),
        (property_, Literal(example.query)),
    )
