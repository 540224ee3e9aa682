"""Who may run: short queries at once, long ones a few at a time, so that lookups never wait behind a monster.

Every query begins in the short lane. One that has used its first moments of processor time leaves it: its process is
given less of the processor, and goes on in the long lane if there is room, otherwise it stands still until there is. A
query whose client does not take what it sends stands still as well, and leaves its place to others. Those in the long
lane take turns with those that wait, as long as they hold little memory: what stands still keeps what it has. A thread
looks after all of them: it also ends those that are past their time, and those whose client has gone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from service import tracing
from service.sparql.processes.limits import busy

_log = logging.getLogger(__name__)
_TICK = 0.05  # seconds between looks
_QUIET = 40  # ticks without a query after which there are no looks until the next
_QUANTUM = 0.15  # seconds of processor time in the short lane: a hundred lookups
_LONGEST_SHORT = 1.0  # seconds on the clock in the short lane, where it does not compute but wait
_TURN = 1.0  # seconds in the long lane until others have their turn
_LITTLE = 200_000_000  # bytes that a query may hold to stand still again; one that holds more runs to its end
_STALLED = 0.5  # seconds that a client may take for one piece before its query leaves its place to others
_GRACE = 0.5  # seconds past its time until a process that did not end itself is ended from outside
_ENTRY = 5.0  # seconds that a query waits for a place in the short lane


class Steered(Protocol):
    """A query process, as it is steered."""

    def processor_time(self) -> float:
        """Return the seconds of processor time that it has used."""

    def memory(self) -> int:
        """Return the bytes that it holds beyond what it had when it was forked."""

    def yield_processor(self) -> None:
        """Leave the processor to others who want it, for good."""

    def pause(self) -> None:
        """Stand still."""

    def resume(self) -> None:
        """Go on."""

    def kill(self) -> None:
        """End at once."""


class Watched(Protocol):
    """The client of a query."""

    @property
    def has_gone(self) -> bool:
        """Whether it has closed the connection."""

    def cut_off(self) -> None:
        """End the connection."""


class Lane(Enum):
    """Where a query is."""

    SHORT = auto()
    LONG = auto()
    WAITING = auto()  # it stands still until there is room in the long lane
    PARKED = auto()  # it stands still until its client has taken what it sent
    NONE = auto()  # it has ended


class Ending(Enum):
    """Why a query was ended from outside."""

    TIME = auto()
    BUSY = auto()
    GONE = auto()
    FAULT = auto()  # of the service's own


@dataclass(eq=False, slots=True)
class Run:
    """A query under way, which may run for so many seconds."""

    process: Steered
    client: Watched | None
    seconds: float
    begun: float = field(default_factory=time.monotonic)
    used_before: float = 0.0
    lane: Lane = Lane.SHORT
    is_demoted: bool = False
    turn_begun: float = 0.0
    ending: Ending | None = None
    with_client_since: float | None = None
    trace: str | None = field(default_factory=tracing.traceparent)  # what the query is part of

    @property
    def deadline(self) -> float:
        """When its time is up."""
        return self.begun + self.seconds


class Lanes:
    """The places of one web worker: ``short``, ``long``, and those who stand still (``waiting``). For many threads."""

    def __init__(self, *, short: int, long: int, waiting: int) -> None:
        self._room = {Lane.SHORT: short, Lane.LONG: long}
        self._most_waiting = waiting
        lock = threading.Lock()
        self._changed = threading.Condition(lock)  # a place is free
        self._roused = threading.Condition(lock)  # there are queries to look after
        self._is_asleep = False
        self._begun = 0
        self._taken = dict.fromkeys(Lane, 0)
        self._queue: deque[Run] = deque()
        self._runs: set[Run] = set()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def enter(self, seconds: float) -> None:
        """Take a place in the short lane; raises ``QueryLimitError`` when there is none for some seconds."""
        with self._changed:
            is_free = self._changed.wait_for(
                lambda: self._taken[Lane.SHORT] < self._room[Lane.SHORT], min(seconds, _ENTRY)
            )
            if not is_free:
                raise busy()
            self._taken[Lane.SHORT] += 1

    def leave_unused(self) -> None:
        """Give back the place that ``enter`` took, where no query began in it."""
        with self._changed:
            self._taken[Lane.SHORT] -= 1
            self._changed.notify()

    def begin(self, run: Run) -> None:
        """Look after a query from now on; it has the place that ``enter`` took."""
        run.used_before = run.process.processor_time()
        with self._changed:
            self._runs.add(run)
            self._begun += 1
            if self._is_asleep:
                self._roused.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._look_after, name="queries", daemon=True)
                self._thread.start()

    def leave(self, run: Run) -> None:
        """Look after a query no longer, as it has ended or is to be; its place is free."""
        with self._changed:
            self._runs.discard(run)
            self._move(run, Lane.NONE)

    def hand_over(self, run: Run) -> None:
        """Note that a piece of the answer is on its way to the client, and nothing is asked of the process."""
        run.with_client_since = time.monotonic()

    def take_back(self, run: Run) -> None:
        """Note that the client has taken what there was."""
        with self._changed:
            run.with_client_since = None
            if run.lane is Lane.PARKED:
                self._wait(run)

    def close(self) -> None:
        """End all queries, and look after none any more."""
        with self._changed:
            self._is_closed = True
            self._roused.notify()
            for run in list(self._runs):
                self._end(run, Ending.BUSY)

    def _look_after(self) -> None:
        quiet, begun = 0, 0
        while not self._is_closed:
            time.sleep(_TICK)
            now = time.monotonic()
            with self._changed:
                for run in list(self._runs):
                    self._look_safely(run, now)
                quiet = quiet + 1 if self._begun == begun and not self._runs else 0
                begun = self._begun
                if quiet > _QUIET:
                    self._sleep()

    def _sleep(self) -> None:
        """Wait for the next query: only after a while without any, as waking this thread would slow the query down."""
        self._is_asleep = True
        self._roused.wait_for(lambda: self._runs or self._is_closed)
        self._is_asleep = False

    def _look_safely(self, run: Run, now: float) -> None:
        """Look after a query; a fault ends that query, and not the looking after all others."""
        try:
            self._look(run, now)
        except Exception:
            _log.exception("a query cannot be looked after, and is ended")
            try:
                self._end(run, Ending.FAULT)
            except Exception:  # the same fault again, maybe; its place is free all the same
                _log.exception("nor can it be ended")

    def _look(self, run: Run, now: float) -> None:
        """Do what has to be done about one query."""
        stands_still = run.lane in (Lane.WAITING, Lane.PARKED)
        if run.client is not None and run.client.has_gone:
            self._end(run, Ending.GONE)
        elif now > run.deadline and (stands_still or now > run.deadline + _GRACE):
            self._break_off(run, Ending.BUSY if run.lane is Lane.WAITING else Ending.TIME)
        elif run.lane is Lane.SHORT and self._is_long(run, now):
            self._demote(run, now)
        elif run.lane is Lane.LONG and self._is_stalled(run, now):
            self._park(run)
        elif run.lane is Lane.LONG and self._queue and now - run.turn_begun > _TURN and run.process.memory() < _LITTLE:
            self._give_turn(run)

    def _is_long(self, run: Run, now: float) -> bool:
        age = now - run.begun
        if age > _LONGEST_SHORT:
            return True
        return age > _QUANTUM and run.process.processor_time() - run.used_before > _QUANTUM

    def _is_stalled(self, run: Run, now: float) -> bool:
        return run.with_client_since is not None and now - run.with_client_since > _STALLED

    def _demote(self, run: Run, now: float) -> None:
        run.is_demoted = True
        run.process.yield_processor()
        if self._is_stalled(run, now):
            self._park(run)
        else:
            self._wait(run)

    def _wait(self, run: Run) -> None:
        """Let a query go on in the long lane, at once if there is room."""
        if self._taken[Lane.LONG] < self._room[Lane.LONG]:
            if run.lane is not Lane.SHORT:
                run.process.resume()
            self._move(run, Lane.LONG)
            run.turn_begun = time.monotonic()
        elif self._stand_still(run, Lane.WAITING):
            self._queue.append(run)

    def _give_turn(self, run: Run) -> None:
        """Let the next in line go on in the place of this one, which gets in line behind the others."""
        run.process.pause()
        self._move(run, Lane.WAITING)
        self._queue.append(run)

    def _park(self, run: Run) -> None:
        self._stand_still(run, Lane.PARKED)

    def _stand_still(self, run: Run, lane: Lane) -> bool:
        """Have a query stand still; where too many do, end it."""
        if run.lane not in (Lane.WAITING, Lane.PARKED):
            if self._taken[Lane.WAITING] + self._taken[Lane.PARKED] >= self._most_waiting:
                self._break_off(run, Ending.BUSY)
                return False
            run.process.pause()
        self._move(run, lane)
        return True

    def _break_off(self, run: Run, ending: Ending) -> None:
        """End a query, and the connection of a client that has a part of its answer and does not take it."""
        self._end(run, ending)
        if run.with_client_since is not None and run.client is not None:
            run.client.cut_off()

    def _end(self, run: Run, ending: Ending) -> None:
        run.ending = run.ending or ending
        try:
            run.process.kill()
        finally:
            self._runs.discard(run)
            self._move(run, Lane.NONE)

    def _move(self, run: Run, lane: Lane) -> None:
        """Give a query another place, and the one it had to the next."""
        if run.lane is not Lane.NONE:
            self._taken[run.lane] -= 1
        if run.lane is Lane.WAITING and run in self._queue:
            self._queue.remove(run)
        if lane is not Lane.NONE:
            self._taken[lane] += 1
        run.lane = lane
        self._changed.notify()
        while self._queue and self._taken[Lane.LONG] < self._room[Lane.LONG]:
            first = self._queue.popleft()
            first.process.resume()
            first.turn_begun = time.monotonic()
            self._move(first, Lane.LONG)
