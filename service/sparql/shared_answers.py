"""Answers out of a cache while the store does not change; equal questions at the same time are evaluated once."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Lock

from service.errors import OnRecordError
from service.metrics import metrics
from service.sparql.answer_cache import AnswerCache, Kept
from service.sparql.answering import Answer, Question
from service.sparql.client import Client
from service.sparql.processes.limits import ClientGoneError, busy
from service.sparql.runner import QueryRunner

_SOON = 1.0  # seconds that whoever asks the same waits at least
_PATIENT = 8  # who may wait longer: each holds a thread of the web worker, and others need some
_NAME = "OnRecord"  # of the cache, in Cache-Status (RFC 9211)
HIT = f"{_NAME}; hit"


def identity(question: Question) -> tuple[object, ...]:
    """Return what the answer to a question depends on: all but how long it may take."""
    return (
        question.query,
        question.results,
        question.graph,
        question.base_iri,
        question.default_graphs,
        question.named_graphs,
        question.union_default_graph,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and how it was come by (the value of Cache-Status); ``kept`` where all of it is there already."""

    answer: Answer
    kept: Kept | None
    status: str


class SharedAnswers:
    """Asks a runner, or a cache of what it has answered. For several threads."""

    def __init__(self, runner: QueryRunner, cache: AnswerCache) -> None:
        self._runner = runner
        self._cache = cache
        self._flights: dict[object, _Flight] = {}
        self._patient = 0
        self._lock = Lock()

    def answer(
        self,
        question: Question,
        name: str | None,
        revision: str,
        *,
        anew: bool = False,
        client: Client | None = None,
    ) -> Found:
        """Return the answer to a question of this name (see ``identity``) from this revision or a newer one.

        A question without a name may have another answer each time. ``anew``: what is kept does not do.
        Raises as ``QueryRunner.run``.
        """
        if name is None or not self._cache.largest:
            return Found(self._runner.run(question, client), None, f"{_NAME}; fwd=bypass")
        if anew:
            return self._run(question, name, client, "fwd=request")
        while True:
            kept = self._cache.find(name, revision)
            if kept is not None:
                metrics().query_cache.inc()
                return _found(kept, HIT)
            flight, leads = self._join((name, revision, question.timeout))
            if leads:
                return self._lead(flight, question, name, client)
            kept = self._wait(flight)
            if kept is not None:
                return _found(kept, f"{_NAME}; fwd=miss; collapsed")
            if not flight.is_left:
                return self._run(question, name, client, "fwd=miss")

    def _join(self, key: object) -> tuple[_Flight, bool]:
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = _Flight(key)
            return flight, True

    def _wait(self, flight: _Flight) -> Kept | None:
        """Wait for what others have asked first; raises ``QueryLimitError`` where too many would."""
        if not flight.over.wait(_SOON):
            with self._lock:
                if self._patient >= _PATIENT:
                    raise busy()
                self._patient += 1
            try:
                flight.over.wait()
            finally:
                with self._lock:
                    self._patient -= 1
        return flight.result()

    def _lead(self, flight: _Flight, question: Question, name: str, client: Client | None) -> Found:
        """Have a question evaluated for all who ask it at this time."""
        try:
            found = self._run(question, name, client, "fwd=miss")
        except ClientGoneError:  # others are still there, and the next of them asks
            flight.is_left = True
            raise
        except OnRecordError as error:
            flight.error = error
            raise
        else:
            flight.kept = found.kept
            return found
        finally:
            with self._lock:
                del self._flights[flight.key]
            flight.over.set()

    def _run(self, question: Question, name: str, client: Client | None, status: str) -> Found:
        answer = self._runner.run(question, client)
        status = f"{_NAME}; {status}"
        if answer.whole is None:
            answer.parts = self._keeping(answer, answer.parts, name)
            return Found(answer, None, status)
        return Found(answer, self._cache.keep(name, answer.media_type, answer.revision, answer.whole), status)

    def _keeping(self, answer: Answer, parts: Iterator[bytes], name: str) -> Iterator[bytes]:
        """Yield the parts of an answer, and keep it when it has come to its end and is not too large."""
        pieces: list[bytes] = []
        size = 0
        for part in parts:
            size += len(part)
            if size <= self._cache.largest:
                pieces.append(part)
            else:
                pieces.clear()
            yield part
        if size <= self._cache.largest:
            self._cache.keep(name, answer.media_type, answer.revision, b"".join(pieces))


class _Flight:
    """A question being evaluated, and others that wait for the same answer."""

    def __init__(self, key: object) -> None:
        self.key = key
        self.kept: Kept | None = None
        self.error: OnRecordError | None = None
        self.is_left = False
        self.over = Event()

    def result(self) -> Kept | None:
        """Return the answer; None where it is not whole yet, or whoever asked first was cut off. Raises its error."""
        if self.error is not None:
            raise copy.copy(self.error)
        return self.kept


def _found(kept: Kept, status: str) -> Found:
    return Found(Answer(kept.media_type, kept.revision, whole=kept.body), kept, status)
