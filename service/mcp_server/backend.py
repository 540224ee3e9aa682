"""What the tools ask, a data folder or a running service over HTTP; both give the JSON of the REST API."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from service.index import ListKind
from service.index.values import Json
from service.sparql.answering import Answer
from service.vocabulary import Iris, Kind

# What a query's answer comes in: both can be read one row, or one triple, at a time.
RESULTS, GRAPH = "application/sparql-results+json", "application/n-triples"


class Page(NamedTuple):
    """One page of a list, the number of things on all pages, and the cursor of the next page (None: the last)."""

    items: list[Json]
    total: int
    next: str | None


class Backend(Protocol):
    """Where answers come from. Safe to use from several threads.

    All methods raise ``UnavailableError`` when it is away.
    """

    @property
    def iris(self) -> Iris:
        """The IRIs of the data."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it, lists and items that this thread reads are of one state, where the backend can see to that."""

    def page(self, kind: ListKind, filters: Mapping[str, str], limit: int, cursor: str | None = None) -> Page:
        """Return a page of a list by the filters of the REST API.

        Raises ``InvalidInputError`` for filters, values and cursors that are not this list's.
        """

    def has(self, kind: Kind, key: str) -> bool:
        """Return whether some graph speaks of a thing."""

    def item(self, kind: ListKind, key: str) -> Json:
        """Return a thing, an article with its text; ``NotFoundError`` where no graph speaks of it."""

    def figures(self, deployment: str) -> Json:
        """Return a deployment's figures side by side (``api.comparisons.DeploymentFigures``); raises as ``item``."""

    def query(self, sparql: str, timeout: float | None) -> Answer:
        """Return a query's answer in ``RESULTS`` or ``GRAPH``, under the limits of /sparql; raises as its runner."""

    def close(self) -> None:
        """Let go of everything, and end queries that still run."""
