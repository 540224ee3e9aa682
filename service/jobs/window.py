"""Articles under extraction: taken from the queue some chunks ahead, given back in the order of the queue.

A chunk whose process dies is tried again article by article, so that the one it dies of fails alone; that one is given
up after some tries. While the first chunk takes long, those after it go on, so that one bad article does not keep all
processes waiting.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from service.errors import TooLargeError, UnavailableError
from service.jobs.extraction import Extract, Order
from service.jobs.model import URGENT, Task
from service.jobs.pool import OutOfMemoryError, OutOfTimeError, ProcessDiedError, ProcessPool, StartError
from service.jobs.worklist import Worklist

log = logging.getLogger(__name__)
_TASKS_A_CHUNK = 16
_CHARS_A_CHUNK = 60_000
_CHARS_STORED = 15_000  # taken for the length of a stored text, which is not known yet: that of few articles
_CHUNKS_A_PROCESS = 2  # one worked on, one waiting
_MOST_CHUNKS = 16  # a process: those that are done and wait for one before them, too; some tens of MB
_MAX_TRIES = 3  # of an article by itself
_MAX_KILLS = 8  # a process may be killed from outside, and the article have nothing to do with it
_SECONDS_A_CHUNK = 60.0
_CHARS_A_SECOND = 1_000  # a tenth of what is usual

Orders = Sequence[Order]
Extracts = list[Extract]


@dataclass(slots=True)
class _Chunk:
    tasks: Sequence[Task]
    future: Future[Extracts]
    extracts: Extracts | None = None

    @property
    def is_urgent(self) -> bool:
        return self.tasks[0].kind in URGENT


class Window:
    """The chunks under extraction."""

    def __init__(self, pool: ProcessPool[Orders, Extracts], worklist: Worklist) -> None:
        self._pool = pool
        self._worklist = worklist
        self._chunks: list[_Chunk] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is under extraction."""
        return not self._chunks

    @property
    def room(self) -> int:
        """How many more tasks to take from the queue."""
        to_do = sum(not chunk.future.done() for chunk in self._chunks)
        ahead, most = (number * self._pool.processes for number in (_CHUNKS_A_PROCESS, _MOST_CHUNKS))
        return max(0, min(ahead - to_do, most - len(self._chunks))) * _TASKS_A_CHUNK

    def add(self, tasks: Sequence[Task]) -> None:
        """Have tasks extracted, spread over the processes."""
        for kind in dict.fromkeys(task.kind for task in tasks):
            of_kind = [task for task in tasks if task.kind == kind]
            size = min(_TASKS_A_CHUNK, -(-len(of_kind) // self._pool.processes))
            self._chunks += [self._chunk(some) for some in _portions(of_kind, size)]

    def finished(self) -> Iterator[tuple[Task, Extract]]:
        """Yield what is done, in the order of the queue; urgent tasks do not wait for those before them."""
        is_next = True
        for chunk in list(self._chunks):
            if chunk.extracts is None and chunk.future.done():
                chunk.extracts = self._result(chunk)
            if chunk.extracts is not None and (is_next or chunk.is_urgent):
                self._chunks.remove(chunk)
                yield from zip(chunk.tasks, chunk.extracts, strict=True)
            else:
                is_next = is_next and chunk.is_urgent

    def wait(self, seconds: float) -> None:
        """Wait until ``finished`` has something to give or there is more room, but no longer than this."""
        if any(chunk.future.done() for number, chunk in enumerate(self._chunks) if number == 0 or chunk.is_urgent):
            return
        wait([chunk.future for chunk in self._chunks if not chunk.future.done()], seconds, FIRST_COMPLETED)

    def look_after(self) -> None:
        """See that the processes are there while there is nothing to extract."""
        self._pool.look_after()

    def close(self) -> None:
        """Give up what is under extraction."""
        self._chunks.clear()
        self._pool.close()

    def _chunk(self, tasks: Sequence[Task]) -> _Chunk:
        orders = [
            Order(source=t.payload, accepted=t.accepted, kind=t.kind, job=t.job, request=t.request) for t in tasks
        ]
        return _Chunk(tasks, self._pool.submit(orders))

    def _result(self, chunk: _Chunk) -> Extracts | None:
        """Return the results of a chunk that is done, None when it has to be tried again."""
        try:
            return chunk.future.result()
        except StartError as error:
            raise UnavailableError(str(error)) from error
        except (ProcessDiedError, OutOfTimeError) as error:
            log.warning("extraction of %d articles (tasks from %d): %s", len(chunk.tasks), chunk.tasks[0].id, error)
            if len(chunk.tasks) == 1 and self._is_given_up(chunk.tasks[0], error):
                return [_failure(error)]
            place = self._chunks.index(chunk)
            self._chunks[place : place + 1] = [self._chunk([task]) for task in chunk.tasks]
            return None

    def _is_given_up(self, task: Task, error: ProcessDiedError | OutOfTimeError) -> bool:
        if isinstance(error, OutOfTimeError) and error.was_busy:  # it will be again
            return True
        is_killed = isinstance(error, ProcessDiedError) and error.exit_code == -signal.SIGKILL
        return self._worklist.count_attempt(task.id) >= (_MAX_KILLS if is_killed else _MAX_TRIES)


def _failure(error: ProcessDiedError | OutOfTimeError) -> Extract:
    if isinstance(error, OutOfMemoryError):
        return Extract(
            error="Extraction of this article needs more memory than a process may take (ONRECORD_EXTRACTION_MEMORY).",
            status=TooLargeError.status,
        )
    return Extract(error=f"Extraction of this article failed: {error}.", status=500)


def time_limit(orders: Orders, *, waiting: float = 0.0) -> float:
    """Return the seconds that a chunk may take; ``waiting`` of them for others, with every article."""
    chars = sum(_chars(order.source) for order in orders)
    return _SECONDS_A_CHUNK + len(orders) * waiting + chars / _CHARS_A_SECOND


def _portions(tasks: Sequence[Task], size: int) -> Iterator[list[Task]]:
    portion: list[Task] = []
    chars = 0
    for task in tasks:
        chars += _chars(task.payload)
        if portion and (len(portion) == size or chars > _CHARS_A_CHUNK):
            yield portion
            portion, chars = [], _chars(task.payload)
        portion.append(task)
    if portion:
        yield portion


def _chars(source: dict[str, object]) -> int:
    if "article" in source:  # to be read from the store
        return _CHARS_STORED
    return sum(len(str(source.get(name, ""))) for name in ("text", "html", "html_base64"))
