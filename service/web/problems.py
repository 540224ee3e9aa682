"""Every error as a problem document (RFC 9457), the errors of Flask itself included."""

from __future__ import annotations

import json
import logging
import re
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from service.errors import AccessDeniedError, InternalError, NotFoundError, OnRecordError, PreconditionError, QueryError
from service.metrics import metrics
from service.settings import Settings
from service.web.codings import CODINGS
from service.web.context import backends

MEDIA_TYPE = "application/problem+json"
_NOT_KEPT = {"Cache-Control": "no-store"}
# Statuses that refuse what could be served: access, limits, load; 4xx of requests that make no sense are none of these.
_REFUSALS = {401, 403, 413, 414, 422, 429, 431, 503}
_SETTING = re.compile(r"ONRECORD_[A-Z_]*[A-Z]")
# What may stand in the path and the query of a URI beside letters, digits and “-._~” (RFC 3986).
_PATH, _QUERY = "/:@!$&'()*+,;=", "/?:@!$&'()*+,;=%"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SOON = 30  # seconds after which it may be tried again, where nothing tells better
_log = logging.getLogger(__name__)

_ADVICE = {
    404: "Nothing is served at this address. /openapi.json lists every route.",
    405: "This address does not take the method {method}; see the Allow header.",
    413: "The body is larger than this service takes.",
}


def register(app: Flask) -> None:
    """Answer every exception of this application with a problem document."""
    app.register_error_handler(OnRecordError, _own)
    app.register_error_handler(HTTPException, _of_flask)
    app.register_error_handler(Exception, _unexpected)


def slug_of(title: str) -> str:
    """Return the fragment that names a kind of problem: ``Unsupported media type`` gives ``unsupported-media-type``."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def sorts_of_problems() -> dict[str, tuple[int, str]]:
    """Return the sorts of OnRecord's own problems by title: the usual status, and what it means."""
    kinds: list[type[OnRecordError]] = [OnRecordError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return {kind.title: (kind.status, (kind.__doc__ or "").splitlines()[0]) for kind in reversed(kinds)}


def problem(status: int, title: str, detail: str) -> Response:
    """Return the problem document for this request; ``type`` leads to its explanation in ``/docs``."""
    document = {
        "type": f"{backends().iris.base}docs#problem-{slug_of(title)}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": _asked(),
    }
    body = json.dumps(document, ensure_ascii=False) + "\n"
    return Response(body, status, _NOT_KEPT, content_type=MEDIA_TYPE)


def count(status: int, title: str, detail: str) -> None:
    """Count a request that is refused for what it is, or for now."""
    if status in _REFUSALS:
        metrics().refused.labels(str(status), slug_of(title)).inc()
        setting = limit_in(detail)
        if setting is not None:
            metrics().limits.labels(setting).inc()


def limit_in(detail: str) -> str | None:
    """Return the setting that an error names as the limit that was reached."""
    found = _SETTING.search(detail)
    return found[0] if found and found[0].removeprefix("ONRECORD_").lower() in Settings.model_fields else None


def _asked() -> str:
    """Return the address that was asked for, as a URI: what it holds beyond ASCII is percent-encoded."""
    path = quote(request.script_root + request.path, safe=_PATH)
    query = _LONE_PERCENT.sub("%25", quote(request.query_string, safe=_QUERY))
    return f"{path}?{query}" if query else path


def headers_of(error: OnRecordError) -> dict[str, str]:
    """Return the headers that go with an error, in whatever form it is shown."""
    headers = dict(_NOT_KEPT)
    if error.retry_after is not None or error.status == 503:
        headers["Retry-After"] = str(_SOON if error.retry_after is None else error.retry_after)
    if isinstance(error, PreconditionError) and error.state is not None:
        headers["ETag"] = f'"{error.state}"'
    if error.status == 415:
        headers["Accept-Encoding"] = ", ".join(CODINGS)
    if error.status == 406:
        headers["Vary"] = "Accept, Accept-Encoding"
    if isinstance(error, AccessDeniedError) and error.challenge is not None:
        headers["WWW-Authenticate"] = error.challenge
    return headers


def _own(error: OnRecordError) -> Response:
    if error.status >= 500:
        said = {"method": request.method, "path": request.path, "status": error.status}
        if not isinstance(error, QueryError):  # which quotes the query
            said["detail"] = error.detail
        _log.warning("%s", error.title, extra=said)
    count(error.status, error.title, error.detail)
    response = problem(error.status, error.title, error.detail)
    response.headers.update(headers_of(error))
    return response


def _of_flask(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error  # a redirection, say
    title = NotFoundError.title if error.code == 404 else error.name.capitalize()
    advice = _ADVICE.get(error.code)
    detail = advice.format(method=request.method) if advice else error.description or error.name
    count(error.code, title, detail)
    response = problem(error.code, title, detail)
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    said = {"method": request.method, "path": request.path, "status": 500}
    _log.exception("a request failed", exc_info=error, extra=said)
    detail = "A fault of the service's own; it is in its log under the X-Request-Id of this answer."
    return problem(500, InternalError.title, detail)
