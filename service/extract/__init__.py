"""Extraction: from an annotated article to its claims. Whatever has ``extract`` may stand in for the rules."""

from __future__ import annotations

from typing import Protocol

from spacy.tokens import Doc

from service.extract.rules import RuleExtractor
from service.model import Article, Claims

__all__ = ["Extractor", "RuleExtractor"]


class Extractor(Protocol):
    """Extracts the claims of articles; ``name`` says which extractor it is, and its version.

    It keeps nothing between articles, so one serves a whole process.
    """

    name: str

    def extract(self, article: Article, doc: Doc) -> Claims:
        """Return the claims of an article, ``doc`` being its annotation; none of an article that is not read."""
        ...
