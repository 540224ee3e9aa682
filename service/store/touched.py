"""Which graphs an update may change, read from its text."""

from __future__ import annotations

import re

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


def _absolute_iri(token: Token) -> str | None:
    match = _ABSOLUTE.fullmatch(token.text) if token.kind == "iri" else None
    return match[1] if match else None
