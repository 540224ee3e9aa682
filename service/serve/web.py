"""The web server process: gunicorn, with the options that the supervisor gives (``python -m service.serve.web``)."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Sequence

from service.access import counts
from service.logs import configure
from service.metrics import share
from service.serve.child import end_with_supervisor
from service.settings import Settings, settings
from service.web.installation import STARTED

_GRACE = 30  # seconds that requests are given when the service ends
# Requests a web process works on at once: more than there are places for queries (service.wiring), as many requests
# wait for a query process, and what does not wait shall find a thread.
_THREADS = 32
_APPLICATION = "service.app:create_app()"


def command(descriptor: int, workers: int, settings: Settings) -> Sequence[str]:
    """Return the command that serves on an open socket with this many web processes."""
    options = {
        "bind": f"fd://{descriptor}",
        "worker-class": "service.serve.worker.Worker",
        "workers": workers,
        "threads": _THREADS,
        "graceful-timeout": _GRACE,
        "keep-alive": 30,
        "forwarded-allow-ips": "",  # whose word counts is decided by service.access.proxies
        "limit-request-line": settings.max_request_line,
        "limit-request-fields": settings.max_headers,
        "limit-request-field_size": settings.max_header_bytes,
        "logger-class": "service.serve.worker.CommonLogger",
        "log-level": settings.log_level,
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    arguments.append("--no-sendfile")  # it would wait for the client
    arguments.append("--no-control-socket")  # gunicorn's own, in the home directory: the supervisor looks after it
    return [sys.executable, "-m", "service.serve.web", *arguments, _APPLICATION]


if __name__ == "__main__":
    from gunicorn.app.wsgiapp import run

    chosen = settings()
    configure("web server", chosen.log_format, chosen.log_level)  # for the web processes, too, which are forked here
    logging.getLogger("onrecord.access").setLevel(logging.INFO if chosen.access_log else logging.WARNING)
    end_with_supervisor()
    share("web-server")
    counts.share()
    os.environ[STARTED] = str(time.time())
    run(prog="onrecord web server")
