"""Refuses updates so deeply nested that the engine would overflow its stack, which would be the end of the writer."""

from __future__ import annotations

import re
from itertools import islice

from service.errors import QueryError
from service.store.scan import tokens, unescaped

_DEEPEST = 500  # the engine ends with 8 MB of stack at about 1,000 (EXISTS); people and tools stay below 100
_OPENING = re.compile(r"[\[({]")
_STEPS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def refuse_deep(update: str) -> None:
    """Raise ``QueryError`` for an update with more than 500 groups, lists or parentheses within each other."""
    for text in {update, unescaped(update)}:
        if _depth(text) > _DEEPEST:
            raise QueryError(
                f"The update has over {_DEEPEST} groups or parentheses within each other, more than can be carried "
                "out: write it flatter, or send several updates."
            )


def _depth(text: str) -> int:
    """Return how deep the deepest brackets are, or 0 where there are too few to be too deep."""
    if next(islice(_OPENING.finditer(text), _DEEPEST, None), None) is None:
        return 0
    depth = deepest = 0
    for token in tokens(text):
        if token.kind == "other":
            depth += _STEPS.get(token.text, 0)
            deepest = max(deepest, depth)
    return deepest
