"""How much one caller may ask in a minute, by all web workers' counts together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import SlidingWindowCounterRateLimiter

from service.access.counts import SharedCounts


class Policy(StrEnum):
    """What is counted apart: what reads, and what writes or costs as much."""

    READS = "reads"
    WRITES = "writes"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands: requests left, seconds that they are for, and those to wait where there are none."""

    policy: Policy
    limit: int
    window: int
    remaining: int
    reset: int
    retry_after: int | None


class Rates:
    """Counts requests; a limit of 0 is none."""

    def __init__(self, counts: SharedCounts, *, reads: int, writes: int) -> None:
        self._counts = counts
        self._limiter = SlidingWindowCounterRateLimiter(counts)
        items = {Policy.READS: reads, Policy.WRITES: writes}
        self._items = {
            policy: RateLimitItemPerMinute(limit, namespace=policy.value) for policy, limit in items.items() if limit
        }

    def count(self, policy: Policy, name: str) -> Standing | None:
        """Count a request of whoever has this name, unless it is one too many; None where nothing limits it."""
        item = self._items.get(policy)
        if item is None:
            return None
        who = subscriber(name)
        return self._standing(policy, item, who, is_counted=self._limiter.hit(item, who))

    def close(self) -> None:
        """Let go of the counts."""
        self._counts.close()

    def _standing(self, policy: Policy, item: RateLimitItem, who: str, *, is_counted: bool) -> Standing:
        limit, window = item.amount, item.get_expiry()
        before, rest, count, _ = self._counts.get_sliding_window(item.key_for(who), window)
        remaining = max(0, math.floor(limit - count - before * rest / window))
        wait = None if is_counted else max(1, math.ceil(_wait(limit, window, before, rest, count)))
        return Standing(policy, limit, window, remaining, math.ceil(rest), wait)


def _wait(limit: int, window: int, before: int, rest: float, count: int) -> float:
    """Return the seconds until one more is within the limit; what was counted before fades as the window goes on."""
    if count < limit and before:
        return rest - (limit - 1 - count) * window / before
    return rest + window * (1 - (limit - 1) / max(count, 1))


@lru_cache(maxsize=4096)
def subscriber(name: str) -> str:
    """Return whose count a caller is: of IPv6 addresses the network, as one subscriber has all of a /64."""
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return name
    if not isinstance(address, IPv6Address):
        return name
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
