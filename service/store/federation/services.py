"""``SERVICE`` clauses led to a forwarder, where the address they name is one that may be reached."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from service.errors import NotAllowedError, OnRecordError
from service.store.federation.addresses import AllowList, Target
from service.store.federation.exchange import Bounds
from service.store.federation.forwarder import Forwarder
from service.store.federation.terms import Prologue
from service.store.scan import ClearedRequest, Token, refuse_service, tokens

_MOST_BYTES = 100_000_000  # of all that the services of one query answer


class Federation:
    """Readies queries and updates with ``SERVICE`` clauses. ``timeout`` (seconds) is for all services of a request."""

    def __init__(self, allowed: AllowList, *, timeout: float) -> None:
        self._allowed = allowed
        self._timeout = timeout

    @contextmanager
    def opened(self, sparql: str, base_iri: str | None = None) -> Iterator[str]:
        """Yield the request as the engine may have it; its services are reached until the end of the context.

        Raises ``NotAllowedError`` for what is not listed, and at the end, in place of the engine's error, the
        ``OtherServerError`` of a service that failed.
        """
        if not self._allowed or "SERVICE" not in sparql.upper():
            yield sparql
            return
        clauses = list(_clauses(sparql, base_iri))
        with ExitStack() as stack:
            bounds = Bounds(time.monotonic() + self._timeout, _MOST_BYTES)
            forwarder = stack.enter_context(Forwarder(bounds)) if clauses else None
            text = sparql
            for term, iri, is_silent in reversed(clauses):
                assert forwarder is not None
                text = f"{text[: term.start]}<{forwarder.route(self._target(iri, is_silent))}>{text[term.end :]}"
            refuse_service(text, but=forwarder.routes if forwarder else ())
            try:
                yield ClearedRequest(text)
            except OnRecordError as error:
                if forwarder is None or forwarder.failure(error) is None:
                    raise
                # In no variable: it would lead to this frame, and so in a circle to what only a thread may let go of.
                raise forwarder.failure(error) or error from error

    def _target(self, iri: str, is_silent: bool) -> Target | OnRecordError:
        """Return where the clause leads; a host that is not found fails later, and only if the clause is not silent."""
        try:
            return self._allowed.target(iri, "SERVICE")
        except NotAllowedError:
            raise
        except OnRecordError as error:
            if is_silent:
                return error
            raise


def _clauses(sparql: str, base_iri: str | None) -> Iterator[tuple[Token, str, bool]]:
    """Yield the term of each clause, the address that it names, and whether it is silent."""
    found = list(tokens(sparql))
    prologue = Prologue(base_iri)
    for index, token in enumerate(found):
        prologue.read(found, index)
        if not token.is_word("SERVICE"):
            continue
        is_silent = found[index + 1 : index + 2] != [] and found[index + 1].is_word("SILENT")
        rest = found[index + 1 + is_silent : index + 3 + is_silent]
        if len(rest) < 2 or rest[1].text != "{" or rest[0].kind not in ("iri", "name", "variable"):
            continue
        if rest[0].kind == "variable":
            raise NotAllowedError(f"SERVICE {rest[0].text} is refused: the clause has to name the address itself.")
        yield rest[0], prologue.resolve(rest[0]), is_silent
