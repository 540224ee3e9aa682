"""Extraction by a language model: piece by piece, held to the text; by the rules where the model fails an article."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

from pydantic import ValidationError
from spacy.tokens import Doc

from ontology.registry import Registry
from service.errors import UnavailableError
from service.llm.answer import Answer, read, schema
from service.llm.client import ChatClient
from service.llm.gathering import Gathering
from service.llm.pieces import Piece, pieces
from service.model import Article, Claims, Usage

log = logging.getLogger(__name__)
VERSION = "llm-1"
TEMPERATURES = (0.0, 0.5)  # of the first try, and of one more when its answer is not in the schema


class LlmExtractor:
    """Extracts by asking a model; whatever it fails at is left, article by article, to ``fallback``."""

    def __init__(
        self,
        client: ChatClient,
        fallback: Callable[[Article, Doc], Claims],
        registry: Registry,
        *,
        piece_chars: int,
        most_pieces: int,
    ) -> None:
        self.name = f"{VERSION} {client.model}"
        self._client = client
        self._fallback = fallback
        self._registry = registry
        self._piece_chars = piece_chars
        self._most_pieces = most_pieces
        self._instructions = files("service.llm").joinpath("instructions.txt").read_text(encoding="utf-8")
        self._schema = schema()

    def extract(self, article: Article, doc: Doc) -> Claims:
        """Return the claims of an article: all of them the model's, or all of them the rules'."""
        if not article.is_read:
            return Claims(extractor=self.name)
        usage = Usage()
        gathering = Gathering(article, doc, self._registry)
        try:
            for piece in self._pieces(article):
                answer, usage = self._answer(article, piece, usage)
                gathering.add(piece, answer)
        except _FailedError as failure:
            usage = replace(failure.usage, fallback=str(failure))
            log.warning("article %s: the rules read it: %s", article.id, failure)
            return replace(self._fallback(article, doc), usage=usage)
        usage += Usage(refused=gathering.refused)
        log.info(
            "article %s: %d requests (%d again), %d + %d tokens, cost %.6f, %d claims refused",
            *(article.id, usage.requests, usage.retries, usage.prompt_tokens, usage.completion_tokens),
            *(usage.cost, usage.refused),
        )
        return replace(gathering.claims(), usage=usage, extractor=self.name)

    def _pieces(self, article: Article) -> list[Piece]:
        found = pieces(article, self._piece_chars)
        if len(found) > self._most_pieces:
            raise _FailedError(
                f"it makes {len(found)} pieces, and ONRECORD_LLM_PIECES allows {self._most_pieces}", Usage()
            )
        return found

    def _answer(self, article: Article, piece: Piece, usage: Usage) -> tuple[Answer, Usage]:
        """Return the model's answer on a piece, and what was used up to then."""
        question = _question(article, piece)
        problem = ""
        for temperature in TEMPERATURES:
            try:
                text, used = self._client.ask(self._instructions, question, self._schema, temperature=temperature)
            except UnavailableError as error:
                raise _FailedError(error.detail, usage) from error
            usage += used
            try:
                answer, left_out = read(text)
            except ValidationError as error:
                problem = f"{error.error_count()} errors, the first: {error.errors()[0]['msg']}"
                continue
            return answer, usage + Usage(refused=left_out)
        raise _FailedError(f"{self._client.model} does not answer in the schema ({problem})", usage)


class _FailedError(Exception):
    """The model could not read an article; ``usage`` is what was used until then."""

    def __init__(self, reason: str, usage: Usage) -> None:
        super().__init__(reason)
        self.usage = usage


def _question(article: Article, piece: Piece) -> str:
    known = {"Title": article.title, "Outlet": article.outlet, "Published": article.published}
    head = [f"{name}: {value}" for name, value in known.items() if value]
    return "\n".join([*head, "Paragraphs:", piece.numbered()])
