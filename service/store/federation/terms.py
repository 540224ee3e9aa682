"""The IRIs in the text of a request, as its prologue makes them absolute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from service.errors import QueryError
from service.store.scan import Token, unescaped

_LOCAL_ESCAPE = re.compile(r"\\(.)")


class Prologue:
    """The base and the prefixes in force while the tokens of a request are gone through in order."""

    def __init__(self, base_iri: str | None) -> None:
        self._base = base_iri or ""
        self._prefixes: dict[str, str] = {}

    def read(self, found: Sequence[Token], index: int) -> None:
        """Take note of a declaration, if one begins at this token."""
        token, following = found[index], found[index + 1 : index + 3]
        if token.is_word("BASE") and following and following[0].kind == "iri":
            self._base = self.resolve(following[0])
        elif token.is_word("PREFIX") and [each.kind for each in following] == ["name", "iri"]:
            self._prefixes[following[0].text.removesuffix(":")] = self.resolve(following[1])

    def resolve(self, token: Token) -> str:
        """Return the absolute IRI of an IRI or a prefixed name; ``QueryError`` for a prefix that is not declared."""
        if token.kind == "iri":
            return urljoin(self._base, unescaped(token.text[1:-1]))
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            raise QueryError(f"The prefix “{prefix}:” is not declared.")
        return self._prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)
