"""The start page, lists to browse, and the API's description to try it in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, render_template, request

import ontology
from service.errors import NotFoundError
from service.index import FILTERS, ListKind, selection
from service.index.values import Json
from service.web import openapi
from service.web.caching import conditional, of_index, of_installation
from service.web.context import address, backends
from service.web.negotiation import HTML
from service.web.operations import TEXT, Answer, Parameter, operation
from service.web.problems import sorts_of_problems

_PAGE = {200: Answer("The page.", {HTML.media_type: TEXT})}
_LISTS: Mapping[str, ListKind] = {
    "articles": "article",
    "actors": "actor",
    "treaties": "treaty",
    "deployments": "deployment",
    "statements": "statement",
    "figures": "figure",
    "disputes": "dispute",
}
_ITEMS = 50


def blueprint() -> Blueprint:
    """Return the pages."""
    face = Blueprint("pages", __name__, template_folder="templates")
    face.add_url_rule("/", view_func=home)
    face.add_url_rule("/browse/<string:plural>", view_func=browse)
    face.add_url_rule("/docs", view_func=docs)
    face.add_app_template_filter(web_address)
    return face


def web_address(url: str | None) -> str | None:
    """Return an address that may be linked to, None for anything that is no http or https address (``javascript:``)."""
    try:
        return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None
    except ValueError:
        return None


@operation(summary="What this is, what is loaded, where to go", tag="pages", answers=_PAGE, is_conditional=True)
def home() -> Response:
    """Return the start page."""
    with of_index() as state:
        return conditional(state, [address()], _home, vary=None)


@operation(
    summary="A list to browse",
    tag="pages",
    description="Further parameters are the filters of the list, as in the API.",
    parameters=(
        Parameter("plural", "what is listed", {"type": "string", "enum": list(_LISTS)}, where="path"),
        Parameter("cursor", "where the page begins", {"type": "string", "format": "cursor"}),
    ),
    answers=_PAGE,
    problems=(404,),
    is_conditional=True,
)
def browse(plural: str) -> Response:
    """Return one page of a list."""
    if plural not in _LISTS:
        raise NotFoundError(f"There is no list of {plural}; there are {', '.join(_LISTS)}.")
    with of_index() as state:
        return conditional(state, [], lambda: _list(plural), vary=None)


@operation(summary="The API's description, to try it in a browser", tag="pages", answers=_PAGE, is_conditional=True)
def docs() -> Response:
    """Return the description of the API as a page."""
    return conditional(of_installation(), [address()], _docs, vary=None)


def _home() -> Response:
    parts = backends()
    questions = ontology.competency_questions(parts.iris.base)
    return _html("pages/home.html", counts=parts.index.counts(), base=address(), questions=questions)


def _list(plural: str) -> Response:
    kind, parts = _LISTS[plural], backends()
    given = {name: value for name, value in request.args.items() if name != "cursor" and value.strip()}
    page = parts.index.page(kind, selection(kind, given, parts.iris), _ITEMS, request.args.get("cursor"))
    return _html(
        "pages/list.html",
        kind=kind,
        plural=plural,
        items=parts.views().items(kind, page.items),
        total=page.total,
        given=given,
        filters=FILTERS[kind],
        next=urlencode({**given, "cursor": page.next}) if page.next else None,
    )


def _docs() -> Response:
    described = openapi.document(current_app, address())
    tags: dict[str, list[Json]] = {}
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            tags.setdefault(said["tags"][0], []).append({"path": path, "method": method, **said})
    return _html(
        "pages/docs.html",
        about=described["info"]["description"],
        tags=tags,
        schemas=described["components"]["schemas"],
        problems=sorts_of_problems(),
    )


def _html(template: str, **values: Any) -> Response:
    return Response(render_template(template, **values), content_type=HTML.content_type)
