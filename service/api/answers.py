"""Items and lists in the format that the client asks for: JSON, RDF of the things themselves, or a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from flask import Response, request
from pyoxigraph import Triple

from service.api.tables import table
from service.index import ListKind, Page
from service.index.records import SHARED
from service.index.values import Json
from service.store.protocol import GraphReader
from service.web.caching import conditional, conditional_on_content, of_both, of_index
from service.web.context import backends
from service.web.describing import describe, describe_shortly, serialise
from service.web.negotiation import CSV, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Format, choose

ITEM_FORMATS = (JSON, JSONLD, TURTLE, NTRIPLES, RDFXML)
LIST_FORMATS = (JSON, CSV, JSONLD, TURTLE, NTRIPLES, RDFXML)
_GRAPH_FORMATS = (JSONLD, TURTLE, NTRIPLES, RDFXML)


def json_response(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return data as JSON."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Response(body, status, headers, content_type=JSON.content_type)


def item_response(
    make: Callable[[], Json],
    formats: tuple[Format, ...] = ITEM_FORMATS,
    *,
    content: Callable[[], str | None] | None = None,
) -> Response:
    """Return one item; ``make`` gives its JSON, and raises ``NotFoundError`` where there is none.

    ``content``: it reads the store, too, and not the index alone; what it shows has this name, None where there is
    nothing.
    """
    chosen = choose(formats)
    if content is None:
        return _conditional(chosen, lambda: _item(chosen, make()))
    with of_both() as state:
        return conditional_on_content(state, [chosen.name], content(), lambda: _item(chosen, make()))


def list_response(kind: ListKind, find: Callable[[], Page]) -> Response:
    """Return one page of a list; ``find`` tells which things are on it."""
    chosen = choose(LIST_FORMATS)
    return _conditional(chosen, lambda: _page(kind, chosen, find()))


def _conditional(chosen: Format, make: Callable[[], Response]) -> Response:
    with of_both() if chosen in _GRAPH_FORMATS else of_index() as state:
        return conditional(state, [chosen.name], make)


def _item(chosen: Format, item: Json) -> Response:
    return json_response(item) if chosen is JSON else _graph(chosen, describe, [item["iri"]])


def _page(kind: ListKind, chosen: Format, page: Page) -> Response:
    following = _address(page.next) if page.next else None
    if chosen is JSON:
        response = json_response({"items": _views(kind, page), "total": page.total, "next": following})
    elif chosen is CSV:
        response = Response(table(kind, _views(kind, page)), content_type=CSV.content_type)
    else:
        parts = backends()
        iris = [str(parts.iris.of(kind, key)) for key in parts.index.keys(page.items).values()]
        response = _graph(chosen, describe_shortly if kind in SHARED else describe, iris)
    response.headers["X-Total-Count"] = str(page.total)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _views(kind: ListKind, page: Page) -> Sequence[Json]:
    return backends().views().items(kind, page.items)


def _graph(
    chosen: Format, described: Callable[[GraphReader, Sequence[str]], list[Triple]], iris: Sequence[str]
) -> Response:
    triples = described(backends().reader(), iris)
    return Response(serialise(triples, chosen), content_type=chosen.content_type)


def _address(cursor: str) -> str:
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{request.script_root}{request.path}?{urlencode([*arguments, ('cursor', cursor)])}"
