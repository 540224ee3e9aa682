"""The routes below /api/v1. flask-restx is kept to routing: errors, formats and the description are OnRecord's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask_restx import Api

from service.api.articles import add_articles
from service.api.jobs import add_jobs
from service.api.lists import add_lists


class _Api(Api):  # type: ignore[misc]
    """flask-restx without its own way with errors, which would render them by the Accept header."""

    def error_router(self, original_handler: Callable[[Exception], Any], error: Exception) -> Any:
        return original_handler(error)


def blueprint() -> Blueprint:
    """Return the REST face."""
    face = Blueprint("api", __name__, url_prefix="/api/v1")
    api = _Api(face, doc=False, add_specs=False, catch_all_404s=False)
    namespace = api.namespace("v1", path="/")
    add_articles(namespace)
    add_lists(namespace)
    add_jobs(namespace)
    return face
