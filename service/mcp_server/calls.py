"""The call that a thread works on, and whether its answer is still wanted: queries of one that is not are ended."""

from __future__ import annotations

from contextvars import ContextVar


class Call:
    """A call of a tool; what runs queries watches it like the connection of an HTTP client."""

    def __init__(self) -> None:
        self.has_gone = False

    def cut_off(self) -> None:
        """Nothing is on its way to the client before the answer is whole."""


_current: ContextVar[Call | None] = ContextVar("call", default=None)


def begin(call: Call) -> None:
    """Say that this thread works on a call from now on."""
    _current.set(call)


def current() -> Call | None:
    """Return the call that this thread works on."""
    return _current.get()
