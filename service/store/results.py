"""What a SPARQL server answers, read by the engine's parsers into what the embedded engine would have given.

Tables are asked for as JSON and graphs as N-Triples, whatever the client wants: both are read and written by the engine
at 100 MB a second, and an answer that its server broke off, or ended with a message (as Oxigraph does under
``--timeout-s``), cannot be taken for a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import IO, TypeVar, cast

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from service.errors import QueryError
from service.store.protocol import QueryResult
from service.store.reply import Reply
from service.store.scan import beginning

_Kind = TypeVar("_Kind")

_TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,  # its type until 2014
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_ACCEPT_TABLE = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.3"
ACCEPT_ANY = f"{_ACCEPT_TABLE}, {_ACCEPT_GRAPH}"
_ACCEPT = {
    "SELECT": _ACCEPT_TABLE,
    "ASK": _ACCEPT_TABLE,
    "CONSTRUCT": _ACCEPT_GRAPH,
    "DESCRIBE": _ACCEPT_GRAPH,
}


def accept(query: str) -> str:
    """Return the ``Accept`` header for a query: servers that are offered tables and graphs may choose the wrong one.

    Raises ``QueryError`` for what is no query: some servers would carry it out as an update.
    """
    first = beginning(query)
    form = first.text.upper() if first is not None and first.kind == "word" else ""
    if form not in _ACCEPT:
        raise QueryError(f"A query begins with {', '.join(_ACCEPT)}, behind its PREFIX and BASE; this is none.")
    return _ACCEPT[form]


def is_graph(reply: Reply) -> bool:
    """Return whether an answer is a graph; ``UnavailableError`` where it is neither a table nor a graph."""
    if reply.media_type in _TABLES:
        return False
    if reply.media_type in _GRAPHS:
        return True
    with closing(reply):
        reply.peek()
        raise reply.broken(f"it should be {' or '.join((*_TABLES, *_GRAPHS))}")


def read_result(reply: Reply) -> QueryResult:
    """Return all of an answer, held in memory; ``UnavailableError`` when it cannot be read to its end."""
    if is_graph(reply):
        graph = Store()
        graph.extend(Quad(*triple) for triple in read_triples(reply))
        return graph.query("CONSTRUCT WHERE { ?s ?p ?o }")
    with closing(reply):
        body = reply.read()
        problem = _problem(body, reply)
        if problem is not None:
            raise reply.broken(problem)
        return _parsed(body, reply)


def _problem(body: bytes, reply: Reply) -> str | None:
    """Return why a table cannot be read to its end, None where it can.

    Not raised from here, as tables have to be let go of by the thread that made them, and errors hold on to them.
    """
    try:
        result = _parsed(body, reply)
        for _ in result if isinstance(result, QuerySolutions) else ():
            pass
    except (SyntaxError, ValueError) as error:
        return str(error)
    return None


def read_solutions(reply: Reply) -> QuerySolutions:
    """Return all of a table of solutions; raises as ``read_result``, and where it is something else."""
    return _expected(read_result(reply), QuerySolutions, reply)


def read_boolean(reply: Reply) -> bool:
    """Return a yes or no; raises as ``read_result``, and where it is something else."""
    return bool(_expected(read_result(reply), QueryBoolean, reply))


def _expected(result: QueryResult, kind: type[_Kind], reply: Reply) -> _Kind:
    if not isinstance(result, kind):
        raise reply.broken(f"it is not of the sort that was asked for ({kind.__name__})")
    return result


def read_table(reply: Reply) -> QuerySolutions | QueryBoolean:
    """Return a table, of which no more is read than is asked for.

    Going through it raises ``SyntaxError`` where the answer is no table any more (see ``Reply.broken``).
    """
    try:
        return _parsed(reply, reply)
    except (SyntaxError, ValueError) as error:
        reply.close()
        raise reply.broken(error) from error


def read_triples(reply: Reply) -> Iterator[Triple]:
    """Yield the triples of a graph as they come; ``UnavailableError`` when it cannot be read to its end."""
    with closing(reply):
        try:
            for quad in parse(cast(IO[bytes], reply), _GRAPHS[reply.media_type], lenient=True):
                yield quad.triple
        except (SyntaxError, ValueError) as error:
            raise reply.broken(error) from error


def _parsed(body: bytes | Reply, reply: Reply) -> QuerySolutions | QueryBoolean:
    return parse_query_results(cast(IO[bytes] | bytes, body), _TABLES[reply.media_type])
