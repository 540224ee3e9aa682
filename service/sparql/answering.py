"""A SPARQL query and its answer, serialised by the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from service.errors import NotAcceptableError, QueryError, UnavailableError
from service.store.protocol import GraphReader

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
    types for either, None where the client takes none of that sort.
    """

    query: str
    results: str | None
    graph: str | None
    base_iri: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union_default_graph: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the format ``media_type``, from the store's state ``revision``."""

    media_type: str
    revision: str
    body: bytes


def answer(reader: GraphReader, question: Question) -> Answer:
    """Evaluate a query and serialise what comes of it; raises as ``GraphReader.query``, and ``NotAcceptableError``."""
    result = reader.query(
        question.query,
        base_iri=question.base_iri,
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        union_default_graph=question.union_default_graph,
    )
    is_graph = isinstance(result, QueryTriples)
    media_type = question.graph if is_graph else question.results
    if media_type is None:
        formats = ", ".join(GRAPH_FORMATS if is_graph else RESULT_FORMATS)
        raise NotAcceptableError(f"The answer is a {'graph' if is_graph else 'table'}; accept one of {formats}.")
    try:
        if isinstance(result, QueryTriples):
            body = result.serialize(format=GRAPH_FORMATS[media_type])
        else:
            body = result.serialize(format=RESULT_FORMATS[media_type])
    except (ValueError, RuntimeError) as error:
        raise QueryError(f"The query cannot be evaluated: {error}") from error
    except OSError as error:
        raise UnavailableError(f"The store cannot be read: {error}") from error
    return Answer(media_type, reader.revision, body or b"")
