"""What runs in an extraction process: chunks of articles in, claims and quads out.

An article that cannot be read, or whose extraction fails, is an outcome of its own; the others of its chunk go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.claims import claims_to_json
from service.errors import NotFoundError, OnRecordError, UnavailableError
from service.jobs.model import TaskKind
from service.jobs.rereading import changes, gone
from service.jobs.stages import StageClock, Timing
from service.logs import identified
from service.model import Article, Claims
from service.pipeline import Pipeline, Source
from service.store.terms import checked_triples
from service.stored import StoredArticle
from service.text import with_datelines
from service.vocabulary import Iris

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An article to be read, as the payload of a task of this kind says. ``accepted`` is ISO 8601.

    ``job`` and ``request`` are the ids that the log knows it by.
    """

    source: dict[str, Any]
    accepted: str
    kind: TaskKind
    job: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What became of an order: quads or claims, ``known`` when the graph has the article already, or an error.

    ``changes`` is the result of reading a stored article again (see ``service.jobs.rereading``).
    ``words`` are those of the text, and ``timings`` what the stages took.
    """

    article: str | None = None
    graph: bytes | None = None
    claims: dict[str, Any] | None = None
    known: bool = False
    changes: dict[str, Any] | None = None
    error: str | None = None
    status: int | None = None
    words: int = 0
    timings: tuple[Timing, ...] = ()


class Extraction:
    """Works off orders.

    ``is_known`` tells whether the article of this id is in the graph, ``stored`` reads it from there (raising
    ``NotFoundError``).
    """

    def __init__(
        self,
        pipeline: Pipeline,
        iris: Iris,
        is_known: Callable[[str], bool],
        stored: Callable[[str], StoredArticle],
    ) -> None:
        self._clock = StageClock()
        self._pipeline = self._clock.timed(pipeline)
        self._iris = iris
        self._is_known = is_known
        self._stored = stored
        self._read_again: dict[str, StoredArticle] = {}  # articles of these orders, by id

    def __call__(self, orders: Sequence[Order]) -> list[Extract]:
        """Return the outcome of each order, in order."""
        self._read_again.clear()
        outcomes: dict[int, Extract] = {}
        articles: dict[int, Article] = {}
        for number, order in enumerate(orders):
            with _identified(order):
                read = _guarded(lambda order=order: self._read(order))  # type: ignore[misc]
            if isinstance(read, Article):
                articles[number] = read
            else:
                outcomes[number] = read
        for number, found in zip(articles, self._processed(articles, orders), strict=True):
            article, order = articles[number], orders[number]
            with _identified(order):
                outcomes[number] = found if isinstance(found, Extract) else self._delivered(order, article, found)
        timings = self._clock.take()
        return [self._measured(outcomes[n], articles.get(n), timings, orders[n]) for n in range(len(orders))]

    def _read(self, order: Order) -> Article | Extract:
        if order.kind == "reprocess":
            return self._from_store(order)
        article = self._pipeline.read(Source.from_json(order.source))
        if order.kind == "ingest" and self._is_known(article.id):
            return Extract(article=article.id, known=True)
        return article

    def _from_store(self, order: Order) -> Article | Extract:
        article_id = order.source["article"]
        try:
            stored = self._stored(article_id)
        except NotFoundError:
            return Extract(article=article_id, known=True, changes=gone(article_id))
        if stored.claims.extractor == self._pipeline.extractor.name and not order.source.get("force"):
            return Extract(article=article_id, known=True, changes=changes(stored, stored.claims))
        self._read_again[article_id] = stored
        return with_datelines(stored.article)

    def _processed(self, articles: Mapping[int, Article], orders: Sequence[Order]) -> Iterator[Claims | Extract]:
        """Yield the claims of each article; all at once, and one by one only if that fails."""
        with _identified(*(orders[number] for number in articles)):
            together = _guarded(lambda: [claims for _, claims in self._pipeline.process(articles.values())])
        if isinstance(together, list):
            yield from together
        elif len(articles) == 1:
            yield together
        else:
            for number, article in articles.items():
                yield from self._processed({number: article}, orders)

    def _measured(
        self, extract: Extract, article: Article | None, timings: dict[str, list[Timing]], order: Order
    ) -> Extract:
        """Return what became of an order, with what it took; an article that is there twice has that once."""
        taken = tuple(timings.pop(extract.article or (article.id if article else ""), ()))
        words = 0 if article is None else len(article.text.split())
        with _identified(order):
            seconds = {timing.stage: round(timing.seconds, 6) for timing in taken}
            log.debug("article extracted", extra={"article": extract.article, "words": words, "seconds": seconds})
        return replace(extract, words=words, timings=taken)

    def _delivered(self, order: Order, article: Article, claims: Claims) -> Extract:
        if order.kind == "extract":
            return Extract(article=article.id, claims=claims_to_json(article, claims, self._iris))
        created = accepted = datetime.fromisoformat(order.accepted)
        told = None
        if order.kind == "reprocess":
            stored = self._read_again[article.id]
            created, told = stored.created or accepted, changes(stored, claims)
            if order.source.get("dry_run"):
                return Extract(article=article.id, changes=told)
        graph = _guarded(lambda: checked_triples(self._pipeline.graph(article, claims, created, accepted)))
        return graph if isinstance(graph, Extract) else Extract(article=article.id, graph=graph, changes=told)


def _identified(*orders: Order) -> AbstractContextManager[None]:
    """Log under the ids of these orders: of several at once those that they share."""
    jobs, requests = {order.job for order in orders}, {order.request for order in orders}
    return identified(
        job_id=jobs.pop() if len(jobs) == 1 else None, request_id=requests.pop() if len(requests) == 1 else None
    )


def _guarded(step: Callable[[], Any]) -> Any:
    """Return what the step returns, or the outcome that says why it failed. Articles' texts are kept out of the log."""
    try:
        return step()
    except UnavailableError:
        raise  # the store is away: the article has nothing to do with it
    except OnRecordError as error:
        return Extract(error=error.detail, status=error.status)
    except MemoryError:
        raise  # the process is done with
    except Exception as error:
        log.exception("extraction failed")  # without the message of the error, as service.logs does
        return Extract(error=f"Extraction failed ({type(error).__name__}); the log has the details.", status=500)
