"""The command as users run it: a process, with a data folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service.index import Index
from service.store.embedded import EmbeddedStore
from service.vocabulary import Iris

Result = subprocess.CompletedProcess[str]
Run = Callable[..., Result]
COMMAND = [sys.executable, "-m", "service"]
TIMEOUT = 120


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return kept | {"ONRECORD_DATA": str(data), "ONRECORD_PROCESSES": "2"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs ``onrecord`` with these arguments in ``tmp_path``."""

    def run_command(*arguments: object, stdin: str | bytes = "", **settings: str) -> Result:
        result = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            cwd=tmp_path,
            env=environment | settings,
            timeout=TIMEOUT,
            check=False,
        )
        return Result(result.args, result.returncode, result.stdout.decode(), result.stderr.decode())

    return run_command


@pytest.fixture
def stored_seeds(data: Path, seed_graphs: dict[str, bytes], iris: Iris) -> dict[str, bytes]:
    """A store that holds the graphs of the seeds, without any extraction."""
    store = EmbeddedStore(data)
    store.replace_graphs(seed_graphs)
    revision = store.commit()
    index = Index.open(data, read_only=False)
    index.put(seed_graphs, iris, revision=revision)
    index.close()
    store.close()
    return seed_graphs
