"""A language model's server that answers what was recorded for it, over real HTTP."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Json = dict[str, Any]
Reply = Callable[[Json], "str | int | bytes | Refusal"]
"""From a request to the model's words, to a status, to a refusal with words of the server's, or to a whole body."""


@dataclass(frozen=True)
class Refusal:
    """A status and what the server says about it."""

    status: int
    body: bytes


@dataclass
class Model:
    """The server: ``reply`` decides what it answers, ``requests`` are those it got, with their headers."""

    url: str
    reply: Reply
    delay: float = 0.0
    drip: float = 0.0  # seconds between two bytes of the body
    requests: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def model() -> Iterator[Model]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.requests.append(request)
            served.headers.append(dict(self.headers))
            time.sleep(served.delay)
            reply = served.reply(request) if self.path == "/v1/chat/completions" else 404
            status, body = _response(reply)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if reply == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()
            with suppress(ConnectionError):  # a client that does not wait
                for byte in body if served.drip else ():
                    self.wfile.write(bytes([byte]))
                    time.sleep(served.drip)
                self.wfile.write(b"" if served.drip else body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Model(f"http://127.0.0.1:{server.server_address[1]}/v1", lambda request: "{}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def _response(reply: str | int | bytes | Refusal) -> tuple[int, bytes]:
    if isinstance(reply, Refusal):
        return reply.status, reply.body
    if isinstance(reply, int):
        return reply, b"{}"
    return 200, reply if isinstance(reply, bytes) else completion(reply)


def completion(words: Any, *, usage: Any = None, finish_reason: str = "stop") -> bytes:
    """Return the body that a server answers with."""
    choice = {"message": {"role": "assistant", "content": words}, "finish_reason": finish_reason}
    used = {"prompt_tokens": 1000, "completion_tokens": 200} if usage is None else usage
    return json.dumps({"choices": [choice], "usage": used}).encode()


def answer(**lists: Any) -> str:
    """Return the model's words for these claims."""
    kinds = ("actors", "statements", "deployments", "treaties", "figures")
    return json.dumps({kind: [] for kind in kinds} | lists)
