"""Articles under extraction: taken from the queue some chunks ahead, given back in the order of the queue.

A chunk whose process dies is tried again article by article, so that the one it dies of fails alone; that one is given
up after ``MAX_ATTEMPTS``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from service.errors import UnavailableError
from service.jobs.extraction import Extract, Order
from service.jobs.model import URGENT, Task
from service.jobs.pool import OutOfTimeError, ProcessDiedError, ProcessPool, StartError
from service.jobs.worklist import MAX_ATTEMPTS, Worklist

log = logging.getLogger(__name__)
_TASKS_A_CHUNK = 16
_CHARS_A_CHUNK = 60_000
_CHUNKS_A_PROCESS = 2  # one worked on, one waiting
_SECONDS_A_CHUNK = 60.0
_CHARS_A_SECOND = 1_000  # a tenth of what is usual

Orders = Sequence[Order]
Extracts = list[Extract]


@dataclass(slots=True)
class _Chunk:
    tasks: Sequence[Task]
    future: Future[Extracts]

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
        return max(0, _CHUNKS_A_PROCESS * self._pool.processes - len(self._chunks)) * _TASKS_A_CHUNK

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
            if chunk.future.done() and (is_next or chunk.is_urgent):
                extracts = self._result(chunk)
                if extracts is not None:
                    self._chunks.remove(chunk)
                    yield from zip(chunk.tasks, extracts, strict=True)
                    continue
            is_next = is_next and chunk.is_urgent

    def wait(self, seconds: float) -> None:
        """Wait until ``finished`` has something to give, but no longer than this."""
        awaited = [chunk.future for number, chunk in enumerate(self._chunks) if number == 0 or chunk.is_urgent]
        wait(awaited, seconds, FIRST_COMPLETED)

    def close(self) -> None:
        """Give up what is under extraction."""
        self._chunks.clear()
        self._pool.close()

    def _chunk(self, tasks: Sequence[Task]) -> _Chunk:
        orders = [
            Order(source=t.payload, accepted=t.accepted, to_store=t.kind == "ingest", job=t.job, request=t.request)
            for t in tasks
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
                return [Extract(error=f"Extraction of this article failed: {error}.", status=500)]
            place = self._chunks.index(chunk)
            self._chunks[place : place + 1] = [self._chunk([task]) for task in chunk.tasks]
            return None

    def _is_given_up(self, task: Task, error: Exception) -> bool:
        # What took too long once will again; a process may have died of something else.
        return isinstance(error, OutOfTimeError) or self._worklist.count_attempt(task.id) >= MAX_ATTEMPTS


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
    return sum(len(str(source.get(name, ""))) for name in ("text", "html", "html_base64"))
