"""Refuses updates that would be the end of the writer: so deeply nested that the engine would overflow its stack, or
with names so long, and so often, that they would fill all memory once they are written out."""

from __future__ import annotations

import re
from itertools import islice

from service.errors import QueryError
from service.store.scan import tokens, unescaped

_DEEPEST = 500  # the engine ends with 8 MB of stack at about 1,000 (EXISTS); people and tools stay below 100
_LONGEST = 500_000_000  # bytes of names, written out: a service takes updates of some megabytes
_DECLARED = re.compile(r"(?:prefix\s+[^\s<]*|base)\s*<([^<>]*)>", re.IGNORECASE)
_OPENING = re.compile(r"[\[({]|<<")
_STEPS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def refuse_deep(update: str) -> None:
    """Raise ``QueryError`` for an update with more than 500 groups, lists or parentheses within each other.

    And for one whose names, written out, would be longer than 500 MB.
    """
    for text in {update, unescaped(update)}:
        if _names_length(text) > _LONGEST:
            raise QueryError(
                "The update has a long PREFIX or BASE, and so many names by it, that they cannot be written out: send "
                "several updates."
            )
        if _depth(text) > _DEEPEST:
            raise QueryError(
                f"The update has over {_DEEPEST} groups or parentheses within each other, more than can be carried "
                "out: write it flatter, or send several updates."
            )


def _names_length(text: str) -> int:
    """Return how long all names would be at most if each were written out by the longest declaration."""
    longest = max((len(found) for found in _DECLARED.findall(text)), default=0)
    return longest * (text.count(":") + text.count("<"))


def _depth(text: str) -> int:
    """Return how deep the deepest brackets are, or 0 where there are too few to be too deep."""
    if next(islice(_OPENING.finditer(text), _DEEPEST, None), None) is None:
        return 0
    depth = deepest = 0
    before = None
    for token in tokens(text):
        if token.kind == "other":
            depth += _STEPS.get(token.text, 0)
            if before is not None and before.end == token.start and before.text == token.text and token.text in "<>":
                depth += 1 if token.text == "<" else -1  # of triples as terms: << and >>
                before = None
            else:
                before = token
            deepest = max(deepest, depth)
    return deepest
