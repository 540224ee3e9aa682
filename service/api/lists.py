"""The lists and their items, one pair of routes a kind: all alike, so made from one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request
from flask_restx import Namespace, Resource

from service.api import comparisons, models
from service.api.answers import ITEM_FORMATS, LIST_FORMATS, item_response, list_response
from service.errors import InvalidInputError, NotFoundError
from service.index import FILTERS, ListKind, Page, selection
from service.index.filters import Filter
from service.index.values import Json
from service.web.context import backends
from service.web.negotiation import JSON, Format
from service.web.operations import (
    ANY,
    NOT_BLANK,
    SOME_TEXT,
    TEXT,
    Answer,
    Link,
    Operation,
    Parameter,
    Schema,
    operation,
)
from service.web.parameters import given_often, once

_SCHEMAS: Mapping[str, Schema] = {"jsonld": ANY}
_ID = Parameter("id", "as the lists have it: readable, and the same for ever", SOME_TEXT, where="path")
DEFAULT_LIMIT = 50
# What a cursor looks like; an empty one begins at the first page.
CURSOR: Mapping[str, object] = {"type": "string", "format": "cursor"}
_DATE = {"type": "string", "format": "partial-date"}
_FREE: Mapping[str, Mapping[str, object]] = {
    "from": _DATE,
    "to": _DATE,
    "q": {"type": "string", "format": "words", "minLength": 1},
}
MAX_LIMIT = 1000  # items a page: some tenths of a second, and some megabytes
PAGING = (
    Parameter(
        "limit", "items a page", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    ),
    Parameter("cursor", "where the page begins: from “next” of the page before", CURSOR),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of thing that has a list: its address, and the models of list and item."""

    kind: ListKind
    plural: str
    page: type[models.Page]
    item: type[models.Model]


LISTS: tuple[Listed, ...] = (
    Listed("article", "articles", models.ArticlePage, models.FullArticle),
    Listed("actor", "actors", models.ActorPage, models.FullActor),
    Listed("treaty", "treaties", models.TreatyPage, models.FullTreaty),
    Listed("deployment", "deployments", models.DeploymentPage, models.FullDeployment),
    Listed("statement", "statements", models.StatementPage, models.Statement),
    Listed("figure", "figures", models.FigurePage, models.Figure),
    Listed("dispute", "disputes", models.DisputePage, models.Dispute),
)


def add_lists(namespace: Namespace) -> None:
    """Add the routes of all lists, and of the items of all but articles, which have more to them."""
    for listed in LISTS:
        namespace.add_resource(_list(listed), f"/{listed.plural}", endpoint=listed.plural)
        if listed.kind != "article":
            namespace.add_resource(_item(listed), f"/{listed.plural}/<string:id>", endpoint=listed.kind)
    namespace.add_resource(DeploymentFigures, "/deployments/<string:id>/figures", endpoint="deployment_figures")


def formats(formats_: Sequence[Format], model: Schema) -> Mapping[str, Schema]:
    """Return the media types of an answer: the model in JSON, text in all others."""
    return {each.media_type: _SCHEMAS.get(each.name, TEXT) if each.name != "json" else model for each in formats_}


def format_parameter(formats_: Sequence[Format]) -> Parameter:
    """Return the parameter that overrules the Accept header."""
    return Parameter(
        "format", "overrules the Accept header", {"type": "string", "enum": [each.name for each in formats_]}
    )


def item_json(kind: ListKind, key: str) -> Json:
    """Return an item; ``NotFoundError`` where no graph speaks of it."""
    view = backends().views().item(kind, key)
    if view is None:
        raise NotFoundError(f"There is no {kind} “{key}” here.")
    return view


class DeploymentFigures(Resource):  # type: ignore[misc]
    """The figures of a deployment side by side."""

    @operation(
        summary="Every number given for a deployment, side by side",
        tag="deployments",
        description="By what is counted of whose people; the agreement and conflict between them are worked out.",
        parameters=(_ID, format_parameter((JSON,))),
        answers={
            200: Answer(
                comparisons.DeploymentFigures.__doc__ or "", {"application/json": comparisons.DeploymentFigures}
            )
        },
        problems=(404,),
        is_conditional=True,
    )
    def get(self, id: str) -> Response:
        """Return the figures."""
        return item_response(lambda: _figures(id), formats=(JSON,))


def _figures(deployment: str) -> Json:
    figures = backends().views().figures_of(deployment)
    if figures is None:
        raise NotFoundError(f"There is no deployment “{deployment}” here.")
    return comparisons.listed(figures)


def _list(listed: Listed) -> type[Resource]:
    class List(Resource):  # type: ignore[misc]
        @operation(get=_list_operation(listed))
        def get(self) -> Response:
            return list_response(listed.kind, lambda: _find_page(listed.kind))

    return List


def _item(listed: Listed) -> type[Resource]:
    class Item(Resource):  # type: ignore[misc]
        @operation(
            summary=f"One {listed.kind}",
            tag=listed.plural,
            parameters=(_ID, format_parameter(ITEM_FORMATS)),
            answers={200: Answer(listed.item.__doc__ or "", formats(ITEM_FORMATS, listed.item), links=_links(listed))},
            problems=(404,),
            is_conditional=True,
        )
        def get(self, id: str) -> Response:
            return item_response(lambda: item_json(listed.kind, id))

    return Item


def _list_operation(listed: Listed) -> Operation:
    filters = tuple(_filter_parameter(name, filter_) for name, filter_ in FILTERS[listed.kind].items())
    answer = Answer(
        listed.page.__doc__ or "",
        formats(LIST_FORMATS, listed.page),
        ("Link", "X-Total-Count"),
        {"first": Link(f"GET /api/v1/{listed.plural}/{{id}}", {"id": "$response.body#/items/0/id"}, "the first item")},
    )
    return Operation(
        summary=f"The list of {listed.plural}",
        tag=listed.plural,
        parameters=(*filters, *PAGING, format_parameter(LIST_FORMATS)),
        answers={200: answer},
        problems=(400, 406),
        is_conditional=True,
    )


def _links(listed: Listed) -> Mapping[str, Link]:
    if listed.kind != "deployment":
        return {}
    path = "GET /api/v1/deployments/{id}/figures"
    return {"figures": Link(path, {"id": "$response.body#/id"}, "every number given for it")}


def _filter_parameter(name: str, filter_: Filter) -> Parameter:
    if filter_.concepts:
        return Parameter(name, filter_.description, {"type": "string", "enum": list(filter_.concepts)})
    described = f"{filter_.description} (id or IRI)" if filter_.refers_to else filter_.description
    return Parameter(name, described, _FREE.get(name, NOT_BLANK))


def _find_page(kind: ListKind) -> Page:
    parts = backends()
    given = {name: request.args[name] for name in request.args if name not in ("limit", "cursor", "format")}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise given_often(name, len(values))
    return parts.index.page(kind, selection(kind, given, parts.iris), page_limit(), once("cursor"))


def page_limit() -> int:
    """Return how many items the request wants on a page; ``InvalidInputError`` when that is no number or too many."""
    given = request.args.get("limit", str(DEFAULT_LIMIT))
    if not (given.isascii() and given.isdigit() and len(given) < 10 and 1 <= int(given) <= MAX_LIMIT):
        raise InvalidInputError(f"“limit” is a number from 1 to {MAX_LIMIT}, not “{given[:40]}”.")
    return int(given)
