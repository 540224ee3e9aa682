"""A running service, asked over HTTP: its REST API for lists and items, its /sparql for queries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

import urllib3
from urllib3.util import Retry, Timeout, make_headers

from service.api.lists import LISTS
from service.errors import InvalidInputError, NotFoundError, OnRecordError, UnavailableError
from service.index import ListKind
from service.index.values import Json
from service.mcp_server.backend import GRAPH, RESULTS, Page
from service.sparql.answering import Answer
from service.vocabulary import Iris, Kind

_PLURALS: Mapping[str, str] = {listed.kind: listed.plural for listed in LISTS}
_CONNECT_TIMEOUT = 5.0
_READ_TIMEOUT = 300.0  # seconds between two pieces of an answer: far above any limit that a service sets for queries
_PIECE = 65_536
_RETRIES = Retry(
    total=2,
    status_forcelist=(502, 504),
    allowed_methods=None,
    backoff_factor=0.2,
    raise_on_status=False,
    respect_retry_after_header=False,  # a query past its limits would be asked again, and waited for, unasked
)


class RemoteBackend:
    """Asks the service at an address; a ``Backend``.

    A user and password in the address are sent along, or else the token.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        """Raises ``InvalidInputError`` for what is no address; the service itself is asked when a tool is called."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidInputError(f"“{url}” is no address of a service: write it as http://localhost:8000/.")
        user, at, host = parts.netloc.rpartition("@")
        self._url = urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
        self._iris: Iris | None = None
        self._pool = urllib3.PoolManager(
            maxsize=8,
            headers=make_headers(basic_auth=user) if at else {"Authorization": f"Bearer {token}"} if token else {},
            timeout=Timeout(connect=_CONNECT_TIMEOUT, read=_READ_TIMEOUT),
            retries=_RETRIES,
        )

    @property
    def iris(self) -> Iris:
        """The IRIs of the data: they begin with what the first article's does, or there is nothing yet to name."""
        if self._iris is None:
            articles = self.page("article", {}, 1).items
            if not articles:
                return Iris(f"{self._url}/")
            self._iris = Iris(articles[0]["iri"].removesuffix(f"article/{articles[0]['id']}"))
        return self._iris

    def snapshot(self) -> AbstractContextManager[None]:
        """Each request sees the newest state."""
        return nullcontext()

    def page(self, kind: ListKind, filters: Mapping[str, str], limit: int, cursor: str | None = None) -> Page:
        """Return a page of a list."""
        fields = {**filters, "limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        body = self._json(f"/api/v1/{_PLURALS[kind]}", fields)
        following = parse_qs(urlsplit(body["next"] or "").query).get("cursor", [None])[0]
        return Page(body["items"], body["total"], following)

    def has(self, kind: Kind, key: str) -> bool:
        """Return whether some graph speaks of a thing."""
        try:
            self._ask("HEAD", f"/{kind}/{quote(key, safe='')}", accept=GRAPH)
        except NotFoundError:
            return False
        return True

    def item(self, kind: ListKind, key: str) -> Json:
        """Return a thing, an article with its text."""
        return self._json(f"/api/v1/{_PLURALS[kind]}/{quote(key, safe='')}")

    def figures(self, deployment: str) -> Json:
        """Return a deployment's figures side by side."""
        return self._json(f"/api/v1/deployments/{quote(deployment, safe='')}/figures")

    def query(self, sparql: str, timeout: float | None) -> Answer:
        """Return a query's answer, which is read as it comes."""
        fields = {"query": sparql} | ({"timeout": f"{timeout:g}"} if timeout is not None else {})
        response = self._ask("POST", "/sparql", fields, accept=f"{RESULTS}, {GRAPH}", whole=False)
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
        revision = response.headers.get("OnRecord-Revision", "")
        return Answer(media_type, revision, parts=_parts(response), close=response.close)

    def close(self) -> None:
        """Close all connections, which ends the queries they wait for."""
        self._pool.clear()

    def _json(self, path: str, fields: Mapping[str, str] | None = None) -> Json:
        body = self._ask("GET", path, fields).data
        try:
            answer: Json = json.loads(body)
        except ValueError as error:
            raise UnavailableError(f"What answers at {self._url} is no service of OnRecord: {error}.") from error
        return answer

    def _ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, str] | None = None,
        *,
        accept: str = "application/json",
        whole: bool = True,
    ) -> urllib3.BaseHTTPResponse:
        headers = {**self._pool.headers, "Accept": accept}
        encoding: dict[str, Any] = {"encode_multipart": False} if method == "POST" else {}
        try:
            response = self._pool.request(
                method, self._url + path, fields=fields, headers=headers, preload_content=whole, **encoding
            )
            if response.status >= 400:
                raise _error(response, self._url)
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(f"The service at {self._url} does not answer: {error}.", retry_after=5) from error
        return response


def _parts(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """Yield an answer piece by piece; raises where it ends before its end."""
    try:
        yield from response.stream(_PIECE)
    except urllib3.exceptions.HTTPError as error:
        raise UnavailableError(
            f"The answer ended early, as a limit of the service ends it: {error}. Ask for less at once."
        ) from error


def _error(response: urllib3.BaseHTTPResponse, url: str) -> OnRecordError:
    """Return the error that a problem document stands for."""
    status = response.status
    try:
        detail = json.loads(response.data)["detail"]
    except (ValueError, TypeError, KeyError):
        detail = f"The service at {url} answers {status}."
    if status == 404:
        return NotFoundError(detail)
    if status == 401:
        return UnavailableError(f"{detail} `onrecord mcp` sends the one in ONRECORD_TOKEN.")
    if status < 500 and status != 403:
        return InvalidInputError(detail, status=status)
    return UnavailableError(detail)
