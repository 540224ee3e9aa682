"""Counting the bytes and rows of an answer in what the engine writes, without parsing it.

A row ends where these bytes stand, which nothing inside a value can look like: quotes are escaped in JSON, angle
brackets in XML, line ends in TSV, N-Triples and N-Quads. CSV has line ends in values, too, and Turtle, TriG, N3 and
RDF/XML have about a line a triple: in these it is lines that are counted. JSON-LD is limited by its bytes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.sparql.processes.limits import Limits, too_many_bytes, too_many_rows
from service.sparql.processes.wire import PIECE

# what stands once a row, and how many of them are no row
_MARKS: Mapping[str, tuple[bytes, int]] = {
    "application/sparql-results+json": (b'},{"', -1),  # between rows
    "application/sparql-results+xml": (b"<result>", 0),
    "text/csv": (b"\n", 1),  # the first line has the names
    "text/tab-separated-values": (b"\n", 1),
    "application/ld+json": (b"", 0),
}
_LINES = (b"\n", 0)
_GATHERED = PIECE - 8_192  # bytes after which they are given on: the engine mostly writes 8 KB at once


class RowCounter:
    """Counts the rows of one answer, which comes in pieces."""

    def __init__(self, media_type: str) -> None:
        self._mark, others = _MARKS.get(media_type, _LINES)
        self._rows = -others
        self._tail = b""

    def count(self, data: bytes) -> int:
        """Take the next piece; return how many rows there were so far."""
        if not self._mark:
            return 0
        data = self._tail + data
        self._rows += data.count(self._mark)
        self._tail = data[len(data) - len(self._mark) + 1 :]
        return self._rows


class CountedOutput:
    """Takes what the engine writes, counts it, and has ``give`` take it in larger pieces, but for the ``rest``.

    ``error`` is what ``write`` has raised, which whoever writes may take for an error of another sort.
    """

    def __init__(self, media_type: str, limits: Limits, give: Callable[[bytes], None]) -> None:
        self._limits = limits
        self._rows = RowCounter(media_type)
        self._bytes = 0
        self._pieces: list[bytes] = []
        self._gathered = 0
        self._give = give
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        """Take some of the answer; raises ``QueryLimitError`` where that is too much, and what ``give`` raises."""
        self._pieces.append(data)
        self._gathered += len(data)
        if self._gathered >= _GATHERED:
            try:
                self._give(self.rest())
            except BaseException as error:
                self.error = error
                raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back for long."""

    def rest(self) -> bytes:
        """Return what has not been given yet; raises ``QueryLimitError`` where the answer is too large with it."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        self._gathered = 0
        self._bytes += len(data)
        if self._bytes > self._limits.bytes:
            raise too_many_bytes(self._limits)
        if self._rows.count(data) > self._limits.rows:
            raise too_many_rows(self._limits)
        return data
