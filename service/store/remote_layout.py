"""The default graph of a SPARQL server, which the standard leaves to the server, and how it is kept as it is wanted.

Where a server keeps the default graph apart from the others (Oxigraph, Fuseki), the writer holds the union of all
graphs in it: each write puts into it what is new in any graph, and takes out of it what is in none any more, in the
same request. (Oxigraph's own union, which can be asked for, has a triple of n graphs n times.) What users write to the
default graph is the named graph ``OWN_DEFAULT`` then. Where a server's default graph is the union whatever is asked
(RDF4J, GraphDB, Virtuoso), nothing has to be kept.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from service.errors import QueryError, UnavailableError
from service.store.http import SparqlClient
from service.store.layout import OWN_DEFAULT
from service.store.results import ACCEPT_ANY, accept, read_solutions
from service.store.scan import beginning
from service.store.server import Server
from service.store.terms import named_node
from service.store.translation import Translated

log = logging.getLogger(__name__)

_REC = "https://w3id.org/onrecord#"
_OWN = f"GRAPH <{OWN_DEFAULT}>"
_PROBED = f"<{_REC}probe> <{_REC}probe> <{_REC}probe>"
_PROBES = (f"GRAPH <{_REC}probe-1>", f"GRAPH <{_REC}probe-2>")
_PROBE = f"SELECT ?s {{}}WHERE {{{{ ?s <{_REC}probe> ?o }}}}"
_PROBE_OTHER = _PROBE.format(f"FROM <{_REC}probe-3> ")  # of a graph that is not there
_UNION_PLEASE = (("union-default-graph", "true"),)  # a parameter of Oxigraph's, which others pass over

_ADD_MISSING = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_TAKE_OUT = "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
REPAIR = f"{_ADD_MISSING} ;\n{_TAKE_OUT}"
_KEEP_OWN = f"ADD SILENT DEFAULT TO {_OWN} ;\n{_ADD_MISSING}"
_FIND_OWN = (
    f"INSERT {{ {_OWN} {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }} ;\n"
    f"{_ADD_MISSING}"
)
_TO_PLAIN = (
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o "
    f"FILTER NOT EXISTS {{ {_OWN} {{ ?s ?p ?o }} }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }} ;\n"
    f"DROP SILENT {_OWN}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the default graph of a server is.

    ``union``: the union of all graphs, otherwise the users' own. ``native``: the server makes it so by itself.
    ``on_demand``: the server makes the union for a query that asks for it, if only as a bag.
    """

    union: bool
    native: bool
    on_demand: bool

    @property
    def kept(self) -> bool:
        """Whether the union has to be kept by whoever writes."""
        return self.union and not self.native


class LayoutFile:
    """Where the writer notes the layout of a server for readers in other processes."""

    def __init__(self, path: Path, server: Server) -> None:
        self._path = path
        self._server = server.shown("query")

    def read(self) -> Layout | None:
        """Return what was noted last of this server, None where nothing is or its layout is being changed."""
        try:
            noted = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise UnavailableError(f"{self._path} cannot be read: {error}") from error
        if noted.pop("server") != self._server or not noted:
            return None
        return Layout(**noted)

    @property
    def is_of_another(self) -> bool:
        """Whether what is noted is of another server, or there is nothing."""
        try:
            return bool(json.loads(self._path.read_text(encoding="utf-8"))["server"] != self._server)
        except (OSError, ValueError):
            return True

    def write(self, layout: Layout | None) -> None:
        """Note a layout, None while it is being changed."""
        new = self._path.with_suffix(".new")
        try:
            new.write_text(json.dumps({"server": self._server, **(asdict(layout) if layout else {})}) + "\n")
            new.replace(self._path)
        except OSError as error:
            raise UnavailableError(f"{self._path} cannot be written: {error.strerror}") from error


