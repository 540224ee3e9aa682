"""The documents that come with the service: vocabulary, shapes, JSON-LD context, and VoID of the data set."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

import pyoxigraph
from flask import Blueprint, Response
from pyoxigraph import RdfFormat, Triple

import ontology
from service.sparql.description import void
from service.web.caching import conditional
from service.web.context import backends
from service.web.describing import in_order, serialise
from service.web.negotiation import JSON, JSONLD, RDF, TURTLE, Format, choose
from service.web.operations import TEXT, Answer, operation

_TAG = "vocabulary"
_RDF_ANSWER = {200: Answer("The document.", {each.media_type: TEXT for each in RDF})}


def add_documents(face: Blueprint) -> None:
    """Add their routes."""
    face.add_url_rule("/ontology", view_func=vocabulary)
    face.add_url_rule("/shapes", view_func=shapes)
    face.add_url_rule("/context.jsonld", view_func=context)
    face.add_url_rule("/.well-known/void", view_func=data_set)


@operation(summary="The vocabulary (OWL and SKOS)", tag=_TAG, answers=_RDF_ANSWER, problems=(406,))
def vocabulary() -> Response:
    """Return the vocabulary."""
    return _turtle_document(ontology.vocabulary_ttl())


@operation(summary="The SHACL shapes of the data", tag=_TAG, answers=_RDF_ANSWER, problems=(406,))
def shapes() -> Response:
    """Return the shapes."""
    return _turtle_document(ontology.shapes_ttl())


@operation(
    summary="The JSON-LD context",
    tag=_TAG,
    answers={200: Answer("The document.", {each.media_type: {"type": "object"} for each in (JSONLD, JSON)})},
    problems=(406,),
)
def context() -> Response:
    """Return the JSON-LD context."""
    chosen = choose((JSONLD, JSON))
    body = json.dumps(ontology.context(), ensure_ascii=False, indent=2) + "\n"
    return conditional([_digest(body), chosen.name], lambda: _open(Response(body, content_type=chosen.content_type)))


@operation(summary="A description of the data set, with counts (VoID)", tag=_TAG, answers=_RDF_ANSWER, problems=(406,))
def data_set() -> Response:
    """Return the description of the data set."""
    chosen, parts = choose(RDF), backends()
    with parts.index.snapshot():
        return conditional(
            [parts.index.state, chosen.name],
            lambda: Response(serialise(void(parts.index, parts.iris), chosen), content_type=chosen.content_type),
        )


def _turtle_document(turtle: str) -> Response:
    chosen = choose(RDF)
    return conditional([_digest(turtle), chosen.name], lambda: _open(_converted(turtle, chosen)))


def _converted(turtle: str, chosen: Format) -> Response:
    body = turtle.encode() if chosen is TURTLE else serialise(_triples(turtle), chosen)
    return Response(body, content_type=chosen.content_type)


@lru_cache(maxsize=4)
def _triples(turtle: str) -> tuple[Triple, ...]:
    return tuple(in_order(quad.triple for quad in pyoxigraph.parse(turtle.encode(), format=RdfFormat.TURTLE)))


def _open(response: Response) -> Response:
    """Let programs in browsers read it from anywhere: a context is fetched by whoever reads the data."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
