"""/sparql: queries and updates by the SPARQL 1.1 Protocol, the service's description of itself, and a query editor."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from service.errors import InvalidInputError
from service.sparql.answering import GRAPH_FORMATS, RESULT_FORMATS, Question
from service.sparql.description import service_description
from service.sparql.editor import editor
from service.sparql.protocol import FORM, QUERY, UPDATE, Asked, asked_by_get, asked_by_post
from service.sparql.runner import QueryRunner
from service.sparql.terms import PREFIXES
from service.store.federation import AllowList, Loading
from service.web.access import require_write
from service.web.context import backends
from service.web.describing import serialise
from service.web.negotiation import HTML, RDF, TURTLE, Format, best, choose
from service.web.operations import TEXT, Answer, Operation, Parameter, operation
from service.web.writing import carried_out

XML = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
RESULTS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", ("application/json",)),
    XML,
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
)
_TAG = "sparql"
_DATASET = tuple(
    Parameter(name, f"a {kind} graph of the query's dataset (may be repeated)")
    for name, kind in (("default-graph-uri", "default"), ("named-graph-uri", "named"))
)
_ANSWERS = {200: Answer("What the query asks for.", dict.fromkeys((*RESULT_FORMATS, *GRAPH_FORMATS), TEXT))}
_QUERY_PARAMETER = Parameter("query", "a SPARQL 1.1 query")
_TIMEOUT = Parameter(
    "timeout",
    "seconds that the query may take, where that is to be less than the service gives it",
    {"type": "number", "exclusiveMinimum": 0},
)


def add_endpoint(face: Blueprint, runner: QueryRunner) -> None:
    """Add the route /sparql."""

    @operation(
        get=Operation(
            summary="Ask a SPARQL query",
            tag=_TAG,
            description="Without a query: the service description as RDF, or the query editor as HTML.",
            parameters=(_QUERY_PARAMETER, *_DATASET, _TIMEOUT),
            answers=_ANSWERS,
            problems=(400, 406, 503),
        ),
        post=Operation(
            summary="Ask a SPARQL query, or send an update",
            tag=_TAG,
            description="An update needs the token; its graphs are using-graph-uri and using-named-graph-uri.",
            parameters=(*_DATASET, _TIMEOUT),
            body={QUERY: TEXT, UPDATE: TEXT, FORM: _FORM_SCHEMA},
            answers=_ANSWERS | {204: Answer("The update has been carried out.")},
            problems=(400, 406, 413, 415, 503),
            writes=True,
        ),
    )
    def sparql() -> Response:
        asked = asked_by_get() if request.method in ("GET", "HEAD") else asked_by_post()
        if asked is None:
            return _about()
        if asked.operation == "update":
            return _update(asked)
        return _query(asked, runner)

    face.add_url_rule("/sparql", view_func=sparql, methods=["GET", "POST"])


_FORM_SCHEMA = {"type": "object", "properties": {"query": TEXT, "update": TEXT}}


def _query(asked: Asked, runner: QueryRunner) -> Response:
    """Run a query; a browser gets its answer as a page, under the editor."""
    _refuse_unknown(asked.format)
    chosen = _chosen((*RESULTS, HTML), asked.format)
    as_page = chosen is HTML
    question = Question(
        query=asked.text,
        results=RESULTS[0].media_type if as_page else _media_type(chosen),
        graph=TURTLE.media_type if as_page else _media_type(_chosen(RDF, asked.format)),
        base_iri=request.base_url,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        union_default_graph=backends().settings.union_default_graph,
        timeout=asked.timeout,
    )
    if as_page:
        return editor(runner, question)
    answer = runner.run(question)
    body = answer.parts if answer.whole is None else answer.whole
    response = Response(body, content_type=_content_type(answer.media_type))
    response.call_on_close(answer.close)
    response.vary.add("Accept")
    return response


def _chosen(formats: Sequence[Format], name: str | None) -> Format | None:
    """Return the format that the client gets of these, None where it takes none of them."""
    if name is None:
        return best(formats, request.accept_mimetypes)
    return next((each for each in formats if name in (each.name, each.media_type)), None)


def _refuse_unknown(name: str | None) -> None:
    offered = (*RESULTS, *RDF, HTML)
    if name is not None and _chosen(offered, name) is None:
        names = ", ".join(each.name for each in offered)
        raise InvalidInputError(f"There is no format “{name}” here; format is one of {names}.")


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _update(asked: Asked) -> Response:
    require_write()
    settings = backends().settings
    loading = Loading(
        AllowList(settings.service_allow or ""), timeout=settings.query_timeout, most_bytes=settings.max_body_bytes
    )
    payload = {
        "update": loading.carried_out(asked.text, request.base_url),
        "base_iri": request.base_url,
        "using_graphs": asked.default_graphs,
        "using_named_graphs": asked.named_graphs,
    }
    carried_out("update", payload)
    return Response(status=204)


def _about() -> Response:
    chosen = choose((*RDF, HTML), default=RDF[0])
    if chosen is HTML:
        return editor()
    parts = backends()
    triples = service_description(request.base_url, parts.iris.base, parts.settings)
    response = Response(serialise(triples, chosen, PREFIXES), content_type=chosen.content_type)
    response.vary.add("Accept")
    return response


def _media_type(chosen: Format | None) -> str | None:
    return chosen.media_type if chosen else None
