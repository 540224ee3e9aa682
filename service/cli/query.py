"""``onrecord query``: a SPARQL query on the newest state of the store."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)
from rich.console import Console
from rich.table import Table
from rich.text import Text

import ontology
from service.cli.terminal import printable
from service.errors import InvalidInputError
from service.settings import Settings
from service.wiring import open_source

_TERM = NamedNode | BlankNode | Literal | Triple
_SOLUTIONS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_WIDE = 100_000  # columns of a table that goes to a file: nothing is folded or cut


def run(settings: Settings, file: Path | None, expression: str | None, result_format: str | None) -> None:
    """Answer the query on standard output; None as format is a table, or Turtle where the result is a graph."""
    query = expression if expression is not None else _read(file)
    known = ontology.prefixes()
    # On one line before the query, so that the parser's line numbers stay right; the query may declare its own.
    declared = "".join(f"PREFIX {name}: <{iri}> " for name, iri in known.items())
    result = (
        open_source(settings)
        .reader()
        .query(declared + query, base_iri=settings.base_iri, union_default_graph=settings.union_default_graph)
    )
    if isinstance(result, QueryTriples):
        _write_graph(result, result_format or "turtle", known)
    elif result_format in (None, "table"):
        _print_table(result, known)
    else:
        _write_solutions(result, str(result_format))


def _read(file: Path | None) -> str:
    if file is None or str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{file}: {getattr(error, 'strerror', None) or error}") from error


def _write_graph(result: QueryTriples, result_format: str, known: dict[str, str]) -> None:
    rdf_format = _GRAPHS.get(result_format)
    if rdf_format is None:
        raise InvalidInputError(
            f"The result is a graph; --format {result_format} is for tables. Use turtle, ntriples, …"
        )
    serialize(result, sys.stdout.buffer, rdf_format, prefixes=known)


def _write_solutions(result: QuerySolutions | QueryBoolean, result_format: str) -> None:
    solutions_format = _SOLUTIONS.get(result_format)
    if solutions_format is None:
        raise InvalidInputError(f"The result is a table; --format {result_format} is for graphs. Use json, csv, tsv, …")
    result.serialize(sys.stdout.buffer, solutions_format)
    sys.stdout.buffer.write(b"\n" if result_format in ("json", "xml") else b"")


def _print_table(result: QuerySolutions | QueryBoolean, known: dict[str, str]) -> None:
    if isinstance(result, QueryBoolean):
        print("yes" if result else "no")
        return
    table = Table(*(variable.value for variable in result.variables))
    count = 0
    for solution in result:
        table.add_row(*(Text("" if term is None else printable(_shown(term, known))) for term in solution))
        count += 1
    console = Console() if sys.stdout.isatty() else Console(width=_WIDE)
    console.print(table)
    print(f"{count} rows", file=sys.stderr)


def _shown(term: _TERM, known: dict[str, str]) -> str:
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode):
        for name, iri in known.items():
            local = term.value.removeprefix(iri)
            if local != term.value and re.fullmatch(r"[\w-]+(/[\w-]+)?", local):
                return f"{name}:{local}"
    return str(term)
