"""Search over all kinds of things: full text and filters, each hit in one line with its id and IRI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.errors import InvalidInputError
from service.index import FILTERS, ListKind
from service.index.values import Json
from service.mcp_server.answers import Hit, Hits, SearchAnswer
from service.mcp_server.backend import Backend
from service.mcp_server.citing import article_citation, cited
from service.mcp_server.finding import key_of, place_key

_REFERS_TO = {
    name: filter_.refers_to for filters in FILTERS.values() for name, filter_ in filters.items() if filter_.refers_to
}
_HINT = (
    "Nothing has all of these words and filters together. Words are found as they are spelt, and all of them have to "
    "occur: try fewer, one name at a time, singular and plural, or leave a filter out."
)


def search(
    backend: Backend, kind: ListKind | None, filters: Mapping[str, str], limit: int, cursor: str | None
) -> SearchAnswer:
    """Return the first hits of each kind that has all these filters, or a page of one kind.

    Raises ``InvalidInputError`` where no kind, or not this one, has them all.
    """
    if cursor and kind is None:
        raise InvalidInputError("A cursor goes on with the hits of one kind: give that kind, too.")
    found = resolved(backend, filters)
    if kind is not None:
        every = [_hits(backend, kind, found, limit, cursor)]
    else:
        every = [_hits(backend, each, found, limit, None) for each in _kinds_with(found)]
    shown = [hits for hits in every if hits.total]
    return SearchAnswer(found=shown, hint=None if shown else _HINT)


def resolved(backend: Backend, filters: Mapping[str, str]) -> dict[str, str]:
    """Return filters with the keys of the things that they name; raises as ``key_of``."""
    return {name: _resolved(backend, _REFERS_TO.get(name), value) for name, value in filters.items()}


def _resolved(backend: Backend, kind: Any, value: str) -> str:
    if kind is None:
        return value
    return place_key(backend, value) if kind == "place" else key_of(backend, kind, value)


def _kinds_with(filters: Mapping[str, str]) -> Sequence[ListKind]:
    if "kind" in filters:
        raise InvalidInputError("“type” is the type of actors, treaties and so on: give “kind”, too.")
    kinds = [kind for kind, known in FILTERS.items() if filters.keys() <= known.keys()]
    if not kinds:
        raise InvalidInputError(f"Nothing can be searched by {', '.join(filters)} together; leave one of them out.")
    return kinds


def _hits(backend: Backend, kind: ListKind, filters: Mapping[str, str], limit: int, cursor: str | None) -> Hits:
    page = backend.page(kind, filters, limit, cursor)
    hits = [_hit(kind, cited(kind, item, backend.iris)) for item in page.items]
    return Hits(kind=kind, total=page.total, next=page.next, items=hits)


def _hit(kind: ListKind, item: Json) -> Hit:
    article = item.get("article") or {}
    dates = (item.get(name) for name in ("said_on", "published", "signed", "started"))
    return Hit(
        kind=kind,
        id=item["id"],
        iri=item["iri"],
        label=_label(kind, item),
        date=next(filter(None, dates), None) or article.get("published"),
        summary=_summary(kind, item),
    )


def _label(kind: ListKind, item: Json) -> str:
    if kind == "statement":
        return str(item["content"] or "")
    if kind == "dispute":
        return " / ".join(str(statement["content"] or "") for statement in item["statements"])
    return str(item["label"])


def _summary(kind: ListKind, item: Json) -> str:
    if kind in ("statement", "figure"):
        return str(item["citation"])
    if kind == "dispute":
        return " / ".join(statement["citation"] for statement in item["statements"])
    if kind == "article":
        return article_citation(item)
    return "; ".join(part for part in _parts(kind, item) if part)


def _parts(kind: ListKind, item: Json) -> list[str]:
    """Return in words what an actor, a treaty or a deployment is."""
    counted = ", ".join(f"{number} {name}" for name, number in item["counts"].items() if number)
    if kind == "actor":
        return [item["type"] or "", _list("of", item["of"]), counted]
    if kind == "treaty":
        return [", ".join(item["kinds"]), _list("between", item["parties"]), _told("signed", item["signed"]), counted]
    return [
        item["force"] or "",
        _list("from", [item["sender"]]),
        _list("for", [item["beneficiary"]]),
        _list("to", item["destinations"]),
        _told("status", item["status"]),
        _told("since", item["started"]),
        counted,
    ]


def _list(word: str, references: Sequence[Json | None]) -> str:
    names = ", ".join(reference["label"] for reference in references if reference)
    return f"{word} {names}" if names else ""


def _told(word: str, value: str | None) -> str:
    return f"{word} {value}" if value else ""
