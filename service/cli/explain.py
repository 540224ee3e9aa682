"""``onrecord explain``: an article with every claim marked in its text, and why each is made."""

from __future__ import annotations

import json

from rich.console import Console

from service.claims import claims_to_json, reasons_to_json
from service.cli.inputs import read_inputs
from service.cli.marked import marked
from service.errors import InvalidInputError
from service.model import Article, Claims, Given
from service.settings import Settings
from service.vocabulary import Iris
from service.wiring import make_pipeline


def run(settings: Settings, path: str, *, as_json: bool = False) -> int:
    """Print the article in a file with its claims; ``InvalidInputError`` unless the file holds exactly one."""
    article, claims = _read(settings, path)
    if as_json:
        shown = claims_to_json(article, claims, Iris(settings.base_iri)) | reasons_to_json(claims)
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for part in marked(article, claims):
        console.print(part)
    return 0


def _read(settings: Settings, path: str) -> tuple[Article, Claims]:
    inputs = read_inputs([path], Given(), settings.max_body_bytes)
    item, more = next(inputs, None), next(inputs, None)
    if item is None or more is not None:
        raise InvalidInputError(f"{path}: give a file that holds one article")
    if item.source is None:
        raise InvalidInputError(f"{item.place}: {item.error}")
    pipeline = make_pipeline(settings)
    ((article, claims),) = pipeline.process([pipeline.read(item.source)])
    return article, claims
