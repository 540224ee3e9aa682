"""A server that answers as it is told, to see what is made of it."""

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

JSON = "application/sparql-results+json; charset=utf-8"
YES = b'{"head": {}, "boolean": true}'


@dataclass(frozen=True)
class Script:
    """One answer. ``cut``: the connection ends before the body does; ``mute``: before there is any answer."""

    status: int = 200
    body: bytes = YES
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    mute: bool = False
    delay: float = 0.0
    chunks: Iterable[bytes] | None = None
    pause: float = 0.0  # before each chunk


@dataclass(frozen=True)
class Received:
    """A request: its operation, the other fields, and who sends it."""

    text: str
    fields: list[tuple[str, str]]
    accept: str
    authorization: str | None


class Scripted(ThreadingHTTPServer):
    """Answers within its context with the scripts it is given, then yes to everything, and keeps what was asked."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self._thread = threading.Thread(target=self.serve_forever, args=[0.01])
        self.scripts: list[Script] = []
        self.received: list[Received] = []
        self.answer: Callable[[str], Script] = lambda _: self.scripts.pop(0) if self.scripts else Script()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up here; that is no error."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.server.received.append(self._received())
        script = self.server.answer(self.server.received[-1].text)
        time.sleep(script.delay)
        if script.mute:
            self.close_connection = True
            return
        self.send_response(script.status)
        self.send_header("Content-Type", script.media_type)
        for name, value in script.headers.items():
            self.send_header(name, value)
        if script.chunks is None:
            self.send_header("Content-Length", str(len(script.body) + script.cut))
            self.end_headers()
            self.wfile.write(script.body)
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._write_chunks(script)
        self.close_connection = script.cut

    def _write_chunks(self, script: Script) -> None:
        try:
            for chunk in script.chunks or ():
                time.sleep(script.pause)
                self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            if not script.cut:
                self.wfile.write(b"0\r\n\r\n")
        except OSError:  # the client has gone
            self.close_connection = True

    def _received(self) -> Received:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qsl(urlsplit(self.path).query)
        if self.headers["Content-Type"] == "application/x-www-form-urlencoded":
            (_, text), *more = parse_qsl(body)
            fields += more
        else:
            text = body
        return Received(text, fields, self.headers["Accept"], self.headers["Authorization"])

    def log_message(self, format: str, *args: object) -> None:
        pass
