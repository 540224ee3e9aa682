"""A service as `make run` starts it, with the seeds in it."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "service"]


class Served(NamedTuple):
    """Where the service listens, and the environment of commands that work on its data."""

    address: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The seeds ingested and served; IRIs begin as by default, whatever the port."""
    with serve_seeds(tmp_path_factory.mktemp("served")) as running:
        yield running


@contextmanager
def serve_seeds(data: Path) -> Iterator[Served]:
    """Ingest the seeds into an empty folder and serve them on a free port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    environment = kept | {"ONRECORD_DATA": str(data), "ONRECORD_PROCESSES": "1"}
    subprocess.run([*COMMAND, "ingest", "seeds"], cwd=ROOT, env=environment, check=True, capture_output=True)
    serving = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert serving.stdout is not None
    try:
        said = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in serving.stdout)
        address = next(found[0] for found in said if found)
        threading.Thread(target=serving.stdout.read, daemon=True).start()
        yield Served(address, environment)
    finally:
        serving.terminate()
        serving.wait(60)
        serving.stdout.close()
