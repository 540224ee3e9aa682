"""``onrecord serve``: starts the writer and the web server, restarts the one that ends, and ends both together."""

from __future__ import annotations

import http.client
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack, closing

from service.errors import UnavailableError
from service.index import Index
from service.jobs.queue import Queue
from service.logs import configure
from service.serve import web
from service.serve.child import Child
from service.settings import Settings
from service.store.lock import ProcessLock

log = logging.getLogger(__name__)
_POLL = 0.1
_GRACE = 35.0  # seconds that requests and the commit under way are given when the service ends
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_READY = """
OnRecord is running: {address}/

Try:
  curl '{address}/api/v1/figures?format=csv'
  curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT 5' {address}/sparql
  curl -H 'Content-Type: text/plain' -d 'Kenya has sent 400 soldiers to Haiti, officials said.' {address}/api/v1/extract
"""


class Supervisor:
    """Runs the service until it gets SIGTERM or SIGINT.

    ``run`` raises ``UnavailableError`` when the port is taken, the data folder cannot be written, or another service
    has it.
    """

    def __init__(self, settings: Settings, host: str, port: int, workers: int | None) -> None:
        self._settings = settings
        self._host = host
        self._port = port
        self._workers = workers or max(2, os.cpu_count() or 1)
        self._stop = threading.Event()

    def run(self) -> int:
        """Serve; return the exit code."""
        configure()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        with ExitStack() as stack:
            lock = ProcessLock(self._settings.data / "service.lock", "running service")
            stack.callback(lock.release)
            listener = stack.enter_context(closing(self._listen()))
            self._make_files()
            writer = Child("writer", [sys.executable, "-m", "service.serve.writer"])
            server = Child("web server", web.command(listener.fileno(), self._workers), [listener.fileno()])
            for child in (writer, server):
                stack.callback(child.kill)
                child.start()
            threading.Thread(target=self._announce, args=listener.getsockname()[:2], daemon=True).start()
            while not self._stop.wait(_POLL):
                writer.restart_if_ended()
                server.restart_if_ended()
            log.info("stopping")
            deadline = time.monotonic() + _GRACE
            server.end(deadline)  # first, as requests under way may still wait for the writer
            writer.end(deadline)
        return 0

    def _listen(self) -> socket.socket:
        """Bind the port here, so that a port in use is said at once and the web server can be restarted on it."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            listener = socket.create_server((self._host, self._port), family=family, backlog=1024)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise UnavailableError(
                f"{self._host}:{self._port} cannot be listened on: {reason}. Choose another with --port."
            ) from error
        listener.set_inheritable(True)
        return listener

    def _make_files(self) -> None:
        """Make what the web server opens, as the writer may start later than it."""
        Queue(self._settings.data).close()
        Index.open(self._settings.data, read_only=False).close()

    def _announce(self, host: str, port: int) -> None:
        """Say where to look once the service is ready."""
        host = _EVERYWHERE.get(host, host)
        while not self._stop.is_set():
            if _is_ready(host, port):
                address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
                print(_READY.format(address=address), flush=True)
                return
            time.sleep(_POLL)


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
