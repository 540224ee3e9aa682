"""Ties the life of a child process to that of the supervisor."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
PARENT = "ONRECORD_SUPERVISOR"  # the supervisor's process id, in the environment of its children


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when the supervisor is killed (Linux; elsewhere it lives on)."""
    parent = os.environ.get(PARENT)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it was killed before this was asked for
        os.kill(os.getpid(), signal.SIGTERM)
