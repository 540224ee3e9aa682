"""Servers that benchmarks ask: started on a free port, awaited, and ended with the block."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

_PATIENCE = 600.0  # seconds: a service that holds a large graph in memory reads it first


class Server(NamedTuple):
    """A running service: its address, without a slash at its end, and the id of its first process."""

    address: str
    process: int


@contextmanager
def onrecord(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Serve a data folder."""
    port = free_port()
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    env = {"ONRECORD_DATA": str(data), **(settings or {})}
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/health/ready", env=env) as process:
        yield Server(address, process)


@contextmanager
def running(command: Sequence[str], ready: str, *, env: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a server until the block ends; it is there when the address ``ready`` answers with 200. Yield its id."""
    server = subprocess.Popen(command, env=os.environ | dict(env or {}), stdout=subprocess.DEVNULL)
    try:
        _await(server, ready)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def processor_time(process: int) -> float:
    """Return the milliseconds that a process and all that it started have been on a processor (Linux)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    family = {process}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    nanoseconds = 0
    for member in family:
        for schedule in Path(f"/proc/{member}/task").glob("*/schedstat"):
            with suppress(OSError):
                nanoseconds += int(schedule.read_text().split()[0])
    return nanoseconds / 1e6


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def load_average() -> str:
    """Return how busy the machine is, for beside the figures."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _await(server: subprocess.Popen[bytes], ready: str) -> None:
    until = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(ready, timeout=10) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"{ready} does not answer; the server ended with {server.poll()}.")
