"""Keeps ``GRAPH ?g`` from the users' default graph, which in the union layout is a named graph of the store.

A filter behind each ``GRAPH ?g {…}`` does it; ``?g`` has a value there, for whatever the group matches is in a graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.errors import QueryError
from service.store.layout import OWN_DEFAULT
from service.store.scan import Token, tokens

# The engine leaves ?g without a value where the group matches nothing in a graph, as in GRAPH ?g { VALUES … }.
_FILTER = " FILTER ( ! bound({0}) || {0} NOT IN ({1}) ) "
_ENDS_IN_GRAPH = re.compile(r"GRAPH$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """Text to be put in the place of a request's characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def changed(request: str, changes: Iterable[Change]) -> str:
    """Return a request with these changes, which do not overlap."""
    pieces: list[str] = []
    copied = 0
    for change in sorted(changes, key=lambda change: change.start):
        pieces += (request[copied : change.start], change.text)
        copied = change.end
    return "".join([*pieces, request[copied:]])


def named_only(query: str) -> str:
    """Return a query on the whole store in which ``GRAPH ?g`` passes by the users' default graph.

    Where there is a subquery in the group, the engine does not tell the graph, and the query is left as it is.
    """
    found = list(tokens(query)) if "GRAPH" in query.upper() else []
    return changed(query, (_filter(group, OWN_DEFAULT) for group in _variable_graphs(found) if not group.has_subquery))


def filters(pattern: Sequence[Token], journal: str) -> Iterator[Change]:
    """Yield the filters that the pattern of an update needs, which passes by its journal as well.

    Raises ``QueryError`` for a subquery in ``GRAPH ?g``: the engine would let it see all graphs.
    """
    for group in _variable_graphs(pattern):
        if group.has_subquery:
            raise QueryError(
                f"A subquery within GRAPH {group.variable} is refused: the engine does not hold it to one graph. "
                "Put GRAPH into the subquery."
            )
        yield _filter(group, OWN_DEFAULT, journal)


def quads_as_pattern(quads: Sequence[Token], journal: str) -> Iterator[Change]:
    """Yield what makes a pattern of the quads of a DELETE WHERE: there ``GRAPH ?g { }`` asks nothing, here it would."""
    for first, _, opening, closing in zip(*(quads[n:] for n in range(4)), strict=False):
        if first.is_word("GRAPH") and opening.text == "{" and closing.text == "}":
            yield Change(first.start, opening.start, "")
    yield from (_filter(group, OWN_DEFAULT, journal) for group in _variable_graphs(quads) if not group.is_empty)


def ends_in_graph(token: Token) -> bool:
    """Whether the keyword GRAPH is, or ends, a word; the engine takes it off what stands before it."""
    return token.kind == "word" and bool(_ENDS_IN_GRAPH.search(token.text))


@dataclass(slots=True)
class _VariableGraph:
    variable: str
    end: int = 0
    is_empty: bool = True
    has_subquery: bool = False


def _variable_graphs(found: Sequence[Token]) -> Iterator[_VariableGraph]:
    open_braces: list[_VariableGraph | None] = []
    opens: _VariableGraph | None = None
    for before, token in zip([None, *found], found, strict=False):
        if token.text == "{":
            open_braces.append(opens)
        elif token.text == "}":
            group = open_braces.pop() if open_braces else None
            if group is not None:
                group.end, group.is_empty = token.end, before is not None and before.text == "{"
                yield group
        elif token.kind == "word" and token.text.upper().endswith("SELECT"):
            for group in open_braces:
                if group is not None:
                    group.has_subquery = True
        is_variable = token.kind == "variable" and before is not None and ends_in_graph(before)
        opens = _VariableGraph(token.text) if is_variable else None


def _filter(group: _VariableGraph, *hidden: str) -> Change:
    graphs = ", ".join(f"<{iri}>" for iri in hidden)
    return Change(group.end, group.end, _FILTER.format(group.variable, graphs))
