"""The web server process: gunicorn, with the options that the supervisor gives (``python -m service.serve.web``)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from service.serve.parent import end_with_parent

_GRACE = 30  # seconds that requests are given when the service ends
_THREADS = 8  # requests a web process works on at once: most of them wait for a query process or the disk
_APPLICATION = "service.app:create_app()"


def command(descriptor: int, workers: int) -> Sequence[str]:
    """Return the command that serves on an open socket with this many web processes."""
    options = {
        "bind": f"fd://{descriptor}",
        "worker-class": "gthread",
        "workers": workers,
        "threads": _THREADS,
        "graceful-timeout": _GRACE,
        "keep-alive": 30,
        "log-level": "warning",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "service.serve.web", *arguments, _APPLICATION]


if __name__ == "__main__":
    from gunicorn.app.wsgiapp import run

    end_with_parent()
    run(prog="onrecord web server")
