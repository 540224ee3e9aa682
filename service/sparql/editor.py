"""The query editor: a page with a text field, queries to begin with, and the answer as a table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from flask import Response, render_template
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

import ontology
from service.errors import OnRecordError
from service.sparql.answering import Answer, Question
from service.sparql.shared_answers import Found
from service.web.context import backends
from service.web.negotiation import HTML
from service.web.problems import count, headers_of

_ROWS_SHOWN = 1000  # of a table; the other formats have them all
_BYTES_SHOWN = 2_000_000  # of an answer: no browser shows more with pleasure, and an answer may have a gigabyte
_FIRST = """SELECT DISTINCT ?statement ?speaker ?content WHERE {
  ?statement a rec:Statement ; rec:speaker/rdfs:label ?speaker ; rec:content ?content .
}
LIMIT 20"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as the page shows it."""

    value: str
    is_iri: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page shows it: a table, a graph in Turtle, a truth value, or what went wrong.

    ``is_cut``: there is more in the other formats.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    graph: str | None = None
    truth: bool | None = None
    error: OnRecordError | None = None
    is_cut: bool = False


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
    error = shown.error if shown else None
    if error is None:
        return Response(page, content_type=HTML.content_type)
    count(error.status, error.title, error.detail)
    return Response(page, error.status, headers_of(error), content_type=HTML.content_type)


def _answered(find: Callable[[], Found]) -> Shown:
    try:
        return _shown(find().answer)
    except OnRecordError as error:
        return Shown(error=error)


def _shown(answer: Answer) -> Shown:
    beginning, is_cut = _beginning(answer)
    if answer.media_type == "text/turtle":
        return Shown(graph=beginning.decode(errors="ignore"), is_cut=is_cut)
    result = parse_query_results(beginning, QueryResultsFormat.JSON)
    if isinstance(result, QueryBoolean):
        return Shown(truth=bool(result))
    rows, goes_on = _rows(result, is_cut=is_cut)
    return Shown(tuple(variable.value for variable in result.variables), rows, is_cut=goes_on)


def _beginning(answer: Answer) -> tuple[bytes, bool]:
    """Return an answer as far as it is shown, and whether it goes on; its query is ended then."""
    taken = bytearray()
    with closing(answer):
        for part in answer.parts:
            taken += part
            if len(taken) > _BYTES_SHOWN:
                return bytes(taken), True
    return bytes(taken), False


def _rows(solutions: QuerySolutions, *, is_cut: bool) -> tuple[tuple[tuple[Cell | None, ...], ...], bool]:
    """Return the rows that are shown, and whether there are more."""
    rows: list[tuple[Cell | None, ...]] = []
    try:
        for solution in solutions:
            if len(rows) == _ROWS_SHOWN:
                return tuple(rows), True
            rows.append(tuple(_cell(term) for term in solution))
    except SyntaxError:
        if not is_cut:
            raise
    return tuple(rows), is_cut


def _cell(term: object) -> Cell | None:
    return None if term is None else Cell(getattr(term, "value", str(term)), isinstance(term, NamedNode))
