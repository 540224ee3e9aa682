"""``onrecord serve``: starts the writer, the query server and the web server, restarts what ends, and ends all."""

from __future__ import annotations

import errno
import http.client
import logging
import os
import resource
import socket
import sys
import threading
import time
from contextlib import ExitStack, closing

from service import __version__, tracing
from service.errors import UnavailableError
from service.index import Index
from service.jobs.queue import Queue
from service.logs import configure
from service.serve import unknown, web
from service.serve.child import Child
from service.serve.counts import shared_folder
from service.serve.stopping import stop_on_signals
from service.serve.succession import SuccessionChild
from service.settings import Settings
from service.sparql.processes.launch import DESCRIPTOR
from service.sparql.processes.wire import pair
from service.store.lock import ProcessLock

log = logging.getLogger(__name__)
_POLL = 0.1
_FILES = 8192  # of one process: connections, a few hundred files of the store, and three of each database a thread
_GRACE = 35.0  # seconds that requests and the commit under way are given when the service ends
_LETTING_GO = 3.0  # seconds in which the processes of a service that was killed let go of its port
_UNREAD = 60  # seconds that a client may take nothing of its answer until the connection is given up
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

    def run(self) -> int:
        """Serve; return the exit code."""
        configure("supervisor", self._settings.log_format, self._settings.log_level)
        _allow_files()
        stop = stop_on_signals()
        with ExitStack() as stack:
            lock = ProcessLock(self._settings.data / "service.lock", "running service")
            stack.callback(lock.release)
            listener = stack.enter_context(closing(self._listen()))
            self._make_files()
            complaint = tracing.complaint()
            if complaint is not None:
                log.warning("%s", complaint)
            for complaint in unknown.complaints(os.environ):
                log.warning("%s", complaint)
            stack.enter_context(shared_folder(self._settings.data))
            ours, theirs = (stack.enter_context(closing(end)) for end in pair())
            children = self._children(listener.fileno(), ours.fileno(), theirs.fileno())
            for child in children:
                stack.callback(child.kill)
                child.start()
            host, port = listener.getsockname()[:2]
            log.info("serving", extra={"host": host, "port": port, "workers": self._workers, "version": __version__})
            threading.Thread(target=self._announce, args=(stop, host, port), daemon=True).start()
            while not stop.wait(_POLL):
                for child in children:
                    child.restart_if_ended()
            log.info("stopping")
            deadline = time.monotonic() + _GRACE
            for child in reversed(children):
                child.end(deadline)
        return 0

    def _children(self, listener: int, queries: int, query_server: int) -> list[Child]:
        """Return the service's processes in the order in which they start; the others are there for the last one.

        The web workers have one end of the socket over which they ask the query server for processes, and the other is
        open here, too, so that what they ask while it is started again is not lost.
        """
        writer = Child("writer", [sys.executable, "-m", "service.serve.writer"])
        command = [sys.executable, "-m", "service.serve.queries", str(query_server)]
        server = SuccessionChild("query server", command, [query_server])
        command = [*web.command(listener, self._workers, self._settings)]
        front = Child("web server", command, [listener, queries], {DESCRIPTOR: str(queries)})
        return [writer, front] if self._settings.store else [writer, server, front]

    def _listen(self) -> socket.socket:
        """Bind the port here, so that a port in use is said at once and the web server can be restarted on it."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        end = time.monotonic() + _LETTING_GO
        while True:
            try:
                listener = socket.create_server((self._host, self._port), family=family, backlog=1024)
                break
            except OSError as error:
                if error.errno == errno.EADDRINUSE and time.monotonic() < end:
                    time.sleep(_POLL)
                    continue
                reason = os.strerror(error.errno or 0)
                raise UnavailableError(
                    f"{self._host}:{self._port} cannot be listened on: {reason}. Choose another with --port."
                ) from error
        listener.set_inheritable(True)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # connections have it from here
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD * 1000)
        return listener

    def _make_files(self) -> None:
        """Make what the web server opens, as the writer may start later than it."""
        Queue(self._settings.data).close()
        Index.open(self._settings.data, read_only=False).close()

    def _announce(self, stop: threading.Event, host: str, port: int) -> None:
        """Say where to look once the service is ready."""
        host = _EVERYWHERE.get(host, host)
        while not stop.is_set():
            if _is_ready(host, port):
                address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
                print(_READY.format(address=address), flush=True)
                return
            time.sleep(_POLL)


def _allow_files() -> None:
    """Let the service's processes open as many files as the system allows, up to what a thousand connections need."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
