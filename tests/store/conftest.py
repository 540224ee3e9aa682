"""One suite for both stores: ``store`` is the embedded one on disk, then a running Oxigraph server, over HTTP."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import urllib3

from service.store.embedded import EmbeddedStore
from service.store.protocol import GraphStore
from service.store.remote import RemoteStore


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running ``oxigraph serve`` (in memory)."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(url)
        yield url
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(params=["embedded", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    opened: GraphStore
    if request.param == "embedded":
        opened = EmbeddedStore(tmp_path)
    else:
        url = request.getfixturevalue("server")
        opened = RemoteStore(f"{url}/query", tmp_path, update_url=f"{url}/update")
        opened.update("CLEAR ALL")
    yield opened
    opened.close()


def _wait_until_it_answers(url: str) -> None:
    with urllib3.PoolManager() as pool:
        for _ in range(100):
            try:
                pool.request("GET", url, retries=False)
            except urllib3.exceptions.HTTPError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError(f"{url} did not start")
