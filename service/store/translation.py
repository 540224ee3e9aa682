"""Translates a SPARQL update so that it does on a store in the union layout what it says.

There the store's default graph is the union, which no update may read or write; the users' default graph is a named
graph (``layout.OWN_DEFAULT``). So whatever an update reads from or writes to the default graph is given that name, and
``GRAPH ?g`` passes it by: an update has the effect that SPARQL 1.1 Update gives it on a store whose default graph is
the users'. What cannot be translated is refused, and so is LOAD, which others make an INSERT DATA of before.

The update also puts down what it changes: all triples that it deletes or inserts, in a graph of its own, so that the
union can be brought up at the cost of the change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import Store

from service.errors import QueryError
from service.store.cursor import Cursor, blocks, cannot_read
from service.store.layout import OWN_DEFAULT
from service.store.named_only import Change, changed, filters, quads_as_pattern
from service.store.scan import Token, tokens
from service.store.syntax import readable

_OWN = f"<{OWN_DEFAULT}>"
_GRAPH_OWN = f"GRAPH {_OWN}"
_EXISTS = f"CREATE SILENT {_GRAPH_OWN} ;"
# The default graph of the store is free for a moment: it is brought up after every update.
_PUT_ASIDE, _BRING_BACK = f"{_EXISTS} COPY {_GRAPH_OWN} TO DEFAULT ;", f"; COPY DEFAULT TO {_GRAPH_OWN}"
_NO_SPARQL = "%"
_PLACE = re.compile(r"error at (\d+):\d+")
_ABSOLUTE = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\\]*)>")
_AMBIGUOUS = re.compile(r"['#]")
_ORDINARY_IRI = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:[^()'!&|=;,*?$#]*)?(?:#[^()'!&|=;,*?$#]*)?>")
_OPERANDS = frozenset({"variable", "string", "name", "language"})
# Signs of blank nodes without a name ([], lists, reifiers), which are other ones in each graph.
_NAMELESS = frozenset("[(~|<")


@dataclass(frozen=True, slots=True)
class Translated:
    """An update for the union layout.

    It puts what it changes into the graph ``journal``, but for the graphs in ``changed``, which it changes in any way;
    None are any graphs. With ``writes_union`` it writes the store's default graph, to no lasting effect.
    """

    text: str
    journal: str
    changed: frozenset[str] | None
    writes_union: bool


def on_union_layout(update: str, journal: str, base_iri: str | None = None) -> Translated:
    """Return what does on a store in the union layout what ``update`` does on a plain one.

    ``journal`` is the IRI of a graph that nobody else uses. Raises ``QueryError`` with the engine's message for what is
    no update, and for what cannot be translated.
    """
    try:
        return _Translation(update, journal).result()
    except QueryError:
        refuse_malformed(update, base_iri)
        raise


def refuse_malformed(update: str, base_iri: str | None) -> None:
    """Raise ``QueryError`` if the engine finds a syntax error: it knows best, and where it is in the user's text.

    What is put behind the update has an error of its own, so that nothing is carried out.
    """
    try:
        Store().update(f"{update}\n{_NO_SPARQL}", base_iri=base_iri)
    except SyntaxError as error:
        place = _PLACE.search(str(error))
        if place and int(place[1]) <= len(update.split("\n")):
            raise QueryError(f"The update cannot be carried out: {readable(str(error), update)}") from error
    except ValueError as error:  # the base is no IRI: it has the name of the host that the client gave
        raise QueryError(f"The update cannot be carried out: {error}") from error


class _Translation:
    """One pass over the tokens of an update, which notes what has to be changed in its text."""

    def __init__(self, update: str, journal: str) -> None:
        found = list(tokens(update))
        _refuse_ambiguous(found)
        self._update = update
        self._journal = journal
        self._cursor = Cursor(found)
        self._changes: list[Change] = []
        self._changed: set[str] | None = set()
        self._writes_union = False

    def result(self) -> Translated:
        while (token := self._cursor.peek()) is not None:
            operation = _OPERATIONS.get(token.text.upper()) if token.kind == "word" else None
            if operation is not None:
                operation(self, self._cursor.next())
            elif not self._cursor.skip(";"):
                raise cannot_read(token)
        graphs = None if self._changed is None else frozenset(self._changed)
        return Translated(changed(self._update, self._changes), self._journal, graphs, self._writes_union)

    # operations, each called behind its first word

    def prologue(self, first: Token) -> None:
        """PREFIX, BASE and VERSION stay as they are."""
        for _ in range(2 if first.is_word("PREFIX") else 1):
            self._cursor.next()

    def create(self, _: Token) -> None:
        self._cursor.skip("SILENT")
        self._cursor.expect("GRAPH")
        self._cursor.name()

    def clear(self, first: Token) -> None:
        """CLEAR and DROP."""
        is_silent = self._cursor.skip("SILENT")
        token = self._cursor.next()
        if token.is_word("GRAPH"):
            self._changes_graph(self._cursor.name())
        elif token.is_word("DEFAULT"):
            self._write(token.start, f"{_GRAPH_OWN} " if is_silent else f"SILENT {_GRAPH_OWN} ", upto=token.end)
            self._changes_graph(None)
        elif token.is_word("NAMED") or token.is_word("ALL"):
            self._writes_union = True
            self._changed = None
            if token.is_word("NAMED"):
                self._write(first.start, f"{_PUT_ASIDE} ")
                self._write(token.end, f" {_BRING_BACK} ")
        else:
            raise cannot_read(token)

    def transfer(self, first: Token) -> None:
        """ADD, MOVE and COPY; the default graph is always there, so its name must be."""
        self._write(first.start, f"{_EXISTS} ")
        self._cursor.skip("SILENT")
        self._graph_or_default()
        self._cursor.expect("TO")
        self._graph_or_default()

    def insert(self, first: Token) -> None:
        """INSERT DATA, or an INSERT template and its WHERE clause."""
        if self._cursor.skip("DATA"):
            quads = self._cursor.group()
            self._wrap(quads)
            self._write(quads[-1].start, self._noted(None, quads))
            return
        self._with_own(first)
        self._modify(None, first)

    def delete(self, first: Token) -> None:
        """DELETE DATA, DELETE WHERE, or a DELETE template, perhaps an INSERT template, and their WHERE clause."""
        where = self._cursor.peek()
        if self._cursor.skip("DATA"):
            quads = self._cursor.group()
            self._wrap(quads)
            if noted := self._noted(None, quads):
                self._write(quads[-1].end, f" ; INSERT DATA {{ {noted} }} ")
        elif where is not None and self._cursor.skip("WHERE"):
            self._delete_where(first, where)
        else:
            self._with_own(first)
            self._modify(None, first)

    def with_graph(self, _: Token) -> None:
        """WITH: the operation names its default graph itself."""
        self._modify(self._cursor.name(), self._cursor.next())

    # parts of operations

    def _with_own(self, first: Token) -> None:
        self._write(first.start, f"WITH {_OWN} ")

    def _modify(self, graph: Token | None, word: Token) -> None:
        """Templates and WHERE clause, behind the word INSERT or DELETE; ``graph`` is that of WITH."""
        if not (word.is_word("INSERT") or word.is_word("DELETE")):
            raise cannot_read(word)
        groups = [self._cursor.group()]
        inserts = word.is_word("INSERT")
        if not inserts and (inserts := self._cursor.skip("INSERT")):
            groups.append(self._cursor.group())
        if noted := self._noted(graph, *groups):
            if inserts:
                self._write(groups[-1][-1].start, noted)
            else:
                self._write(groups[-1][-1].end, f" INSERT {{ {noted} }} ")
        while self._cursor.skip("USING"):
            self._cursor.skip("NAMED")
            self._cursor.name()
        self._cursor.expect("WHERE")
        self._changes += filters(self._cursor.group(), self._journal)

    def _delete_where(self, first: Token, where: Token) -> None:
        """DELETE WHERE takes no FILTER; DELETE {pattern} WHERE {pattern} means the same and does."""
        quads = self._cursor.group()
        pattern = self._update[quads[0].start : quads[-1].end]
        self._with_own(first)
        self._write(first.end, f" {pattern} INSERT {{ {self._noted(None, quads)} }} ", upto=where.start)
        self._changes += quads_as_pattern(quads, self._journal)

    def _wrap(self, quads: Sequence[Token]) -> None:
        """Put what stands outside GRAPH into the users' default graph."""
        for name, triples in blocks(quads):
            if name is None:
                self._write(triples[0].start, f"{_GRAPH_OWN} {{ ")
                self._write(triples[-1].end, " } ")

    def _graph_or_default(self) -> None:
        token = self._cursor.peek()
        if token is not None and self._cursor.skip("DEFAULT"):
            self._write(token.start, f"{_GRAPH_OWN} ", upto=token.end)
            self._changes_graph(None)
        else:
            self._cursor.skip("GRAPH")
            self._changes_graph(self._cursor.name())

    # what is changed, in the text and by the update

    def _write(self, start: int, text: str, upto: int | None = None) -> None:
        """Have this text put at ``start``, in the place of what stands up to ``upto``."""
        self._changes.append(Change(start, start if upto is None else upto, text))

    def _noted(self, graph: Token | None, *groups: Sequence[Token]) -> str:
        """Return a block that puts the triples of these quads down in the journal; ``graph`` is that of WITH.

        Where they have blank nodes without a name, it is noted which graphs they change instead.
        """
        found = [(graph if name is None else name, triples) for quads in groups for name, triples in blocks(quads)]
        if any(token.kind == "other" and token.text in _NAMELESS for _, triples in found for token in triples):
            for name, _ in found:
                self._changes_graph(name)
            return ""
        texts = [text for _, triples in found if (text := self._without_dot(triples))]
        return f" GRAPH <{self._journal}> {{ {' . '.join(texts)} }} " if texts else ""

    def _without_dot(self, triples: Sequence[Token]) -> str:
        triples = triples[:-1] if triples and triples[-1].text == "." else triples
        return self._update[triples[0].start : triples[-1].end] if triples else ""

    def _changes_graph(self, name: Token | None) -> None:
        """Note that a graph is changed in any way; None is the default graph."""
        iri = OWN_DEFAULT if name is None else _absolute_iri(name)
        if iri is None:
            self._changed = None
        elif self._changed is not None:
            self._changed.add(iri)


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


def _absolute_iri(token: Token) -> str | None:
    """Return the IRI as the engine will have it; None where that depends on a base, a prefix or an escape."""
    match = _ABSOLUTE.fullmatch(token.text) if token.kind == "iri" and "/." not in token.text else None
    return match[1] if match else None


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
