"""Gives a SPARQL update the dataset that its request names (``using-graph-uri``, SPARQL 1.1 Protocol §2.2.3).

The engine takes no dataset for updates, so ``USING`` clauses are written into the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.errors import QueryError
from service.store.scan import Token, tokens
from service.store.terms import named_node


def with_using(update: str, graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """Return the update with these graphs as the dataset of every ``WHERE`` clause.

    Raises ``QueryError`` when the update has ``USING`` or ``WITH`` itself, as the protocol demands.
    """
    using = [f"USING {named_node(g)} " for g in graphs] + [f"USING NAMED {named_node(g)} " for g in named_graphs]
    found = list(tokens(update))
    pieces: list[str] = []
    written = depth = 0
    for index, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        _refuse_own_dataset(token)
        if depth == 0 and token.is_word("WHERE"):
            pieces.append(update[written : token.start])
            if index and found[index - 1].is_word("DELETE"):
                # DELETE WHERE takes no dataset; DELETE {pattern} WHERE {pattern} is the same and does.
                pieces.append(update[token.end : _end_of_group(found[index + 1 :])] + " ")
            pieces += using
            written = token.start
    return "".join([*pieces, update[written:]])


def _end_of_group(found: Sequence[Token]) -> int:
    depth = 0
    for token in found:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return token.end
    raise QueryError("a brace after DELETE WHERE is not closed")


def _refuse_own_dataset(token: Token) -> None:
    word = token.text.upper()
    if token.kind != "word":
        return
    if word in ("USING", "WITH"):
        raise QueryError(f"The request names the graphs to use, so the update itself must not: leave {word} out.")
    if word != "WHERE" and word.endswith("WHERE"):
        raise QueryError(f"Write WHERE apart from the word before it: {token.text}")