def made_ready(client: SparqlClient, file: LayoutFile, server: Server, *, union: bool) -> Layout:
    """Find out what the server's default graph is, make it what is wanted, and return what it is then.

    Raises ``UnavailableError`` where the server cannot have it as it is wanted.
    """
    try:
        rows, on_demand, is_deaf, is_open = _probed(client)
    except QueryError as error:
        raise UnavailableError(
            f"The store at {server.shown('query')} refuses what SPARQL 1.1 has, so that OnRecord cannot work on it: "
            f"{error.detail}"
        ) from error
    if is_open:
        raise UnavailableError(
            f"The store at {server.shown('query')} carries out updates that are sent to it as queries, so that whoever "
            "may ask could change it. Give the query endpoint an account that may only read."
        )
    if is_deaf:
        raise UnavailableError(
            f"The store at {server.shown('query')} answers from all graphs, whatever graph a query names in FROM. "
            "Have it keep its default graph apart: start Oxigraph without --union-default-graph."
        )
    if rows and not union:
        raise UnavailableError(
            f"The default graph of the store at {server.shown('query')} is the union of all graphs, whatever it is "
            "asked: ONRECORD_UNION_DEFAULT_GRAPH=false cannot be had there, unless the server has a setting for it."
        )
    if rows > 1:
        log.warning(
            "the default graph of the store at %s has a triple of n graphs n times: queries that count without "
            "DISTINCT count it n times; if the server can keep its default graph apart, have it do that",
            server.shown("query"),
        )
    before, now = file.read(), Layout(union=union, native=bool(rows), on_demand=on_demand)
    if now != before:
        file.write(None)
        if now.kept and not (before is not None and before.kept):
            client.update(_FIND_OWN if before is None else _KEEP_OWN, repeatable=True)
        elif before is not None and before.kept and not now.native:
            client.update(_TO_PLAIN, repeatable=True)
        file.write(now)
    return now


def taken_out(graph: str) -> str:
    """Return the update that takes out of the union what only this graph has; to be done before the graph changes."""
    name = named_node(graph)
    return (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} "
        f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER (?other != {name}) }} }}"
    )


def put_in(graph: str) -> str:
    """Return the update that puts into the union what this graph has."""
    return f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {named_node(graph)} {{ ?s ?p ?o }} }}"


def keeping_union(update: Translated, text: str) -> str:
    """Return an update for the union layout, whose text is this, together with what keeps the union.

    It takes back what the update notes of itself, too.
    """
    first = beginning(text)  # Oxigraph takes PREFIX and BASE before the first operation only
    start = first.start if first else 0
    forget = f"DROP SILENT GRAPH <{update.journal}>"
    if update.changed is None or update.writes_union:
        return " ;\n".join([text, forget, REPAIR])
    names = sorted(update.changed)
    before = "".join(f"{taken_out(name)} ;\n" for name in names)
    noted = f"GRAPH <{update.journal}> {{ ?s ?p ?o }}"
    elsewhere = f"EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER (?other != <{update.journal}>) }}"
    return " ;\n".join(
        [
            f"{text[:start]}{before}{text[start:]}",
            *map(put_in, names),
            f"INSERT {{ ?s ?p ?o }} WHERE {{ {noted} FILTER {elsewhere} }}",
            f"DELETE {{ ?s ?p ?o }} WHERE {{ {noted} FILTER NOT {elsewhere} }}",
            forget,
        ]
    )


def _probed(client: SparqlClient) -> tuple[int, bool, bool, bool]:
    """Find out what a server is like, by a triple in two graphs, which are taken out again.

    Returns how often the default graph has the triple; whether it has it when it is asked for the union; whether it has
    it in spite of a FROM; whether an update is carried out that is sent as a query.
    """
    try:
        client.update(f"INSERT DATA {{ {' '.join(f'{g} {{ {_PROBED} }}' for g in _PROBES)} }}", repeatable=True)
        rows = _rows(client, _PROBE.format(""))
        on_demand = _rows(client, _PROBE.format(""), _UNION_PLEASE) > 0
        return rows, on_demand, _rows(client, _PROBE_OTHER) > 0, _takes_updates_as_queries(client)
    finally:
        client.update(" ; ".join(f"DROP SILENT {graph}" for graph in _PROBES), repeatable=True)


def _takes_updates_as_queries(client: SparqlClient) -> bool:
    try:
        client.query(f"CLEAR SILENT {_PROBES[0]}", ACCEPT_ANY).close()
    except QueryError:
        return False
    return True


def _rows(client: SparqlClient, probe: str, fields: tuple[tuple[str, str], ...] = ()) -> int:
    return sum(1 for _ in read_solutions(client.query(probe, accept(probe), fields)))
