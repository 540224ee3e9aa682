"""Runs an extractor over annotated texts and adds up how it does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.errors import InvalidInputError, NotFoundError
from service.evaluate.measures import compare
from service.evaluate.report import Report

Json = dict[str, Any]
Extract = Callable[[str], Json]
"""From the text of an article to its claims as JSON, offsets into that very text."""

SECTIONS = ("boilerplate", "actors", "statements", "deployments", "treaties", "figures", "disputes")
ACROSS_ARTICLES = "cross"
"""Stem of a gold file about several articles at once, which is no article's."""


def evaluate(gold_dir: Path, texts_dir: Path, extract: Extract) -> Report:
    """Return how the claims of ``extract`` compare with the gold of every article in ``gold_dir``.

    A gold file names its text (``text_file``), which lies in ``texts_dir``. Raises ``NotFoundError`` when there is no
    gold, ``InvalidInputError`` when a gold file or its text cannot be read.
    """
    paths = [path for path in sorted(gold_dir.glob("*.json")) if path.stem != ACROSS_ARTICLES]
    if not paths:
        raise NotFoundError(f"There are no gold annotations (*.json) in {gold_dir}.")
    report = Report()
    for path in paths:
        gold, text = _read(path, texts_dir)
        report += compare(text, gold, extract(text))
    return report


def own_gold() -> tuple[Path, Path]:
    """Return the folders of the gold and of the texts of the project's own seeds.

    They lie in the source tree, or below the working directory. Raises ``NotFoundError`` when they are in neither.
    """
    for root in (Path(__file__).parents[2], Path.cwd()):
        seeds = root / "seeds"
        if (seeds / "gold").is_dir():
            return seeds / "gold", seeds
    raise NotFoundError(
        "The project's own seeds come with its source, not with the installed package: run this in a copy of the "
        "source, or name a gold standard with --gold DIR --texts DIR."
    )


def _read(path: Path, texts_dir: Path) -> tuple[Json, str]:
    """Return a gold annotation and the text it annotates."""
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"The gold annotation {path} cannot be read: {error}") from error
    needed = ("id", "text_file", *SECTIONS)
    absent = [name for name in needed if not isinstance(gold, dict) or name not in gold]
    if absent:
        raise InvalidInputError(f"{path} is no gold annotation: it has no {', '.join(absent)}.")
    try:
        return gold, (texts_dir / gold["text_file"]).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"The text of {path} cannot be read: {error}") from error
