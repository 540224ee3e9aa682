"""Counting the rows of an answer in what the engine writes, without parsing it.

A row ends where these bytes stand, which nothing inside a value can look like: quotes are escaped in JSON, angle
brackets in XML, line ends in TSV, N-Triples and N-Quads. CSV has line ends in values, too, and Turtle, TriG, N3 and
RDF/XML have about a line a triple: in these it is lines that are counted. JSON-LD is limited by its bytes alone.
"""

from __future__ import annotations

from collections.abc import Mapping

# what stands once a row, and how many of them are no row
_MARKS: Mapping[str, tuple[bytes, int]] = {
    "application/sparql-results+json": (b'},{"', -1),  # between rows
    "application/sparql-results+xml": (b"<result>", 0),
    "text/csv": (b"\n", 1),  # the first line has the names
    "text/tab-separated-values": (b"\n", 1),
    "application/ld+json": (b"", 0),
}
_LINES = (b"\n", 0)


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
