from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import pytest

from service.index import Index
from service.vocabulary import Iris


@pytest.fixture
def store(seed_graphs: dict[str, bytes], tmp_path: Path) -> pyoxigraph.Store:
    """A store on disk with the seeds and a small registry."""
    store = pyoxigraph.Store(tmp_path / "store")
    for graph, content in seed_graphs.items():
        store.load(content, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(graph))
    return store


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index.open(tmp_path, read_only=False)
    yield index
    index.close()


@pytest.fixture
def full(index: Index, seed_graphs: dict[str, bytes], iris: Iris) -> Index:
    """An index of the seeds."""
    index.put(seed_graphs, iris)
    return index


def keys(index: Index, items: Iterable[int]) -> list[str]:
    ids = list(items)
    found = index.keys(ids)
    return [found[item] for item in ids]
