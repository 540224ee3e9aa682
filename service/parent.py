"""Ties the life of a process to that of its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_libc = ctypes.CDLL(None)  # before any fork: a forked process shall not load libraries


def end_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send a signal to this process when its parent ends (Linux; elsewhere it lives on).

    ``parent`` is the id of the parent, which may have ended already.
    """
    if sys.platform != "linux":
        return
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it ended before this was asked for
        os.kill(os.getpid(), number)
