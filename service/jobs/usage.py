"""What a process uses of the machine. Where the system does not tell, it is 0."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

_PAGE = resource.getpagesize()
_TICK = os.sysconf("SC_CLK_TCK")  # a second
_FIRST_TO_GO = 500  # of 1000


def memory_of(pid: int | None) -> int:
    """Return the bytes of memory that a process has taken (resident, without what it shares with files)."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * _PAGE


def be_first_to_go() -> None:
    """Have the kernel end this process before others when the machine runs out of memory."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(f"{_FIRST_TO_GO}\n", encoding="ascii")


def processor_time(pid: int | None) -> float:
    """Return the seconds that a process has worked so far."""
    try:
        # The name of the program stands in brackets and may have any characters.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK
