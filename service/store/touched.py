"""What an update may change, read from its text: which graphs, and which triples where it lists them."""

from __future__ import annotations

import re
from itertools import zip_longest

from pyoxigraph import BlankNode, Store, Triple

from service.store.scan import Token, tokens

_BEFORE_GRAPH = re.compile(r"(?:GRAPH|WITH|INTO|TO|MOVE|ADD|COPY)$", re.IGNORECASE)
_ABSOLUTE = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\\]*)>")
_SKIPPED = frozenset({"SILENT", "GRAPH"})


def touched_graphs(update: str) -> frozenset[str] | None:
    """Return the named graphs that an update may change, rather too many than too few.

    None when its text does not tell them (``GRAPH ?g``, ``CLEAR ALL``, prefixed names).
    """
    found: set[str] = set()
    names_graph = False
    for token in tokens(update):
        if token.kind == "word":
            if token.text.upper() in ("ALL", "NAMED"):
                return None
            names_graph = bool(_BEFORE_GRAPH.search(token.text)) or (names_graph and token.text.upper() in _SKIPPED)
        elif names_graph:
            iri = _absolute_iri(token)
            if iri is None:
                return None
            found.add(iri)
            names_graph = False
    return frozenset(found)


def writes_union(translated: str) -> bool:
    """Whether an update for the union layout writes the store's default graph: CLEAR ALL, or as a place to put by."""
    return any(token.is_word("ALL") or token.is_word("DEFAULT") for token in tokens(translated))


def data_of(update: str, base_iri: str | None = None) -> frozenset[Triple] | None:
    """Return the triples that an update may change, where it has no operations but INSERT DATA and DELETE DATA.

    None for other updates, for those with blank nodes, and for what the engine cannot read.
    """
    insertions = _as_insertions(update)
    if insertions is None:
        return None
    quads = Store()
    try:
        quads.update(insertions, base_iri=base_iri)
    except (SyntaxError, ValueError):
        return None
    triples = frozenset(quad.triple for quad in quads)
    return None if any(_has_blank_node(triple) for triple in triples) else triples


def _as_insertions(update: str) -> str | None:
    """Return the update with INSERT DATA for each DELETE DATA; None when it has other operations."""
    pieces: list[str] = []
    depth = written = 0
    found = list(tokens(update))
    for token, following in zip_longest(found, found[1:]):
        depth += (token.text == "{") - (token.text == "}")
        word = token.text.upper() if token.kind == "word" and depth == 0 else ""
        if word in ("INSERT", "DELETE"):
            if following is None or not following.is_word("DATA"):
                return None
            pieces += (update[written : token.start], "INSERT")
            written = token.end
        elif word not in ("", "DATA", "PREFIX", "BASE", "VERSION"):
            return None
    return "".join([*pieces, update[written:]])


def _has_blank_node(triple: Triple) -> bool:
    return any(isinstance(t, BlankNode) or (isinstance(t, Triple) and _has_blank_node(t)) for t in triple)


def _absolute_iri(token: Token) -> str | None:
    match = _ABSOLUTE.fullmatch(token.text) if token.kind == "iri" else None
    return match[1] if match else None
