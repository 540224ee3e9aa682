"""A query process: answers the questions that come over its socket, one after the other, each on the newest commit.

It is forked from the query server, which holds the graph in memory while it fits; what memory does not hold, or does
not hold yet, is read from the checkpoint on disk. Time and memory are limited by the kernel, whose means end the
process whatever the engine is doing: an alarm, and a limit of its data.
"""

from __future__ import annotations

import logging
import os
import resource
import select
import signal
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, NoReturn, cast

from service.errors import InternalError, OnRecordError
from service.logs import identify
from service.sparql.answering import Evaluation, Question, evaluate
from service.sparql.processes.limits import Limits, out_of_memory
from service.sparql.processes.memory import RETIRED, Notice, may_name_graphs
from service.sparql.processes.process import data_of, give_way, pages_taken
from service.sparql.processes.rows import CountedOutput
from service.sparql.processes.wire import PIECE, Kind, Line
from service.store.checkpoints import Checkpoints, CheckpointSource
from service.store.engine import OxigraphReader
from service.store.federation import Federation

_log = logging.getLogger(__name__)
_PAGE = resource.getpagesize()
_LONGEST = 10_000  # characters of a message, which may quote the query
# A process that has taken so many pages for itself (by allocating, or by touching what it shares with the server) is
# not asked again, so that those that wait for questions stay small.
_WORN = 64_000_000 // _PAGE
_LOOK = 2000  # milliseconds of waiting for a question after which a process sees whether it still holds the newest


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a process reads: the graph in memory (None: it holds none), and the checkpoints in a data folder.

    ``notice`` has the revision that processes forked now hold in memory. ``federation`` leads ``SERVICE`` clauses.
    """

    memory: OxigraphReader | None
    notice: Notice
    data_dir: Path
    federation: Federation


def answer_all(line: Line, sources: Sources) -> NoReturn:
    """Answer questions until there are no more, or this process has grown too large; then it ends."""
    process = _Process(line, sources)
    try:
        while process.answer_next():
            pass
    except (EOFError, BrokenPipeError):
        pass  # the web worker is gone
    give_way(os.getpid())
    os._exit(0)


class _Process:
    def __init__(self, line: Line, sources: Sources) -> None:
        self._line = line
        self._memory = sources.memory
        self._held = sources.memory.revision if sources.memory is not None else None
        self._notice = sources.notice
        self._federation = sources.federation
        self._checkpoints = Checkpoints(sources.data_dir)
        self._disk = CheckpointSource(sources.data_dir)
        self._opened: str | None = None  # the checkpoint that was read last, and is open
        self._limited: int | None = None
        self._is_last = False  # as the answer has said: a commit may wear the process out just after that
        self._pages = pages_taken()
        self._poll = select.poll()
        self._poll.register(line.socket, select.POLLIN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(OSError):  # where the machine has no more memory, the kernel shall take this process first
            Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
        line.send(Kind.HELLO, {"pid": os.getpid(), "data": data_of(os.getpid()), "held": self._held})

    def answer_next(self) -> bool:
        """Answer one question; return whether there may be another."""
        if not self._is_asked():
            return False
        asked = self._line.asked()
        limits = Limits(**asked.pop("limits"))
        identify(**asked.pop("ids"))
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        try:
            self._answer(Question(**asked), limits)
            _log.debug("query evaluated", extra={"revision": self._opened or self._held})
        except OnRecordError as error:
            self._fail(error)
        except MemoryError:
            self._fail(out_of_memory(limits))
        except (EOFError, BrokenPipeError):
            raise
        except Exception:
            _log.exception("a query failed")
            self._fail(InternalError("The query failed for a fault of the service's own; it is in its log."))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return not self._is_last

    def _is_asked(self) -> bool:
        """Wait for a question; return False where a commit comes first: old memory and checkpoints are let go of."""
        while not self._poll.poll(_LOOK):
            if self._is_worn or self._opened not in (None, self._checkpoints.current()):
                return False
        return True

    def _answer(self, question: Question, limits: Limits) -> None:
        reader = self._reader(question)
        if self._limited != limits.memory:
            resource.setrlimit(resource.RLIMIT_DATA, (data_of(os.getpid()) + limits.memory, resource.RLIM_INFINITY))
            self._limited = limits.memory
        with self._federation.opened(question.query, question.base_iri) as query:
            asked = question if query is question.query else replace(question, query=query)
            evaluation = evaluate(reader, asked)
            sending = _Sending(self._line, evaluation)
            output = CountedOutput(evaluation.media_type, limits, sending.send)
            try:
                evaluation.write(cast(IO[bytes], output))
            except Exception:
                if output.error is not None:
                    raise output.error from None
                raise
        self._is_last = self._is_worn
        sending.finish(output.rest(), is_last=self._is_last)

    def _reader(self, question: Question) -> OxigraphReader:
        """Return the graph in memory where it is the newest and has all that is asked for, otherwise the checkpoint."""
        names_none = question.default_graphs is None and question.named_graphs is None
        memory = self._memory
        if (
            memory is not None
            and names_none
            and not may_name_graphs(question.query)
            and memory.revision == self._checkpoints.current()  # no commit since this process was forked
        ):
            return memory
        reader = self._disk.reader()
        self._opened = reader.revision
        return reader

    def _fail(self, error: OnRecordError) -> None:
        head = {"error": type(error).__name__, "status": error.status, "retry_after": error.retry_after}
        self._is_last = self._is_worn
        self._line.send(Kind.ERROR, head | {"detail": error.detail[:_LONGEST], "last": self._is_last})

    @property
    def _is_worn(self) -> bool:
        """Whether a new process would do better: this one has grown, or holds less in memory than that would.

        One that holds none is as good as new ones are while memory still follows a commit; one that holds the newest
        is better than these when memory is ahead of what is published.
        """
        if pages_taken() - self._pages > _WORN:
            return True
        held_now, newest = self._notice.get(), self._checkpoints.current()
        if held_now == RETIRED:
            return True
        is_outdated = self._held is not None and self._held != newest
        return held_now != self._held and (is_outdated or held_now == newest)


class _Sending:
    """Sends an answer on in pieces; a small one in one packet."""

    def __init__(self, line: Line, evaluation: Evaluation) -> None:
        self._line = line
        self._head = {"media_type": evaluation.media_type, "revision": evaluation.revision}
        self._has_begun = False

    def send(self, data: bytes) -> None:
        """Send some of it, which is not all."""
        if not self._has_begun:
            self._line.send(Kind.ANSWER_BEGINS, self._head)
            self._has_begun = True
        for begin in range(0, len(data), PIECE):
            self._line.send(Kind.PIECE, body=data[begin : begin + PIECE])

    def finish(self, rest: bytes, *, is_last: bool) -> None:
        """Send what is left; ``is_last`` says that this process will not answer again."""
        if self._has_begun or len(rest) > PIECE:
            self.send(rest)
            self._line.send(Kind.END, {"last": is_last})
        else:
            self._line.send(Kind.ANSWER, self._head | {"last": is_last}, rest)
