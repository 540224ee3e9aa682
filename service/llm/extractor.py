"""Extraction by a language model: piece by piece, held to the text; by the rules where the model fails an article."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from ontology.registry import Registry
from service.llm.breaker import Breaker
from service.llm.client import ChatClient
from service.llm.gathering import Gathering
from service.llm.inquiry import FailedError, Inquiry
from service.llm.pieces import Piece, pieces
from service.model import Article, Claims, Usage

log = logging.getLogger(__name__)
# What odd answers can bring about; whatever it is, the rules read the article.
UNUSABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article may take: characters of a piece, number of pieces, seconds of all requests."""

    piece_chars: int
    pieces: int
    seconds: float


class LlmExtractor:
    """Extracts by asking a model; whatever it fails at is left, article by article, to ``fallback``."""

    def __init__(
        self,
        client: ChatClient,
        fallback: Callable[[Article, Doc], Claims],
        registry: Registry,
        limits: Limits,
        *,
        name: str = "llm",
    ) -> None:
        self.name = name
        self._client = client
        self._fallback = fallback
        self._registry = registry
        self._limits = limits
        self._breaker = Breaker()

    def extract(self, article: Article, doc: Doc) -> Claims:
        """Return the claims of an article: all of them the model's, or all of them the rules'."""
        if not article.is_read:
            return Claims(extractor=self.name)
        inquiry = Inquiry(self._client, article, self._limits.seconds)
        gathering = Gathering(article, doc, self._registry)
        try:
            self._gather(article, inquiry, gathering)
        except FailedError as failure:
            usage = inquiry.usage + Usage(refused=gathering.refused, fallback=str(failure))
            log.warning("article %s: the rules read it: %s", article.id, failure)
            return replace(self._fallback(article, doc), usage=usage)
        usage = inquiry.usage + Usage(refused=gathering.refused)
        log.info(
            "article %s: %d requests (%d again), %d + %d tokens, cost %.6f, %d claims refused",
            *(article.id, usage.requests, usage.retries, usage.prompt_tokens, usage.completion_tokens),
            *(usage.cost, usage.refused),
        )
        return replace(gathering.claims(), usage=usage, extractor=self.name)

    def _gather(self, article: Article, inquiry: Inquiry, gathering: Gathering) -> None:
        """Have the pieces read; ``FailedError`` when one cannot be."""
        found = self._pieces(article)
        if left := self._breaker.seconds_left:
            raise FailedError(f"{self._client.model} failed several times in a row and is left alone for {left:.0f} s")
        try:
            for piece in found:
                gathering.add(piece, inquiry.answer(piece, gathering.actors))
        except FailedError as failure:
            self._breaker.note(is_away=failure.is_away)
            raise
        except UNUSABLE as error:
            log.exception("article %s: the answer of %s", article.id, self._client.model)
            raise FailedError(f"the answer of {self._client.model} cannot be used ({type(error).__name__})") from error
        self._breaker.note(is_away=False)

    def _pieces(self, article: Article) -> list[Piece]:
        found = pieces(article, self._limits.piece_chars)
        if len(found) > self._limits.pieces:
            raise FailedError(f"it makes {len(found)} pieces, and ONRECORD_LLM_PIECES allows {self._limits.pieces}")
        return found
