"""What the IRIs of the data give when they are opened: a page in a browser, RDF to a program."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from service.errors import NotFoundError
from service.vocabulary import KINDS, Kind
from service.web.caching import conditional, of_store
from service.web.context import backends
from service.web.describing import describe, serialise
from service.web.negotiation import HTML, JSONLD, RDF, Format, choose
from service.web.operations import ANY, SOME_TEXT, TEXT, Answer, Parameter, operation

PageOf = Callable[[Kind, str], Response]
_FORMATS = (*RDF, HTML)
_ANSWERS = {
    200: Answer("What is known of it.", {each.media_type: ANY if each is JSONLD else TEXT for each in _FORMATS})
}
_FORMAT = Parameter(
    "format", "overrules the Accept header", {"type": "string", "enum": [each.name for each in _FORMATS]}
)
_ID = Parameter("id", "as in the IRI", SOME_TEXT, where="path")


def add_resources(face: Blueprint, page: PageOf) -> None:
    """Add the routes of data IRIs; ``page`` makes the web page of a thing."""
    for kind in KINDS:
        _add_things(face, kind, page)


def _add_things(face: Blueprint, kind: Kind, page: PageOf) -> None:
    @operation(
        summary=f"The {kind} that this IRI names",
        tag="data",
        parameters=(_ID, _FORMAT),
        answers=_ANSWERS,
        problems=(404,),
        is_conditional=True,
    )
    def thing(id: str) -> Response:
        chosen = choose((*RDF, HTML), default=RDF[0])
        if chosen is HTML:
            return page(kind, id)
        return _rdf(kind, id, chosen)

    face.add_url_rule(f"/{kind}/<string:id>", endpoint=kind, view_func=thing)


def _rdf(kind: Kind, key: str, chosen: Format) -> Response:
    state, reader = of_store(), backends().reader()

    def make() -> Response:
        triples = describe(reader, [str(backends().iris.of(kind, key))])
        if not triples:
            raise NotFoundError(f"There is no {kind} “{key}” here.")
        return Response(serialise(triples, chosen), content_type=chosen.content_type)

    return conditional(state, [chosen.name], make)
