"""What a process uses of the machine, and how it is kept from using more. Where the system does not tell, it is 0."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

_PAGE = resource.getpagesize()
_TICK = os.sysconf("SC_CLK_TCK")  # a second


def limit_memory(more: int) -> None:
    """Let this process take so many bytes more than it has; what goes beyond fails with ``MemoryError``.

    It is the kernel's limit of data (``RLIMIT_DATA``): the heap and private mappings, not files and shared libraries.
    """
    with suppress(OSError):
        data = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * _PAGE
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = data + more
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )


def processor_time(pid: int | None) -> float:
    """Return the seconds that a process has worked so far."""
    try:
        # The name of the program stands in brackets and may have any characters.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK
