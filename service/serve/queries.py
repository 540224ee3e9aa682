"""The query server process: ``python -m service.serve.queries DESCRIPTOR``, kept running by ``onrecord serve``."""

from __future__ import annotations

import socket
import sys

from service.logs import configure
from service.serve.child import end_with_supervisor
from service.settings import settings
from service.sparql.processes.server import Configuration, serve


def main() -> int:
    """Fork query processes until the service ends; return the exit code."""
    chosen = settings()
    configure("query server", chosen.log_format, chosen.log_level)
    end_with_supervisor()
    serve(socket.socket(fileno=int(sys.argv[1])), Configuration.from_settings(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
