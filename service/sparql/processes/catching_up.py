"""How a fresh query server gets the graph into its memory while another one serves."""

from __future__ import annotations

import logging
import threading
import time

from service.errors import OnRecordError
from service.sparql.processes.memory import UnionInMemory
from service.sparql.processes.process import give_way
from service.store.checkpoints import Checkpoints

_log = logging.getLogger(__name__)
_BREATH = 0.002  # seconds between two looks for more to load
_PATIENCE = 600.0  # seconds that it may take: commits are followed for as long at least


def caught_up(memory: UnionInMemory, checkpoints: Checkpoints) -> bool:
    """Return whether the newest revision is held, which is read while nobody else wants the processor."""
    is_done = threading.Event()
    thread = threading.Thread(target=_catch_up, args=(memory, checkpoints, is_done))  # its priority is its own
    thread.start()
    thread.join()
    return is_done.is_set()


def _catch_up(memory: UnionInMemory, checkpoints: Checkpoints, is_done: threading.Event) -> None:
    give_way(threading.get_native_id())
    end = time.monotonic() + _PATIENCE
    try:
        while not memory.is_paused and time.monotonic() < end:
            if memory.revision is not None and memory.revision >= (checkpoints.current() or ""):
                is_done.set()
                return
            memory.step()
            if not memory.is_working or memory.waits_for is not None:
                time.sleep(_BREATH)
    except OnRecordError as error:
        _log.warning("%s", error.detail)
