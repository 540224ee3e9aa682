"""A small HTTP server in this process, to which the engine sends the queries of ``SERVICE`` clauses.

It listens on the loopback interface, at a path that nobody else knows, for as long as one request is evaluated (in
threads: the engine lets go of Python's lock while it waits).
"""

from __future__ import annotations

import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from service.errors import OnRecordError, OtherServerError, QueryError
from service.store.federation.addresses import Target
from service.store.federation.exchange import Bounds, Reply, send

_POLL = 0.02  # seconds until it notices that it is to end
_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
_HEADERS = {"Content-Type": "application/sparql-query", "Accept": f"{_RESULTS[0]}, {_RESULTS[1]};q=0.9"}


class Forwarder:
    """Sends on what comes in at the address of a route, within bounds that hold for all together."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._lock = threading.Lock()
        self._received = 0
        self._routes: dict[str, Target | OnRecordError] = {}
        self._failure: tuple[str, int] | None = None

    def __enter__(self) -> Forwarder:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self), bind_and_activate=True)
        self._server.daemon_threads = True
        self._server.block_on_close = False  # who still waits for another server is not waited for
        self._base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=[_POLL], daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def routes(self) -> frozenset[str]:
        """The addresses at which it takes queries."""
        return frozenset(self._base + path for path in self._routes)

    def failure(self, error: OnRecordError) -> OnRecordError | None:
        """Return the error of the service that made the engine fail with ``error``, None where none did.

        It is made anew: the one that was raised would lead to what this thread holds, and the engine's results must not
        be let go of in another thread.
        """
        if self._failure is not None:
            return OtherServerError(self._failure[0], status=self._failure[1])
        if self._received and isinstance(error, QueryError):  # what does not parse is found before anything is asked
            return OtherServerError(f"What a SERVICE answers cannot be read. {error.detail}")
        return None

    def route(self, target: Target | OnRecordError) -> str:
        """Return the address for what goes to a target; an error in its place is what the engine gets."""
        path = f"/{secrets.token_urlsafe(24)}"
        self._routes[path] = target
        return self._base + path

    def answer(self, path: str, query: bytes) -> Reply:
        """Return what the service behind a route answers; raises ``OnRecordError``."""
        target = self._routes.get(path)
        try:
            if target is None:
                raise OtherServerError("There is nothing here.", status=404)
            if isinstance(target, OnRecordError):
                raise target
            return self._sent(target, self._with_names(query))
        except MemoryError as error:
            too_much = OtherServerError(f"{target} answers with more than the query may hold (ONRECORD_QUERY_MEMORY).")
            self._failure = too_much.detail, too_much.status
            raise too_much from error
        except OnRecordError as error:
            self._failure = error.detail, error.status
            raise

    def _with_names(self, query: bytes) -> bytes:
        """Return a query as it was asked: a clause within a clause is for the other server to follow."""
        for path, target in self._routes.items():
            if isinstance(target, Target):
                query = query.replace((self._base + path).encode(), str(target).encode())
        return query

    def _sent(self, target: Target, query: bytes) -> Reply:
        with self._lock:
            bounds = Bounds(self._bounds.deadline, self._bounds.most_bytes - self._received)
        reply = send(target, bounds, method="POST", headers=_HEADERS, body=query)
        if reply.media_type not in _RESULTS:
            raise OtherServerError(f"{target} answers with {reply.media_type}, not with SPARQL results.")
        with self._lock:
            self._received += len(reply.body)
        return reply


def _handler(forwarder: Forwarder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5  # seconds for the engine's request, which is all there at once

        def do_POST(self) -> None:  # the name that http.server looks for
            query = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                reply = forwarder.answer(self.path, query)
            except OnRecordError as error:
                self._write(error.status, Reply("text/plain; charset=utf-8", error.detail.encode()))
            else:
                self._write(200, reply)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the request itself is in the log."""

        def _write(self, status: int, reply: Reply) -> None:
            self.send_response(status)
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

    return Handler
