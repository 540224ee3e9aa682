from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from service.index import Index, Views, selection
from service.index.filters import ListKind
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
    """An index on disk, empty."""
    index = Index.open(tmp_path, read_only=False)
    yield index
    index.close()


@pytest.fixture
def full(index: Index, seed_graphs: dict[str, bytes], iris: Iris) -> Index:
    """An index of the seeds and the small registry."""
    index.put(seed_graphs, iris)
    return index


@pytest.fixture
def views(full: Index, iris: Iris) -> Views:
    return Views(full, iris)


class Lists:
    """Whole lists by filter, page after page."""

    def __init__(self, index: Index, iris: Iris) -> None:
        self._index = index
        self._iris = iris

    def __call__(self, of: ListKind, /, limit: int = 1000, **filters: str) -> list[str]:
        """Return the keys of all that a list holds, read in pages of ``limit``; the total must fit."""
        selected = selection(of, {name.rstrip("_"): value for name, value in filters.items()}, self._iris)
        found: list[int] = []
        cursor = None
        while True:
            page = self._index.page(of, selected, limit, cursor)
            found += page.items
            cursor = page.next
            if cursor is None:
                break
        assert page.total == len(found)
        keys = self._index.keys(found)
        return [keys[item] for item in found]


@pytest.fixture
def lists(full: Index, iris: Iris) -> Lists:
    return Lists(full, iris)
