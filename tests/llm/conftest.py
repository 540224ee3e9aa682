"""A language model's server that answers what was recorded for it, over real HTTP."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Json = dict[str, Any]
Reply = Callable[[Json], "str | int"]
"""From a request to the model's words, or to the status of a refusal."""


@dataclass
class Model:
    """The server: ``reply`` decides what it answers, ``requests`` are those it got, with their headers."""

    url: str
    reply: Reply
    delay: float = 0.0
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
            body = b"{}"
            if isinstance(reply, str):
                message = {"role": "assistant", "content": reply}
                usage = {"prompt_tokens": 1000, "completion_tokens": 200}
                body = json.dumps({"choices": [{"message": message}], "usage": usage}).encode()
            self.send_response(reply if isinstance(reply, int) else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if reply == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

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


def answer(**lists: Any) -> str:
    """Return the model's words for these claims."""
    kinds = ("actors", "statements", "deployments", "treaties", "figures")
    return json.dumps({kind: [] for kind in kinds} | lists)
