"""SPARQL for models: reading only, the prefixes declared, the answer cut to what a model can read and saying so."""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, Literal, cast

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

import ontology
from service.errors import InvalidInputError, QueryError, UnavailableError
from service.mcp_server.answers import QueryAnswer
from service.mcp_server.backend import GRAPH, RESULTS, Backend
from service.sparql.answering import Answer
from service.store.scan import tokens

TableFormat = Literal["csv", "json"]
MAX_CHARS = 40_000  # characters of an answer: some ten thousand tokens
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_MEDIA_TYPES = {"csv": "text/csv", "json": RESULTS}
_MAX_ERROR = 300  # characters; the parser names every character that it would have taken
_FIRST_LINE = re.compile(r"error at 1:(\d+)")
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def ask(backend: Backend, query: str, rows: int, table: TableFormat, timeout: float | None) -> QueryAnswer:
    """Answer a query with at most so many rows or triples and ``MAX_CHARS`` characters, which ends it then.

    Raises ``InvalidInputError`` for an update, and as ``Backend.query``.
    """
    _refuse_update(query)
    declared = declarations(backend.iris.base)
    try:
        answer = backend.query(declared + query, timeout)
    except InvalidInputError as error:  # a service's own word for SPARQL that does not parse
        raise InvalidInputError(_told(error.detail, len(declared))) from error
    except QueryError as error:
        raise QueryError(_told(error.detail, len(declared))) from error
    try:
        if answer.media_type == GRAPH:
            return _graph(answer, rows)
        if answer.media_type == RESULTS:
            return _solutions(answer, rows, table)
        raise UnavailableError(f"The service answers in a format that was not asked for: {answer.media_type}.")
    finally:
        answer.close()


def declarations(base: str) -> str:
    """Return base and prefixes of the project, on one line, so that a parser's line numbers stay right."""
    return f"BASE <{base}> " + "".join(f"PREFIX {name}: <{iri}> " for name, iri in ontology.prefixes().items())


def _refuse_update(query: str) -> None:
    if not query.strip():
        raise InvalidInputError("The query is empty.")
    words = (token.text.upper() for token in tokens(query) if token.kind == "word")
    first = next((word for word in words if word not in ("PREFIX", "BASE")), "")
    if first in _UPDATES:
        raise InvalidInputError(
            f"{first} is an update, and nothing can be changed here: ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
        )


def _told(detail: str, declared: int) -> str:
    """Return what is wrong with a query, with the column where its author sees it, and at a length to be read."""
    told = _FIRST_LINE.sub(lambda place: f"error at 1:{max(int(place[1]) - declared, 1)}", detail)
    return textwrap.shorten(told, _MAX_ERROR, placeholder=" …")


class _Pieces(io.RawIOBase):
    """The pieces of an answer as a file, for parsers that read as they go."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = piece
        size = len(self._left) if size < 0 else size
        taken, self._left = self._left[:size], self._left[size:]
        return taken


def _file(answer: Answer) -> IO[bytes]:
    return cast(IO[bytes], _Pieces(answer.parts))


def _solutions(answer: Answer, rows: int, table: TableFormat) -> QueryAnswer:
    result = pyoxigraph.parse_query_results(_file(answer), format=QueryResultsFormat.JSON)
    if isinstance(result, QueryBoolean):
        return QueryAnswer(
            form="boolean",
            media_type="text/plain",
            rows=1,
            cut=None,
            revision=answer.revision,
            result=str(bool(result)).lower(),
        )
    assert isinstance(result, QuerySolutions)
    names = [variable.value for variable in result.variables]
    write = _csv_row if table == "csv" else _json_row
    written, cut = _bounded((write(names, tuple(solution)) for solution in result), rows, "rows")
    head = _csv_row(names, names) if table == "csv" else ""
    body = head + "".join(written) if table == "csv" else _json_results(names, written)
    return QueryAnswer(
        form="table",
        media_type=_MEDIA_TYPES[table],
        rows=len(written),
        cut=cut,
        revision=answer.revision,
        result=body,
    )


def _graph(answer: Answer, rows: int) -> QueryAnswer:
    triples = (quad.triple for quad in pyoxigraph.parse(_file(answer), format=RdfFormat.N_TRIPLES))
    kept: list[Triple] = []
    lines, cut = _bounded((_kept(triple, kept) for triple in triples), rows, "triples")
    used = {name: iri for name, iri in ontology.prefixes().items() if any(f"<{iri}" in line for line in lines)}
    body = pyoxigraph.serialize(kept[: len(lines)], format=RdfFormat.TURTLE, prefixes=used)
    return QueryAnswer(
        form="graph",
        media_type="text/turtle",
        rows=len(lines),
        cut=cut,
        revision=answer.revision,
        result=(body or b"").decode(),
    )


def _kept(triple: Triple, kept: list[Triple]) -> str:
    kept.append(triple)
    return str(triple)


def _bounded(entries: Iterable[str], most: int, unit: str) -> tuple[list[str], str | None]:
    """Return the entries that fit, and what to say where there are more of them."""
    written: list[str] = []
    length = 0
    remaining = iter(entries)
    for entry in islice(remaining, most):
        length += len(entry)
        if length > MAX_CHARS:
            return written, (
                f"Cut after {len(written)} {unit}, as the next would go over {MAX_CHARS} characters: ask for fewer or "
                "shorter values, or go on with ORDER BY, LIMIT and OFFSET."
            )
        written.append(entry)
    if next(remaining, None) is None:
        return written, None
    return written, (
        f"Cut after {most} {unit}; there are more: raise max_rows, count with COUNT, or go on with ORDER BY, LIMIT and "
        "OFFSET."
    )


def _csv_row(_: Sequence[str], values: Sequence[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([_plain(value) for value in values])
    return out.getvalue()


def _plain(value: Any) -> str:
    """Return a term as SPARQL's CSV has it."""
    if value is None or isinstance(value, str):
        return value or ""
    return str(value) if isinstance(value, BlankNode | Triple) else str(value.value)


def _json_row(names: Sequence[str], values: Sequence[Any]) -> str:
    row = {name: _json_term(value) for name, value in zip(names, values, strict=True) if value is not None}
    return json.dumps(row, ensure_ascii=False)


def _json_results(names: Sequence[str], rows: Sequence[str]) -> str:
    return f'{{"head": {json.dumps({"vars": names})}, "results": {{"bindings": [{", ".join(rows)}]}}}}'


def _json_term(term: Any) -> Any:
    """Return a term as the SPARQL 1.1 Query Results JSON Format has it, a quoted triple as that of SPARQL 1.2."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = ("subject", term.subject), ("predicate", term.predicate), ("object", term.object)
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    plain = term.datatype.value in (_STRING, _LANGUAGE_STRING)
    return {"type": "literal", "value": term.value} | ({} if plain else {"datatype": term.datatype.value})
