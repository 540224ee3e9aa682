"""The processes of the service that runs this one: what each is for, and what it takes of the machine.

They are found by following parents down from the supervisor, and known by their command lines.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_SUPERVISOR = "ONRECORD_SUPERVISOR"  # its process id, in the environment (service.serve.child)
_MODULES = {
    "service.serve.writer": "writer",
    "service.serve.queries": "query server",
    "service.serve.web": "web server",
}
_CHILDREN = {"writer": "extraction", "query server": "query", "web server": "web"}  # of these processes
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Taken:
    """What the processes of one kind take together: their number, bytes of memory, open files.

    Memory that several processes share counts for each in part (PSS), so that the sum is what they all take.
    """

    number: int = 0
    memory: int = 0
    files: int = 0


def taken() -> Mapping[str, Taken]:
    """Return what the service's processes take, by what they are for; nothing where no supervisor runs this one."""
    supervisor = os.environ.get(_SUPERVISOR)
    found: dict[str, Taken] = defaultdict(Taken)
    for process, kind in _family(int(supervisor)) if supervisor else ():
        with suppress(OSError):  # it has just ended
            memory = _memory(process)
            files = len(list((_PROC / str(process) / "fd").iterdir()))
            found[kind].number += 1
            found[kind].memory += memory
            found[kind].files += files
    return found


def _family(supervisor: int) -> Iterator[tuple[int, str]]:
    children = _children()
    yield supervisor, "supervisor"
    for process in children.get(supervisor, ()):
        kind = _kind(process)
        yield process, kind
        for child in children.get(process, ()):
            if "resource_tracker" not in _command(child):  # multiprocessing's own
                yield child, _CHILDREN.get(kind, "other")


def _children() -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                found[int(status.rpartition(")")[2].split()[1])].append(int(folder.name))
    return found


def _kind(process: int) -> str:
    command = _command(process)
    return next((kind for module, kind in _MODULES.items() if module in command), "other")


def _command(process: int) -> str:
    with suppress(OSError):
        return (_PROC / str(process) / "cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
    return ""


def _memory(process: int) -> int:
    found = _PSS.search((_PROC / str(process) / "smaps_rollup").read_bytes())
    return int(found[1]) * 1024 if found else 0
