"""Whether the same query on the same data always has the same answer, so that an answer may be kept."""

from __future__ import annotations

import re

from service.errors import NotAllowedError
from service.store.scan import refuse_service, unescaped

_FUNCTIONS = ("NOW", "RAND", "UUID", "BNODE")
# Looked for in the plain text, in strings and comments, too: a query that only mentions a call is answered anew each
# time, and none that makes one is kept, however it is written. A comment may stand before the bracket.
_CALL = re.compile(rf"(?:{'|'.join(_FUNCTIONS)})\s*[(#]")
_LONGEST = 100_000  # characters of a query that is looked through: others are rare, and would keep a web worker busy


def is_deterministic(query: str) -> bool:
    """Return whether a query asks neither the clock, nor chance, nor another server.

    Where several answers are right (``LIMIT`` without ``ORDER BY``, ``SAMPLE``) one of them stays right, and so do the
    blank nodes of a ``CONSTRUCT``, whose labels mean something within one document only.
    """
    if len(query) > _LONGEST:
        return False
    readings = {query, unescaped(query)} if "\\" in query else {query}
    return not any(_calls(text.upper()) for text in readings) and not _reaches_out(query)


def _calls(upper: str) -> bool:
    return any(name in upper for name in _FUNCTIONS) and bool(_CALL.search(upper))


def _reaches_out(query: str) -> bool:
    try:
        refuse_service(str(query))
    except NotAllowedError:
        return True
    return False
