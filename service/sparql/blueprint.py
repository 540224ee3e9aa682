"""The SPARQL face: its routes put together."""

from __future__ import annotations

from flask import Blueprint

from service.sparql.answer_cache import AnswerCache
from service.sparql.documents import add_documents
from service.sparql.endpoint import add_endpoint
from service.sparql.graph_store import add_graph_store
from service.sparql.resources import PageOf, add_resources
from service.sparql.runner import QueryRunner
from service.sparql.shared_answers import SharedAnswers


def blueprint(runner: QueryRunner, page: PageOf, cache: AnswerCache) -> Blueprint:
    """Return the SPARQL face; ``runner`` runs its queries, ``page`` makes the web page of a thing.

    Answers are kept in ``cache`` until the store changes.
    """
    face = Blueprint("sparql", __name__, template_folder="templates")
    add_endpoint(face, SharedAnswers(runner, cache))
    add_graph_store(face)
    add_documents(face)
    add_resources(face, page)
    return face
