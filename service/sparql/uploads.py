"""RDF documents that are sent to the graph store: one as the body, or several as multipart/form-data (RFC 7578)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyoxigraph
from flask import request
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from service.errors import InvalidInputError, TooLargeError, UnsupportedMediaTypeError
from service.sparql.answering import GRAPH_FORMATS
from service.web import bodies
from service.web.context import backends

MULTIPART = "multipart/form-data"
_MOST_PARTS = 1000
_UNTOLD = frozenset(
    {"", "application/octet-stream", "text/plain"}
)  # what clients call files whose type they do not know


@dataclass(slots=True)
class Document:
    """A document: where it stands in the request, the value of its Content-Type, and the file's name if it has one."""

    place: str
    content_type: str
    name: str = ""
    data: bytes = b""


def triples_sent(base_iri: str) -> bytes:
    """Return all triples of the request's body as N-Triples; relative IRIs are resolved against ``base_iri``.

    Raises ``InvalidInputError`` with the parser's message for what does not parse, and ``UnsupportedMediaTypeError``
    for other types than those of RDF, and for documents that name graphs of their own.
    """
    documents = list(_documents())
    triples = (_triple(quad) for document in documents for quad in quads_of(document, base_iri))
    return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def quads_of(document: Document, base_iri: str) -> Iterator[Quad]:
    """Yield what a document says, its blank nodes apart from those of any other; raises as ``triples_sent``."""
    media_type = _media_type(document)
    try:
        yield from pyoxigraph.parse(
            document.data, format=GRAPH_FORMATS[media_type], base_iri=base_iri, rename_blank_nodes=True
        )
    except (SyntaxError, ValueError) as error:
        raise InvalidInputError(f"{document.place} is not {media_type}: {error}") from error


def insertion_sent() -> str:
    """Return the update that adds the request's quads to the graphs that they name; raises as ``triples_sent``."""
    body = bodies.read(backends().settings.max_body_bytes, setting="ONRECORD_MAX_BODY_BYTES", may_be_empty=True)
    graphs: dict[NamedNode | BlankNode | DefaultGraph, list[Triple]] = {}
    for quad in quads_of(Document("The body", request.content_type or "", data=body), request.base_url):
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    return f"INSERT DATA {{ {' '.join(itertools.starmap(_in_graph, graphs.items()))} }}"


def _in_graph(name: NamedNode | BlankNode | DefaultGraph, triples: list[Triple]) -> str:
    data = (pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    if isinstance(name, BlankNode):
        raise InvalidInputError("A graph has a blank node as its name; graphs here are named by IRIs.")
    return data if isinstance(name, DefaultGraph) else f"GRAPH {name} {{ {data} }}"


def _documents() -> Iterator[Document]:
    media_type = bodies.media_type((*GRAPH_FORMATS, MULTIPART))
    body = bodies.read(backends().settings.max_bulk_bytes, setting="ONRECORD_MAX_BULK_BYTES", may_be_empty=True)
    if media_type != MULTIPART:
        yield Document("The body", request.content_type or "", data=body)
        return
    boundary = request.mimetype_params.get("boundary", "")
    if not boundary:
        raise InvalidInputError("The Content-Type multipart/form-data has to name its boundary.")
    try:
        yield from _parts(body, boundary.encode())
    except RequestEntityTooLarge as error:
        raise TooLargeError(f"The body has more than {_MOST_PARTS:,} parts.") from error
    except ValueError as error:
        raise InvalidInputError(f"The body is not multipart/form-data: {error}.") from error


def _parts(body: bytes, boundary: bytes) -> Iterator[Document]:
    decoder = MultipartDecoder(boundary, max_parts=_MOST_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    document: Document | None = None
    pieces: list[bytes] = []
    is_empty = True
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, Field | File):
            name = event.filename or "" if isinstance(event, File) else ""
            place = f"The part “{name or event.name}”"
            document, pieces = Document(place, event.headers.get("Content-Type", ""), name), []
        elif isinstance(event, Data) and document is not None:
            pieces.append(event.data)
            if not event.more_data:
                document.data = b"".join(pieces)
                is_empty = False
                yield document
    if is_empty:
        raise InvalidInputError("The body has no part: send each file as one.")


def _media_type(document: Document) -> str:
    """Return the document's media type, told by its name where the client does not know it."""
    given, parameters = parse_options_header(document.content_type)
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaTypeError(f"{document.place} has to be UTF-8.")
    if given in GRAPH_FORMATS:
        return given
    told = RdfFormat.from_extension(PurePosixPath(document.name).suffix.lstrip(".")) if given in _UNTOLD else None
    media_type = next((name for name, rdf_format in GRAPH_FORMATS.items() if rdf_format == told), None)
    if media_type is None:
        types = ", ".join(GRAPH_FORMATS)
        raise UnsupportedMediaTypeError(
            f"{document.place} is “{given}”, which is not read here. Give it a Content-Type of RDF: {types}."
        )
    return media_type


def _triple(quad: Quad) -> Triple:
    if not isinstance(quad.graph_name, DefaultGraph):
        raise UnsupportedMediaTypeError(
            "The body names graphs of its own; send triples, as they all go into one graph."
        )
    return quad.triple
