"""The kind of gunicorn worker that the service runs, and its logger, which leaves the form of lines to others."""

from __future__ import annotations

import signal
from typing import Any

from gunicorn.glogging import Logger

from service import tracing
from service.logs import rename
from service.metrics import metrics, share
from service.parent import end_with_parent
from service.serve.gathering import GatheringWorker


class CommonLogger(Logger):  # type: ignore[misc]
    """Hands what gunicorn logs to the root logger."""

    def setup(self, cfg: Any) -> None:
        """Take the level from the options, and no handlers."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Worker(GatheringWorker):
    """A worker that has a name in the log, counts in the metrics and in traces."""

    def __init__(self, age: int, *rest: Any) -> None:
        """Make a worker, in the process that is to fork it; ``age`` counts those made so far."""
        super().__init__(age, *rest)
        if age > self.cfg.workers:
            metrics().restarts.labels("web").inc()

    def init_process(self) -> None:
        """Begin, under a name of its own in the log; end in order when the web server is killed."""
        end_with_parent(self.ppid, signal.SIGTERM)
        rename("web")
        share("web")
        tracing.start("web")
        super().init_process()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections or not; one that ends lets go of the port, though requests under way may take their time."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
