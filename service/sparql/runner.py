"""Running queries so that they end: in processes of their own, under limits of time, memory, rows and bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from service.sparql.answering import Answer, Question
from service.sparql.processes.conversation import Conversation, LostError
from service.sparql.processes.kills import MemoryKills
from service.sparql.processes.lanes import Lanes, Run, Watched
from service.sparql.processes.launch import QueryServer
from service.sparql.processes.limits import Limits, lost
from service.sparql.processes.pool import Pool

_ATTEMPTS = 3
_YOUNG = 1.0  # seconds that a query whose process was lost may have run to be run again


class QueryRunner(Protocol):
    """Runs queries under limits."""

    def run(self, question: Question, client: Watched | None = None) -> Answer:
        """Return the serialised answer; a client that goes away ends its query.

        Raises ``QueryError`` for SPARQL that does not parse, ``NotAcceptableError`` where the answer is of a sort the
        client takes in no format, ``QueryLimitError`` past a limit, ``UnavailableError`` when the store is away.
        """

    def close(self) -> None:
        """End all processes."""


class ProcessRunner:
    """Runs queries in processes that a query server forks. For several threads."""

    def __init__(self, server: QueryServer, limits: Limits, lanes: Lanes, newest: Callable[[], str]) -> None:
        """Run queries within ``limits``; ``newest`` tells the newest revision."""
        self._pool = Pool(server, newest)
        self._limits = limits
        self._lanes = lanes
        self._kills = MemoryKills()

    def run(self, question: Question, client: Watched | None = None) -> Answer:
        """Return the serialised answer (see ``QueryRunner``)."""
        limits = self._limits.within(question.timeout)
        begun = time.monotonic()
        for _ in range(_ATTEMPTS):
            try:
                return self._conversation(limits, client).answer(question)
            except LostError:  # the query server was ended, and with it those that wait; it is started again
                self._pool.clear()
            if time.monotonic() - begun > _YOUNG:
                break
        raise lost()

    def close(self) -> None:
        """End all processes."""
        self._lanes.close()
        self._pool.close()

    def _conversation(self, limits: Limits, client: Watched | None) -> Conversation:
        self._lanes.enter(limits.seconds)
        try:
            process = self._pool.take()
        except BaseException:
            self._lanes.leave_unused()
            raise
        run = Run(process, client, limits.seconds)
        self._lanes.begin(run)
        return Conversation(self._pool, self._lanes, process, run, limits, self._kills)
