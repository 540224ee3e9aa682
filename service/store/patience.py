"""How long to go on asking a server that is away."""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

log = logging.getLogger(__name__)
_FIRST_PAUSE = 0.2  # seconds; each pause is twice the one before
_TRIES = 4
_LONGEST_PAUSE = 2.0


class Patience(Protocol):
    """Decides whether a request that failed, and that may be sent again, is."""

    def goes_on(self, reason: str, tries: int, *, left: float, asked: float | None) -> bool:
        """Wait, and return whether to try again.

        ``tries`` were made, ``left`` seconds remain of the request's time, and the server wants a pause of ``asked``.
        """

    def ended(self, tries: int) -> None:
        """Note that a request was answered after so many tries."""


class Brief:
    """Of somebody who waits for an answer: some tries, within the request's time."""

    def goes_on(self, reason: str, tries: int, *, left: float, asked: float | None) -> bool:  # noqa: ARG002
        """Wait and return whether to try again (see ``Patience``)."""
        pause = max(_FIRST_PAUSE * 2 ** (tries - 1), asked or 0.0)
        if tries >= _TRIES or pause >= left:
            return False
        time.sleep(pause)
        return True

    def ended(self, tries: int) -> None:
        """Nothing is noted."""


class Lasting:
    """Of the writer of a service, whose tasks wait until the server is back: until it is told to stop."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def goes_on(self, reason: str, tries: int, *, left: float, asked: float | None) -> bool:  # noqa: ARG002
        """Wait and return whether to try again (see ``Patience``)."""
        if tries == 1:
            log.warning("%s; what is to be written waits until it is back", reason)
        pause = max(_FIRST_PAUSE * 2 ** min(tries - 1, 10), asked or 0.0)
        return not self._stop.wait(min(pause, _LONGEST_PAUSE))

    def ended(self, tries: int) -> None:
        """Say that the server is back, where it was away."""
        if tries > 1:
            log.warning("the store answers again")
