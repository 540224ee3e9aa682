"""Ties the life of a forked process to that of its parent."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_libc = ctypes.CDLL(None)  # before any fork: a forked process shall not load libraries


def end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, whatever it is doing then."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before this was asked for
        os._exit(0)
