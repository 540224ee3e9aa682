"""Translates a SPARQL update so that it does on a store in the union layout what it says.

There the store's default graph is the union, which no update may read or write; the users' default graph is a named
graph (``layout.OWN_DEFAULT``). So whatever an update reads from or writes to the default graph is given that name, and
``GRAPH ?g`` passes it by: an update has the effect that SPARQL 1.1 Update gives it on a store whose default graph is
the users'. What cannot be translated is refused, and so is LOAD, which others make an INSERT DATA of before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from pyoxigraph import Store

from service.errors import QueryError
from service.store.layout import OWN_DEFAULT
from service.store.named_only import Change, changed, ends_in_graph, filters, quads_as_pattern
from service.store.scan import Token, tokens

_OWN = f"<{OWN_DEFAULT}>"
_GRAPH_OWN = f"GRAPH {_OWN}"
_EXISTS = f"CREATE SILENT {_GRAPH_OWN} ;"
# The default graph of the store is free for a moment: it is brought up after every update.
_PUT_ASIDE, _BRING_BACK = f"{_EXISTS} COPY {_GRAPH_OWN} TO DEFAULT ;", f"; COPY DEFAULT TO {_GRAPH_OWN}"
_NO_SPARQL = "%"
_PLACE = re.compile(r"error at (\d+):\d+")
_NAMES = frozenset({"iri", "name"})
_AMBIGUOUS = re.compile(r"['#]")
_ORDINARY_IRI = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:[^()'!&|=;,*?$#]*)?(?:#[^()'!&|=;,*?$#]*)?>")
_OPERANDS = frozenset({"variable", "string", "name", "language"})


def on_union_layout(update: str, base_iri: str | None = None) -> str:
    """Return the update that does on a store in the union layout what ``update`` does on a plain one.

    Raises ``QueryError`` with the engine's message for what is no update, and for what cannot be translated.
    """
    try:
        return _Translation(update).text()
    except QueryError:
        _parse(update, base_iri)
        raise


def _parse(update: str, base_iri: str | None) -> None:
    """Raise ``QueryError`` if the engine finds a syntax error: it knows best, and where it is in the user's text.

    What is put behind the update has an error of its own, so that nothing is carried out.
    """
    try:
        Store().update(f"{update}\n{_NO_SPARQL}", base_iri=base_iri)
    except SyntaxError as error:
        place = _PLACE.search(str(error))
        if place and int(place[1]) <= len(update.split("\n")):
            raise QueryError(f"The update cannot be carried out: {error}") from error


class _Translation:
    """One pass over the tokens of an update, which notes what has to be changed."""

    def __init__(self, update: str) -> None:
        self._update = update
        self._tokens = list(tokens(update))
        self._place = 0  # of the next token
        self._changes: list[Change] = []
        _refuse_ambiguous(self._tokens)

    def text(self) -> str:
        while (token := self._peek()) is not None:
            operation = _OPERATIONS.get(token.text.upper()) if token.kind == "word" else None
            if operation is not None:
                self._place += 1
                operation(self, token)
            elif token.text == ";":
                self._place += 1
            else:
                raise _cannot(token)
        return changed(self._update, self._changes)

    # operations, each called behind its first word

    def prologue(self, first: Token) -> None:
        """PREFIX, BASE and VERSION stay; what belongs to them is anything but a word."""
        self._place += 2 if first.is_word("PREFIX") else 1

    def create(self, _: Token) -> None:
        self._skip_word("SILENT")
        self._expect("GRAPH")
        self._name()

    def clear(self, first: Token) -> None:
        """CLEAR and DROP."""
        silent = self._skip_word("SILENT")
        token = self._next()
        if token.is_word("GRAPH"):
            self._name()
        elif token.is_word("DEFAULT"):
            self._write(token.start, f"{_GRAPH_OWN} " if silent else f"SILENT {_GRAPH_OWN} ", upto=token.end)
        elif token.is_word("NAMED"):
            self._write(first.start, f"{_PUT_ASIDE} ")
            self._write(token.end, f" {_BRING_BACK} ")
        elif not token.is_word("ALL"):
            raise _cannot(token)

    def transfer(self, first: Token) -> None:
        """ADD, MOVE and COPY; the default graph is always there, so its name must be."""
        self._write(first.start, f"{_EXISTS} ")
        self._skip_word("SILENT")
        self._graph_or_default()
        self._expect("TO")
        self._graph_or_default()

    def insert(self, first: Token) -> None:
        """INSERT DATA, or an INSERT template and its WHERE clause."""
        if self._skip_word("DATA"):
            self._quads()
            return
        self._with_own(first)
        self._group()
        self._where()

    def delete(self, first: Token) -> None:
        """DELETE DATA, DELETE WHERE, or a DELETE template, perhaps an INSERT template, and their WHERE clause."""
        if self._skip_word("DATA"):
            self._quads()
        elif (where := self._peek()) is not None and where.is_word("WHERE"):
            self._place += 1
            self._delete_where(first, where)
        else:
            self._with_own(first)
            self._templates_and_where()

    def with_graph(self, _: Token) -> None:
        """WITH: the operation names its default graph itself."""
        self._name()
        word = self._next()
        if word.is_word("DELETE"):
            self._templates_and_where()
        elif word.is_word("INSERT"):
            self._group()
            self._where()
        else:
            raise _cannot(word)

    # parts of operations

    def _with_own(self, first: Token) -> None:
        self._write(first.start, f"WITH {_OWN} ")

    def _templates_and_where(self) -> None:
        self._group()
        if self._skip_word("INSERT"):
            self._group()
        self._where()

    def _where(self) -> None:
        while self._skip_word("USING"):
            self._skip_word("NAMED")
            self._name()
        self._expect("WHERE")
        self._changes += filters(self._group())

    def _delete_where(self, first: Token, where: Token) -> None:
        """DELETE WHERE takes no FILTER; DELETE {pattern} WHERE {pattern} means the same and does."""
        quads = self._group()
        pattern = self._update[quads[0].start : quads[-1].end]
        self._write(first.start, f"WITH {_OWN} ")
        self._write(first.end, f" {pattern} ", upto=where.start)
        self._changes += quads_as_pattern(quads)

    def _quads(self) -> None:
        """Copy a group of quads, putting what stands outside GRAPH into the users' default graph."""
        end = self._end_of_group()
        self._place += 1
        while self._place < end:
            if self._skip_word("GRAPH"):
                self._name()
                self._group()
                if self._place < end and self._tokens[self._place].text == ".":
                    self._place += 1
            else:
                self._wrap(end)
        self._place = end + 1

    def _wrap(self, end: int) -> None:
        first = last = self._place
        while self._place < end and not self._tokens[self._place].is_word("GRAPH"):
            if ends_in_graph(self._tokens[self._place]):
                raise _cannot(self._tokens[self._place])
            last = self._place
            self._place += 1
        self._write(self._tokens[first].start, f"{_GRAPH_OWN} {{ ")
        self._write(self._tokens[last].end, " } ")

    def _graph_or_default(self) -> None:
        token = self._next()
        if token.is_word("DEFAULT"):
            self._write(token.start, f"{_GRAPH_OWN} ", upto=token.end)
        elif token.is_word("GRAPH"):
            self._name()
        elif token.kind not in _NAMES:
            raise _cannot(token)

    # tokens and text

    def _peek(self) -> Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise QueryError("The update ends too early.")
        self._place += 1
        return token

    def _skip_word(self, word: str) -> bool:
        token = self._peek()
        found = token is not None and token.is_word(word)
        self._place += found
        return found

    def _expect(self, word: str) -> None:
        token = self._next()
        if not token.is_word(word):
            raise _cannot(token)

    def _name(self) -> Token:
        token = self._next()
        if token.kind not in _NAMES:
            raise _cannot(token)
        return token

    def _group(self) -> Sequence[Token]:
        """Return the tokens of the group in braces that comes next, and go behind it."""
        start, end = self._place, self._end_of_group()
        self._place = end + 1
        return self._tokens[start : end + 1]

    def _end_of_group(self) -> int:
        """Return the place of the brace that closes the one at the next token."""
        token = self._peek()
        if token is None or token.text != "{":
            raise QueryError("The update ends too early.") if token is None else _cannot(token)
        depth = 0
        for place in range(self._place, len(self._tokens)):
            depth += (self._tokens[place].text == "{") - (self._tokens[place].text == "}")
            if depth == 0:
                return place
        raise QueryError("A brace of the update is not closed.")

    def _write(self, start: int, text: str, upto: int | None = None) -> None:
        """Have this text put at ``start``, in the place of what stands up to ``upto``."""
        self._changes.append(Change(start, start if upto is None else upto, text))


