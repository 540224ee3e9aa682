"""Finds out, without a parser, what a SPARQL request would do: whether it reaches out, whether it names its dataset.

The engine has no switch that forbids ``SERVICE`` and ``LOAD``, so they are looked for before it sees the request. It
parses without a lexer: ``1SERVICE<x>{}`` and ``?a<?b)SERVICE#>`` are a service clause to it where the standard sees a
syntax error or an IRI. Hence every way to read the text is followed: where ``<`` may be an operator or open an IRI,
both.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import islice
from typing import Literal, NamedTuple

from service.errors import NotAllowedError

TokenKind = Literal["comment", "iri", "string", "name", "variable", "blank", "language", "word", "space", "other"]

# The letters of the SPARQL grammar (PN_CHARS_BASE) are more than Python's: the euro sign is one.
_MORE_LETTERS = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LETTER = rf"(?:[^\W\d_]|[{_MORE_LETTERS}])"
_IN_NAME = rf"\w{_MORE_LETTERS}·‿⁀\u0300-\u036f"
_NAME = rf"[{_IN_NAME}-]"
_LOCAL = rf"(?:(?:{_NAME}|:|%[0-9A-Fa-f]{{2}}|\\.)(?:{_NAME}|[.:]|%[0-9A-Fa-f]{{2}}|\\.)*)?"
# A backslash escapes one character: enough to find the end of a string, valid or not.
_STRINGS = {
    quotes: re.compile(rf"{quotes}(?:\\.|{content})*+(?P<end>{quotes})?", re.DOTALL)
    for quotes, content in (
        ("'''", r"(?!'{3})[^\\]"),
        ('"""', r'(?!"{3})[^\\]'),
        ("'", r"[^'\\\n\r]"),
        ('"', r'[^"\\\n\r]'),
    )
}
_COMMENT = re.compile(r"\#[^\r\n]*")
_VARIABLE = rf"[?$][{_IN_NAME}]+"
_WORD = re.compile(rf"{_LETTER}+")
_PREFIX = re.compile(rf"{_LETTER}(?:{_NAME}|\.)*+")
_LOCAL_NAME = re.compile(_LOCAL, re.DOTALL)
_OTHER_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<iri><[^<>"{{}}|^`\x00-\x20]*>)
    | (?P<variable>{_VARIABLE})
    | (?P<blank>_:{_LOCAL})
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>:{_LOCAL})
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TERM_TOKEN = re.compile(rf"""(?:<[^<>"{{}}|^`\x00-\x20]*>|{_VARIABLE}|(?:{_LETTER}(?:{_NAME}|\.)*+)?:(?>{_LOCAL}))""")
_SILENT = re.compile("SILENT", re.IGNORECASE)
_SPACE = re.compile(r"\s*+")
_MOST_PLACES = 20  # in one word, of a keyword: each may have to be read to the word's end
# After these words a name that begins with "service" is the name of a graph.
_BEFORE_GRAPH_NAME = re.compile(r"(?:GRAPH|FROM|NAMED|WITH|USING|INTO|TO)$", re.IGNORECASE)
_ANYTHING, _GROUP, _NO_PREDICATE = re.compile(""), re.compile(r"\{"), re.compile(r";|INTO|\Z", re.IGNORECASE)
# What the tokens before, in one way to read a text, let the next one be. The value is that of BASE or of a prefix.
_Place = Literal["operation", "graph name", "prefix", "value", "other"]


class Token(NamedTuple):
    """A token of a request: its kind, its text (of a comment only the first character), where it begins and ends."""

    kind: TokenKind
    text: str
    start: int
    end: int

    def is_word(self, word: str) -> bool:
        """Whether it is this keyword, in upper or lower case."""
        return self.kind == "word" and self.text.upper() == word


