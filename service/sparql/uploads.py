"""RDF documents that are sent to the graph store: one as the body, or several as multipart/form-data (RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import request
from pyoxigraph import RdfFormat
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from service.errors import InvalidInputError, TooLargeError, UnsupportedMediaTypeError
from service.sparql import confined
from service.sparql.answering import GRAPH_FORMATS
from service.sparql.reading import Order, Unread
from service.web import bodies
from service.web.context import backends

MULTIPART = "multipart/form-data"
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

    Raises ``InvalidInputError`` with the parser's message for what does not parse, ``UnsupportedMediaTypeError``
    for other types than those of RDF, and for documents that name graphs of their own, and ``TooLargeError``.
    """
    settings = backends().settings
    return _read(list(_documents()), Order(base_iri, is_insertion=False, most_bytes=settings.max_bulk_bytes))


def insertion_sent() -> str:
    """Return the update that adds the request's quads to the graphs that they name; raises as ``triples_sent``."""
    settings = backends().settings
    body = bodies.read(settings.max_body_bytes, setting="ONRECORD_MAX_BODY_BYTES", may_be_empty=True)
    document = Document("The body", request.content_type or "", data=body)
    order = Order(request.base_url, is_insertion=True, most_bytes=settings.max_bulk_bytes)
    return _read([document], order).decode()


def _read(documents: Sequence[Document], order: Order) -> bytes:
    types = [_media_type(document) for document in documents]
    unread = [
        Unread(GRAPH_FORMATS[media_type].file_extension, document.data)
        for media_type, document in zip(types, documents, strict=True)
    ]
    names = [(document.place, media_type) for media_type, document in zip(types, documents, strict=True)]
    return confined.read(unread, names, order, backends().settings)


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
        most = backends().settings.max_parts
        raise TooLargeError(f"The body has more than {most:,} parts (ONRECORD_MAX_PARTS).") from error
    except ValueError as error:
        raise InvalidInputError(f"The body is not multipart/form-data: {error}.") from error


def _parts(body: bytes, boundary: bytes) -> Iterator[Document]:
    decoder = MultipartDecoder(boundary, max_parts=backends().settings.max_parts)
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
