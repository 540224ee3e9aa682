"""The kind of gunicorn worker that the service runs, and its logger, which leaves the form of lines to others."""

from __future__ import annotations

import gc
import signal
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gunicorn.glogging import Logger

from service import tracing
from service.logs import rename
from service.metrics import metrics, share
from service.parent import end_with_parent
from service.serve.gathering import GatheringWorker
from service.serve.refusals import answer, refusal


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

    def load_wsgi(self) -> None:
        """Load the application, and keep the collector of garbage from it: each time it took some 45 ms of all."""
        super().load_wsgi()
        gc.collect()
        gc.freeze()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Say what a request is refused for that cannot be read."""
        said = refusal(exc, self.cfg)
        if said is None:
            super().handle_error(req, client, addr, exc)
            return
        from service.web.problems import count  # and Flask, which the process that forks this one does without

        status, detail = said
        count(status, HTTPStatus(status).phrase, detail)
        self.log.warning("Invalid request: %s", type(exc).__name__)
        with suppress(OSError):
            client.sendall(answer(status, detail))

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections or not; one that ends lets go of the port, though requests under way may take their time."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
