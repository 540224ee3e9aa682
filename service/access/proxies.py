"""What the operator's own proxies say of the client behind them; nobody else's word counts.

``X-Forwarded-For`` and ``Forwarded`` (RFC 7239) are read from the right, where the nearest proxy has written: the first
address that is not one of the trusted is the client's. What stands left of it the client may have made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from service.errors import InvalidInputError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# In the environment of a request from a trusted proxy; the second where what it says cannot be used.
PROXIED, MISTAKE = "onrecord.proxied", "onrecord.proxied.mistake"
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*')
_NODE = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([0-9.]+)(?::\d+)?|([0-9A-Fa-f:.]+)")


class TrustedProxies:
    """Addresses and networks, separated by spaces; ``ValueError`` for what is neither."""

    def __init__(self, networks: str) -> None:
        self._networks = [ip_network(each, strict=False) for each in networks.split()]
        self.trusts: Callable[[str], bool] = lru_cache(maxsize=1024)(self._trusts)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def behind(self, environ: WSGIEnvironment) -> tuple[str, str | None]:
        """Return the client's address and the scheme that it used, None where no proxy says so.

        Raises ``InvalidInputError`` where both headers are there and name different clients: a proxy that writes one of
        them has passed on the other, which its client may have made up.
        """
        peer: str = environ.get("REMOTE_ADDR") or ""
        elements = list(_elements(environ.get("HTTP_FORWARDED", "")))
        listed = [each for each in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
        client = self._client(peer, listed)
        if elements:
            other = self._client(peer, [each.get("for", "unknown") for each in elements])
            if listed and other != client:
                raise InvalidInputError(
                    "Forwarded and X-Forwarded-For name different clients: have the proxy take out the one that it "
                    "does not write."
                )
            client = other
        said = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")[-1]
        if elements and not listed:
            said = elements[-1].get("proto", "")
        scheme = said.strip().lower()
        return client, scheme if scheme in ("http", "https") else None

    def _client(self, peer: str, path: list[str]) -> str:
        """Return the last address on the way that is not a proxy's; one that cannot be read hides what is before it."""
        client = peer
        for each in reversed(path):
            address = _address(each)
            if address is None:
                break
            client = address
            if not self.trusts(address):
                break
        return client

    def _trusts(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(mapped in network for network in self._networks)


class Forwarding:
    """Gives a WSGI application the client that stands behind a trusted proxy, and the scheme that it used."""

    def __init__(self, application: WSGIApplication, proxies: TrustedProxies) -> None:
        self._application = application
        self._proxies = proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on (WSGI)."""
        if self._proxies.trusts(environ.get("REMOTE_ADDR") or ""):
            environ[PROXIED] = True
            try:
                client, scheme = self._proxies.behind(environ)
            except InvalidInputError as error:
                environ[MISTAKE] = error
            else:
                environ["REMOTE_ADDR"] = client
                environ["wsgi.url_scheme"] = scheme or environ["wsgi.url_scheme"]
        return self._application(environ, start_response)


def _elements(header: str) -> Iterator[dict[str, str]]:
    """Yield the elements of a ``Forwarded`` header, their names in lower case; nothing of one that is malformed."""
    elements: list[dict[str, str]] = [{}]
    at = 0
    while at < len(header):
        pair = _PAIR.match(header, at)
        if pair is None or (pair.end() < len(header) and header[pair.end()] not in ";,"):
            yield {}
            return
        value = pair[2]
        elements[-1][pair[1].lower()] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        if header[pair.end() : pair.end() + 1] == ",":
            elements.append({})
        at = pair.end() + 1
    if header:
        yield from elements


def _address(node: str) -> str | None:
    """Return the address in an entry, whose port does not matter; None for a name or what hides it."""
    match = _NODE.fullmatch(node.strip().strip('"'))
    if match is None:
        return None
    try:
        return str(ip_address(match[1] or match[2] or match[3]))
    except ValueError:
        return None
