"""Whose word on the client counts."""

from typing import Any

import pytest

from service.access.proxies import MISTAKE, PROXIED, Forwarding, TrustedProxies

CLIENT, OTHER = "192.0.2.7", "198.51.100.9"


def passed(peer: str, trusted: str = "127.0.0.1 10.0.0.0/8 2001:db8::/32", **headers: str) -> dict[str, Any]:
    """Return the environment that the application behind sees."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ)
        return []

    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    Forwarding(application, TrustedProxies(trusted))(
        {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"} | named, lambda *_: None
    )
    return seen


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({"x_forwarded_for": CLIENT}, CLIENT),
        ({"x_forwarded_for": f"{OTHER}, {CLIENT}"}, CLIENT),
        ({"x_forwarded_for": f"{CLIENT}, 10.1.2.3"}, CLIENT),
        ({"x_forwarded_for": f"{CLIENT}:4711"}, CLIENT),
        ({"x_forwarded_for": "2001:dba::1"}, "2001:dba::1"),
        ({"x_forwarded_for": f"{CLIENT}, nonsense"}, "127.0.0.1"),
        ({"x_forwarded_for": f"{CLIENT}, unknown, 10.0.0.1"}, "10.0.0.1"),
        ({"x_forwarded_for": "10.0.0.5"}, "10.0.0.5"),
        ({"x_forwarded_for": ""}, "127.0.0.1"),
        ({"forwarded": f"for={CLIENT}"}, CLIENT),
        ({"forwarded": f'for={OTHER}, For="{CLIENT}:80";proto=https;by=10.0.0.1'}, CLIENT),
        ({"forwarded": 'for="[2001:dba:cafe::17]:4711"'}, "2001:dba:cafe::17"),
        ({"forwarded": f"for={CLIENT}, for=_hidden"}, "127.0.0.1"),
        ({"forwarded": f'for={CLIENT}, for="10.0.0.1'}, "127.0.0.1"),
        ({"forwarded": f"for={CLIENT} for={OTHER}"}, "127.0.0.1"),
        ({"forwarded": f"for={CLIENT}", "x_forwarded_for": f"{OTHER}, {CLIENT}"}, CLIENT),
        ({}, "127.0.0.1"),
    ],
)
def test_the_client_is_the_last_that_is_no_trusted_proxy(headers: dict[str, str], client: str) -> None:
    environ = passed("127.0.0.1", **headers)
    assert environ["REMOTE_ADDR"] == client
    assert environ[PROXIED]
    assert MISTAKE not in environ


@pytest.mark.parametrize("peer", [CLIENT, "11.0.0.1", "::1", ""])
def test_nobody_else_s_word_counts(peer: str) -> None:
    environ = passed(peer, x_forwarded_for=OTHER, forwarded=f"for={OTHER};proto=https", x_forwarded_proto="https")
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == (peer, "http")
    assert PROXIED not in environ


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        ({"x_forwarded_proto": "https"}, "https"),
        ({"x_forwarded_proto": "http, HTTPS"}, "https"),
        ({"x_forwarded_proto": "https, http"}, "http"),
        ({"x_forwarded_proto": "gopher"}, "http"),
        ({"forwarded": f"for={CLIENT};proto=https"}, "https"),
        ({"forwarded": f"for={OTHER};proto=https, for={CLIENT};proto=http"}, "http"),
        ({"forwarded": f"for={CLIENT};proto=https", "x_forwarded_for": CLIENT}, "http"),
        ({"x_forwarded_for": CLIENT}, "http"),
    ],
)
def test_the_scheme_is_what_the_nearest_proxy_was_asked_by(headers: dict[str, str], scheme: str) -> None:
    assert passed("10.9.9.9", **headers)["wsgi.url_scheme"] == scheme


def test_a_header_that_the_proxy_has_only_passed_on_is_noticed() -> None:
    environ = passed("127.0.0.1", x_forwarded_for=CLIENT, forwarded=f"for={OTHER}")
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert "Forwarded and X-Forwarded-For" in environ[MISTAKE].detail


def test_an_ipv4_proxy_on_an_ipv6_socket_is_the_same_proxy() -> None:
    assert passed("::ffff:10.0.0.1", x_forwarded_for=CLIENT)["REMOTE_ADDR"] == CLIENT
