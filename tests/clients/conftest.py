"""The service under gunicorn on a port of its own, as `onrecord serve` runs it, with the seeds."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

_START = 30.0  # seconds


@pytest.fixture(scope="session")
def server(seeded_data: Path) -> Iterator[str]:
    """The address of a running service: two processes, several threads each. For reading only."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    settings |= {"ONRECORD_DATA": str(seeded_data), "ONRECORD_QUERY_TIMEOUT": "10"}
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "service.app:create_app()"]
    process = subprocess.Popen(command, env=settings)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/health/ready", process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("the server does not start")
