"""/sparql: queries and updates by the SPARQL 1.1 Protocol, the service's description of itself, and a query editor."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from service.access import Scope
from service.errors import InvalidInputError
from service.sparql import shortcut
from service.sparql.answering import GRAPH_FORMATS, RESULT_FORMATS, Question
from service.sparql.client import Client, client_of
from service.sparql.description import service_description
from service.sparql.determinism import is_deterministic
from service.sparql.editor import editor
from service.sparql.protocol import FORM, QUERY, QUERY_TYPES, UPDATE, Asked, asked_by_get, asked_by_post, asked_by_query
from service.sparql.shared_answers import Found, SharedAnswers, identity
from service.sparql.streaming import body_of
from service.sparql.terms import PREFIXES
from service.store.federation import AllowList, Loading
from service.store.nesting import refuse_deep
from service.vocabulary import REC
from service.web import compression
from service.web.access import require_for_update
from service.web.caching import conditional, finished, of_installation, of_newest, question_of, unchanged
from service.web.context import asked_at, backends
from service.web.describing import serialise
from service.web.negotiation import HTML, JSONLD, RDF, TURTLE, Format, best, choose
from service.web.operations import ANY, IRI, TEXT, Answer, Operation, Parameter, operation
from service.web.prefer import prefers_async
from service.web.revisions import understood
from service.web.writing import LATER, accepted, carried_out, submitted

XML = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
RESULTS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", ("application/json",)),
    XML,
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
)
_TABLES = (*RESULTS, HTML)
_OFFERED = (*RESULTS, *RDF, HTML)
_TAG = "sparql"
_GRAPHS = {"type": "array", "items": IRI}
_DATASET_NAMES = (("default-graph-uri", "default"), ("named-graph-uri", "named"))
_DATASET = tuple(
    Parameter(name, f"a {kind} graph of the query's dataset (may be repeated)", _GRAPHS)
    for name, kind in _DATASET_NAMES
)
_SCHEMAS = {RESULTS[0].media_type: {"type": "object", "required": ["head"]}, JSONLD.media_type: ANY}
_ANSWERS = {
    200: Answer(
        "What the query asks for.",
        {name: _SCHEMAS.get(name, TEXT) for name in (*RESULT_FORMATS, *GRAPH_FORMATS, HTML.media_type)},
        ("Cache-Status",),
    )
}
_EXAMPLE = (
    f"PREFIX rec: <{REC}> SELECT ?speaker ?content WHERE {{ ?s rec:speaker ?speaker ; rec:content ?content }} LIMIT 5"
)
_QUERY_TEXT = {"type": "string", "format": "sparql-query", "minLength": 1}
_UPDATE_TEXT = {"type": "string", "format": "sparql-update", "minLength": 1}
_QUERY_PARAMETER = Parameter("query", "a SPARQL 1.1 query", _QUERY_TEXT, example=_EXAMPLE)
_FORMAT = Parameter(
    "format", "overrules the Accept header", {"type": "string", "enum": [each.name for each in _OFFERED]}
)
_UPDATED = {
    202: LATER,
    204: Answer("The update has been carried out."),
}
_PREFER = Parameter("Prefer", "respond-async: do not wait for an update, but for its job", where="header")
_FAILS = (400, 403, 404, 406, 501, 502, 503, 504)
_QUERY_FORM = {"type": "object", "required": ["query"], "properties": {"query": _QUERY_TEXT, "update": False}}
_UPDATE_FORM = {"type": "object", "required": ["update"], "properties": {"update": _UPDATE_TEXT, "query": False}}
_TIMEOUT = Parameter(
    "timeout",
    "seconds that the query may take, where that is to be less than the service gives it",
    {"type": "number", "minimum": 0.001},
)


def add_endpoint(face: Blueprint, answers: SharedAnswers) -> None:
    """Add the route /sparql."""

    @operation(
        get=Operation(
            summary="Ask a SPARQL query",
            tag=_TAG,
            description="Without a query: the service description as RDF, or the query editor as HTML. "
            "SERVICE reaches the addresses that the operator lists; any other is refused (403).",
            parameters=(_QUERY_PARAMETER, *_DATASET, _TIMEOUT, _FORMAT),
            answers=_ANSWERS,
            problems=_FAILS,
            is_conditional=True,
        ),
        query=Operation(
            summary="Ask a SPARQL query by a method that is safe and has a body (RFC 10008)",
            tag=_TAG,
            parameters=(*_DATASET, _TIMEOUT, _FORMAT),
            body={QUERY: _QUERY_TEXT, FORM: _QUERY_FORM},
            examples={QUERY: _EXAMPLE, FORM: {"query": _EXAMPLE}},
            answers=_ANSWERS,
            problems=_FAILS,
            is_conditional=True,
        ),
        post=Operation(
            summary="Ask a SPARQL query, or send an update",
            tag=_TAG,
            description="An update needs the token; its graphs are using-graph-uri and using-named-graph-uri. "
            "LOAD and SERVICE reach the addresses that the operator lists; any other is refused (403).",
            parameters=(*_DATASET, _TIMEOUT, _FORMAT, _PREFER),
            body={QUERY: _QUERY_TEXT, UPDATE: _UPDATE_TEXT, FORM: {"oneOf": [_QUERY_FORM, _UPDATE_FORM]}},
            examples={QUERY: _EXAMPLE, UPDATE: "INSERT DATA { <urn:x-a> <urn:x-b> 1 }", FORM: {"query": _EXAMPLE}},
            answers=_ANSWERS | _UPDATED,
            problems=_FAILS,
            most=Scope.WRITE,
            is_conditional=True,
        ),
    )
    def sparql() -> Response:
        asked = _ASKED[request.method]()
        if asked is None:
            return _about()
        if asked.operation == "update":
            return _update(asked)
        return _query(asked, answers)

    face.add_url_rule("/sparql", view_func=sparql, methods=["GET", "POST", "QUERY"])
    face.after_request(_announce)


def _announce(response: Response) -> Response:
    """Say what the method QUERY takes (RFC 10008 §3)."""
    if request.endpoint == "sparql.sparql" and request.method in ("GET", "HEAD", "OPTIONS"):
        response.headers["Accept-Query"] = ", ".join(QUERY_TYPES)
    return response


_ASKED = {"GET": asked_by_get, "HEAD": asked_by_get, "POST": asked_by_post, "QUERY": asked_by_query}


def _query(asked: Asked, answers: SharedAnswers) -> Response:
    """Answer a query; a browser gets its answer as a page, under the editor."""
    _refuse_unknown(asked.format)
    chosen = _chosen(_TABLES, asked.format)
    question = _question(asked, chosen)
    is_kept, name = is_deterministic(question.query), question_of(identity(question))
    state = of_newest() if is_kept else of_newest().untold()
    tag = question_of([name, HTML.name]) if chosen is HTML else name
    same = unchanged(state, tag)
    if same is not None:
        return finished(same, state, tag)
    anew = "no-cache" in request.headers.get("Cache-Control", "")
    client = client_of(request.environ)
    find = partial(answers.answer, question, name if is_kept else None, state.revision, anew=anew, client=client)
    if chosen is HTML:
        return finished(editor(question, find), state, tag)
    found = find()
    return finished(_sent(found, client), state.at(found.answer.revision), tag)


def _question(asked: Asked, chosen: Format | None) -> Question:
    as_page = chosen is HTML
    return Question(
        query=asked.text,
        results=RESULTS[0].media_type if as_page else _media_type(chosen),
        graph=TURTLE.media_type if as_page else _media_type(_chosen(RDF, asked.format)),
        base_iri=asked_at(),
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        union_default_graph=backends().settings.union_default_graph,
        timeout=asked.timeout,
    )


def _sent(found: Found, client: Client | None) -> Response:
    answer, kept = found.answer, found.kept
    if kept is None:
        response = Response(body_of(answer, client), content_type=_content_type(answer.media_type))
    else:
        coding = compression.wanted().coding if compression.pays(len(kept.body)) else None
        body = kept.body if coding is None else kept.coded(coding)
        response = Response(body, content_type=_content_type(answer.media_type))
        if coding is not None:
            compression.mark(response, coding)
        shortcut.note(request.environ, kept, coding)
    response.headers.add("Cache-Status", found.status)
    response.call_on_close(answer.close)
    return response


def _chosen(formats: tuple[Format, ...], name: str | None) -> Format | None:
    """Return the format that the client gets of these, None where it takes none of them."""
    if name is None:
        return best(formats, request.headers.get("Accept"))
    return next((each for each in formats if name in (each.name, each.media_type)), None)


def _refuse_unknown(name: str | None) -> None:
    if name is not None and _chosen(_OFFERED, name) is None:
        names = ", ".join(each.name for each in _OFFERED)
        raise InvalidInputError(f"There is no format “{name}” here; format is one of {names}.")


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _update(asked: Asked) -> Response:
    require_for_update()
    _refuse_unknown(asked.format)
    understood()
    refuse_deep(asked.text)
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
    if prefers_async():
        response = accepted(submitted("update", [payload]))
        response.headers["Preference-Applied"] = "respond-async"
        return response
    carried_out("update", payload)
    return Response(status=204)


def _about() -> Response:
    chosen = choose((*RDF, HTML), default=RDF[0])
    make = editor if chosen is HTML else lambda: _description(chosen)
    return conditional(of_installation(), [request.base_url, chosen.name], make)


def _description(chosen: Format) -> Response:
    parts = backends()
    triples = service_description(request.base_url, parts.iris.base, parts.settings)
    return Response(serialise(triples, chosen, PREFIXES), content_type=chosen.content_type)


def _media_type(chosen: Format | None) -> str | None:
    return chosen.media_type if chosen else None
