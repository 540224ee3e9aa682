"""A query process: answers questions from standard input, one after the other, on the newest checkpoint.

    python -m service.sparql.worker DATA_DIR

It ends when its standard input does. The alarm's default action ends it in the midst of a query, whatever the engine is
doing, also when whoever asked is gone.
"""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import IO, Any

from service.errors import InternalError, OnRecordError
from service.sparql.answering import Question, answer
from service.sparql.wire import Frame, read_frame, write_frame
from service.store.checkpoints import CheckpointSource

_log = logging.getLogger("service.sparql.worker")


def main() -> None:
    """Answer until there are no more questions."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, which then closes the pipe
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    source = CheckpointSource(Path(sys.argv[1]))
    while True:
        try:
            frame = read_frame(_Exact(sys.stdin.buffer))
        except EOFError:
            return
        reply = _answered(source, frame.head)
        try:
            write_frame(sys.stdout.buffer, reply)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return


def _answered(source: CheckpointSource, head: dict[str, Any]) -> Frame:
    signal.setitimer(signal.ITIMER_REAL, head["timeout"])
    try:
        found = answer(source.reader(), Question(**head))
    except OnRecordError as error:
        return _failed(error)
    except Exception:
        _log.exception("a query failed")
        return _failed(InternalError("The query failed for a fault of the service's own; it is in its log."))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Frame("answer", {"media_type": found.media_type, "revision": found.revision}, found.read())


def _failed(error: OnRecordError) -> Frame:
    head = {"error": type(error).__name__, "status": error.status, "retry_after": error.retry_after}
    return Frame("error", head | {"detail": error.detail})


class _Exact:
    """Reads as many bytes as asked for; ``EOFError`` when there are no more."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if len(data) < size:
            raise EOFError
        return data


if __name__ == "__main__":
    main()
