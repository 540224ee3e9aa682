"""The SPARQL 1.1 Protocol, client's side: sends queries and updates, turns what goes wrong into OnRecord's errors."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

import urllib3
from urllib3.util import Retry, Timeout, make_headers

from service.errors import QueryError, UnavailableError

_CONNECT_TIMEOUT = 5.0
# Reading again does no harm; an update may have been carried out although its answer was lost.
_READ_RETRIES = Retry(
    total=3,
    status_forcelist=(502, 503, 504),
    allowed_methods=None,
    backoff_factor=0.2,
    respect_retry_after_header=False,
    raise_on_status=False,
)
_NO_RETRIES = Retry(total=False, redirect=False)


class SparqlClient:
    """Speaks to one server; a user and password in its address go into the ``Authorization`` header."""

    def __init__(self, query_url: str, update_url: str, timeout: float) -> None:
        self._query_url, query_headers = _address(query_url)
        self._update_url, update_headers = _address(update_url)
        self._headers = {"query": query_headers, "update": update_headers}
        self._pool = urllib3.PoolManager(maxsize=16, timeout=Timeout(connect=_CONNECT_TIMEOUT, read=timeout))

    def query(self, sparql: str, accept: str, fields: Sequence[tuple[str, str]] = ()) -> tuple[bytes, str]:
        """Return the body of the answer to a query, and its media type without parameters."""
        answer = self._send("query", self._query_url, sparql, fields, _READ_RETRIES, {"Accept": accept})
        return answer.data, answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def update(self, sparql: str, fields: Sequence[tuple[str, str]] = ()) -> None:
        """Have an update carried out."""
        self._send("update", self._update_url, sparql, fields, _NO_RETRIES, {})

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def _send(
        self,
        operation: str,
        url: str,
        sparql: str,
        fields: Sequence[tuple[str, str]],
        retries: Retry,
        headers: dict[str, str],
    ) -> urllib3.BaseHTTPResponse:
        body = urlencode([(operation, sparql), *fields])
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers, **self._headers[operation]}
        try:
            answer = self._pool.request("POST", url, body=body, headers=headers, retries=retries)
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(f"The store at {url} does not answer: {error}", retry_after=5) from error
        _check(answer, url)
        return answer


def _check(answer: urllib3.BaseHTTPResponse, url: str) -> None:
    if answer.status < 300:
        return
    message = answer.data[:2000].decode(errors="replace").strip()
    # Servers answer 500, too, when a well-formed request cannot be evaluated (Oxigraph: an unknown function).
    if answer.status in (400, 422, 500):
        raise QueryError(f"The store refuses the request: {message or answer.status}")
    if answer.status in (401, 403):
        raise UnavailableError(f"The store at {url} refuses access: check the user and password in ONRECORD_STORE.")
    raise UnavailableError(f"The store at {url} answers {answer.status}: {message}", retry_after=5)


def _address(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    plain = urlunsplit(parts._replace(netloc=host))
    return plain, make_headers(basic_auth=user) if at else {}
