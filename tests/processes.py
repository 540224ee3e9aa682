"""What other processes are, do and use, by ``/proc``.

A process may end at any moment, as a query process that was forked ahead does: of one that is gone nothing is told.
"""

import time
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes whose parent this one is, those that have ended left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields and int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def descendants(pid: int) -> list[int]:
    """The processes that this one has started, those that they have started, and so on."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def commands(pid: int) -> str:
    return _read(pid, "cmdline").replace("\0", " ")


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
    lines = _read(pid, "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_Dirty"))


def threads(pid: int) -> int:
    """How many threads a process has; 0 when it is gone."""
    fields = _stat(pid)
    return int(fields[17]) if fields else 0


def confinement(pid: int) -> int | None:
    """Which confinement of system calls a process is under (``Seccomp`` in proc(5): 0, 1, 2); None when it is gone."""
    lines = _read(pid, "status").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Seccomp:")), None)


def are_at_rest(pids: list[int]) -> bool:
    """Whether none of these processes computes."""
    before = [processor_time(pid) for pid in pids]
    time.sleep(0.3)
    return all(processor_time(pid) <= used + 1 for pid, used in zip(pids, before, strict=True))


def _stat(pid: int) -> list[str]:
    return _read(pid, "stat").rpartition(")")[2].split()


def _read(pid: int, name: str) -> str:
    """What the kernel says of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""
