"""Who may do what: each route says the scope that it needs, and is not reached by who has less.

Where no token is there, whoever sits on this machine may do everything, and nobody else writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from service.access import Caller, Policy, Scope, Standing
from service.access.callers import is_loopback
from service.access.proxies import MISTAKE
from service.errors import AccessDeniedError, OnRecordError, TooManyRequestsError
from service.web.context import Backends, backends
from service.web.operations import Operation, in_force

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]
_READING = ("GET", "HEAD", "QUERY")


def register(app: Flask) -> None:
    """Guard the routes of an application by what they say of themselves, and count who asks for them."""
    app.before_request(_guard)
    app.after_request(_tell)


def early(parts: Backends, environ: WSGIEnvironment) -> Headers | None:
    """Count a request that reads, before the application sees it, and return what it is told of that.

    None where it may not be let in: then the application refuses it.
    """
    asks = parts.callers.of(environ, takes_password=environ["REQUEST_METHOD"] in _READING)
    if MISTAKE in environ or (parts.settings.read_needs_token and asks.scope < Scope.READ):
        return None
    standing = None if asks.is_here else parts.rates.count(Policy.READS, asks.name)
    if standing is None:
        return []
    return None if standing.retry_after is not None else _headers([standing])


def _guard() -> None:
    """Let a request pass that has what its route needs; what says nothing of itself needs everything."""
    if MISTAKE in request.environ:
        raise request.environ[MISTAKE]
    if request.endpoint is None or request.method == "OPTIONS":
        _count(Policy.READS)
    elif request.endpoint.rpartition(".")[2] != "static":  # which is the program's own, and no data
        said = in_force(current_app, request.endpoint, request.method)
        scope = needed(said) if said is not None else Scope.ADMIN
        if scope is not Scope.OPEN:
            writes = request.method not in _READING and (scope >= Scope.WRITE or (said is not None and said.is_costly))
            _count(Policy.WRITES if writes else Policy.READS)
            require(scope)


def require_for_update() -> None:
    """Let an update pass that came to a route for reading; raises as ``require``, and ``TooManyRequestsError``."""
    _count(Policy.WRITES)
    require(Scope.WRITE)


def _count(policy: Policy) -> None:
    """Count this request, whoever sends it and whether it is let in; raises ``TooManyRequestsError``."""
    asks = caller()
    standing = None if asks.is_here else backends().rates.count(policy, asks.name)
    if standing is None:
        return
    g.setdefault("standings", []).append(standing)
    if standing.retry_after is not None:
        raise TooManyRequestsError(
            f"One token or address may send {standing.limit} {policy} a minute (ONRECORD_{policy.upper()}_PER_MINUTE). "
            f"Try again in {standing.retry_after} seconds.",
            retry_after=standing.retry_after,
        )


def _tell(response: Response) -> Response:
    response.headers.extend(_headers(g.get("standings", ())))
    return response


def _headers(standings: Sequence[Standing]) -> Headers:
    """Return what a caller is told of the limits (draft-ietf-httpapi-ratelimit-headers-10)."""
    if not standings:
        return []
    policies = [f'"{each.policy}";q={each.limit};w={each.window}' for each in standings]
    rests = [f'"{each.policy}";r={each.remaining};t={each.reset}' for each in standings]
    return [("RateLimit-Policy", ", ".join(policies)), ("RateLimit", ", ".join(rests))]


def needed(said: Operation) -> Scope:
    """Return the scope that an operation needs under the settings in force."""
    is_closed = backends().settings.read_needs_token
    return said.closed if is_closed and said.closed is not None else said.scope


def require(scope: Scope) -> None:
    """Let a request pass whose caller has a scope; raises ``AccessDeniedError`` (401 or 403) for any other."""
    if scope >= Scope.WRITE:
        g.writes = True
    if scope is Scope.OPEN or (scope is Scope.READ and not backends().settings.read_needs_token):
        return
    asks = caller()
    if asks.scope is Scope.OPEN and not backends().callers.need_tokens():  # what is sent in vain does no harm
        _require_this_machine(asks, scope)
        return
    if asks.scope < scope:
        raise _refusal(asks, scope)


def caller() -> Caller:
    """Return who sends this request."""
    if "caller" not in g:
        # A browser sends a password by itself, for pages of other sites, too: it opens reading only.
        g.caller = backends().callers.of(request.environ, takes_password=request.method in _READING)
    return cast(Caller, g.caller)


def _refusal(asks: Caller, scope: Scope) -> OnRecordError:
    """Return why a caller is not let in, with the challenge of RFC 6750 §3."""
    if asks.problem is not None:
        challenge = f'Bearer realm="onrecord", error="invalid_token", scope="{scope}"'
        is_known = isinstance(asks.problem, AccessDeniedError)
        return AccessDeniedError(asks.problem.detail, challenge=challenge) if is_known else asks.problem
    if asks.scope is not Scope.OPEN:
        return AccessDeniedError(
            f"This needs a token with the scope “{scope}”; the one that was sent has “{asks.scope}”.",
            status=403,
            challenge=f'Bearer realm="onrecord", error="insufficient_scope", scope="{scope}"',
        )
    challenge = f'Bearer realm="onrecord", scope="{scope}"'
    if request.method in _READING and "text/html" in request.headers.get("Accept", ""):
        challenge += ', Basic realm="onrecord, with a token as password", charset="UTF-8"'  # browsers ask for it
    return AccessDeniedError(
        f"This needs the header “Authorization: Bearer TOKEN” with a token that has the scope “{scope}”.",
        challenge=challenge,
    )


def _require_this_machine(asks: Caller, scope: Scope) -> None:
    """Let this machine pass, but not the pages of other sites that a browser on it has open."""
    if not asks.is_here:
        raise AccessDeniedError(
            f"This needs the scope “{scope}”. No token is configured, so it is allowed from the machine itself only, "
            "and not through a proxy. Make a token on the server with `onrecord token create` to do it from elsewhere.",
            status=403,
        )
    if _is_of_another_site():
        raise AccessDeniedError(
            f"This needs the scope “{scope}”. No token is configured, so a browser may do it from this service's own "
            "pages only, opened at localhost or 127.0.0.1. Make a token on the server with `onrecord token create`.",
            status=403,
        )


def _is_of_another_site() -> bool:
    """Whether a browser sends this for a page of another site; browsers say so in headers, programs send none.

    A page under another name of this machine counts as one, because any site may give its own name the address
    127.0.0.1 (DNS rebinding).
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "none")
    if origin is None and site == "none":  # a program, or a user who has typed the address
        return False
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
        is_own_page = site == "same-origin" if origin is None else urlsplit(origin).netloc == request.host
    except ValueError:  # no browser sends such a name
        return True
    is_own_name = host == "localhost" or host.endswith(".localhost") or is_loopback(host)
    return not (is_own_page and is_own_name)
