"""The routes below /api/v1. flask-restx is kept to routing: errors, formats and the description are OnRecord's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask_restx import Api

from service.api.articles import ArticleId, add_articles
from service.api.jobs import add_jobs
from service.api.lists import add_lists
from service.api.reprocessing import add_reprocessing


class _Api(Api):  # type: ignore[misc]
    """flask-restx without its Swagger pages, and without its way with errors, which follows the Accept header."""

    def error_router(self, original_handler: Callable[[Exception], Any], error: Exception) -> Any:
        return original_handler(error)

    def _register_specs(self, _: Any) -> None: ...

    def _register_doc(self, _: Any) -> None: ...

    def _register_apidoc(self, _: Any) -> None: ...


def blueprint() -> Blueprint:
    """Return the REST face."""
    face = Blueprint("api", __name__, url_prefix="/api/v1")
    face.record_once(lambda state: state.app.url_map.converters.update(article=ArticleId))
    api = _Api(face)
    namespace = api.namespace("v1", path="/")
    add_articles(namespace)
    add_lists(namespace)
    add_jobs(namespace)
    add_reprocessing(namespace)
    return face
