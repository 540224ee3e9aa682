"""Memory that is not taken longer, or looked at oftener, than it need be."""

import ctypes
import gc
import resource
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.allocator import give_back
from service.serve.worker import Worker

_libc = ctypes.CDLL(None)
_BLOCK, _BLOCKS = 64 * 1024, 2000  # 131 MB


@pytest.mark.skipif(not hasattr(_libc, "malloc_trim"), reason="another C library than glibc")
def test_freed_memory_is_given_back_although_some_behind_it_is_in_use() -> None:
    malloc, free = _libc.malloc, _libc.free
    malloc.restype, malloc.argtypes, free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
    blocks = [malloc(_BLOCK) for _ in range(_BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, _BLOCK)
    *most, last = blocks
    for block in most:
        free(block)
    before = _resident()
    give_back()
    assert before - _resident() > _BLOCK * _BLOCKS // 2
    free(last)


def test_a_web_worker_keeps_the_collector_from_its_application() -> None:
    worker = object.__new__(Worker)
    worker.app = SimpleNamespace(wsgi=lambda: [object() for _ in range(1000)])
    frozen = gc.get_freeze_count()
    try:
        worker.load_wsgi()
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
