"""The extraction as `onrecord evaluate` runs it: the whole pipeline, from the text to claims as JSON."""

from typing import Any

import pytest

from service.claims import claims_to_json
from service.evaluate import Extract
from service.pipeline import Source
from service.settings import Settings
from service.vocabulary import Iris
from service.wiring import make_pipeline


@pytest.fixture(scope="session")
def extract() -> Extract:
    settings = Settings()
    pipeline, iris = make_pipeline(settings), Iris(settings.base_iri)

    def from_text(text: str) -> dict[str, Any]:
        ((article, claims),) = pipeline.process([pipeline.read(Source(text))])
        return claims_to_json(article, claims, iris)

    return from_text
