"""What must be known of a query before it runs, read from its tokens: no evaluation, no algebra.

Comments, strings, IRIs, variables and prefixed names are told from keywords as the SPARQL 1.1 grammar does (§19), so that
neither ``?service`` nor ``"FROM"`` nor ``# LOAD`` counts, and a keyword written with ``\\u`` escapes does.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r'''
      (?P<comment>  \#[^\r\n]* )
    | (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<string>   """(?:[^"\\]|\\.|"(?!""))*""" | \'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
                  | "(?:[^"\\\r\n]|\\.)*"          | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z][A-Za-z0-9-]* )
    | (?P<name>     (?:\w(?:[\w.-]*[\w-])?)?:(?:\w|[:.-]|%[0-9A-Fa-f]{2}|\\.)* )
    | (?P<word>     \w+ )
    ''',
    re.VERBOSE | re.DOTALL,
)


def keywords(query: str) -> frozenset[str]:
    """Return the keywords (and other bare words) of a query or update, in upper case.

    Read twice, with and without its ``\\u`` escapes resolved: engines differ in where they allow them, and no reading
    may hide a keyword that another one sees.
    """
    return _words(query) | _words(_ESCAPE.sub(_unescape, query))


def _words(query: str) -> frozenset[str]:
    return frozenset(match.group().upper() for match in _TOKEN.finditer(query) if match.lastgroup == "word")


def _unescape(match: re.Match[str]) -> str:
    number = int(match.group(1) or match.group(2), 16)
    return chr(number) if number <= 0x10FFFF else match.group()
