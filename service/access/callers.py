"""Who sends a request: the token that it brings, or the machine that it comes from."""

from __future__ import annotations

import base64
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from service.access.proxies import PROXIED
from service.access.scopes import Scope
from service.access.tokens import TokenFile
from service.errors import AccessDeniedError, OnRecordError, UnavailableError

_UNKNOWN = "The token is unknown here, has expired, or has been revoked: `onrecord token list` shows on the server."
# Whatever a proxy, balancer or content network on the way may have added: then the peer's address is the proxy's.
_PROXY_HEADERS = frozenset(
    f"HTTP_{name.upper().replace('-', '_')}"
    for name in (
        *("Forwarded", "Forwarded-For", "X-Forwarded", "Via", "Max-Forwards", "CDN-Loop", "Client-IP"),
        *(f"X-Forwarded-{end}" for end in ("For", "Host", "Port", "Proto", "Protocol", "Scheme", "Server", "Ssl")),
        *("X-Forwarded-By", "X-Forwarded-Prefix", "X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-User"),
        *(
            "X-Real-IP",
            "True-Client-IP",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "X-Remote-IP",
            "X-Remote-Addr",
            "X-Proxyuser-IP",
        ),
        *("X-Original-Forwarded-For", "X-Original-Host", "X-Original-URI", "X-Original-URL", "X-Rewrite-URL"),
        *("X-Host", "X-Scheme", "X-Url-Scheme", "Front-End-Https", "X-Request-Start", "X-Varnish", "X-Bluecoat-Via"),
        *("CF-Connecting-IP", "CF-Connecting-IPv6", "CF-Ray", "CF-Visitor", "Fastly-Client-IP", "Fly-Client-IP"),
        *("X-Envoy-External-Address", "X-Envoy-Internal", "X-Azure-ClientIP", "X-Azure-SocketIP", "X-ARR-SSL"),
        *("X-Amzn-Trace-Id", "X-Amz-Cf-Id", "X-Cloud-Trace-Context", "X-Appengine-User-IP", "X-Vercel-Forwarded-For"),
    )
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. ``name`` is that of the token, else the address; counts and logs go by it.

    ``is_here``: the request comes from this very machine, over no proxy that tells of itself. ``problem`` is what is
    wrong with the token that was given, which has no scope then.
    """

    name: str
    is_here: bool
    scope: Scope
    problem: OnRecordError | None = None

    @property
    def token(self) -> str | None:
        """The name of the token that was given, None without a valid one."""
        return self.name if self.scope is not Scope.OPEN else None


class Callers:
    """Tells callers from WSGI environments.

    ``token`` is the one of the settings, which opens everything.
    """

    def __init__(self, tokens: TokenFile, token: str | None) -> None:
        self._tokens = tokens
        self._token = token.encode() if token is not None else None

    def of(self, environ: Mapping[str, Any], *, takes_password: bool = False) -> Caller:
        """Return who sends a request; ``takes_password``: a token may stand as the password of HTTP Basic."""
        address = environ.get("REMOTE_ADDR") or ""
        is_here = is_loopback(address) and _is_direct(environ)
        given = _credential(environ.get("HTTP_AUTHORIZATION", ""), takes_password=takes_password)
        if given is None:
            return Caller(address, is_here, Scope.OPEN)
        return self._bearing(given, address, is_here=is_here)

    def _bearing(self, given: str, address: str, *, is_here: bool) -> Caller:
        if self._token is not None and hmac.compare_digest(given.encode(), self._token):
            return Caller("ONRECORD_TOKEN", is_here, Scope.ADMIN)
        try:
            token = self._tokens.find(given)
        except UnavailableError as error:
            return Caller(address, is_here, Scope.OPEN, error)
        if token is None:
            return Caller(address, is_here, Scope.OPEN, AccessDeniedError(_UNKNOWN))
        return Caller(f"{token.name} ({token.id})", is_here, token.scope)

    def need_tokens(self) -> bool:
        """Return whether this service has tokens: then this machine itself needs one, too.

        Raises ``UnavailableError`` where the file of them cannot be read.
        """
        return self._token is not None or self._tokens.are_there()


@lru_cache(maxsize=1024)
def is_loopback(address: str) -> bool:
    """Return whether an address is one of the machine itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_loopback


def _is_direct(environ: Mapping[str, Any]) -> bool:
    """Whether nothing tells of a proxy; HTTP/1.0 does, which nginx speaks unless told otherwise."""
    return (
        PROXIED not in environ and _PROXY_HEADERS.isdisjoint(environ) and environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
    )


def _credential(header: str, *, takes_password: bool) -> str | None:
    """Return the token in an ``Authorization`` header (RFC 6750 §2.1); None where there is none."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip().encode("latin-1", "replace").decode(errors="replace") or None  # as WSGI has it
    if takes_password and scheme.lower() == "basic":
        try:
            return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2] or None
        except ValueError:
            return None
    return None
