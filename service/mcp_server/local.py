"""The data folder itself: index, store and query processes, as the other faces use them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from service.api.articles import with_text
from service.api.comparisons import listed
from service.errors import InvalidInputError, NotFoundError
from service.index import Index, ListKind, Views, selection
from service.index.values import Json
from service.mcp_server.backend import GRAPH, RESULTS, Page
from service.mcp_server.calls import current
from service.settings import Settings
from service.sparql.answering import Answer, Question
from service.stored import read_text
from service.vocabulary import Iris, Kind
from service.wiring import open_runner, open_source


class LocalBackend:
    """Reads what ``ONRECORD_DATA`` or ``ONRECORD_STORE`` holds; a ``Backend``. Also beside a running service."""

    def __init__(self, settings: Settings) -> None:
        """Open it; ``InvalidInputError`` for a folder that holds no data."""
        if not settings.data.is_dir():
            raise InvalidInputError(
                f"There is no folder {settings.data.absolute()}. Set ONRECORD_DATA to the whole path of the "
                "data folder, as programs that start this command do so in a folder of their own."
            )
        self.iris = Iris(settings.base_iri)
        self._union_default_graph = settings.union_default_graph
        self._index = Index.open(settings.data, read_only=True)
        self._source = open_source(settings)
        # A model asks little: no time and memory are spent on having the whole graph in memory.
        self._runner = open_runner(settings.model_copy(update={"memory_triples": 0}), self._source)

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it, lists and items are of one state."""
        return self._index.snapshot()

    def page(self, kind: ListKind, filters: Mapping[str, str], limit: int, cursor: str | None = None) -> Page:
        """Return a page of a list."""
        page = self._index.page(kind, selection(kind, filters, self.iris), limit, cursor)
        return Page(self._views().items(kind, page.items), page.total, page.next)

    def has(self, kind: Kind, key: str) -> bool:
        """Return whether some graph speaks of a thing."""
        return self._index.find(kind, key) is not None

    def item(self, kind: ListKind, key: str) -> Json:
        """Return a thing, an article with its text."""
        view = self._views().item(kind, key)
        if view is None:
            raise NotFoundError(f"There is no {kind} “{key}” here.")
        return with_text(view, read_text(self._source.reader(), self.iris, key)) if kind == "article" else view

    def figures(self, deployment: str) -> Json:
        """Return a deployment's figures side by side."""
        compared = self._views().figures_of(deployment)
        if compared is None:
            raise NotFoundError(f"There is no deployment “{deployment}” here.")
        return listed(compared)

    def query(self, sparql: str, timeout: float | None) -> Answer:
        """Return a query's answer."""
        return self._runner.run(
            Question(
                query=sparql,
                results=RESULTS,
                graph=GRAPH,
                union_default_graph=self._union_default_graph,
                timeout=timeout,
            ),
            current(),
        )

    def close(self) -> None:
        """Let go of index and store, and end the query processes."""
        self._runner.close()
        self._source.close()
        self._index.close()

    def _views(self) -> Views:
        return Views(self._index, self.iris)
