"""The extraction as `onrecord evaluate` runs it: the whole pipeline, from the text to claims as JSON."""

import pytest

from service.cli.check import extraction
from service.evaluate import Extract
from service.settings import Settings


@pytest.fixture(scope="session")
def extract() -> Extract:
    return extraction(Settings())
