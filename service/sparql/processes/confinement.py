"""A second lock, in the kernel: a process whose queries may reach nobody cannot open a connection at all (Linux).

The first one, reading the request (``service.store.scan``), has to foresee every spelling; this one need not.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import platform
import socket
import struct
import sys

_log = logging.getLogger(__name__)
_NUMBERS = {"x86_64": (41, 317), "aarch64": (198, 277)}  # of the system calls socket and seccomp
_PR_SET_NO_NEW_PRIVS = 38  # <linux/prctl.h>; without it a filter needs privileges
_SET_MODE_FILTER, _SPEC_ALLOW = 1, 4  # <linux/seccomp.h>; the flag: no slower memory for it
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # <linux/bpf_common.h>: BPF_LD|BPF_W|BPF_ABS and so on
_NUMBER, _FIRST_ARGUMENT = 0, 16  # where struct seccomp_data has them (little-endian)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_network() -> bool:
    """Have the kernel refuse this process, and all that it forks, every socket but those of this machine (Unix).

    Return whether it does; where it has no such means, the process goes on without.
    """
    numbers = _NUMBERS.get(platform.machine()) if sys.platform == "linux" else None
    if numbers is None:
        return False
    rules = _filter(numbers[0])
    program = _Program(len(rules) // 8, rules)
    library = ctypes.CDLL(None, use_errno=True)
    is_done: bool = library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and (
        library.syscall(numbers[1], _SET_MODE_FILTER, _SPEC_ALLOW, ctypes.byref(program)) == 0
    )
    if not is_done:
        _log.info("no filter of system calls: %s", errno.errorcode.get(ctypes.get_errno(), "unknown"))
    return is_done


def _filter(socket_call: int) -> bytes:
    """Return the filter: ``socket`` fails with EACCES but for Unix sockets; all other calls are as ever."""
    rules = (
        (_LOAD_WORD, 0, 0, _NUMBER),
        (_JUMP_IF_EQUAL, 0, 3, socket_call),
        (_LOAD_WORD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 1, 0, socket.AF_UNIX),
        (_RETURN, 0, 0, _ERRNO | errno.EACCES),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *rule) for rule in rules)
