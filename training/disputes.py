"""Weigh the evidence of disputes on texts of the project's own: ``python -m training.disputes``.

The texts are the annotated articles and the short reports of ``disputes/reports.txt``, full of what looks like a
dispute and is none.

Every statement that the rules find is a choice among what it may answer and nothing at all; the annotated disputes say
what is right. The weights are those of a conditional logit model, by gradient ascent with an L2 penalty; the threshold
is in the middle of those that do as well as any when each tenth of the texts is judged by weights from the others; only
the articles count there, as the reports have more disputes than news has, and what the disputes before a statement
tell of it are those that the same weights have found. Both are written to
``service/extract/lexicon/dispute_weights.toml``, whose header tells how well the held-out tenths did.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ontology import registry
from service.annotate import Annotator
from service.evaluate.matching import occurrences, overlap
from service.extract.disputes import Option, SoFar, best_by
from service.extract.lexicon.evidence import EvidenceWeights
from service.extract.rules import RuleExtractor
from service.model import Given, Statement
from service.text import read_plain
from training.annotated import LONGEST
from training.material import PLACES
from training.shipping import as_toml

ROOT = Path(__file__).parents[1]
REPORTS = Path(__file__).with_suffix("") / "reports.txt"
MARK = re.compile(r"\[(\d+)(?:>([\d,]+))?: ([^\]]*)\]")
TARGET = ROOT / "service" / "extract" / "lexicon" / "dispute_weights.toml"
SAME = 0.5  # overlap from which a found statement is an annotated one
FOLDS = 10
EQUAL = 0.01  # of thresholds that do as well the one in the middle is taken
PENALTY = 1.0
IMPORTANCE_OF_REPORTS = 0.3  # they teach what a dispute is, but not how rare disputes are
STEPS, RATE = 400, 0.05
FIRST_BASE = -4.0
LEAST = 0.05  # lighter evidence is left out
THRESHOLDS = [round(-3.5 + 0.25 * step, 2) for step in range(17)]

Floats = npt.NDArray[np.float64]


@dataclass
class Lesson:
    """One article: what each of its statements may answer, and which annotated statements those stand for."""

    gold: set[frozenset[str]]
    spans: dict[str, list[tuple[int, int]]]
    importance: float = 1.0
    choices: list[tuple[list[Option], list[bool]]] = field(default_factory=list)

    def judge(self, options: Sequence[Option]) -> Sequence[Option]:
        """Keep the options and answer as the annotation does."""
        right = [self.pair(option) in self.gold for option in options]
        self.choices.append((list(options), right))
        return [option for option, is_right in zip(options, right, strict=True) if is_right]

    def pair(self, option: Option) -> frozenset[str]:
        """Return the annotated statements that the two of an option stand for; one that is none is named by itself."""
        return frozenset(
            (self._stands_for(option.pair.answered.statement), self._stands_for(option.pair.answer.statement))
        )

    def _stands_for(self, statement: Statement) -> str:
        where = [(statement.start, statement.end)]
        best = max(self.spans, key=lambda name: overlap(where, self.spans[name]), default="")
        return best if best and overlap(where, self.spans[best]) >= SAME else f"found {statement.id}"


def lessons() -> list[Lesson]:
    """Read the texts and extract their statements."""
    known = registry.load()
    annotator = Annotator(known)
    found = []
    for text, lesson in (*_articles(), *_reports()):
        article = read_plain(text, Given(), max_chars=LONGEST)
        RuleExtractor(known, judge=lesson.judge).extract(article, next(iter(annotator.annotate([article]))))
        found.append(lesson)
    return found


def _articles() -> Iterator[tuple[str, Lesson]]:
    for _, gold_dir, texts in PLACES:
        for path in sorted(gold_dir.glob("*.json")):
            gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            text = (texts / gold["text_file"]).read_text(encoding="utf-8")
            spans = {s["id"]: occurrences(text, s["content"]) for s in gold["statements"]}
            yield text, Lesson({frozenset(pair) for pair in gold["disputes"]}, spans)


def _reports() -> Iterator[tuple[str, Lesson]]:
    for line in REPORTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _report(line.replace(" // ", "\n\n"))


def _report(marked: str) -> tuple[str, Lesson]:
    """Return the text without its marks, and what they say."""
    text, end = "", 0
    lesson = Lesson(set(), {}, IMPORTANCE_OF_REPORTS)
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        name, disputed, content = mark.groups()
        lesson.spans[name] = [(len(text), len(text) + len(content))]
        lesson.gold |= {frozenset((name, other)) for other in (disputed or "").split(",") if other}
        text += content
        end = mark.end()
    return text + marked[end:], lesson


def weigh(taught: Iterable[Lesson]) -> EvidenceWeights:
    """Return the weights under which the annotated disputes are the likeliest; the threshold is left at 0."""
    told = [(choice, lesson.importance) for lesson in taught for choice in lesson.choices]
    choices = [choice for choice, _ in told]
    names = sorted({name for options, _ in choices for option in options for name in option.evidence})
    column = {name: i for i, name in enumerate(names)}
    rows = [option for options, _ in choices for option in options]
    evidence = np.zeros((len(rows), len(names) + 1))
    evidence[:, -1] = 1
    for i, option in enumerate(rows):
        evidence[i, [column[name] for name in option.evidence]] = 1
    choice = np.repeat(np.arange(len(choices)), [len(options) for options, _ in choices])
    right = np.array([is_right for _, rights in choices for is_right in rights], dtype=float)
    share = right / np.maximum(np.bincount(choice, right)[choice], 1)
    weights = _ascend(evidence, choice, share, np.array([importance for _, importance in told]))
    return EvidenceWeights(float(weights[-1]), 0.0, dict(zip(names, map(float, weights[:-1]), strict=True)))


def _ascend(evidence: Floats, choice: npt.NDArray[np.intp], share: Floats, importance: Floats) -> Floats:
    """Gradient ascent (Adam) on the penalised likelihood; the last column is the base and is not penalised."""
    weights = np.zeros(evidence.shape[1])
    weights[-1] = FIRST_BASE
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        odds = np.exp(evidence @ weights)
        likely = odds / (1 + np.bincount(choice, odds))[choice]
        slope = evidence.T @ ((share - likely) * importance[choice])
        slope[:-1] -= PENALTY * weights[:-1]
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights += RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def judged(lesson: Lesson, weights: EvidenceWeights, threshold: float) -> tuple[int, int, int]:
    """Return how many disputes are right, found and annotated in an article under some weights."""
    found: set[frozenset[str]] = set()
    so_far = SoFar()
    for options, _ in lesson.choices:
        chosen = best_by(weights, threshold, so_far.told_of(options))
        so_far.add(chosen)
        found |= {lesson.pair(option) for option in chosen}
    return len(found & lesson.gold), len(found), len(lesson.gold)


def held_out(taught: list[Lesson]) -> dict[float, Floats]:
    """Return right, found and annotated disputes of articles by threshold, each judged by weights from other texts."""
    order = list(range(len(taught)))
    random.Random(0).shuffle(order)
    totals = {threshold: np.zeros(3) for threshold in THRESHOLDS}
    for fold in range(FOLDS):
        tested = set(order[fold::FOLDS])
        weights = weigh(lesson for i, lesson in enumerate(taught) if i not in tested)
        articles = [taught[i] for i in tested if taught[i].importance == 1.0]
        for threshold in THRESHOLDS:
            totals[threshold] += np.sum([judged(article, weights, threshold) for article in articles], axis=0)
    return totals


def main() -> None:
    """Weigh, and write the weights."""
    taught = lessons()
    totals = held_out(taught)
    f1 = {t: 2 * right / (found + annotated) for t, (right, found, annotated) in totals.items()}
    equal = [t for t in THRESHOLDS if f1[t] >= max(f1.values()) - EQUAL]
    threshold = equal[len(equal) // 2]
    right, found, annotated = totals[threshold]
    weights = weigh(taught)
    lines = [
        f"# What the evidence of disputes weighs; made by `python -m training.disputes` from {len(taught)} texts.",
        f"# On articles held out in turn: {right:.0f} of {annotated:.0f} disputes found, {found - right:.0f} others.",
    ]
    TARGET.write_text(as_toml(lines, weights.weights, LEAST, base=weights.base, threshold=threshold), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
