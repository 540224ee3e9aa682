"""How a process of the service hears that it is to end."""

from __future__ import annotations

import signal
import socket
import threading

_ENDING = (signal.SIGTERM, signal.SIGINT)


def stop_on_signals() -> threading.Event:
    """Return an event that is set at the first SIGTERM or SIGINT; for the main thread, once a process.

    A thread sets it, not the handlers: they run within whatever the main thread is at, and while that is between
    the lock of the event and its release (in ``wait``, or in the handler of a signal just before), ``set`` would wait
    for ever. https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd
    """
    stop = threading.Event()
    hearing, telling = socket.socketpair()
    telling.setblocking(False)
    for number in _ENDING:
        signal.signal(number, lambda *_: None)  # a number is written for those only that have a handler
    signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_hear, args=(hearing, telling, stop), name="signals", daemon=True).start()
    return stop


def _hear(hearing: socket.socket, telling: socket.socket, stop: threading.Event) -> None:
    """Set the event once a signal is told; ``telling`` is kept open as long as this goes on."""
    with hearing, telling:
        while True:
            if not frozenset(hearing.recv(1)).isdisjoint(_ENDING):
                stop.set()
