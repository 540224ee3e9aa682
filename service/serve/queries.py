"""The query server process, kept running by ``onrecord serve``: ``python -m service.serve.queries CONTROL NEWS``.

The numbers are of inherited descriptors: of the socket that it serves, and of the pipe over which it tells of itself.
With ``successor`` behind them it serves when it holds the graph, which another one serves meanwhile.
"""

from __future__ import annotations

import logging
import socket
import sys

from service.errors import OnRecordError
from service.logs import configure
from service.serve.child import end_with_supervisor
from service.settings import settings
from service.sparql.processes.news import News
from service.sparql.processes.server import Configuration, serve

log = logging.getLogger("service.serve.queries")


def main() -> int:
    """Fork query processes until the service ends; return the exit code."""
    chosen = settings()
    configure("query server", chosen.log_format, chosen.log_level)
    end_with_supervisor()
    control, news, *rest = sys.argv[1:]
    configuration = Configuration.from_settings(chosen)
    try:
        serve(socket.socket(fileno=int(control)), configuration, News(int(news)), is_successor=bool(rest))
    except OnRecordError as error:
        log.error("%s", error.detail)  # noqa: TRY400  # it says all there is to know
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
