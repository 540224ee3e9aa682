"""Finds out, without a parser, what a SPARQL request would do: whether it reaches out, whether it names its dataset.

The engine has no switch that forbids ``SERVICE`` and ``LOAD``, so they are looked for before it sees the request. It
parses without a lexer: ``1SERVICE<x>{}`` and ``?a<?b)SERVICE#>`` are a service clause to it where the standard sees a
syntax error or an IRI. Hence every way to read the text is followed: where ``<`` may be an operator or open an IRI,
both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from service.errors import NotAllowedError

TokenKind = Literal["comment", "iri", "string", "name", "variable", "blank", "language", "word", "space", "other"]

_NAME = r"[\w·‿⁀\u0300-\u036f-]"
_LOCAL = rf"(?:(?:{_NAME}|:|%[0-9A-Fa-f]{{2}}|\\.)(?:{_NAME}|[.:]|%[0-9A-Fa-f]{{2}}|\\.)*)?"
# A backslash escapes one character: enough to find the end of a string, valid or not.
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{{}}|^`\x00-\x20]*>)
    | (?P<string>'{{3}}(?:\\.|(?!'{{3}})[^\\])*'{{3}}|'(?:\\.|[^'\\\n\r])*'
                |"{{3}}(?:\\.|(?!"{{3}})[^\\])*"{{3}}|"(?:\\.|[^"\\\n\r])*")
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:{_LOCAL})
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_](?:(?:{_NAME}|\.)*{_NAME})?)?:{_LOCAL})
    | (?P<word>[^\W\d_]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BLANK = r"(?:\s|\#[^\r\n]*(?=[\r\n]|$))*"
_TERM = rf"""(?:<[^<>"{{}}|^`\x00-\x20]*>|[?$]\w+|(?:[^\W\d_](?:{_NAME}|\.)*)?:{_LOCAL})"""
_SERVICE_CLAUSE = re.compile(rf"SERVICE{_BLANK}(?:SILENT{_BLANK})?(?P<term>{_TERM}){_BLANK}\{{", re.IGNORECASE)
_LOAD_OPERATION = re.compile(rf"LOAD{_BLANK}(?:SILENT{_BLANK})?(?P<term>{_TERM})", re.IGNORECASE)
# LOAD:x is an operation only where one may begin and end; elsewhere it is a name.
_LOAD_OF_NAME = re.compile(
    rf"(?:^|;|(?:PREFIX{_BLANK}[^\s:]*:|BASE){_BLANK}<[^>]*>){_BLANK}{_LOAD_OPERATION.pattern}{_BLANK}(?:;|INTO|$)",
    re.IGNORECASE,
)
# After these words a name that begins with "service" is the name of a graph.
_BEFORE_GRAPH_NAME = re.compile(r"(?:GRAPH|FROM|NAMED|WITH|USING|INTO|TO)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a request: its kind, its text, and where it begins."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)

    def is_word(self, word: str) -> bool:
        """Whether it is this keyword, in upper or lower case."""
        return self.kind == "word" and self.text.upper() == word


def tokens(sparql: str) -> Iterator[Token]:
    """Yield the tokens of a request by the longest match, as the SPARQL grammar does; without space and comments."""
    position = 0
    while position < len(sparql):
        token = _token_at(sparql, position)
        if token.kind not in ("space", "comment"):
            yield token
        position = token.end


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
        name = _LOAD_OF_NAME.search(text)
        term = name["term"] if name else _comes_upon(text, _load_of)
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


def _comes_upon(text: str, term_of: Callable[[str, Token], str | None]) -> str | None:
    """Follow every way to read the text; return the term of the first clause that one of them comes upon."""
    seen: set[int] = set()
    unread = [(0, False)]
    while unread:
        position, is_graph_name = unread.pop()
        while position < len(text) and position not in seen:
            seen.add(position)
            token = _token_at(text, position)
            term = None if is_graph_name else term_of(text, token)
            if term is not None:
                return term
            if token.kind == "iri":
                unread.append((position + 1, False))
            if token.kind not in ("space", "comment"):
                is_graph_name = token.kind == "word" and bool(_BEFORE_GRAPH_NAME.search(token.text))
            position = token.end
    return None


def _service_of(text: str, token: Token, *, but: Collection[str]) -> str | None:
    """Return the term of a clause that begins in this word, in the prefix of this name, or after a dot within it."""
    if token.kind not in ("word", "name", "blank"):
        return None
    colon = token.text.find(":")
    for place in (found.start() for found in re.finditer("SERVICE", token.text, re.IGNORECASE)):
        if place < colon or colon < 0 or token.text[place - 1] == ".":
            clause = _SERVICE_CLAUSE.match(text, token.start + place)
            if clause is not None and clause["term"] not in but:
                return clause["term"]
    return None


def _load_of(text: str, token: Token) -> str | None:
    """Return the term of an operation that begins in this word."""
    place = token.text.upper().find("LOAD") if token.kind == "word" else -1
    operation = _LOAD_OPERATION.match(text, token.start + place) if place >= 0 else None
    return operation["term"] if operation else None


def _token_at(text: str, position: int) -> Token:
    match = _TOKEN.match(text, position)
    assert match  # the last alternative matches any character
    kind: TokenKind = match.lastgroup  # type: ignore[assignment]
    return Token(kind, match.group(), position)


def _character(digits: str) -> str:
    code_point = int(digits, 16)
    return chr(code_point) if code_point <= 0x10FFFF else ""
