"""Places for queries: who runs, who stands still, and that nobody is forgotten. Processes are stand-ins here."""

import threading
import time
from dataclasses import dataclass, field

import pytest

from service.errors import QueryLimitError
from service.sparql.processes.lanes import Ending, Lane, Lanes, Run
from tests.servers import wait_until


@dataclass
class Process:
    """Computes from the beginning, while it is not paused."""

    held: int = 0
    runs: bool = True
    is_nice: bool = False
    is_dead: bool = False
    used: float = 0.0
    since: float = field(default_factory=time.monotonic)

    def processor_time(self) -> float:
        return self.used + (time.monotonic() - self.since if self.runs else 0.0)

    def memory(self) -> int:
        return self.held

    def yield_processor(self) -> None:
        self.is_nice = True

    def pause(self) -> None:
        self.used, self.runs = self.processor_time(), False

    def resume(self) -> None:
        self.since, self.runs = time.monotonic(), True

    def kill(self) -> None:
        self.pause()
        self.is_dead = True


@dataclass
class Client:
    has_gone: bool = False
    is_cut_off: bool = False

    def cut_off(self) -> None:
        self.is_cut_off = True


def begin(lanes: Lanes, *, client: Client | None = None, seconds: float = 60, held: int = 0) -> tuple[Run, Process]:
    lanes.enter(seconds)
    process = Process(held)
    run = Run(process, client, seconds)
    lanes.begin(run)
    return run, process


def test_long_queries_make_room_for_short_ones() -> None:
    lanes = Lanes(short=1, long=1, waiting=1)
    first, process = begin(lanes, held=10**9)  # takes no turns
    second, _ = begin(lanes)  # waits until the first is seen to be long
    assert first.lane is Lane.LONG
    assert process.is_nice
    third, _ = begin(lanes)
    lanes.leave(first)
    wait_until(lambda: second.lane is Lane.LONG)
    lanes.leave(second)
    lanes.leave(third)
    lanes.close()


def test_who_finds_no_place_to_wait_in_is_ended() -> None:
    lanes = Lanes(short=2, long=1, waiting=0)
    runs = [begin(lanes) for _ in range(2)]
    wait_until(lambda: any(process.is_dead for _, process in runs))
    [ended] = [run for run, process in runs if process.is_dead]
    assert ended.ending is Ending.BUSY
    lanes.close()
    assert all(process.is_dead for _, process in runs)


def test_long_queries_take_turns_but_for_those_that_hold_much() -> None:
    lanes = Lanes(short=2, long=1, waiting=2)
    light, _ = begin(lanes)
    wait_until(lambda: light.lane is Lane.LONG)
    heavy, _ = begin(lanes, held=10**9)
    wait_until(lambda: heavy.lane is Lane.LONG)
    time.sleep(1.5)
    assert (heavy.lane, light.lane) == (Lane.LONG, Lane.WAITING)
    lanes.leave(heavy)
    assert light.lane is Lane.LONG
    lanes.close()


def test_a_query_whose_client_takes_nothing_leaves_its_place_and_comes_back() -> None:
    lanes = Lanes(short=1, long=1, waiting=2)
    run, process = begin(lanes, client=Client())
    wait_until(lambda: run.lane is Lane.LONG)
    lanes.hand_over(run)
    wait_until(lambda: run.lane is Lane.PARKED)
    assert not process.runs
    lanes.take_back(run)
    assert run.lane is Lane.LONG
    assert process.runs
    lanes.close()


def test_queries_end_when_their_time_is_up_or_their_client_has_gone() -> None:
    lanes = Lanes(short=3, long=1, waiting=3)
    slow_client, leaver = Client(), Client()
    slow, _ = begin(lanes, client=slow_client, seconds=0.4)
    lanes.hand_over(slow)
    left, _ = begin(lanes, client=leaver)
    leaver.has_gone = True
    wait_until(lambda: left.ending is Ending.GONE)
    wait_until(lambda: slow.ending is Ending.TIME)
    assert slow_client.is_cut_off
    lanes.close()


def test_a_fault_with_one_query_ends_that_query_alone_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(Process):
        def yield_processor(self) -> None:
            raise KeyError("no such process")

    lanes = Lanes(short=2, long=1, waiting=2)
    lanes.enter(60)
    process = Faulty()
    faulty = Run(process, None, 60)
    lanes.begin(faulty)
    wait_until(lambda: faulty.ending is Ending.FAULT)
    assert process.is_dead
    assert "no such process" in caplog.text
    leaver = Client()
    left, _ = begin(lanes, client=leaver)
    leaver.has_gone = True
    wait_until(lambda: left.ending is Ending.GONE)
    for _ in range(2):  # both places are free again
        lanes.enter(0.1)
    lanes.close()


def test_nobody_waits_for_ever_to_be_let_in() -> None:
    lanes = Lanes(short=1, long=1, waiting=1)
    lanes.enter(1)
    with pytest.raises(QueryLimitError):
        lanes.enter(0.1)
    threading.Timer(0.1, lanes.leave_unused).start()
    lanes.enter(10)
    lanes.close()
