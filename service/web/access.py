"""Who may write: whoever has the token, or, where none is configured, whoever sits on this machine."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import g, request

from service.errors import AccessDeniedError
from service.web.context import backends

P = ParamSpec("P")
R = TypeVar("R")

# Set by a proxy: then the peer's address is the proxy's, and says nothing of who asks.
_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def require_write() -> None:
    """Let a request pass that may write; raises ``AccessDeniedError`` (401 or 403) for any other."""
    g.writes = True
    token = backends().settings.token
    if token is None:
        _require_loopback()
        return
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise AccessDeniedError("Writing needs the header “Authorization: Bearer TOKEN” with this service's token.")
    if not hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode()):
        raise AccessDeniedError("The token is not this service's (ONRECORD_TOKEN).")


def writes(view: Callable[P, R]) -> Callable[P, R]:
    """Guard a view that writes with ``require_write``."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        require_write()
        return view(*args, **kwargs)

    return guarded


def _require_loopback() -> None:
    """Let this machine pass, but not the pages of other sites that a browser on it has open."""
    proxied = any(name in request.headers for name in _PROXY_HEADERS)
    if proxied or not _is_loopback(request.remote_addr):
        raise AccessDeniedError(
            "No token is configured, so writing is allowed from the machine itself only, and not through a proxy. "
            "Set ONRECORD_TOKEN on the server to write from elsewhere.",
            status=403,
        )
    if _is_of_another_site():
        raise AccessDeniedError(
            "No token is configured, so a browser may write from this service's own pages only, opened at localhost "
            "or 127.0.0.1. Set ONRECORD_TOKEN on the server to write from elsewhere.",
            status=403,
        )


def _is_of_another_site() -> bool:
    """Whether a browser sends this write for a page of another site; browsers say so in headers, programs send none.

    A page under another name of this machine counts as one, because any site may give its own name the address
    127.0.0.1 (DNS rebinding).
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")  # none: a user, no page
    host = urlsplit(f"//{request.host}").hostname or ""
    is_own_name = host == "localhost" or host.endswith(".localhost") or _is_loopback(host)
    return urlsplit(origin).netloc != request.host or not is_own_name


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
