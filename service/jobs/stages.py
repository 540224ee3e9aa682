"""How long each stage of the pipeline takes, article by article: for metrics and traces."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from service.model import Article, Claims

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from service.extract import Extractor
    from service.pipeline import Pipeline

Stage = Literal["text", "annotate", "extract", "link", "rdf"]


class Timing(NamedTuple):
    """When a stage began and ended (seconds since 1970), and how much of that was this article's, in seconds.

    Articles are annotated several at once: of that time each has the part that its length is of all.
    """

    stage: Stage
    begun: float
    ended: float
    seconds: float


class StageClock:
    """Looks at the clock around the stages of a pipeline; for one thread."""

    def __init__(self) -> None:
        self._taken: dict[str, list[Timing]] = {}

    def timed(self, pipeline: Pipeline) -> Pipeline:
        """Return the same pipeline, timed."""
        return replace(
            pipeline,
            read_plain=self._reading(pipeline.read_plain),
            read_html=self._reading(pipeline.read_html),
            annotate=lambda articles: self._annotated(pipeline.annotate, articles),
            extractor=_TimedExtractor(pipeline.extractor, self),
            link=self.of_article("link", pipeline.link),
            to_ntriples=self.of_article("rdf", pipeline.to_ntriples),
        )

    def take(self) -> dict[str, list[Timing]]:
        """Return what was timed since the last call, by the article's id."""
        taken, self._taken = self._taken, {}
        return taken

    def of_article(self, stage: Stage, step: Callable[..., Any]) -> Callable[..., Any]:
        """Return a step whose first argument is the article, timed."""

        def timed(article: Article, *rest: Any) -> Any:
            begun, start = time.time(), time.perf_counter()
            result = step(article, *rest)
            self._note(article, stage, begun, time.perf_counter() - start)
            return result

        return timed

    def _reading(self, read: Callable[..., Article]) -> Callable[..., Article]:
        def timed(*sent: Any) -> Article:
            begun, start = time.time(), time.perf_counter()
            article = read(*sent)
            self._note(article, "text", begun, time.perf_counter() - start)
            return article

        return timed

    def _annotated(
        self, annotate: Callable[[Iterable[Article]], Iterator[Doc]], articles: Iterable[Article]
    ) -> Iterator[Doc]:
        articles = list(articles)
        docs = annotate(articles)
        begun, seconds = time.time(), 0.0
        for number in range(len(articles)):
            start = time.perf_counter()
            doc = next(docs)
            seconds += time.perf_counter() - start
            if number == len(articles) - 1:  # whoever asks for documents asks for no more than there are
                self._share(articles, begun, seconds)
            yield doc

    def _share(self, articles: Sequence[Article], begun: float, seconds: float) -> None:
        chars = sum(len(article.text) for article in articles) or 1
        for article in articles:
            share = seconds * len(article.text) / chars
            self._taken.setdefault(article.id, []).append(Timing("annotate", begun, begun + seconds, share))

    def _note(self, article: Article, stage: Stage, begun: float, seconds: float) -> None:
        self._taken.setdefault(article.id, []).append(Timing(stage, begun, begun + seconds, seconds))


class _TimedExtractor:
    def __init__(self, extractor: Extractor, clock: StageClock) -> None:
        self.name = extractor.name
        self._extract = clock.of_article("extract", extractor.extract)

    def extract(self, article: Article, doc: Doc) -> Claims:
        claims: Claims = self._extract(article, doc)
        return claims
