"""The documents that come with the service: vocabulary, shapes, JSON-LD context, queries to begin with, VoID."""

from __future__ import annotations

import json
from functools import lru_cache

import pyoxigraph
from flask import Blueprint, Response, current_app
from pyoxigraph import RdfFormat, Triple

import ontology
from service.sparql.counting import Counting
from service.sparql.examples import examples_graph
from service.sparql.terms import PREFIXES
from service.sparql.void import void
from service.web.caching import conditional, of_index, of_installation, of_revision
from service.web.context import Backends, backends
from service.web.describing import in_order, serialise
from service.web.negotiation import JSON, JSONLD, RDF, TURTLE, Format, choose
from service.web.operations import ANY, TEXT, Answer, Parameter, operation

_TAG = "vocabulary"
_COUNTING = "onrecord-counting"
_RDF_ANSWER = {200: Answer("The document.", {each.media_type: ANY if each is JSONLD else TEXT for each in RDF})}
_FORMAT = Parameter("format", "overrules the Accept header", {"type": "string", "enum": [each.name for each in RDF]})
_READ = {"tag": _TAG, "parameters": (_FORMAT,), "answers": _RDF_ANSWER, "is_conditional": True}


def add_documents(face: Blueprint) -> None:
    """Add their routes."""
    face.add_url_rule("/ontology", view_func=vocabulary)
    face.add_url_rule("/shapes", view_func=shapes)
    face.add_url_rule("/context.jsonld", view_func=context)
    face.add_url_rule("/examples", view_func=examples)
    face.add_url_rule("/.well-known/void", view_func=data_set)


@operation(summary="The vocabulary (OWL and SKOS)", **_READ)
def vocabulary() -> Response:
    """Return the vocabulary."""
    return _turtle_document(ontology.vocabulary_ttl())


@operation(summary="The SHACL shapes of the data", **_READ)
def shapes() -> Response:
    """Return the shapes."""
    return _turtle_document(ontology.shapes_ttl())


@operation(
    summary="The JSON-LD context",
    tag=_TAG,
    answers={200: Answer("The document.", {each.media_type: {"type": "object"} for each in (JSONLD, JSON)})},
    parameters=(
        Parameter("format", "overrules the Accept header", {"type": "string", "enum": [JSONLD.name, JSON.name]}),
    ),
    is_conditional=True,
)
def context() -> Response:
    """Return the JSON-LD context."""
    chosen = choose((JSONLD, JSON))
    return conditional(of_installation(), [chosen.name], lambda: _context(chosen))


@operation(summary="Queries to begin with (SHACL's SPARQL executables)", **_READ)
def examples() -> Response:
    """Return the competency questions and further examples, with their queries."""
    chosen, base = choose(RDF), backends().iris.base
    return conditional(of_installation(), [chosen.name], lambda: _examples(base, chosen))


@operation(summary="A description of the data set, with counts (VoID)", **_READ)
def data_set() -> Response:
    """Return the description of the data set."""
    chosen, parts = choose(RDF), backends()
    counts = _counting(parts).counts()

    def make() -> Response:
        triples = void(counts, parts.index, parts.iris, parts.settings)
        return Response(serialise(triples, chosen, PREFIXES), content_type=chosen.content_type)

    with of_index() as index:
        return conditional(index.beside(of_revision(counts.revision)), [chosen.name], make)


def _counting(parts: Backends) -> Counting:
    """Return what counts for this application, made with the first request."""
    counting: Counting = current_app.extensions.setdefault(_COUNTING, Counting(parts.source))
    return counting


def _examples(base: str, chosen: Format) -> Response:
    triples = examples_graph(f"{base}examples", f"{base}sparql", ontology.examples(base))
    return Response(serialise(triples, chosen, PREFIXES), content_type=chosen.content_type)


def _turtle_document(turtle: str) -> Response:
    chosen = choose(RDF)
    return conditional(of_installation(), [chosen.name], lambda: _converted(turtle, chosen))


def _context(chosen: Format) -> Response:
    body = json.dumps(ontology.context(), ensure_ascii=False, indent=2) + "\n"
    return Response(body, content_type=chosen.content_type)


def _converted(turtle: str, chosen: Format) -> Response:
    body = turtle.encode() if chosen is TURTLE else serialise(_triples(turtle), chosen)
    return Response(body, content_type=chosen.content_type)


@lru_cache(maxsize=4)
def _triples(turtle: str) -> tuple[Triple, ...]:
    return tuple(in_order(quad.triple for quad in pyoxigraph.parse(turtle.encode(), format=RdfFormat.TURTLE)))
