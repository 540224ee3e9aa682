"""What every answer carries: the id of the request, and what a browser may do with the page."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from service import tracing
from service.logs import identify
from service.web.revisions import tell

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger("onrecord.access")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

_SECURITY = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
# A year, for this host alone: those below it may be somebody else's.
_OVER_HTTPS = [*_SECURITY, ("Strict-Transport-Security", "max-age=31536000")]


class _Secured:
    """Adds the headers that are always the same, where that costs least: as the answer leaves the application."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        own = _OVER_HTTPS if environ["wsgi.url_scheme"] == "https" else _SECURITY

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, headers + own, *error)

        return self._application(environ, start)


def register(app: Flask) -> None:
    """Give every request an id and every answer its headers."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.wsgi_app = _Secured(app.wsgi_app)  # type: ignore[method-assign]


def request_id() -> str:
    """Return the id of the current request: the client's own where it sends a usable one."""
    return str(g.request_id)


def new_id() -> str:
    """Return an id for a request that has none."""
    return os.urandom(16).hex()


def log(method: str, path: str, status: int, seconds: float, request_id: str) -> None:
    """Write the line of a request into the log; ``path`` has no query, which may be a secret or a long story."""
    if _log.isEnabledFor(logging.INFO):
        said = {"method": method, "path": path, "status": status, "seconds": round(seconds, 6)}
        _log.info("request", extra=said | {"request_id": request_id})


def _begin() -> None:
    given = request.headers.get("X-Request-Id")
    g.request_id = given if given and _ID.fullmatch(given) else new_id()
    g.started = time.perf_counter()
    identify(request_id=g.request_id, trace_id=tracing.trace_id())


def _finish(response: Response) -> Response:
    tell(response)
    response.headers.add("X-Request-Id", g.request_id)
    if response.status_code in (201, 204) and response.calculate_content_length() == 0:
        response.headers.pop("Content-Type", None)  # Flask names one for answers without content, too
    log(request.method, request.path, response.status_code, time.perf_counter() - g.started, g.request_id)
    return response
