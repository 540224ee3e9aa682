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
from flask import Flask

from service.app import close, create_app
from service.index import Index
from service.jobs.queue import Queue
from service.settings import Settings

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


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Flask]:
    """The web application on an empty folder."""
    chosen = Settings(data=tmp_path)
    Queue(chosen.data).close()
    Index.open(chosen.data, read_only=False).close()
    made = create_app(chosen)
    yield made
    close(made)


def routes(application: Flask) -> set[tuple[str, str]]:
    """Return address and method of every route; ``*`` stands for what varies. HEAD and OPTIONS go without saying."""
    return {
        (re.sub(r"<[^>]+>", "*", rule.rule), method)
        for rule in application.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


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
