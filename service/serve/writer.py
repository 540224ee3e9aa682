"""The writer process: ``python -m service.serve.writer``, started and restarted by ``onrecord serve``."""

from __future__ import annotations

import logging
import os
import resource
import sys

from service import tracing
from service.errors import OnRecordError
from service.logs import configure
from service.metrics import share
from service.serve.child import end_with_supervisor
from service.serve.stopping import stop_on_signals
from service.settings import settings
from service.wiring import open_writer

log = logging.getLogger("service.serve.writer")
_STACK = 64 << 20  # bytes: the engine takes 3 kB for each of an update's OPTIONAL clauses, and would end the process
_NICENESS = 5  # a commit takes as much of the processor as a hundred answers, which would wait for it


def main() -> int:
    """Work off the queue until told to stop; return the exit code."""
    chosen = settings()
    share("writer")
    os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    configure("writer", chosen.log_format, chosen.log_level)
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (_STACK if most == resource.RLIM_INFINITY else min(_STACK, most), most))
    stop = stop_on_signals()
    end_with_supervisor()
    tracing.start("writer")
    try:
        with open_writer(chosen, stop=stop) as writer:
            log.info("the writer is ready")
            writer.run(stop)
    except OnRecordError as error:
        log.error("%s", error.detail)  # noqa: TRY400  # it says all there is to know
        return 1
    finally:
        tracing.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
