"""The query editor: a page with a text field, queries to begin with, and the answer as a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template

import ontology
from service.errors import OnRecordError
from service.sparql.answering import Answer, Question
from service.sparql.cached import Found
from service.web.context import backends
from service.web.negotiation import HTML

_ROWS_SHOWN = 1000  # of a table; the other formats have them all
_FIRST = """SELECT DISTINCT ?statement ?speaker ?content WHERE {
  ?statement a rec:Statement ; rec:speaker/rdfs:label ?speaker ; rec:content ?content .
}
LIMIT 20"""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page shows it: a table, a graph in Turtle, a truth value, or what went wrong."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[dict[str, Any] | None, ...], ...] = ()
    more: int = 0
    graph: str | None = None
    truth: bool | None = None
    error: OnRecordError | None = None


def editor(question: Question | None = None, find: Callable[[], Found] | None = None) -> Response:
    """Return the page, with the answer to a question where there is one."""
    shown = _answered(find) if find else None
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(ontology.prefixes().items()))
    page = render_template(
        "sparql/editor.html",
        query=question.query if question else prefixes + _FIRST,
        shown=shown,
        prefixes=ontology.prefixes(),
        examples=ontology.examples(backends().iris.base),
    )
    status = shown.error.status if shown and shown.error else 200
    return Response(page, status, content_type=HTML.content_type)


def _answered(find: Callable[[], Found]) -> Shown:
    try:
        return _shown(find().answer)
    except OnRecordError as error:
        return Shown(error=error)


def _shown(answer: Answer) -> Shown:
    if answer.media_type == "text/turtle":
        return Shown(graph=answer.read().decode())
    document = json.loads(answer.read())
    if "boolean" in document:
        return Shown(truth=document["boolean"])
    columns, bindings = document["head"]["vars"], document["results"]["bindings"]
    rows = tuple(tuple(binding.get(column) for column in columns) for binding in bindings[:_ROWS_SHOWN])
    return Shown(columns=tuple(columns), rows=rows, more=max(0, len(bindings) - _ROWS_SHOWN))
