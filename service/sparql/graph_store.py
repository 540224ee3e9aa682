"""The SPARQL 1.1 Graph Store Protocol, on named graphs and the default graph.

A graph is named indirectly, by ``/data?graph=IRI`` and ``/data?default``, or directly: below ``/data/`` and ``/graph/``
the address is the graph's IRI (with the base of the data's IRIs, whatever name the service is reached by).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from urllib.parse import quote

import pyoxigraph
from flask import Blueprint, Response, request

from service.access import Scope
from service.errors import InvalidInputError, NotFoundError
from service.jobs import TaskKind
from service.sparql.answering import GRAPH_FORMATS
from service.sparql.uploads import MULTIPART, insertion_sent, triples_sent
from service.store.fingerprint import fingerprint
from service.store.terms import named_node
from service.web.caching import conditional, conditional_on_content, of_store
from service.web.conditions import conditions
from service.web.context import backends
from service.web.describing import serialise
from service.web.negotiation import NQUADS, RDF, TRIG, choose
from service.web.operations import ANY, IRI, TEXT, Answer, Operation, Parameter, Schema, operation
from service.web.parameters import once
from service.web.writing import LATER, carried_out

_TAG = "graph store"
# What the path of an IRI may hold as it is (RFC 3987, ucschar and the ASCII of ipchar); anything else is escaped.
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
_TO_ESCAPE = re.compile(
    rf"[^\w.~/:@!$&'()*+,;=\-\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}\U000e1000-\U000efffd]", re.ASCII
)
_IN_URI = ":/?#[]@!$&'()*+,;=%"  # what a URI may hold beside letters and digits (RFC 3986)
_MOST_NAMED = 50_000  # triples of a graph that has a tag of its own: some tenths of a second
_PIECE = 1024 * 1024
_GRAPH = (
    Parameter("graph", "IRI of a named graph", IRI),
    Parameter("default", "the default graph: without a value", {"type": "string", "maxLength": 0}),
)
_NAME = Parameter(
    "name", "the rest of the graph's IRI, slashes included", {"type": "string", "format": "path"}, where="path"
)
_FORMAT = Parameter("format", "overrules the Accept header", {"type": "string", "enum": [each.name for each in RDF]})
_BODY: Mapping[str, Schema] = dict.fromkeys(GRAPH_FORMATS, ANY)
_EXAMPLES = {
    "text/turtle": "<urn:x-a> <urn:x-says> 1 .",
    "application/n-triples": '<urn:x-a> <urn:x-says> "one" .\n',
    "application/ld+json": {"@id": "urn:x-a", "urn:x-says": "one"},
}
_FILES: Mapping[str, Schema] = {
    MULTIPART: {
        "type": "object",
        "description": "One or more files in these formats; the parts may have other names.",
        "required": ["file"],
        "properties": {"file": {"type": "string", "contentMediaType": "text/turtle"}},
        "additionalProperties": False,
    }
}
_READ = Answer("Its triples.", {name: ANY if name == "application/ld+json" else TEXT for name in GRAPH_FORMATS})
_WRITTEN = {
    202: LATER,
    201: Answer("The graph is new; Location has its IRI.", headers=("Location", "OnRecord-Revision")),
    204: Answer("The graph holds what was sent.", headers=("OnRecord-Revision",)),
}
_DROPPED = {202: LATER, 204: Answer("It is gone.", headers=("OnRecord-Revision",))}


def add_graph_store(face: Blueprint) -> None:
    """Add the routes ``/data``, ``/data/…`` and ``/graph/…``."""
    methods = ["GET", "PUT", "POST", "DELETE"]
    face.add_url_rule("/data", view_func=data, methods=methods)
    for prefix in ("data", "graph"):
        face.add_url_rule(f"/{prefix}/<path:name>", f"{prefix}_graph", _directly(prefix), methods=methods)


def _writing(summary: str, *parameters: Parameter, files: bool = False, description: str = "") -> Operation:
    return Operation(
        summary=summary,
        tag=_TAG,
        description=description,
        parameters=parameters,
        body={**_BODY, **_FILES} if files else _BODY,
        examples=_EXAMPLES,
        answers=_WRITTEN,
        problems=(404,),
        scope=Scope.WRITE,
        takes_conditions=True,
    )


def _dropping(*parameters: Parameter) -> Operation:
    return Operation(
        summary="Drop a graph",
        tag=_TAG,
        parameters=parameters,
        answers=_DROPPED,
        problems=(400, 404),
        scope=Scope.WRITE,
        takes_conditions=True,
    )


@operation(
    get=Operation(
        summary="A graph, or all of them",
        tag=_TAG,
        description="Without graph and default: everything, as N-Quads or TriG. ?default holds what was written to the "
        "default graph itself, also where queries have the union of all graphs as theirs.",
        parameters=(*_GRAPH, _FORMAT),
        answers={200: _READ},
        problems=(404,),
        is_conditional=True,
    ),
    put=_writing("Replace a graph", *_GRAPH),
    post=_writing(
        "Add triples to a graph",
        *_GRAPH,
        files=True,
        description="Without graph and default: make a graph, whose IRI the service chooses; quads go to their graphs.",
    ),
    delete=_dropping(*_GRAPH),
)
def data() -> Response:
    """Serve ``/data``."""
    if not ({"graph", "default"} & set(request.args)) and request.method in ("GET", "HEAD", "POST"):
        return _add() if request.method == "POST" else _dataset()
    return _serve(_named_graph())


def _directly(prefix: str) -> Callable[[str], Response]:
    """Return the view of the graphs that lie below this part of the address."""

    @operation(
        get=Operation(
            summary="A named graph by its IRI",
            tag=_TAG,
            parameters=(_NAME, _FORMAT),
            answers={200: _READ},
            problems=(404,),
            is_conditional=True,
        ),
        put=_writing("Replace the graph of this IRI", _NAME),
        post=_writing("Add triples to the graph of this IRI", _NAME, files=True),
        delete=_dropping(_NAME),
    )
    def graph(name: str) -> Response:
        if {"graph", "default"} & set(request.args):
            raise InvalidInputError("The address is the graph's IRI already: leave ?graph and ?default out.")
        path = _TO_ESCAPE.sub(lambda found: quote(found.group(), safe=""), name)
        return _serve(f"{backends().iris.base}{prefix}/{path}")

    return graph


def _serve(graph: str | None) -> Response:
    if request.method in ("GET", "HEAD"):
        return graph_response(graph)
    return _delete(graph) if request.method == "DELETE" else _write(graph)


def graph_response(graph: str | None) -> Response:
    """Return a graph in the format that the client asks for; ``NotFoundError`` when there is none of this name."""
    chosen = choose(RDF)
    state, reader = of_store(), backends().reader()
    name = fingerprint(reader, graph, most=_MOST_NAMED)

    def make() -> Response:
        triples = reader.graph(graph)
        body = _nothing() if name is None and request.method == "HEAD" else serialise(triples, chosen)
        return Response(body, content_type=chosen.content_type)

    return conditional_on_content(state, [chosen.name], name, make)


def _dataset() -> Response:
    """Return all graphs."""
    chosen = choose((NQUADS, TRIG))
    state, reader = of_store(), backends().reader()

    def make() -> Response:
        if request.method == "HEAD":
            return Response(_nothing(), content_type=chosen.content_type)
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed when it has been sent
        pyoxigraph.serialize(reader.dump(), file, GRAPH_FORMATS[chosen.media_type])
        file.seek(0)
        response = Response(_read(file), content_type=chosen.content_type)
        response.call_on_close(file.close)  # also where nobody reads it
        return response

    return conditional(state, [chosen.name], make)


def _nothing() -> Iterator[bytes]:
    """Return what HEAD sends: a body whose length is not told."""
    return iter(())


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _add() -> Response:
    """Put triples into a graph with a new name (§5.5), quads into the graphs that they name."""
    if request.mimetype in (NQUADS.media_type, TRIG.media_type):
        carried_out("update", {"update": insertion_sent()})
        return Response(status=204)
    iri = str(backends().iris.new_graph())
    carried_out("graph_put", {"graph": iri, "triples": triples_sent(iri).decode()})
    return Response(status=201, headers={"Location": iri})


def _write(graph: str | None) -> Response:
    kind: TaskKind = "graph_put" if request.method == "PUT" else "graph_post"
    triples = triples_sent(graph or request.base_url)
    result = carried_out(kind, {"graph": graph, "triples": triples.decode(), **conditions()})
    if not result["created"]:
        return Response(status=204)
    return Response(status=201, headers={"Location": quote(graph or "", safe=_IN_URI)})


def _delete(graph: str | None) -> Response:
    if not carried_out("graph_delete", {"graph": graph, **conditions()})["deleted"]:
        raise NotFoundError(f"There is no graph {graph}.")
    return Response(status=204)


def _named_graph() -> str | None:
    """Return the IRI of the graph that the request is about, None for the default graph."""
    graph, default = once("graph"), once("default")
    if (graph is None) == (default is None):
        raise InvalidInputError("Say which graph: either ?graph=IRI or ?default.")
    if default:
        raise InvalidInputError("“default” takes no value; a named graph is asked for by ?graph=IRI.")
    return None if graph is None else named_node(graph).value
