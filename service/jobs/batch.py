"""What the writer has gathered for its next commit."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field

from service.jobs.worklist import Outcome

_MAX_BYTES = 8_000_000  # of quads that are not in the store yet: one update request
_MAX_AGE = 0.3  # seconds that the first effect waits to be seen
_MAX_AGE_IN_BULK = 2.0  # while many more are waiting: a commit of many articles costs little more than one of a few
_SHARE = 4.0  # times what the last commit took: so commits take a fifth of the time where they cost much


@dataclass(slots=True)
class Batch:
    """Graphs to be written, graphs that were written, and the outcomes that go with them.

    ``unwritten`` are N-Triples by graph. ``written`` are those of them that are in the store by now; ``touched`` are
    graphs that other operations may have changed, None: any.
    """

    unwritten: dict[str | None, bytes | None] = field(default_factory=dict)
    written: dict[str, bytes | None] = field(default_factory=dict)
    touched: set[str] | None = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)
    _since: float = 0.0
    _bytes: int = 0

    def add_graph(self, graph: str, triples: bytes) -> None:
        """Have a graph written with the batch."""
        self.unwritten[graph] = triples
        self._bytes += len(triples)

    def end(self, outcome: Outcome) -> None:
        """Note how a task ended."""
        if not self.outcomes:
            self._since = time.monotonic()
        self.outcomes.append(outcome)

    def touch(self, graphs: Collection[str] | None) -> None:
        """Note what an operation may have changed, after all that has been written before it."""
        if graphs is None or self.touched is None:
            self.touched = None
            return
        self.touched.update(graphs)
        for graph in graphs:
            self.written.pop(graph, None)

    def may_touch(self, prefix: str) -> bool:
        """Whether an operation may have changed a graph whose name begins so."""
        return self.touched is None or any(graph.startswith(prefix) for graph in self.touched)

    def mark_written(self) -> None:
        """Note that what was unwritten is in the store."""
        for graph, triples in self.unwritten.items():
            if graph is not None:
                self.written[graph] = triples
        self.unwritten = {}
        self._bytes = 0

    @property
    def graphs(self) -> list[str] | None:
        """The named graphs that the batch changes; None: any."""
        return None if self.touched is None else sorted({*self.touched, *self.written})

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to commit."""
        return not self.outcomes

    def is_due(self, *, in_bulk: bool, cost: float) -> bool:
        """Whether it is old or large enough to be committed although more is coming; a commit costs so many seconds."""
        most = _MAX_AGE_IN_BULK if in_bulk else min(max(_MAX_AGE, _SHARE * cost), _MAX_AGE_IN_BULK)
        too_old = time.monotonic() - self._since > most
        return bool(self.outcomes) and (too_old or self._bytes > _MAX_BYTES)
