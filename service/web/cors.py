"""Reading from other sites' pages (the Fetch standard's CORS protocol): open to all of them; writing to none.

Nothing that is read here depends on who reads it, so every site's page may, without credentials. What writes is not
opened: neither its methods nor its ``Authorization`` header pass a preflight, and its answers may not be read. Only
where reading itself needs a token, pages may send one that their user has given them.
"""

from __future__ import annotations

from flask import Flask, Response, g, request

from service.web.context import backends

_READING = ("GET", "HEAD", "QUERY")
_SENT = (
    "Accept, Accept-Encoding, Accept-Language, Cache-Control, Content-Encoding, Content-Language, Content-Type, "
    "If-Modified-Since, If-None-Match, OnRecord-Revision, Prefer, Range, X-Request-Id"
)
_READ = (
    "Accept-Query, Cache-Status, Content-Encoding, ETag, Last-Modified, Link, Location, OnRecord-Revision, "
    "Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Total-Count"
)
_MAX_AGE = "86400"  # seconds that a browser need not ask again


def register(app: Flask) -> None:
    """Open what an application has to read."""
    app.after_request(_open)


def _open(response: Response) -> Response:
    if request.method == "OPTIONS":
        _answer_preflight(response)
    elif request.method in _READING or (_takes_queries() and not g.get("writes")):
        response.headers.add("Access-Control-Allow-Origin", "*")
        response.headers.add("Access-Control-Expose-Headers", _READ)
    return response


def _answer_preflight(response: Response) -> None:
    allowed = set(response.allow) & {*_READING, "POST" if _takes_queries() else ""}
    if allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(allowed))
        is_closed = backends().settings.read_needs_token
        response.headers["Access-Control-Allow-Headers"] = f"{_SENT}, Authorization" if is_closed else _SENT
        response.headers["Access-Control-Max-Age"] = _MAX_AGE


def _takes_queries() -> bool:
    """Whether the route reads by POST, too: where there is QUERY."""
    return request.url_rule is not None and "QUERY" in (request.url_rule.methods or ())
