"""The kind of gunicorn worker that the service runs, and its logger, which leaves the form of lines to others."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from service import tracing
from service.logs import rename
from service.metrics import metrics, share
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
        """Begin, under a name of its own in the log."""
        rename("web")
        share("web")
        tracing.start("web")
        super().init_process()
