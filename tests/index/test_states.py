"""The index keeps a name of what a graph holds, the same as is worked out from the store."""

import pyoxigraph
import pytest

from service.index import Index
from service.store.engine import OxigraphReader
from service.store.fingerprint import fingerprint
from service.vocabulary import Iris

GRAPH = "urn:graph"
SPELLINGS = b"""<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:s> <urn:p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:s> <urn:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<urn:s> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<urn:s> <urn:p> "2026-11-22T10:00:00.000+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<urn:s> <urn:p> "2024-06"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .
<urn:s> <urn:p> "caf\\u00E9 \\t \\"so\\""@FR .
<urn:s> <urn:p> "the same" .
<urn:s> <urn:p> "the same" .
"""


def held(store: pyoxigraph.Store, graph: str) -> str | None:
    return fingerprint(OxigraphReader(store, "1"), graph)


def test_it_is_that_of_the_store(
    seed_graphs: dict[str, bytes], store: pyoxigraph.Store, index: Index, iris: Iris
) -> None:
    index.put(seed_graphs, iris, revision="1")
    for graph in seed_graphs:
        assert index.state_of(graph, "1") == held(store, graph)


def test_however_a_value_is_spelled(store: pyoxigraph.Store, index: Index, iris: Iris) -> None:
    store.load(SPELLINGS, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(GRAPH))
    index.put({GRAPH: SPELLINGS}, iris, revision="1")
    assert index.state_of(GRAPH, "1") == held(store, GRAPH)


def test_it_is_known_only_of_what_was_written_and_at_that_revision(
    seed_graphs: dict[str, bytes], store: pyoxigraph.Store, index: Index, iris: Iris
) -> None:
    first, second, *_ = seed_graphs
    index.put(seed_graphs, iris, revision="1")
    assert index.state_of(first, "2") is None
    index.refresh(store.query, [first], iris, revision="2")
    assert index.state_of(first, "2") is None
    assert index.state_of(second, "2") is not None
    index.put({second: None}, iris, revision="3")
    assert index.state_of(second, "3") is None
    assert index.state_of("urn:nowhere", "3") is None


@pytest.mark.parametrize("content", [b"", b'_:b <urn:p> "A" .\n'])
def test_nothing_and_blank_nodes_have_none(content: bytes, index: Index, iris: Iris) -> None:
    index.put({GRAPH: content}, iris, revision="1")
    assert index.state_of(GRAPH, "1") is None
