"""How many triples the data set has, by property and by class.

Counted on demand, once a revision, by queries that go through all triples (1.1 s a million on disk). To keep counts
up to date with each commit instead would cost more: a triple counts once, however many graphs it stands in, so that for
every triple written it had to be looked up whether another graph has it. It happens in a thread of its own, with little
priority. Where it takes longer than a client waits, the newest counts that there are go on being given: they are right
for the revision they name.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions

from service.errors import InternalError, OnRecordError, UnavailableError
from service.store.protocol import GraphReader, GraphSource

log = logging.getLogger(__name__)
_PATIENCE = 10.0  # seconds that a client waits for counts, where there are older ones
_FIRST = 3.0  # times as long, where there are none
_WAITING = 8  # clients that wait at a time: each holds a thread of the web worker, and other requests need some
_REST = 9.0  # times as long as it took, when that was long, until it is counted again: a tenth of one core at most
_NICENESS = 5  # of the thread: a third of the share of who answers requests, where there are more than cores
_DISTINCT_UP_TO = 2_000_000  # triples; distinct terms are counted in memory, some 150 bytes each

_PROPERTIES = "SELECT (?p AS ?name) (COUNT(*) AS ?n) { %s } GROUP BY ?p"
_CLASSES = "SELECT (?o AS ?name) (COUNT(*) AS ?n) { %s FILTER(isIRI(?o)) } GROUP BY ?o"
_SUBJECTS = "SELECT ('' AS ?name) (COUNT(DISTINCT ?s) AS ?n) { %s }"
_OBJECTS = "SELECT ('' AS ?name) (COUNT(DISTINCT ?o) AS ?n) { %s }"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True)
class Counts:
    """What there was at a revision, each triple once: triples by property, things by class, distinct terms.

    The distinct terms are None where there is too much to count them.
    """

    revision: str
    properties: Mapping[str, int]
    classes: Mapping[str, int]
    subjects: int | None
    objects: int | None

    @property
    def triples(self) -> int:
        """All triples."""
        return sum(self.properties.values())


def count(reader: GraphReader) -> Counts:
    """Count what a reader sees; raises as ``GraphReader.query``."""
    properties = _table(reader, _PROPERTIES)
    is_small = sum(properties.values()) <= _DISTINCT_UP_TO
    return Counts(
        revision=reader.revision,
        properties=properties,
        classes=_table(reader, _CLASSES, predicate=_TYPE),
        subjects=_table(reader, _SUBJECTS)[""] if is_small else None,
        objects=_table(reader, _OBJECTS)[""] if is_small else None,
    )


def _table(reader: GraphReader, query: str, predicate: str = "?p") -> dict[str, int]:
    # Each triple once: as the default graph has them where it is the union, otherwise gathered from all graphs.
    is_set = reader.holds_union
    triples = f"?s {predicate} ?o"
    gathered = f"{{ SELECT DISTINCT ?s ?p ?o {{ {{ {triples} }} UNION {{ GRAPH ?g {{ {triples} }} }} }} }}"
    result = reader.query(query % (triples if is_set else gathered), union_default_graph=is_set)
    assert isinstance(result, QuerySolutions)
    return {_text(row["name"]): int(_text(row["n"])) for row in result}


class Counting:
    """Counts the newest state of a store when it is asked to, one state at a time. For several threads."""

    def __init__(self, source: GraphSource, *, patience: float = _PATIENCE) -> None:
        self._source = source
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._running: threading.Thread | None = None
        self._newest: Counts | None = None
        self._error: OnRecordError | None = None
        self._rests_until = 0.0  # by the monotonic clock

    def counts(self) -> Counts:
        """Return the counts of the newest state, or of an earlier one while that is being counted.

        Raises ``UnavailableError`` while there are none yet, and what kept the first from being made.
        """
        reader = self._source.reader()
        if self._newest is None or self._newest.revision != reader.revision:
            running = self._started(reader)
            if running is not None:
                self._wait_for(running)
        if self._newest is not None:
            return self._newest
        raise self._error or UnavailableError("What there is is being counted; try again.", retry_after=30)

    def _wait_for(self, running: threading.Thread) -> None:
        """Wait as long as a client does, or not at all where many wait already."""
        if self._waiting.acquire(blocking=False):
            try:
                running.join(self._patience * (1 if self._newest else _FIRST))
            finally:
                self._waiting.release()

    def _started(self, reader: GraphReader) -> threading.Thread | None:
        """Return the thread that counts, having started one if none is at it; None while it is not yet time."""
        with self._lock:
            if self._running is not None and self._running.is_alive():
                return self._running
            if time.monotonic() < self._rests_until:
                return None
            self._running = threading.Thread(target=self._run, args=(reader,), name="counting", daemon=True)
            self._running.start()
            return self._running

    def _run(self, reader: GraphReader) -> None:
        with suppress(OSError):  # where threads have no priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        began = time.monotonic()
        try:
            self._newest, self._error = count(reader), None
        except OnRecordError as error:
            self._error = error
            log.warning("counting failed: %s", error.detail)
        ended = time.monotonic()
        if ended - began > self._patience:
            self._rests_until = ended + _REST * (ended - began)


def _text(term: object) -> str:
    if not isinstance(term, NamedNode | Literal):
        raise InternalError(f"{term} is no name or number.")
    return term.value
