"""Goes through the tokens of an update, one after the other or a group in braces at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.errors import QueryError
from service.store.named_only import ends_in_graph
from service.store.scan import Token

_NAMES = frozenset({"iri", "name"})


class Cursor:
    """A place among tokens. All but ``peek`` and ``skip`` raise ``QueryError`` where something else comes next."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._place = 0

    def peek(self) -> Token | None:
        """Return the next token, None behind the last."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def next(self) -> Token:
        """Return the next token and go behind it."""
        token = self.peek()
        if token is None:
            raise QueryError("The update ends too early.")
        self._place += 1
        return token

    def skip(self, text: str) -> bool:
        """Go behind this keyword or sign, if it comes next; return whether it did."""
        token = self.peek()
        found = token is not None and token.kind in ("word", "other") and token.text.upper() == text
        self._place += found
        return found

    def expect(self, word: str) -> None:
        """Go behind this keyword."""
        token = self.next()
        if not token.is_word(word):
            raise cannot_read(token)

    def name(self, *, or_variable: bool = False) -> Token:
        """Return the IRI or prefixed name that comes next."""
        token = self.next()
        if token.kind not in _NAMES and not (or_variable and token.kind == "variable"):
            raise cannot_read(token)
        return token

    def group(self) -> Sequence[Token]:
        """Return the tokens from the brace that comes next to that which closes it."""
        start = self._place
        opening = self.next()
        if opening.text != "{":
            raise cannot_read(opening)
        depth = 1
        while depth:
            token = self.next()
            depth += (token.text == "{") - (token.text == "}")
        return self._tokens[start : self._place]


def blocks(quads: Sequence[Token]) -> Iterator[tuple[Token | None, Sequence[Token]]]:
    """Yield the triples in a group of quads, by the name of their graph: an IRI, a variable, or None for no name."""
    cursor = Cursor(quads[1:-1])
    while cursor.peek() is not None:
        if cursor.skip("GRAPH"):
            name = cursor.name(or_variable=True)
            triples = cursor.group()[1:-1]
            cursor.skip(".")
        else:
            name, triples = None, list(_before_graph(cursor))
        yield name, triples


def cannot_read(token: Token) -> QueryError:
    """Return the error for a token that is not understood."""
    return QueryError(
        f"The update cannot be read at “{token.text}” (character {token.start + 1}). Write keywords apart from what "
        "stands beside them, for example INSERT DATA, not INSERTDATA."
    )


def _before_graph(cursor: Cursor) -> Iterator[Token]:
    while (token := cursor.peek()) is not None and not token.is_word("GRAPH"):
        if ends_in_graph(token):
            raise cannot_read(token)
        yield cursor.next()
