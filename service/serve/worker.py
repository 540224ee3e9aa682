"""The kind of gunicorn worker that the service runs: threads that stay with their connection while it is busy.

And gunicorn's logger, which leaves the form of its lines to ``service.logs``.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from service import tracing
from service.logs import rename
from service.metrics import metrics, share

_PATIENCE = 2  # milliseconds that a thread waits for its client's next request
_TURN = 16  # requests after which others have their turn, where there are more connections than threads


class CommonLogger(Logger):  # type: ignore[misc]
    """Hands what gunicorn logs to the root logger."""

    def setup(self, cfg: Any) -> None:
        """Take the level from the options, and no handlers."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class StayingThreadWorker(ThreadWorker):  # type: ignore[misc]
    """Threads that answer requests that follow quickly on each other one after the other.

    gunicorn's own hand the connection back after each, to a loop that hands it to a thread again: half as much work
    as all the rest of a small request.
    """

    def __init__(self, age: int, *rest: Any) -> None:
        """Make a worker, in the process that is to fork it; ``age`` counts those made so far."""
        super().__init__(age, *rest)
        if age > self.cfg.workers:
            metrics().restarts.labels("web").inc()

    def init_process(self) -> None:
        """Begin, under a name of its own in the log."""
        rename("web")
        share("web")
        tracing.start("web")
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Answer the requests of a connection until there is none for a moment."""
        for _ in range(_TURN):
            goes_on = super().handle(conn)
            if goes_on is not True or not self.alive or not _has_more(conn):
                break
        return goes_on


def _has_more(conn: Any) -> bool:
    if conn.parser.unreader.buf.getvalue():
        return True
    poll = select.poll()
    poll.register(conn.sock, select.POLLIN)
    return bool(poll.poll(_PATIENCE))
