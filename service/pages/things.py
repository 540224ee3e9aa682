"""The page of each thing: what its data IRI gives in a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, render_template

from service.errors import NotFoundError
from service.index import ListKind, selection
from service.index.values import Json
from service.pages.marking import numbered, segments
from service.stored import read_text
from service.vocabulary import Kind
from service.web.caching import conditional, of_both
from service.web.context import backends
from service.web.negotiation import HTML

_SHOWN = 50  # of a list on the page of a thing; the list itself is linked to
_ALL = 5000  # claims of one article, which its page shows all of


def thing(kind: Kind, key: str) -> Response:
    """Return the page of a thing; ``NotFoundError`` where no graph speaks of it."""
    with of_both() as state:
        return conditional(state, ["html"], lambda: _page(kind, key))


def some(kind: ListKind, limit: int = _SHOWN, **filters: str) -> Json:
    """Return the beginning of a list: its items, the number of all, and the filters that select it."""
    parts = backends()
    page = parts.index.page(kind, selection(kind, filters, parts.iris), limit)
    return {"items": parts.views().items(kind, page.items), "total": page.total, "filters": filters}


def _page(kind: Kind, key: str) -> Response:
    view = backends().views().item(kind, key)
    if view is None:
        raise NotFoundError(f"There is no {kind} “{key}” here.")
    more = _MORE[kind](key) if kind in _MORE else {}
    return Response(render_template(f"pages/{kind}.html", it=view, **more), content_type=HTML.content_type)


def _article(key: str) -> dict[str, Any]:
    parts = backends()
    stored = read_text(parts.reader(), parts.iris, key)
    statements, figures = some("statement", _ALL, article=key), some("figure", _ALL, article=key)
    claims = numbered(statements["items"], figures["items"])
    return {"claims": claims, "segments": segments(stored.text, claims, stored.boilerplate)}


def _actor(key: str) -> dict[str, Any]:
    return {
        "said": some("statement", speaker=key),
        "relayed": some("statement", via=key),
        "figures": some("figure", speaker=key),
        "deployments": some("deployment", actor=key),
        "treaties": some("treaty", party=key),
    }


def _treaty(key: str) -> dict[str, Any]:
    return {"said": some("statement", treaty=key), "deployments": some("deployment", treaty=key)}


def _deployment(key: str) -> dict[str, Any]:
    return {
        "figures": backends().views().figures_of(key),
        "said": some("statement", deployment=key),
        "disputes": some("dispute", deployment=key),
    }


def _place(key: str) -> dict[str, Any]:
    return {"deployments": some("deployment", destination=key)}


_MORE: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "article": _article,
    "actor": _actor,
    "treaty": _treaty,
    "deployment": _deployment,
    "place": _place,
}
