"""What is annotated to train on, articles and short reports, each with its annotation and its parse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc

from ontology.registry import Registry
from service.annotate import Annotator
from service.model import Article, Given
from service.text import read_plain
from training.briefs import briefs
from training.material import PLACES

LONGEST = 1_000_000  # characters
# How much a choice in a short report counts beside one in an article, which is what is read in the end. Owners of 1,838
# figures in articles, held out in turn: 1,605 right with reports at 0, 1,610 at .15, 1,615 at .4, 1,603 at 1.
REPORT_COUNTS = 0.4


def annotated(registry: Registry) -> Iterator[tuple[dict[str, Any], Article, Doc]]:
    """Yield annotation, article and parse of each."""
    annotator = Annotator(registry)
    for _, gold_dir, texts in PLACES:
        for path in sorted(gold_dir.glob("*.json")):
            gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            text = (texts / gold["text_file"]).read_text(encoding="utf-8")
            article = read_plain(text, Given(), max_chars=LONGEST)
            yield gold, article, next(iter(annotator.annotate([article])))


def reports(registry: Registry) -> Iterator[tuple[dict[str, Any], Article, Doc]]:
    """Yield annotation, article and parse of each short report: figures and deployments only, no statements."""
    annotator = Annotator(registry)
    for report in briefs():
        article = read_plain(report.text, Given(language="en"), max_chars=LONGEST)
        yield report.gold, article, next(iter(annotator.annotate([article])))


def importance(gold: dict[str, Any]) -> float:
    """Return how much a choice counts in training, by the annotation it is of; a report's names no file of its own."""
    return 1.0 if "text_file" in gold else REPORT_COUNTS