_OPERATIONS: Mapping[str, Callable[[_Translation, Token], None]] = {
    "PREFIX": _Translation.prologue,
    "BASE": _Translation.prologue,
    "VERSION": _Translation.prologue,
    "CREATE": _Translation.create,
    "CLEAR": _Translation.clear,
    "DROP": _Translation.clear,
    "ADD": _Translation.transfer,
    "MOVE": _Translation.transfer,
    "COPY": _Translation.transfer,
    "INSERT": _Translation.insert,
    "DELETE": _Translation.delete,
    "WITH": _Translation.with_graph,
}


def _refuse_ambiguous(found: Sequence[Token]) -> None:
    """Refuse ``(?a<'b>…``: an IRI by the standard, a comparison to the engine, and the rest then reads otherwise.

    It makes a difference only in parentheses, behind an operand, and where a string or comment might begin within.
    """
    depth = 0
    for before, token in pairwise(found):
        depth += (before.text == "(") - (before.text == ")")
        if (
            depth
            and token.kind == "iri"
            and _AMBIGUOUS.search(token.text)
            and not _ORDINARY_IRI.fullmatch(token.text)
            and (before.kind in _OPERANDS or before.text[-1] in ")0123456789")
        ):
            raise QueryError(f"Write a space behind < in {token.text}, if it is a comparison; if an IRI, escape it.")


def _cannot(token: Token) -> QueryError:
    return QueryError(
        f"The update cannot be read at “{token.text}” (character {token.start + 1}). Write keywords apart from what "
        "stands beside them, for example INSERT DATA, not INSERTDATA."
    )
