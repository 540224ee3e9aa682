"""Whether the same query on the same data always has the same answer, so that an answer may be kept."""

from __future__ import annotations

import re

from service.store.scan import tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BLANK = r"(?:\s|\#[^\r\n]*[\r\n])*"
# Looked for in the plain text, in strings and comments, too: a query that only mentions them is answered anew each
# time, and none that calls them is kept, however it is written.
_CHANGING = re.compile(
    rf"""(?:NOW|RAND|UUID|BNODE){_BLANK}\(
       | SERVICE{_BLANK}(?:SILENT{_BLANK})?(?:[<?$]|[^\s<>"'{{}}|^`\\:]*:)""",
    re.VERBOSE | re.IGNORECASE,
)


def is_deterministic(query: str) -> bool:
    """Return whether a query asks neither the clock, nor chance, nor another server, and makes no blank nodes.

    Where several answers are right (``LIMIT`` without ``ORDER BY``, ``SAMPLE``) one of them stays right.
    """
    readings = {query, _ESCAPE.sub(_character, query)} if "\\" in query else {query}
    return not any(_CHANGING.search(text) or _makes_blank_nodes(text) for text in readings)


def _makes_blank_nodes(query: str) -> bool:
    """Whether the template of a CONSTRUCT has blank nodes, which are new ones in each answer."""
    if "CONSTRUCT" not in query.upper():
        return False
    depth, is_template = 0, False
    for token in tokens(query):
        if not is_template:
            is_template = token.kind == "word" and token.text.upper().endswith("CONSTRUCT")
        elif token.text == "{":
            depth += 1
        elif token.text == "}":
            return False
        elif depth and (token.kind == "blank" or token.text in ("[", "(")):
            return True
    return False


def _character(escape: re.Match[str]) -> str:
    code_point = int(escape.group(1) or escape.group(2), 16)
    return chr(code_point) if code_point <= 0x10FFFF else ""
