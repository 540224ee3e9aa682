"""A SPARQL query and its answer, serialised by the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, serialize

from service.errors import NotAcceptableError, QueryError, UnavailableError
from service.store.formats import carried, is_of_rdf_11
from service.store.protocol import GraphReader, QueryResult

RESULT_FORMATS: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, the dataset that the request names (None: it names none), and the media types its answer may have.

    Whether the answer is a table or a graph is known when it has been parsed: ``results`` and ``graph`` are the media
    types for either, None where the client takes none of that sort. ``timeout`` is how many seconds the request gives
    the query, where it asks for less than the service's limit.
    """

    query: str
    results: str | None
    graph: str | None
    base_iri: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union_default_graph: bool = True
    timeout: float | None = None

    def media_type(self, *, is_graph: bool) -> str:
        """Return the media type of an answer of this sort; ``NotAcceptableError`` where the client takes none."""
        media_type = self.graph if is_graph else self.results
        if media_type is None:
            sort, formats = ("graph", GRAPH_FORMATS) if is_graph else ("table", RESULT_FORMATS)
            raise NotAcceptableError(f"The answer is a {sort}; accept one of {', '.join(formats)}.")
        return media_type

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


class Answer:
    """A serialised answer in the format ``media_type``, from the store's state ``revision``.

    ``whole`` is all of it, where it was complete within the first piece; else None. ``parts`` is all of it piece by
    piece, to be gone through once (also when there is a whole); it raises an ``OnRecordError`` when the answer ends
    early, because of a limit, say. Who does not go through to the end calls ``close``.
    """

    def __init__(
        self,
        media_type: str,
        revision: str,
        *,
        whole: bytes | None = None,
        parts: Iterator[bytes] = iter(()),  # noqa: B008  # the empty iterator has no state
        close: Callable[[], None] | None = None,
    ) -> None:
        self.media_type = media_type
        self.revision = revision
        self.whole = whole
        self.parts: Iterator[bytes] = parts if whole is None else iter((whole,))
        self._close = close

    def read(self) -> bytes:
        """Return all of it; raises as ``parts``."""
        try:
            return self.whole if self.whole is not None else b"".join(self.parts)
        finally:
            self.close()

    def close(self) -> None:
        """End the query if it still runs, as the client has gone."""
        if self._close is not None:
            self._close()


class Evaluation:
    """A query that has begun to be evaluated: its answer is worked out as it is written."""

    def __init__(self, result: QueryResult, media_type: str, revision: str) -> None:
        self._result = result
        self.media_type = media_type
        self.revision = revision

    def write(self, output: IO[bytes]) -> None:
        """Write the answer.

        Raises ``QueryError``, ``UnavailableError``, ``NotAcceptableError`` for what the format cannot carry, and what
        ``output`` raises.
        """
        try:
            if isinstance(self._result, QueryTriples):
                self._write_graph(self._result, output, GRAPH_FORMATS[self.media_type])
            else:
                self._result.serialize(output, RESULT_FORMATS[self.media_type])
        except (ValueError, RuntimeError) as error:
            raise QueryError(f"The query cannot be evaluated: {error}") from error
        except OSError as error:
            raise UnavailableError(f"The store cannot be read: {error}") from error

    @staticmethod
    def _write_graph(triples: QueryTriples, output: IO[bytes], rdf_format: RdfFormat) -> None:
        if is_of_rdf_11(rdf_format):
            serialize(carried(triples, rdf_format), output, rdf_format)
        else:
            triples.serialize(output, rdf_format)


def evaluate(reader: GraphReader, question: Question) -> Evaluation:
    """Begin to evaluate a query; raises as ``GraphReader.query``, and ``NotAcceptableError``."""
    result = reader.query(
        question.query,
        base_iri=question.base_iri,
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        union_default_graph=question.union_default_graph,
    )
    return Evaluation(result, question.media_type(is_graph=isinstance(result, QueryTriples)), reader.revision)


def answer(reader: GraphReader, question: Question) -> Answer:
    """Return the whole answer to a query; raises as ``evaluate`` and ``Evaluation.write``."""
    evaluation = evaluate(reader, question)
    body = BytesIO()
    evaluation.write(body)
    return Answer(evaluation.media_type, evaluation.revision, whole=body.getvalue())
