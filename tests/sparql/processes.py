"""The query processes of an application, and waiting for what happens in other processes."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 30.0  # seconds


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it does not come true")
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes whose parent this one is, those that have ended left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields and int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def commands(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def query_servers(of: Path, parent: int) -> list[int]:
    """The query servers that a process has started for a data folder."""
    return [pid for pid in children(parent) if "sparql.processes.server" in commands(pid) and str(of) in commands(pid)]


def query_processes(of: Path, parent: int) -> list[int]:
    """The query processes of an application, which has a query server of its own."""
    return [process for server in query_servers(of, parent) for process in children(server)]


def is_alive(pid: int) -> bool:
    fields = _stat(pid)
    return bool(fields) and fields[0] != "Z"


def processor_time(pid: int) -> int:
    """Ticks of processor time that a process has used; 0 when it is gone."""
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def memory_of(pid: int) -> int:
    """Bytes of memory that a process has to itself; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_Dirty"))


def threads(pid: int) -> int:
    """How many threads a process has; 0 when it is gone."""
    fields = _stat(pid)
    return int(fields[17]) if fields else 0


def are_at_rest(pids: list[int]) -> bool:
    """Whether none of these processes computes."""
    before = [processor_time(pid) for pid in pids]
    time.sleep(0.3)
    return all(processor_time(pid) <= used + 1 for pid, used in zip(pids, before, strict=True))


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