class Lexer:
    """Reads the tokens of a text, from any position.

    It remembers what it has looked for in vain, the end of a string, say, so that reading a text to its end takes time
    in proportion to its length, however it was made.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._none: dict[str, range] = {}
        self._comment = range(0)

    def at(self, position: int) -> Token:
        """Return the token that begins at a position, the longest of those that the SPARQL grammar knows."""
        first = self._text[position]
        token: Token | None = None
        if first == "#":
            token = self._comment_at(position)
        elif first in "'\"":
            token = self._string_at(position, 3 * first) or self._string_at(position, first)
        elif (word := _WORD.match(self._text, position)) is not None:
            token = self._name_at(position) or Token("word", word.group(), *word.span())
        return token or self._other_at(position)

    def after_blank(self, position: int) -> int:
        """Return where white space and comments that begin at a position end."""
        while True:
            space = _SPACE.match(self._text, position)
            assert space
            position = space.end()
            if not self._text.startswith("#", position):
                return position
            position = self._comment_at(position).end

    def term_after(self, position: int, following: re.Pattern[str] = _ANYTHING) -> str | None:
        """Return the term after a keyword that may be ``SILENT``, if this follows it; else None."""
        position = self.after_blank(position)
        silent = _SILENT.match(self._text, position)
        for begin in (self.after_blank(silent.end()), position) if silent else (position,):
            term = _TERM_TOKEN.match(self._text, begin)
            if term and following.match(self._text, self.after_blank(term.end())):
                return term.group()
        return None

    def _comment_at(self, position: int) -> Token:
        if position not in self._comment:
            comment = _COMMENT.match(self._text, position)
            assert comment
            self._comment = range(*comment.span())
        return Token("comment", "#", position, self._comment.stop)

    def _string_at(self, position: int, quotes: str) -> Token | None:
        """Return the string that begins with these quotes, None where it does not end.

        Then no later one ends before the same place: what follows a quote is read in the same way, escaped or not.
        """
        if position in self._none.get(quotes, ()):
            return None
        string = _STRINGS[quotes].match(self._text, position)
        if string is None or string["end"]:
            return string and Token("string", string.group(), *string.span())
        self._none[quotes] = range(*string.span())
        return None

    def _name_at(self, position: int) -> Token | None:
        """Return the name with a prefix that begins here, None where no colon follows."""
        if position in self._none.get(":", ()):
            return None
        prefix = _PREFIX.match(self._text, position)
        assert prefix
        colon = prefix.end()
        if self._text[colon - 1] != "." and self._text.startswith(":", colon):
            local = _LOCAL_NAME.match(self._text, colon + 1)
            assert local
            return Token("name", self._text[position : local.end()], position, local.end())
        self._none[":"] = range(*prefix.span())
        return None

    def _other_at(self, position: int) -> Token:
        match = _OTHER_TOKEN.match(self._text, position)
        assert match  # the last alternative matches any character
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        return Token(kind, match.group(), *match.span())


def tokens(sparql: str) -> Iterator[Token]:
    """Yield the tokens of a request by the longest match, as the SPARQL grammar does; without space and comments."""
    lexer = Lexer(sparql)
    position = 0
    while position < len(sparql):
        token = lexer.at(position)
        if token.kind not in ("space", "comment"):
            yield token
        position = token.end


def beginning(request: str) -> Token | None:
    """Return the first token of a request behind PREFIX, BASE and VERSION, None where there is nothing."""
    found = tokens(request)
    for token in found:
        following = {"PREFIX": 2, "BASE": 1, "VERSION": 1}.get(token.text.upper()) if token.kind == "word" else None
        if following is None:
            return token
        for _ in islice(found, following):
            pass
    return None


def names_dataset(query: str) -> bool:
    """Return whether a query has a ``FROM`` clause."""
    return "FROM" in query.upper() and any(t.kind == "word" and "FROM" in t.text.upper() for t in tokens(query))


class ClearedRequest(str):
    """A query or update whose ``SERVICE`` clauses lead where they may; only ``service.store.federation`` makes them."""

    __slots__ = ()


def refuse_service(request: str, *, but: Collection[str] = ()) -> None:
    """Raise ``NotAllowedError`` for a request with a ``SERVICE`` clause that leads elsewhere than to ``but``."""
    if isinstance(request, ClearedRequest):
        return
    for text in _readings(request, "SERVICE"):
        term = _comes_upon(text, partial(_service_of, but=frozenset(f"<{iri}>" for iri in but)))
        if term is not None:
            raise NotAllowedError(
                f"SERVICE {term} is refused: queries here reach only the servers that the operator lists "
                "(ONRECORD_SERVICE_ALLOW), and the clause has to name one plainly. Leave it out."
            )


def refuse_load(update: str) -> None:
    """Raise ``NotAllowedError`` for an update with a ``LOAD`` operation."""
    for text in _readings(update, "LOAD"):
        term = _comes_upon(text, _load_of)
        if term is not None:
            raise NotAllowedError(
                f"LOAD {term} is refused: updates here fetch only what the operator lists (ONRECORD_SERVICE_ALLOW), "
                "and the operation has to name it plainly. Send the triples to /data instead."
            )


def unescaped(text: str) -> str:
    r"""Return text with its escapes ``\uXXXX`` and ``\UXXXXXXXX`` resolved (SPARQL 1.1 §19.2)."""
    return _ESCAPE.sub(lambda escape: _character(escape.group(1) or escape.group(2)), text)


def _readings(sparql: str, keyword: str) -> list[str]:
    """Return the request, as it stands and with its escapes resolved, if it has the word."""
    return [text for text in {sparql, unescaped(sparql)} if keyword in text.upper()]


def _comes_upon(text: str, term_of: Callable[[Lexer, Token, _Place], str | None]) -> str | None:
    """Follow every way to read the text; return the term of the first clause that one of them comes upon.

    Two ways that meet are one from there on, unless they take what comes next for something else.
    """
    lexer, seen = Lexer(text), set[tuple[int, _Place]]()
    unread: deque[tuple[int, _Place]] = deque([(0, "operation")])
    while unread:
        position, place = unread.popleft()
        while position < len(text) and (position, place) not in seen:
            seen.add((position, place))
            token = lexer.at(position)
            term = term_of(lexer, token, place)
            if term is not None:
                return term
            if token.kind == "iri":
                unread.append((position + 1, "other"))
            if token.kind not in ("space", "comment"):
                place = _behind(token, place)
            position = token.end
    return None


def _behind(token: Token, place: _Place) -> _Place:
    """Return what may stand behind a token that stands in this place."""
    word = token.text.upper()
    if token.kind == "word":
        if _BEFORE_GRAPH_NAME.search(word):
            return "graph name"
        return "value" if word in ("BASE", "VERSION") else "prefix" if word == "PREFIX" else "other"
    if token.kind == "name" and (place == "prefix" or (word.startswith("PREFIX") and word.endswith(":"))):
        return "value"
    return "operation" if token.text == ";" or (place == "value" and token.kind in ("iri", "string")) else "other"


def _service_of(lexer: Lexer, token: Token, place: _Place, *, but: Collection[str]) -> str | None:
    """Return the term of a clause that begins in this word, in the prefix of this name, or after a dot within it."""
    if place == "graph name" or token.kind not in ("word", "name", "blank"):
        return None
    colon = token.text.find(":")
    starts = [found.start() for found in re.finditer("SERVICE", token.text, re.IGNORECASE)]
    if len(starts) > _MOST_PLACES:
        return f"{token.text[:_MOST_PLACES]}…"
    for start in starts:
        if start < colon or colon < 0 or token.text[start - 1] == ".":
            term = lexer.term_after(token.start + start + len("SERVICE"), _GROUP)
            if term is not None and term not in but:
                return term
    return None


def _load_of(lexer: Lexer, token: Token, place: _Place) -> str | None:
    """Return the term of an operation that begins in this word, or in this name: ``LOAD:x`` is one to the engine."""
    start = token.text.upper().find("LOAD")
    if token.kind == "word" and start >= 0:
        return lexer.term_after(token.start + start + len("LOAD"))
    if token.kind == "name" and start == 0 and place == "operation":
        return lexer.term_after(token.start + len("LOAD"), _NO_PREDICATE)
    return None


def _character(digits: str) -> str:
    code_point = int(digits, 16)
    return chr(code_point) if code_point <= 0x10FFFF else ""
