"""Says what is wrong with SPARQL that does not parse, where the engine's parser lists all that it would have taken."""

from __future__ import annotations

import re

import ontology
from service.store.scan import Token, tokens

_MOST_EXPECTED = 5
_SHOWN = 30  # characters of a request on each side of a place
_PARSERS = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): expected (?:one of )?(?P<expected>.*)", re.DOTALL)
_CLASS = re.compile(r"\[(?:'(?:\\.|[^\\])[^']*'|[^\]'])*\]", re.DOTALL)
_SIGN = re.compile(r'"(?:\\.|[^"\\])*"')
_NAMED_CLASSES = {"['0'..='9']": "a digit", "['A' ..= 'Z'": "a name"}  # by how they begin
_KEYWORD = re.compile(r"[A-Za-z_]+")


def readable(message: str, request: str) -> str:
    """Return what the engine's parser says of a request, as a person reads it: the place, and what is wrong there.

    A message of another sort is returned as it is.
    """
    said = _PARSERS.search(message)
    if said is None:
        return message
    undeclared = _undeclared(request)
    if undeclared is not None:
        return _without_declaration(undeclared, request)
    line, column = int(said["line"]), int(said["column"])
    return f"error at {line}:{column}{_shown(request, line, column)}: {_reason(said['expected'])}"


def _undeclared(request: str) -> Token | None:
    """Return the first name whose prefix is declared nowhere before it."""
    declared: set[str] = set()
    is_declaration = False
    previous: Token | None = None
    for token in tokens(request):
        if token.kind == "other" and token.text in "'\"":
            return None  # a string that does not end: what follows may be its text
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if is_declaration:
                declared.add(prefix)
            elif previous is not None and previous.text == "<" and previous.end == token.start:
                return None  # an IRI with a space, say
            elif prefix not in declared:
                return token
        is_declaration, previous = token.is_word("PREFIX"), token
    return None


def _without_declaration(name: Token, request: str) -> str:
    before = request[: name.start].split("\n")
    prefix = name.text.partition(":")[0]
    iri = ontology.prefixes().get(prefix, "…")
    return (
        f"error at {len(before)}:{len(before[-1]) + 1}: the prefix {prefix}: is not declared; "
        f"add PREFIX {prefix}: <{iri}>"
    )


def _reason(expected: str) -> str:
    """Return what the parser says is wrong, else a handful of the signs and keywords that it would have taken."""
    signs = _SIGN.findall(without_classes := _CLASS.sub("", expected))
    words = [word.strip() for word in _SIGN.sub("", without_classes).split(",")]
    sentences = [word for word in words if " " in word]
    if sentences:
        return sentences[0][0].lower() + sentences[0][1:] if sentences[0][1:2].islower() else sentences[0]
    keywords = [word for word in words if _KEYWORD.fullmatch(word)]
    found = [*(name for begin, name in _NAMED_CLASSES.items() if begin in expected), *signs, *keywords]
    if not found:
        return "this cannot be read on"
    more = ", …" if len(found) > _MOST_EXPECTED else ""
    return f"expected {'one of ' if len(found) > 1 else ''}{', '.join(found[:_MOST_EXPECTED])}{more}"


def _shown(request: str, line: int, column: int) -> str:
    """Return the piece of the request at a place, both of which count from 1."""
    lines = request.split("\n")
    if line > len(lines):
        return ", at the end"
    text = lines[line - 1]
    before, after = text[: column - 1], text[column - 1 :]
    if not after.strip() and not "".join(lines[line:]).strip():
        return ", at the end"
    if not after.strip():
        return f", behind “{before[-_SHOWN:].strip()}”" if before.strip() else ""
    return f", at “{after[:_SHOWN].strip()}”"
