"""The real annotator and the real rules, loaded once: ``extract(text)`` gives the claims of a text."""

from __future__ import annotations

from typing import Protocol

import pytest

from ontology.registry import load
from service.annotate import Annotator
from service.extract.rules import RuleExtractor
from service.model import Article, Claims

PUBLISHED = "2025-05-06"  # a Tuesday


class Extract(Protocol):
    """Extracts the claims of a text; ``fields`` are those of ``Article``."""

    def __call__(self, text: str, **fields: str | None) -> Claims: ...


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(load())


@pytest.fixture(scope="session")
def extract(annotator: Annotator) -> Extract:
    extractor = RuleExtractor(load())

    def claims(text: str, **fields: str | None) -> Claims:
        given = {"published": PUBLISHED, **fields}
        article = Article(id="a", text=text, **given)  # type: ignore[arg-type]
        (doc,) = annotator.annotate([article])
        return extractor.extract(article, doc)

    return claims
