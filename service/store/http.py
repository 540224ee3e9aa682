"""The SPARQL 1.1 Protocol, client's side: sends queries and updates, turns what goes wrong into OnRecord's errors.

What may be sent again is: reads, and writes that have the same effect when they are carried out twice. Any other write
is, where it is certain that the server did not get it; else ``UnknownOutcomeError`` says that nobody knows.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError, SSLError
from urllib3.util import Timeout

from service.errors import (
    OnRecordError,
    QueryError,
    TooLargeError,
    UnavailableError,
    UnknownOutcomeError,
    UnsupportedQueryError,
)
from service.store.call import Call, open_pool, under_way
from service.store.patience import Brief, Patience
from service.store.reply import Reply, TimeUpError, message_of
from service.store.server import Server
from service.store.syntax import readable

Operation = Literal["query", "update"]

_CONNECT_TIMEOUT = 5.0
_AT_ONCE = 1.0  # seconds within which a server refuses that has no room; later than that, it has tried in vain
_CONNECTIONS = 16
_RETRY_AFTER = 5
_FORM = "application/x-www-form-urlencoded"
# The operation itself as the body: the sizes of forms are limited by some servers (Tomcat: 2 MB).
_UPDATE = "application/sparql-update"
# What says of itself that the request was not carried out, and may pass.
_NOT_LET_IN = (401, 403)
_NOT_TAKEN = (*_NOT_LET_IN, 404, 429)
_OVERLOADED = (429, 502, 503, 504)
_REFUSED = (400, 422)
_NOT_EVALUATED = (500, 501)  # at Oxigraph's, of a function that it does not know


class SparqlClient:
    """Speaks to one server; safe to use from several threads."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        self._server = server
        self._patience: Patience = patience or Brief()
        self._is_lasting = patience is not None
        certificates = None if server.certificates is None else str(server.certificates)
        self._pool = open_pool(connections=_CONNECTIONS, certificates=certificates)

    def query(
        self,
        sparql: str,
        accept: str,
        fields: Sequence[tuple[str, str]] = (),
        *,
        timeout: float | None = None,
        call: Call | None = None,
    ) -> Reply:
        """Return the answer to a query; whoever asked reads it to the end, or closes it, or ends the ``call``.

        ``timeout`` are the seconds for all of it, past which it raises ``TimeUpError``; by default there are none,
        but for those that a server may be silent.
        """
        headers = {"Content-Type": _FORM, "Accept": accept}
        body = urlencode([("query", sparql), *fields]).encode()
        silence = self._server.timeout if timeout is None else timeout
        request = _Request("query", self._server.address("query"), body, headers, silence, call=call)
        with under_way(call):
            answer, deadline = self._send(request)
        return Reply(answer, self._server.shown("query"), None if timeout is None else deadline)

    def update(self, sparql: str, fields: Sequence[tuple[str, str]] = (), *, repeatable: bool) -> None:
        """Have an update carried out; ``repeatable`` says that to do it twice is the same as to do it once.

        Raises ``UnknownOutcomeError`` where the server may or may not have carried it out.
        """
        url = self._server.address("update", fields)
        request = _Request(
            "update", url, sparql.encode(), {"Content-Type": _UPDATE}, self._server.write_timeout, repeatable
        )
        answer, _ = self._send(request)
        answer.drain_conn()

    def check(self, timeout: float) -> None:
        """Raise ``UnavailableError`` unless the server answers a query, at once."""
        body = urlencode([("query", "ASK {}")]).encode()
        headers = {"Content-Type": _FORM, "Accept": "application/sparql-results+json"}
        request = _Request("query", self._server.address("query"), body, headers, timeout)
        try:
            self._try(request, timeout).drain_conn()
        except _Failure as failure:
            raise failure.error from failure.__cause__

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def _send(self, request: _Request) -> tuple[urllib3.BaseHTTPResponse, float]:
        """Return the answer when it begins, and the end of the request's time (``time.monotonic``)."""
        deadline = time.monotonic() + request.timeout
        for tries in count(1):
            began = time.monotonic()
            try:
                # One that waits until the server is back gives each try the whole time.
                left = request.timeout if self._is_lasting else max(deadline - began, 0.1)
                answer = self._try(request, left)
            except _Failure as failure:
                is_ended = request.call is not None and request.call.is_ended
                if is_ended or not self._again(failure, tries, began, deadline):
                    raise failure.error from failure.__cause__
            else:
                self._patience.ended(tries)
                return answer, deadline
        raise AssertionError

    def _again(self, failure: _Failure, tries: int, began: float, deadline: float) -> bool:
        now = time.monotonic()
        if not failure.repeatable or not (failure.passes or self._is_lasting):
            return False
        if failure.asked is None and not self._is_lasting and now - began > _AT_ONCE:
            return False
        return self._patience.goes_on(failure.error.detail, tries, left=deadline - now, asked=failure.asked)

    def _try(self, request: _Request, timeout: float) -> urllib3.BaseHTTPResponse:
        """Send a request once; raises ``_Failure``, or what the server's refusal means."""
        limits = Timeout(connect=min(_CONNECT_TIMEOUT, timeout), read=timeout)
        try:
            answer = self._pool.request(
                "POST",
                request.url,
                body=request.body,
                headers={**request.headers, **self._server.authorization(request.operation)},
                timeout=limits,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except HTTPError as error:
            raise self._broken(request, error, timeout) from error
        if answer.status < 300:
            return answer
        message = self._server.without_secrets(message_of(answer))
        raise self._refused(request, answer.status, message, answer.headers)

    def _broken(self, request: _Request, error: HTTPError, timeout: float) -> _Failure:
        store = f"The store at {self._server.shown(request.operation)}"
        unsent = isinstance(error, NewConnectionError | ConnectTimeoutError) or _is_certificate(error)
        if isinstance(error, ReadTimeoutError):
            detail = f"{store} does not answer within {timeout:.3g} seconds."
        elif _is_certificate(error):
            detail = f"{store} shows a certificate that is not accepted ({_reason(error)}); see ONRECORD_STORE_CA."
        else:
            detail = f"{store} does not answer: {_reason(error)}."
        if not (unsent or request.repeatable):
            return _Failure(_unknown(detail), repeatable=False)
        if isinstance(error, ReadTimeoutError):  # to ask for the same again would take as long again
            kind = TimeUpError if request.operation == "query" else UnavailableError
            return _Failure(kind(detail, retry_after=_RETRY_AFTER), repeatable=False)
        return _Failure(UnavailableError(detail, retry_after=_RETRY_AFTER), repeatable=True, passes=True)

    def _refused(
        self, request: _Request, status: int, message: str, headers: Mapping[str, str]
    ) -> _Failure | OnRecordError:
        store = f"The store at {self._server.shown(request.operation)}"
        if status in _REFUSED:
            told = readable(message, request.body.decode(errors="replace"))
            return QueryError(f"The store refuses the request: {told or status}")
        if status in _NOT_EVALUATED:
            return UnsupportedQueryError(f"The store cannot carry out the request: {message or status}")
        if status == 413:
            return TooLargeError(f"{store} takes no request of {len(request.body)} bytes: {message}")
        detail = f"{store} answers {status}: {message or headers.get('Location', 'without a reason')}"
        if status in _NOT_LET_IN:
            detail = (
                f"{store} refuses access ({status}): check ONRECORD_STORE_TOKEN, or ONRECORD_STORE_USER and "
                "ONRECORD_STORE_PASSWORD."
            )
        elif status in (404, 405, 406, 415) or 300 <= status < 400:
            name = "ONRECORD_STORE_UPDATE" if request.operation == "update" else "ONRECORD_STORE"
            detail += f" Check that {name} is the address of its {request.operation} endpoint."
        if not (request.repeatable or status < 500):
            return _Failure(_unknown(detail), repeatable=False)
        return _Failure(
            UnavailableError(detail, retry_after=_RETRY_AFTER),
            repeatable=status in _NOT_TAKEN or status in _OVERLOADED,
            passes=status in _OVERLOADED,
            asked=_seconds(headers.get("Retry-After")),
        )


@dataclass(frozen=True, slots=True)
class _Request:
    """A request; ``timeout`` are the seconds for all tries together, until the answer begins."""

    operation: Operation
    url: str
    body: bytes
    headers: Mapping[str, str]
    timeout: float
    repeatable: bool = True
    call: Call | None = None


class _Failure(Exception):  # noqa: N818  # it says what became of a try, and never leaves the client
    """A try that failed: the error it would be, whether it may be made again, and whether it soon has other results."""

    def __init__(
        self, error: OnRecordError, *, repeatable: bool, passes: bool = False, asked: float | None = None
    ) -> None:
        super().__init__(error.detail)
        self.error = error
        self.repeatable = repeatable
        self.passes = passes
        self.asked = asked


def _unknown(detail: str) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        f"{detail} Whether it has carried out the update is not known: look, before you send it again."
    )


def _is_certificate(error: HTTPError) -> bool:
    return isinstance(error, SSLError) and any(isinstance(arg, ssl.SSLCertVerificationError) for arg in error.args)


def _reason(error: BaseException) -> str:
    """Return what the innermost error says, without the names of connection objects."""
    while error.__cause__ is not None:
        error = error.__cause__
    reason = getattr(error, "strerror", None) or str(error).rpartition(": ")[2] or type(error).__name__
    return str(reason).rstrip(".")


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds of a ``Retry-After`` header; a date is left out of account."""
    return float(retry_after) if retry_after is not None and retry_after.strip().isdecimal() else None
