"""The processes of a running service by what they are, so that a test can end one of them."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from tests.servers import TOKEN, wait_until, wait_until_it_answers
from tests.torture import power

POWER_CUT = "everything, as by a power cut"
_PATIENCE = 60.0
_LOOK = 0.01
_MODULES = {
    "service.serve.writer": "writer",
    "service.serve.queries": "query server",
    "service.serve.web": "web server",
    "multiprocessing.resource_tracker": "",
    "multiprocessing.spawn": "extraction process",
}
_FORKED = {"query server": "query process", "web server": "web worker"}


class Service:
    """``onrecord serve`` on a data folder, at one port however often it is started again."""

    def __init__(self, data: Path, extraction_processes: int) -> None:
        self._data = data
        self._own = {
            "ONRECORD_DATA": str(data),
            "ONRECORD_TOKEN": TOKEN,
            "ONRECORD_PROCESSES": str(extraction_processes),
        }
        self._port = _port()
        self._variable = f"ONRECORD_DATA={data}".encode()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start the supervisor, and wait until the service is ready."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        with (self._data.parent / f"{self._data.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service", "serve", "--port", str(self._port), "--workers", "2"],
                env=kept | self._own,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            wait_until_it_answers(f"{self.url}/health/ready", 200)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> int:
        """End the service in order; return its exit code. Nothing of it may be left, nor of what was killed before."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(_PATIENCE)
        _wait_for_end(self.all())
        return code

    def kill(self, role: str, chance: random.Random) -> bool:
        """Kill a process of this role, False where there is none at the moment.

        Where the supervisor was killed, the service is started again at once, while what is left of it may still be
        ending. A power cut takes from the files what is not on the disk, too.
        """
        assert self._process is not None
        ids = self.all() if role == POWER_CUT else self.by_role().get(role, [])
        if not ids:
            return False
        victims = ids if role == POWER_CUT else [chance.choice(ids)]
        for victim in victims:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        if self._process.pid in victims:
            self._process.wait()
            if role == POWER_CUT:
                self._kill_the_rest()
                power.cut(self._data, chance)
            self.start()
        return True

    def by_role(self) -> dict[str, list[int]]:
        """Return the ids of the service's processes."""
        assert self._process is not None
        found: dict[str, list[int]] = defaultdict(list)
        found["supervisor"].append(self._process.pid)
        children = _children()
        for child in children.get(self._process.pid, []):
            _sort_in(found, child, children, None)
        return dict(found)

    def all(self) -> list[int]:
        """Return the ids of all processes that work on the data folder, those of earlier starts included."""
        return [process for process in _processes() if self._is_ours(process)]

    def _kill_the_rest(self) -> None:
        """Kill what was being started at that moment."""
        while left := [process for process in self.all() if _is_alive(process)]:
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(_LOOK)

    def _is_ours(self, process: int) -> bool:
        with suppress(OSError):
            return self._variable in Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
        return False


def _port() -> int:
    """Return a free port that no connection is given by chance while the service is away, as those of clients are."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _sort_in(found: dict[str, list[int]], process: int, children: dict[int, list[int]], parent: str | None) -> None:
    command = _command(process)
    role = _FORKED.get(parent or "") or next((role for name, role in _MODULES.items() if name in command), "")
    if role:
        found[role].append(process)
    for child in children.get(process, []):
        _sort_in(found, child, children, role)


def _processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal()]


def _children() -> dict[int, list[int]]:
    found = defaultdict(list)
    for process in _processes():
        with suppress(OSError):
            found[int(_stat(process)[1])].append(process)
    return found


def _stat(process: int) -> list[str]:
    """Return the state of a process, its parent, and so on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _wait_for_end(processes: list[int]) -> None:
    """Wait until these processes are gone; what outlives its service would go on writing."""
    end = time.monotonic() + _PATIENCE
    wait_until(lambda: not any(map(_is_alive, processes)) or time.monotonic() > end)
    left = {process: _command(process) for process in processes if _is_alive(process)}
    assert not left, f"still there after {_PATIENCE:.0f} s: {left}"


def _is_alive(process: int) -> bool:
    try:
        return _stat(process)[0] not in "ZX"
    except OSError:
        return False
