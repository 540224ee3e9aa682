"""The writer: the one process that changes the store, working off the queue.

Articles are extracted in other processes, several chunks ahead; their results are taken in the order of the queue and
gathered into commits. Whatever acts on the store itself waits for all before it. The order of effects is: graphs into
the store, outcomes noted under the revision to come, revision published, index brought up to it, tasks marked as ended.
A kill between any two of them is put right by ``start``.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext

from pyoxigraph import DefaultGraph, QuerySolution, QuerySolutions, RdfFormat, Store, serialize

from service.allocator import give_back
from service.errors import OnRecordError, PreconditionError, UnavailableError, UnknownOutcomeError
from service.index import Index
from service.jobs.account import Account
from service.jobs.batch import Batch
from service.jobs.conditions import check, found
from service.jobs.extraction import Extract
from service.jobs.model import EXCLUSIVE, Task
from service.jobs.operations import graph_of, perform
from service.jobs.pulse import Pulse
from service.jobs.room import Room
from service.jobs.watchdog import Watchdog
from service.jobs.window import Window
from service.jobs.worklist import MAX_ATTEMPTS, Commit, Outcome, Worklist
from service.store.protocol import GraphStore
from service.vocabulary import Iris

log = logging.getLogger(__name__)
_POLL_FOR_ROOM = 0.5  # seconds between two looks at the disk
_POLL = 0.02  # seconds between two looks at an unchanged queue
# The same, and for how many seconds, after a task: who writes one thing after the other waits for each of them.
_POLL_AFTER_TASK, _ALERT = 0.001, 1.0
_CLEARING = 3600.0  # seconds between two looks for jobs to be forgotten


class Writer:
    """Works off the queue.

    Its methods raise ``UnavailableError`` when store, queue or index fail; nothing that was accepted is lost by that.
    """

    def __init__(
        self,
        store: GraphStore,
        worklist: Worklist,
        index: Index,
        window: Window,
        iris: Iris,
        pulse: Pulse,
        room: Room | None = None,
        watchdog: Watchdog | None = None,
    ) -> None:
        self._store = store
        self._worklist = worklist
        self._index = index
        self._window = window
        self._iris = iris
        self._room = room
        self._batch = Batch()
        self._account = Account()
        self._pulse = pulse
        self._watchdog = watchdog
        self._next_clearing = 0.0  # time.monotonic
        self._has_more = True
        self._alert_until = 0.0
        self._cost = 0.0  # seconds that the last commit took
        self._attempted: list[int] = []  # tasks that act on the store itself, until they are committed

    def start(self, registry: bytes) -> None:
        """Put right what an earlier writer left half done, and see that the store holds this registry (N-Triples)."""
        commit = self._worklist.announced()
        if commit is not None and commit.revision == self._store.revision:
            self._update_index(commit.base, {}, commit.graphs)
            self._worklist.settle(commit.outcomes, commit.revision)
        self._worklist.recover()
        before = self._store.revision
        graph = str(self._iris.registry_graph)
        if not self._holds(graph, registry):
            self._store.replace_graphs({graph: registry})
        self._store.commit()
        self._update_index(before, {}, [graph])

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; then commit what is done and leave the rest to the next writer."""
        try:
            self._work(stop)
        except (UnavailableError, OSError, MemoryError):
            self._take_back()
            raise

    def _work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._pulse.beat()
            if self._room is not None and not self._room.suffices_for_work():
                stop.wait(_POLL_FOR_ROOM)
                continue
            self._claim()
            self._take()
            is_idle = self._window.is_empty and not self._has_more
            is_due = self._batch.is_due(in_bulk=self._window.room == 0, cost=self._cost)
            if is_due or (is_idle and not self._batch.is_empty):
                self._commit()
            elif is_idle:
                self._window.look_after()
                self._forget()
                self._mend_index()
                stop.wait(_POLL_AFTER_TASK if time.monotonic() < self._alert_until else _POLL)
            else:
                self._window.wait(_POLL)
        self._window.close()
        self._commit()
        self._worklist.release()
        self._store.tidy()  # who read the last checkpoints has let go of them by now

    def _mend_index(self) -> None:
        """Make an index anew that somebody has found damaged."""
        if self._index.is_damaged:
            log.error("the index is damaged and is made anew")
            self._index.rebuild(self._query, self._iris, revision=self._store.revision)

    def _forget(self) -> None:
        """Let go of jobs that ended long ago, now and then."""
        if time.monotonic() > self._next_clearing:
            self._next_clearing = time.monotonic() + (_CLEARING if self._worklist.forget() == 0 else 0.0)

    def _take_back(self) -> None:
        """Take back the attempts at tasks that are not to blame: the disk is full, say. They are made again later."""
        if not self._store.keeps_only_commits:
            return  # what was carried out there stays
        try:
            for task in self._attempted:
                self._worklist.discount_attempt(task)
        except UnavailableError as error:
            log.warning("attempts stay counted: %s", error.detail)

    def _claim(self) -> None:
        """Take tasks from the queue while there is room for them."""
        if not (self._worklist.has_news() or self._has_more):
            return
        room = self._window.room
        tasks = self._worklist.claim(room, exclusive=self._window.is_empty) if room else []
        self._has_more = bool(tasks) or not self._window.is_empty
        if not tasks:
            return
        self._account.claimed(tasks)
        if tasks[0].kind in EXCLUSIVE:
            self._perform_apart(tasks[0]) if tasks[0].attempts else self._perform(tasks[0])
            return
        if self._batch.may_touch(str(self._iris.graph(""))):
            self._commit()  # the extraction processes ask the newest commit which articles are known
        self._window.add(tasks)

    def _take(self) -> None:
        """Gather what has been extracted."""
        for task, extract in self._window.finished():
            self._account.extracted(task, extract)
            if extract.error is not None:
                _log_failure(task, extract.status)
                self._batch.end(Outcome(task=task.id, error=extract.error, status=extract.status))
            elif task.kind == "extract":
                outcome = Outcome(task=task.id, result=extract.claims)
                self._worklist.finish([outcome])
                self._account.ended([outcome])
            else:
                self._gather(task, extract)

    def _gather(self, task: Task, extract: Extract) -> None:
        graph = str(self._iris.graph(extract.article or ""))
        if task.kind == "reprocess":
            if extract.graph is not None:
                self._batch.add_graph(graph, extract.graph)
            self._batch.end(Outcome(task=task.id, result=extract.changes, known=extract.known))
            return
        if "conditions" in task.payload:
            self._write()
            try:
                check(task, graph, self._store.reader())
            except PreconditionError as error:
                self._fail(task, error)
                return
        known = extract.known or graph in self._batch.unwritten or self._store.has_graph(graph)
        if not known and extract.graph is not None:
            self._batch.add_graph(graph, extract.graph)
        result = {"article": extract.article, "known": known}
        self._batch.end(Outcome(task=task.id, result=result, known=known))

    def _perform_apart(self, task: Task) -> None:
        """Carry out a task that may have ended the writer before; if it does so again, no other is done again."""
        self._commit()
        self._perform(task)
        self._commit()

    def _perform(self, task: Task) -> None:
        """Carry out a task that acts on the store itself, after all that was gathered before it."""
        if task.attempts >= MAX_ATTEMPTS:
            error = f"It was given up: the writer ended {task.attempts} times while carrying it out."
            self._batch.end(Outcome(task=task.id, error=error, status=500))
            return
        if task.attempts and task.kind == "update" and not self._store.keeps_only_commits:
            error = "Whether it was carried out when the writer ended is not known: look, before you send it again."
            self._batch.end(Outcome(task=task.id, error=error, status=UnknownOutcomeError.status))
            return
        self._attempted.append(task.id)
        self._write()
        if task.kind == "import":
            self._commit()  # an import that fails is undone by going back to the newest commit
        try:
            if "conditions" in task.payload:
                check(task, graph_of(task, self._iris), self._store.reader())
            with self._watchdog.over(task) if self._watchdog else nullcontext():
                effect = perform(self._store, task, self._iris)
        except UnavailableError:
            if not self._store.keeps_only_commits:  # it was not carried out
                self._worklist.discount_attempt(task.id)
            raise
        except OnRecordError as error:
            if isinstance(error, UnknownOutcomeError):
                self._batch.touch(None)
            self._fail(task, error)
        else:
            self._batch.touch(effect.graphs)
            self._batch.end(Outcome(task=task.id, result=effect.result))

    def _fail(self, task: Task, error: OnRecordError) -> None:
        _log_failure(task, error.status)
        self._batch.end(Outcome(task=task.id, error=error.detail, status=error.status, result=found(error)))

    def _write(self) -> None:
        self._store.replace_graphs(self._batch.unwritten)
        self._batch.mark_written()

    def _commit(self) -> None:
        """Make what was gathered durable and visible, and mark its tasks as ended."""
        batch, self._batch = self._batch, Batch()
        if batch.is_empty:
            return
        begun = time.monotonic()
        with self._account.step("store"):
            self._store.replace_graphs(batch.unwritten)
            batch.mark_written()
        with self._account.step("commit"):
            base, revision = self._store.revision, self._store.prepare()
            if revision != base:
                note = Commit(base=base, revision=revision, graphs=batch.graphs, outcomes=batch.outcomes)
                self._worklist.announce(note)
                self._store.commit()
        if revision != base or batch.touched is None:
            with self._account.step("index"):
                self._update_index(base, batch.written, None if batch.touched is None else sorted(batch.touched))
        self._worklist.settle(batch.outcomes, revision)
        self._attempted.clear()
        self._account.ended(batch.outcomes, revision)
        self._alert_until = time.monotonic() + _ALERT
        self._store.tidy()  # nobody waits for that
        give_back()
        self._cost = time.monotonic() - begun
        log.info(
            "commit",
            extra={
                "revision": revision,
                "tasks": len(batch.outcomes),
                "graphs": len(batch.written),
                "seconds": round(self._cost, 6),
            },
        )

    def _update_index(self, base: str, written: Mapping[str, bytes | None], touched: Sequence[str] | None) -> None:
        """Bring the index from revision ``base`` to the newest; make it anew where that fails.

        Otherwise this would fail again whenever a writer starts, and the graph is what counts.
        """
        try:
            self._follow(base, written, touched)
        except (UnavailableError, OSError, MemoryError):
            if not self._index.is_damaged:
                raise  # the disk, say, which does not keep a later writer from it
        except Exception:
            log.exception("the index cannot follow the store")
            self._index.give_up()
        self._mend_index()

    def _follow(self, base: str, written: Mapping[str, bytes | None], touched: Sequence[str] | None) -> None:
        """Bring the index from revision ``base`` to the newest; from any other one by reading all graphs again."""
        revision = self._store.revision
        held = None if self._index.is_damaged else self._index.revision
        if touched is None or held not in (base, revision):
            self._index.rebuild(self._query, self._iris, revision=revision)
        elif held != revision:
            self._index.follow(written, self._query, touched, self._iris, revision=revision)

    def _query(self, sparql: str) -> Iterable[QuerySolution]:
        reader = self._store.reader()
        result = reader.query(sparql, union_default_graph=reader.holds_union)  # the index asks graph by graph
        assert isinstance(result, QuerySolutions)
        return result

    def _holds(self, graph: str, triples: bytes) -> bool:
        """Whether a graph holds just these triples, after what the engine does to literals."""
        if not self._store.has_graph(graph):
            return False
        wanted = Store()
        wanted.load(triples, RdfFormat.N_TRIPLES)
        held = serialize(self._store.reader().graph(graph), format=RdfFormat.N_TRIPLES) or b""
        new = wanted.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""
        return sorted(held.splitlines()) == sorted(new.splitlines())


def _log_failure(task: Task, status: int | None) -> None:
    """Log that a task failed; why is kept with its job, as it may quote what was sent."""
    ids = {"job_id": task.job, "request_id": task.request}
    log.info("task failed", extra=ids | {"task": task.id, "kind": task.kind, "status": status})
