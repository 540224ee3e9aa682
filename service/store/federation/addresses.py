"""The list of addresses that may be reached, and the machines behind them.

A host's name is looked up once, each address it has is checked, and the connection is made to one that was: a name that
resolves to another address the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from socket import SOCK_STREAM, getaddrinfo
from urllib.parse import unquote

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from service.errors import NotAllowedError, OtherServerError

SETTING = "ONRECORD_SERVICE_ALLOW"
_PORTS = {"http": 80, "https": 443}
_LOCALHOST = "localhost"
_STEPS = re.compile(r"[/\\]")
# Addresses that stand for IPv4 addresses in which a private one may hide (RFC 6052, RFC 3056, RFC 4380).
_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be reached, and the IP addresses at which its host has been found."""

    scheme: str
    host: str
    port: int
    path: str
    ips: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port, as the Host header has them."""
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Address:
    scheme: str
    host: str
    port: int
    path: str

    def covers(self, other: _Address) -> bool:
        """Whether this entry of the list allows an address: itself, or all below it where it ends in a slash."""
        if (self.scheme, self.host, self.port) != (other.scheme, other.host, other.port):
            return False
        is_below = self.path.endswith("/") and other.path.startswith(self.path) and not _may_climb(other.path)
        return is_below or self.path == other.path


class AllowList:
    """Addresses, separated by white space; one that ends in a slash stands for all that begin with it.

    Raises ``ValueError`` for what is no http or https address, or has a user, a password or a fragment.
    """

    def __init__(self, addresses: str = "") -> None:
        self._entries = tuple(map(_address, addresses.split()))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def target(self, iri: str, clause: str) -> Target:
        """Look up an address; ``clause`` is the keyword of what wants to reach it, for messages.

        Raises ``NotAllowedError`` when it is not listed, or its host is a special address; ``OtherServerError`` when
        the host is not found.
        """
        try:
            address = _address(iri)
        except ValueError:
            address = None
        entry = next((entry for entry in self._entries if address is not None and entry.covers(address)), None)
        if address is None or entry is None:
            raise NotAllowedError(
                f"{clause} <{iri}> is refused: only addresses that the operator of this service lists in {SETTING} "
                f"are reached from here, and this one is not among {'them' if self else 'them, as none is listed'}."
            )
        ips = _found(address, clause)
        if not _is_literal(entry.host):
            _refuse_special(ips, address.host, f"{clause} <{iri}>")
        return Target(address.scheme, address.host, address.port, address.path, tuple(map(str, ips)))


def _address(iri: str) -> _Address:
    try:
        url: Url = parse_url(iri)
    except LocationParseError as error:
        raise ValueError(f"not an address: {iri}") from error
    if url.scheme not in _PORTS or not url.host or url.auth is not None:
        raise ValueError(f"not an http or https address without user and password: {iri}")
    return _Address(url.scheme, url.host.rstrip("."), url.port or _PORTS[url.scheme], url.request_uri)


def _may_climb(path: str) -> bool:
    """Whether some server might take a part of the path for ``..``: escaped, twice even, or with a parameter."""
    path = path.partition("?")[0]
    path = unquote(unquote(path))
    return any(step.partition(";")[0] in (".", "..") for step in _STEPS.split(path))


def _found(address: _Address, clause: str) -> list[IpAddress]:
    host = address.host.strip("[]")
    try:
        found = getaddrinfo(host, address.port, type=SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OtherServerError(f"{clause}: there is no host {host} ({error}).") from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def _is_literal(host: str) -> bool:
    """Whether the operator has named the machine itself, so that it may well be this one or a neighbour."""
    if host == _LOCALHOST:
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _refuse_special(ips: list[IpAddress], host: str, clause: str) -> None:
    special = next((ip for ip in ips if not _is_public(ip)), None)
    if special is not None:
        raise NotAllowedError(
            f"{clause} is refused: {host} is {special}, which is no public address. If it is meant to be reached, "
            f"the operator has to list it in {SETTING} by its IP address or as localhost."
        )


def _is_public(ip: IpAddress) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return _is_public(ip.ipv4_mapped)
        if ip.is_site_local or any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
