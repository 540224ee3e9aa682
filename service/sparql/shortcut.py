"""The very same query asked again is answered before the application is: nothing is parsed or negotiated anew.

The application notes with each request which kept answer it has sent; the headers that went with it are remembered
under all of the request that they depend on, and hold as long as the store is at the same revision. What asks for
anything out of the ordinary, by a condition or a preference, is none of this module's business.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.errors import OnRecordError
from service.metrics import metrics
from service.sparql.answer_cache import AnswerCache, Kept
from service.sparql.shared_answers import HIT
from service.store.protocol import GraphSource
from service.web.codings import Coding
from service.web.headers import log, new_id
from service.web.metrics import Requests

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/sparql"
_NOTE = "onrecord.kept"
_METHODS = ("GET", "POST", "QUERY")
_MOST = 1024  # requests that are remembered, some kilobytes each
_LONGEST = 4096  # bytes of a body that is looked at
# With these a request asks for more than the answer.
_OUT_OF_THE_ORDINARY = (
    "HTTP_CACHE_CONTROL",
    "HTTP_CONTENT_ENCODING",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_ONRECORD_REVISION",
    "HTTP_PRAGMA",
    "HTTP_PREFER",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_X_REQUEST_ID",
)
# On these, beside method and body, the answer depends.
_DEPENDS_ON = (
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)
_OWN = (
    "Cache-Status",
    "Content-Length",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-Id",
)  # headers that each answer has of its own
Headers = list[tuple[str, str]]


def note(environ: WSGIEnvironment, kept: Kept, coding: Coding | None) -> None:
    """Say that this kept answer is sent, in this coding."""
    environ[_NOTE] = (kept, coding)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent in answer to a request."""

    name: str
    revision: str
    coding: Coding | None
    headers: Headers


class Shortcut:
    """Stands before a WSGI application; ``requests`` counts those, too, which the application does not see.

    ``let_in`` returns the headers for a request that may be answered, None for one that is the application's business.
    """

    def __init__(
        self,
        application: WSGIApplication,
        cache: AnswerCache,
        source: GraphSource,
        requests: Requests,
        let_in: Callable[[WSGIEnvironment], Headers | None],
    ) -> None:
        self._application = application
        self._cache = cache
        self._source = source
        self._requests = requests
        self._hits = metrics().query_cache
        self._let_in = let_in
        self._sent: dict[object, _Sent] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (WSGI)."""
        started = time.perf_counter()
        key = _key(environ)
        if key is None:
            return self._application(environ, start_response)
        sent = self._sent.get(key)
        body = None if sent is None else self._body(sent)
        if sent is None or body is None:
            return self._remembering(key, environ, start_response)
        told = self._let_in(environ)
        if told is None:
            return self._application(environ, start_response)
        request_id = new_id()
        own = [("Cache-Status", HIT), ("Content-Length", str(len(body))), ("X-Request-Id", request_id)]
        start_response("200 OK", sent.headers + own + told)
        seconds = time.perf_counter() - started
        self._requests.count(environ["REQUEST_METHOD"], PATH, 200, seconds)
        self._hits.inc()
        log(environ["REQUEST_METHOD"], PATH, 200, seconds, request_id)
        return (body,)

    def _body(self, sent: _Sent) -> bytes | None:
        """Return the answer again, None where it is not that any more or is not kept any more."""
        try:
            revision = self._source.revision
        except OnRecordError:
            return None
        if sent.revision != revision:
            self._sent.clear()
            return None
        kept = self._cache.find(sent.name, revision)
        if kept is None:
            return None
        return kept.body if sent.coding is None else kept.coded(sent.coding)

    def _remembering(self, key: object, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        said: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *error: Any) -> Any:
            said.append((status, headers))
            return start_response(status, headers, *error)

        response = self._application(environ, start)
        if _NOTE in environ and [status for status, _ in said] == ["200 OK"]:
            kept, coding = environ[_NOTE]
            if len(self._sent) >= _MOST:
                self._sent.clear()
            headers = [header for header in said[0][1] if header[0] not in _OWN]
            self._sent[key] = _Sent(kept.name, kept.revision, coding, headers)
        return response


def _key(environ: WSGIEnvironment) -> object:
    """Return all that the answer depends on; None for a request that is not for this module."""
    method = environ["REQUEST_METHOD"]
    if environ["PATH_INFO"] != PATH or method not in _METHODS or environ.get("SCRIPT_NAME"):
        return None
    if any(name in environ for name in _OUT_OF_THE_ORDINARY):
        return None
    body = b"" if method == "GET" else _body_of(environ)
    if body is None:
        return None
    return (method, body, *map(environ.get, _DEPENDS_ON))


def _body_of(environ: WSGIEnvironment) -> bytes | None:
    """Return the body of a request, which can still be read; None where it is long, or of a length that is not told."""
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= _LONGEST):
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body
