"""/data: the SPARQL 1.1 Graph Store Protocol on named graphs and the default graph, by ?graph=IRI and ?default."""

from __future__ import annotations

import pyoxigraph
from flask import Blueprint, Response, request

from service.errors import InvalidInputError, NotFoundError, UnsupportedMediaTypeError
from service.jobs import TaskKind
from service.sparql.answering import GRAPH_FORMATS
from service.store.terms import named_node
from service.web import bodies
from service.web.access import require_write
from service.web.caching import conditional
from service.web.context import backends
from service.web.describing import serialise
from service.web.negotiation import RDF, choose
from service.web.operations import TEXT, Answer, Operation, Parameter, operation
from service.web.writing import carried_out

_TAG = "graph store"
_GRAPH = (
    Parameter("graph", "IRI of a named graph"),
    Parameter("default", "the default graph: without a value", {"type": "string", "maxLength": 0}),
)
_BODY = dict.fromkeys(GRAPH_FORMATS, TEXT)
_WRITTEN = {
    201: Answer("The graph is new."),
    204: Answer("The graph holds what was sent."),
}


def _writing(summary: str) -> Operation:
    return Operation(
        summary=summary,
        tag=_TAG,
        parameters=_GRAPH,
        body=_BODY,
        answers=_WRITTEN,
        problems=(400, 413, 415, 503),
        writes=True,
    )


def add_graph_store(face: Blueprint) -> None:
    """Add the route /data."""

    @operation(
        get=Operation(
            summary="A graph",
            tag=_TAG,
            parameters=_GRAPH,
            answers={200: Answer("Its triples.", _BODY)},
            problems=(400, 404, 406),
        ),
        put=_writing("Replace a graph"),
        post=_writing("Add triples to a graph"),
        delete=Operation(
            summary="Drop a graph",
            tag=_TAG,
            parameters=_GRAPH,
            answers={204: Answer("It is gone.")},
            problems=(400, 404, 503),
            writes=True,
        ),
    )
    def data() -> Response:
        graph = _named_graph()
        if request.method in ("GET", "HEAD"):
            return _get(graph)
        require_write()
        return _delete(graph) if request.method == "DELETE" else _write(graph)

    face.add_url_rule("/data", view_func=data, methods=["GET", "PUT", "POST", "DELETE"])


def graph_response(graph: str | None) -> Response:
    """Return a graph in the format that the client asks for; ``NotFoundError`` when there is none of this name."""
    chosen = choose(RDF)
    reader = backends().reader()

    def make() -> Response:
        return Response(serialise(reader.graph(graph), chosen), content_type=chosen.content_type)

    return conditional([reader.revision, chosen.name], make)


def _get(graph: str | None) -> Response:
    return graph_response(graph)


def _write(graph: str | None) -> Response:
    kind: TaskKind = "graph_put" if request.method == "PUT" else "graph_post"
    result = carried_out(kind, {"graph": graph, "triples": _triples().decode()})
    return Response(status=201 if result["created"] else 204)


def _delete(graph: str | None) -> Response:
    if not carried_out("graph_delete", {"graph": graph})["deleted"]:
        raise NotFoundError(f"There is no graph {graph}.")
    return Response(status=204)


def _named_graph() -> str | None:
    """Return the IRI of the graph that the request is about, None for the default graph."""
    graphs, default = request.args.getlist("graph"), "default" in request.args
    if len(graphs) + default != 1:
        raise InvalidInputError("Say which graph: either ?graph=IRI or ?default.")
    return None if default else named_node(graphs[0]).value


def _triples() -> bytes:
    """Return the body as N-Triples; ``InvalidInputError`` with the parser's message when it does not parse."""
    media_type = bodies.media_type(tuple(GRAPH_FORMATS))
    body = bodies.read(backends().settings.max_bulk_bytes, setting="ONRECORD_MAX_BULK_BYTES", may_be_empty=True)
    try:
        quads = pyoxigraph.parse(body, format=GRAPH_FORMATS[media_type], base_iri=request.url)
        triples = (_triple(quad) for quad in quads)
        return pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    except (SyntaxError, ValueError) as error:
        raise InvalidInputError(f"The body is not {media_type}: {error}") from error


def _triple(quad: pyoxigraph.Quad) -> pyoxigraph.Triple:
    if not isinstance(quad.graph_name, pyoxigraph.DefaultGraph):
        raise UnsupportedMediaTypeError(
            "The body names graphs of its own; send triples, as they all go into one graph."
        )
    return quad.triple
