"""The W3C's SPARQL tests against a running ``onrecord serve``, driven over HTTP by a program that is not ours."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared/w3c"
TOKEN = "a secret of the tests"
TIMEOUT = 600
# How many of a group pass at least: as many as `oxigraph serve` passes, or all.
PASSED = {
    "sparql10 query eval": 269,
    "sparql10 query syntax": 198,
    "sparql11 update eval": 94,
    "sparql11 query eval": 225,
    "sparql11 query syntax": 111,
    "sparql11 update syntax": 50,
    "sparql11 sd": 3,
    "sparql11 protocol": 34,
    "sparql11 gsp": 13,
    "sparql11 service": 6,
    "sparql12 query eval": 61,
    "sparql12 query syntax": 180,
    "sparql12 update syntax": 20,
    "sparql12 update eval": 3,
}

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the suite is not there (../shared/w3c)")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What became of each test, as the runner reports it."""
    folder = tmp_path_factory.mktemp("w3c")
    report, remote = folder / "report.json", free_port()
    for address in served(folder, remote):
        command = [
            sys.executable, str(SHARED / "runner.py"), "--suite", str(SHARED / "suite"), "--json", str(report),
            "--query-url", f"{address}/sparql", "--update-url", f"{address}/sparql", "--gsp-url", f"{address}/data",
            "--header", f"Authorization: Bearer {TOKEN}", "--service-port", str(remote),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        assert report.exists(), done.stderr
    return list(json.loads(report.read_text(encoding="utf-8")))


def served(folder: Path, remote: int) -> Iterator[str]:
    """Yield the address of a service with an empty store, which may reach the servers of the runner on this port."""
    # Some thousand small writes, each on disk before it is answered: in memory, where there is such a file system.
    data = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else folder))
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")} | {
        "ONRECORD_DATA": str(data),
        "ONRECORD_TOKEN": TOKEN,
        "ONRECORD_UNION_DEFAULT_GRAPH": "false",  # the suite assumes a default graph of its own
        "ONRECORD_PROCESSES": "1",
        "ONRECORD_SERVICE_ALLOW": f"http://127.0.0.1:{remote}/",
    }
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "service", "serve", "--port", "0", "--workers", "1"]
        process = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout
            yield greeted(process.stdout)
        finally:
            process.terminate()
            process.wait(60)
            process.stdout and process.stdout.close()
            shutil.rmtree(data)


def greeted(output: IO[str]) -> str:
    """Return the address that the service announces when it is ready."""
    for line in output:
        if found := re.search(r"OnRecord is running: (http://[^/\s]+)", line):
            return found[1]
    raise AssertionError("the service does not start")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def expected_failures() -> dict[str, str]:
    """The tests that may fail, each with its reason."""
    with (HERE / "expected_failures.toml").open("rb") as file:
        return {test: group["reason"] for group in tomllib.load(file)["because"] for test in group["tests"]}


def test_nothing_fails_but_what_the_engine_cannot(outcomes: list[dict[str, Any]]) -> None:
    expected = expected_failures()
    failed = {each["test"]: each["remark"] for each in outcomes if each["outcome"] == "failed"}
    assert {test: remark for test, remark in failed.items() if test not in expected} == {}


def test_what_is_expected_to_fail_does(outcomes: list[dict[str, Any]]) -> None:
    passed = {each["test"] for each in outcomes if each["outcome"] == "passed"}
    assert passed & set(expected_failures()) == set(), "take it out of expected_failures.toml"
    assert set(expected_failures()) <= {each["test"] for each in outcomes}


def test_as_many_pass_as_were_seen_to(outcomes: list[dict[str, Any]]) -> None:
    passed = Counter(
        f"{each['test'].split('/')[0]} {each['group']}" for each in outcomes if each["outcome"] == "passed"
    )
    assert dict(passed) == PASSED
