"""Spares a model that is away: after some failures in a row it is not asked for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 3  # articles in a row
PAUSE = 60.0  # seconds


class Breaker:
    """Counts the articles in a row for which no reply could be had."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._closed_until = -1.0

    @property
    def seconds_left(self) -> float:
        """How long not to ask yet; 0 when the model may be asked."""
        return max(self._closed_until - self._clock(), 0.0)

    def note(self, *, is_away: bool) -> None:
        """Note whether the model was away; once more after a pause, and there is another."""
        self._failures = self._failures + 1 if is_away else 0
        if self._failures >= FAILURES:
            self._closed_until = self._clock() + PAUSE
