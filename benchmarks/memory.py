"""The memory of a running service: what each of its processes takes, by what it is for, and whether that grows.

Looking at pages keeps a process from changing its memory meanwhile, and one with hundreds of thousands for long: so the
query server, which shares its memory with query processes, is taken by its resident size, and these are left out.
"""

from __future__ import annotations

import resource
import statistics
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_EVERY = 5.0  # seconds
_WARM = 0.25  # of the samples: caches, free lists and the processes' own start
_GROWTH, _NOISE = 1.10, 20_000_000  # what the last quarter may have more than the second: a tenth, and some bytes
_SHARING = ("query server", "query process")
_REPLACED = "query server"  # a fresh one takes the place of one that has grown
_ROLES = {
    "service.serve.writer": "writer",
    "service.serve.queries": "query server",
    "service.serve.web": "web worker",
    "multiprocessing.spawn": "extraction process",
    "multiprocessing.resource_tracker": "resource tracker",
}


class Memory:
    """Watches the processes below one: the proportional set size (PSS) of each, in bytes (Linux), but see above."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._samples: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._totals: list[int] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Take samples within the block."""
        enough = threading.Event()
        thread = threading.Thread(target=self._watch, args=(enough,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()

    def growing(self) -> list[str]:
        """Return what is to be said of processes that took more and more."""
        found = []
        for (role, pid), sizes in self._samples.items():
            early, late = _early_and_late(sizes)
            if late > early * _GROWTH + _NOISE:
                found.append(f"the {role} {pid} grew from {early / 1e6:,.0f} MB to {late / 1e6:,.0f} MB")
        return found

    def summary(self) -> dict[str, dict[str, float]]:
        """Return the sizes of each process that was there all the time: second quarter, last quarter, most."""
        found = {}
        for (role, pid), sizes in sorted(self._samples.items()):
            early, late = _early_and_late(sizes)
            if early:
                found[f"{role} {pid}"] = {"early": early, "late": late, "most": float(max(sizes))}
        early, late = _early_and_late(self._totals)
        return found | {"all together": {"early": early, "late": late, "most": float(max(self._totals))}}

    @property
    def series(self) -> dict[str, list[int]]:
        """All sizes of each process, in the order of time."""
        return {f"{role} {pid}": sizes for (role, pid), sizes in sorted(self._samples.items())}

    def tell(self) -> None:
        """Print the sizes."""
        print(
            "memory (PSS; of the query server all it has) in the second and the last quarter of the time, and at most:"
        )
        for name, row in self.summary().items():
            print(f"  {name:26} " + " ".join(f"{row[each] / 1e6:8,.0f} MB" for each in ("early", "late", "most")))

    def _watch(self, enough: threading.Event) -> None:
        while not enough.is_set():
            sizes = _together(processes(self._pid))
            for key, size in sizes.items():
                self._samples[key].append(size)
            self._totals.append(sum(sizes.values()))
            enough.wait(_EVERY)


def _together(sizes: Mapping[tuple[str, int], int]) -> Mapping[tuple[str, int], int]:
    """Return the sizes with one, under the id 0, for all processes of which one replaces the other."""
    replaced = [size for (role, _), size in sizes.items() if role == _REPLACED]
    others = {key: size for key, size in sizes.items() if key[0] != _REPLACED}
    return others | ({(_REPLACED, 0): sum(replaced)} if replaced else {})


def processes(pid: int) -> Mapping[tuple[str, int], int]:
    """Return the bytes of a process and all below it, by what each is for and its id."""
    parents: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _read(stat).rpartition(")")[2].split()
        if fields:
            parents[int(fields[1])].append(int(stat.parent.name))
    found: dict[tuple[str, int], int] = {}
    waiting = [(pid, "supervisor")]
    for each, role in waiting:
        size = _resident(each) if role in _SHARING else _pss(each)
        if size and role != "query process":
            found[role, each] = size
        waiting += [(child, _role(child, role)) for child in parents[each]]
    return found


def _role(pid: int, parent: str) -> str:
    command = _read(Path(f"/proc/{pid}/cmdline"))
    role = next((name for mark, name in _ROLES.items() if mark in command), "other")
    if parent == "supervisor" and role == "web worker":
        return "web server"
    return "query process" if parent in ("query server", "query process") else role


def _resident(pid: int) -> int:
    fields = _read(Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * resource.getpagesize() if fields else 0


def _pss(pid: int) -> int:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _early_and_late(sizes: list[int]) -> tuple[float, float]:
    """Return the medians of the second and of the last quarter; nothing of a process that was there for moments."""
    quarter = len(sizes) // 4
    if quarter < 2:
        return 0.0, 0.0
    start = int(len(sizes) * _WARM)
    return statistics.median(sizes[start : start + quarter]), statistics.median(sizes[-quarter:])


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it has ended meanwhile
        return ""
