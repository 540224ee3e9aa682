"""The web server as ``onrecord serve`` runs it, on a port of its own, with the seeds and without a writer."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import metrics
from service.serve import web
from service.settings import Settings

_START = 30.0  # seconds


@pytest.fixture(scope="session")
def server(seeded_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service: two processes, several threads each. For reading only."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    settings |= {"ONRECORD_DATA": str(seeded_data), "ONRECORD_QUERY_TIMEOUT": "10"}
    settings[metrics.FOLDER] = str(tmp_path_factory.mktemp("metrics"))  # as the supervisor gives it
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        listener.set_inheritable(True)
        command = web.command(listener.fileno(), 2, Settings(log_level="warning"))
        process = subprocess.Popen(command, env=settings, pass_fds=[listener.fileno()])
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        _await(f"{address}/api/v1/articles", process)  # not /health/ready: there is no writer
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
