"""What a query may use, and what is said when it would use more."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, replace

from service.errors import InternalError, OnRecordError, QueryError, QueryLimitError, UnavailableError

BUSY_RETRY = 5  # seconds after which a client that was turned away may try again


class ClientGoneError(UnavailableError):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one query: ``seconds`` on the clock, bytes of ``memory``, ``rows`` and ``bytes`` of its answer."""

    seconds: float
    memory: int
    rows: int
    bytes: int

    def to_json(self) -> dict[str, float]:
        """Return them as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    def within(self, seconds: float | None) -> Limits:
        """Return these limits, with less time where the request asks for less."""
        return self if seconds is None or seconds >= self.seconds else replace(self, seconds=seconds)


def out_of_time(limits: Limits) -> QueryLimitError:
    """Return the error for a query that ran too long."""
    return QueryLimitError(
        f"The query ran longer than the {limits.seconds:g} seconds that it may take (ONRECORD_QUERY_TIMEOUT, or "
        "“timeout” in the request) and was ended. Narrow it down, or fetch the data in parts."
    )


def out_of_memory(limits: Limits) -> QueryLimitError:
    """Return the error for a query that needed too much memory."""
    return QueryLimitError(
        f"The query needed more than the {_megabytes(limits.memory)} of memory that it may use (ONRECORD_QUERY_MEMORY) "
        "and was ended. Sort, group or join less at once."
    )


def out_of_machine(limits: Limits) -> QueryLimitError:
    """Return the error for a query that was ended as the machine had no more memory."""
    return QueryLimitError(
        f"The query was ended as the machine had no memory left for it, within the {_megabytes(limits.memory)} that it "
        "may use (ONRECORD_QUERY_MEMORY). Sort, group or join less at once.",
    )


def too_many_rows(limits: Limits) -> QueryLimitError:
    """Return the error for an answer of too many rows."""
    return QueryLimitError(
        f"The answer has more than the {limits.rows:,} rows or triples that one may have (ONRECORD_QUERY_ROWS), and "
        "the query was ended. Fetch it in parts with LIMIT and OFFSET, or narrow the query down."
    )


def too_many_bytes(limits: Limits) -> QueryLimitError:
    """Return the error for too large an answer."""
    return QueryLimitError(
        f"The answer is larger than the {_megabytes(limits.bytes)} that one may be (ONRECORD_QUERY_BYTES), and "
        "the query was ended. Fetch it in parts with LIMIT and OFFSET, or select less."
    )


def busy() -> QueryLimitError:
    """Return the error for a query that found no place among those that run."""
    return QueryLimitError(
        "Too many queries are running for this one to start or go on (ONRECORD_QUERY_PROCESSES, "
        "ONRECORD_QUERY_WAITING). Try again in a few seconds.",
        retry_after=BUSY_RETRY,
    )


def not_looked_after() -> InternalError:
    """Return the error for a query that was ended as nothing could be found out about it."""
    return InternalError("The query was ended for a fault of the service's own; it is in its log.")


def lost() -> UnavailableError:
    """Return the error for a query whose process is gone without a reason of its own."""
    return UnavailableError("The process that ran the query was ended from outside. Try again.", retry_after=1)


def why_it_ended(status: int, limits: Limits, *, is_short: Callable[[], bool]) -> OnRecordError:
    """Return what it means that the process of a query ended with this status (as ``os.waitpid`` gives it).

    ``is_short`` says whether the machine has just had too little memory.
    """
    number = status & 0x7F
    if number == signal.SIGALRM:
        return out_of_time(limits)
    if number == signal.SIGABRT:  # the engine gets no more memory
        return out_of_memory(limits)
    if number == signal.SIGKILL:  # by the kernel where the machine has no more, or by somebody else
        return out_of_machine(limits) if is_short() else lost()
    if number == signal.SIGSEGV:  # the engine's parser and planner call themselves, until the stack is full
        return QueryError(
            "The query is nested too deeply, or has too many parts in one group, for the engine. "
            "Write it flatter, or ask it in parts."
        )
    how = signal.strsignal(number) if number else f"exit code {status >> 8}"
    return UnavailableError(f"The process that ran the query ended ({how}). Try again.", retry_after=BUSY_RETRY)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.6g} MB"
