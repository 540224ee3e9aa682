"""Real SPARQL servers for tests, each a process on a free port, with data of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import urllib3

TOKEN = "a token of the other service's"
_PATIENCE = 60.0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph(*options: str, port: int | None = None) -> Iterator[str]:
    """Run ``oxigraph serve``, in memory unless the options say where; yield its address."""
    process, url = start_oxigraph(*options, port=port)
    try:
        yield url
    finally:
        process.terminate()
        process.wait()


def start_oxigraph(*options: str, port: int | None = None) -> tuple["subprocess.Popen[bytes]", str]:
    address = f"127.0.0.1:{port or free_port()}"
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", address, *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    wait_until_it_answers(f"http://{address}")
    return process, f"http://{address}"


@contextmanager
def onrecord(
    data: Path, *, is_ready: bool = True, log: Path | None = None, workers: int = 2, **settings: str
) -> Iterator[str]:
    """Run ``onrecord serve`` with a token; yield its address when it is ready, or at least there.

    What it logs goes to the end of a file, if one is given.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    environment = kept | {"ONRECORD_DATA": str(data), "ONRECORD_TOKEN": TOKEN, "ONRECORD_PROCESSES": "1"} | settings
    port = free_port()
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", str(workers)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(f"{url}/health/ready", 200 if is_ready else None)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_until_it_answers(url: str, status: int | None = None) -> None:
    """Wait until there is an answer, with this status if one is given."""
    end = time.monotonic() + _PATIENCE
    with urllib3.PoolManager() as pool:
        while time.monotonic() < end:
            try:
                answer = pool.request("GET", url, retries=False)
            except urllib3.exceptions.HTTPError:
                answer = None
            if answer is not None and status in (None, answer.status):
                return
            time.sleep(0.05)
    raise RuntimeError(f"{url} did not start")


def wait_until(condition: Callable[[], object], seconds: float = _PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
