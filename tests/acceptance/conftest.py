"""The whole way with nothing replaced: the command line, the writer, gunicorn, the language model, the store on disk.

The articles are the project's seeds, and those in ``../shared`` where it lies beside the project; the tests of the
latter are skipped without it.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
START = 30.0  # seconds until a service that starts has to answer
TOKEN = "acceptance"

Json = dict[str, Any]


class Service:
    """A running ``onrecord serve``, asked over HTTP, and the command line beside it."""

    def __init__(self, data: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.environment = os.environ | {"ONRECORD_DATA": str(data), "ONRECORD_TOKEN": TOKEN}
        self._http = urllib3.PoolManager()

    def run(self, *arguments: str) -> str:
        """Run a command of ``onrecord`` on the same data and return what it prints; it has to succeed."""
        command = [sys.executable, "-m", "service", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str, **parameters: str) -> Json:
        """Return the JSON at a path of the REST API."""
        answer = self._http.request("GET", f"{self.url}/api/v1{path}", fields=parameters)
        assert answer.status == 200, answer.data
        result: Json = json.loads(answer.data)
        return result

    def delete(self, path: str) -> int:
        """Delete what is at a path of the REST API; returns the status."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return int(self._http.request("DELETE", f"{self.url}/api/v1{path}", headers=headers).status)

    def select(self, query: str) -> list[dict[str, str]]:
        """Return the solutions of a SPARQL query, unbound variables left out."""
        answer = self._http.request("POST", f"{self.url}/sparql", fields={"query": query}, encode_multipart=False)
        assert answer.status == 200, answer.data
        rows = json.loads(answer.data)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self._http.request("GET", f"{self.url}/health/ready", retries=False).status == 200)
        except urllib3.exceptions.HTTPError:
            return False


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def gold() -> list[Json]:
    """The annotations of the five real articles."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHARED / "gold").glob("seed-*.json"))]


@contextmanager
def serving(data: Path) -> Iterator[Service]:
    """Run ``onrecord serve`` on a data folder."""
    running = Service(data, port := free_port())
    command = [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, env=running.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START
        while not running.is_ready():
            assert process.poll() is None, "onrecord serve ended"
            assert time.monotonic() < deadline, "onrecord serve does not answer"
            time.sleep(0.1)
        yield running
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def service(gold: list[Json], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that has been given the five real articles by ``onrecord ingest`` while it ran."""
    with serving(tmp_path_factory.mktemp("acceptance")) as running:
        running.run("ingest", *(str(SHARED / "seeds" / annotation["text_file"]) for annotation in gold))
        yield running


@pytest.fixture(scope="session")
def seeded_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that has been given the project's seeds by ``onrecord ingest`` while it ran."""
    with serving(tmp_path_factory.mktemp("seeded_service")) as running:
        running.run("ingest", str(ROOT / "seeds"))
        yield running
