"""Counts over a sliding minute, the same for all processes."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from service.access.counts import SharedCounts, make
from service.access.rates import Policy, Rates, subscriber

MINUTE = 60


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 1_000_000 * MINUTE

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counts(clock: Clock) -> Iterator[SharedCounts]:
    counts = SharedCounts(make(), clock)
    yield counts
    counts.close()


def rates(counts: SharedCounts, reads: int = 3, writes: int = 2) -> Rates:
    return Rates(counts, reads=reads, writes=writes)


def test_as_many_as_the_limit_are_let_in_and_told_how_many_are_left(counts: SharedCounts) -> None:
    standings = [rates(counts).count(Policy.READS, "a") for _ in range(5)]
    assert [each.remaining for each in standings if each] == [2, 1, 0, 0, 0]
    assert [each.retry_after is None for each in standings if each] == [True, True, True, False, False]
    assert {(each.policy, each.limit, each.window, each.reset) for each in standings if each} == {("reads", 3, 60, 60)}


def test_policies_and_callers_are_counted_apart(counts: SharedCounts) -> None:
    for policy, name in ((Policy.READS, "a"), (Policy.READS, "b"), (Policy.WRITES, "a")):
        standing = rates(counts).count(policy, name)
        assert standing
        assert standing.remaining == standing.limit - 1


def test_without_a_limit_nothing_is_told(counts: SharedCounts) -> None:
    assert rates(counts, reads=0).count(Policy.READS, "a") is None


def test_what_was_counted_fades_over_the_next_minute(counts: SharedCounts, clock: Clock) -> None:
    limited = rates(counts, reads=60)
    for _ in range(60):
        limited.count(Policy.READS, "a")
    clock.now += MINUTE + 30
    let_in = 0
    while (standing := limited.count(Policy.READS, "a")) and standing.retry_after is None:
        let_in += 1
    assert let_in == 30
    clock.now += 2 * MINUTE
    standing = limited.count(Policy.READS, "a")
    assert standing
    assert standing.remaining == 59


@pytest.mark.parametrize("limit", [1, 2, 7, 60, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_who_waits_as_told_is_let_in_and_not_long_before(
    counts: SharedCounts, clock: Clock, limit: int, seed: int
) -> None:
    draw = random.Random(seed)
    limited = rates(counts, reads=limit)
    for _ in range(30):
        clock.now += draw.random() * draw.choice((1, 10, 90))
        while (standing := limited.count(Policy.READS, "a")) and standing.retry_after is None:
            pass
        assert standing
        assert standing.retry_after
        clock.now += standing.retry_after - 1.001
        early = limited.count(Policy.READS, "a")
        assert early
        assert early.retry_after is not None or standing.retry_after == 1
        clock.now += 1.002
        later = limited.count(Policy.READS, "a")
        assert later
        assert later.retry_after is None or early.retry_after is None


def test_counts_go_by_a_clock_that_nobody_sets() -> None:
    counts = SharedCounts(make())
    before = time.monotonic()
    _, rest, *_ = counts.get_sliding_window("a", MINUTE)
    assert (MINUTE - rest - before) % MINUTE <= time.monotonic() - before + 0.001
    counts.close()


def test_who_asks_most_is_remembered_however_many_others_come(counts: SharedCounts) -> None:
    limited = rates(counts)
    for _ in range(3):
        limited.count(Policy.READS, "greedy")
    for number in range(100_000):
        limited.count(Policy.READS, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    standing = limited.count(Policy.READS, "greedy")
    assert standing
    assert standing.retry_after


_ASK = """
import sys
from service.access import Policy, Rates
from service.access.counts import SharedCounts

limited = Rates(SharedCounts(int(sys.argv[1])), reads=5000, writes=0)
print(sum(limited.count(Policy.READS, "a").retry_after is None for _ in range(3000)))
"""


def test_processes_count_together_and_lose_nothing() -> None:
    """Were a count lost, more than the limit would be let in; a new minute that begins meanwhile has room for some."""
    descriptor = make()
    command = [sys.executable, "-c", _ASK, str(descriptor)]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, pass_fds=[descriptor], text=True) for _ in range(4)]
    let_in = sum(int(each.communicate()[0]) for each in asking)
    os.close(descriptor)
    assert 5000 <= let_in <= 5500


def test_of_ipv6_a_whole_network_is_one_subscriber() -> None:
    assert subscriber("2001:db8:1:2::1") == subscriber("2001:db8:1:2:ffff::1") != subscriber("2001:db8:1:3::1")
    assert subscriber("::ffff:192.0.2.7") == subscriber("192.0.2.7") == "192.0.2.7"
    assert subscriber("newsroom (0123)") == "newsroom (0123)"
