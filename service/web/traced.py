"""A span for each request, from its arrival to the last of its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.wsgi import ClosingIterator

from service import tracing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ROUTE, _ID = "onrecord.route", "onrecord.request_id"


def register(app: Flask) -> None:
    """Trace the requests of an application, where this process traces; after all else has been put around it."""
    if tracing.is_on():
        app.after_request(_note)
        app.wsgi_app = _Traced(app.wsgi_app)  # type: ignore[method-assign]


def _note(response: Response) -> Response:
    request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else None
    request.environ[_ID] = g.request_id
    return response


class _Traced:
    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        said = {"http.request.method": method, "url.path": environ["PATH_INFO"]}
        span = tracing.begin(method, "server", said, environ.get("HTTP_TRACEPARENT"))

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            code = int(status.split()[0])
            span.note({"http.response.status_code": code}, failed=code >= 500)
            return start_response(status, headers, *error)

        try:
            with span.current():
                body = self._application(environ, start)
        except BaseException:
            span.note({}, failed=True)
            span.end()
            raise
        route, request_id = environ.get(_ROUTE), environ.get(_ID)
        if route:
            span.rename(f"{method} {route}")
        span.note({name: value for name, value in (("http.route", route), (_ID, request_id)) if value})
        return ClosingIterator(body, [span.end])
