"""Weigh the evidence for whom a deployment is, on the annotated articles: ``python -m training.hosts``.

Every deployment of which the rules find no host is a choice among the states that the article names, and none; the
annotated deployments of the same sender and kind of force say which is right. The weights are written to
``service/extract/lexicon/host_weights.toml``, whose header tells how well weights from other articles did.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ontology import registry
from service.evaluate.names import Names
from service.extract.drafts import HUMAN
from service.extract.hosting import HostChoice
from service.extract.lexicon.evidence import EvidenceWeights
from service.extract.rules import RuleExtractor
from training.annotated import annotated
from training.logit import fitted
from training.shipping import as_toml

TARGET = Path(__file__).parents[1] / "service" / "extract" / "lexicon" / "host_weights.toml"
FOLDS = 10
EQUAL = 1  # hosts; of thresholds about as good the loosest is taken: beside a right place a wrong host costs nothing
FAIR = 1 / 3  # one more deployment raises F1 when it is right oftener than this, half of the F1 that is reached
LEAST = 0.05  # lighter evidence is left out
THRESHOLDS = [round(-2 + 0.25 * step, 2) for step in range(13)]


@dataclass
class Lesson:
    """The choices of one article, each with which of its options the annotation has."""

    gold: dict[str, Any]
    choices: list[tuple[HostChoice, list[bool]]] = field(default_factory=list)

    def judge(self, choice: HostChoice) -> str | None:
        """Keep the choice, and answer as the annotation does."""
        right = [self._is_right(choice, option.name) for option in choice.options]
        self.choices.append((choice, right))
        return next((o.state for o, is_right in zip(choice.options, right, strict=True) if is_right), None)

    def _is_right(self, choice: HostChoice, host: str) -> bool:
        names = Names(self.gold["actors"], [{"id": "sender", "name": choice.sender}, {"id": "host", "name": host}])
        return any(
            names.same("sender", told["sender"])
            and names.same("host", told["beneficiary"])
            and (told["force"] == choice.force or {told["force"], choice.force} <= HUMAN)
            for told in self.gold["deployments"]
        )


def lessons() -> list[Lesson]:
    """Read the annotated articles and extract their deployments."""
    known = registry.load()
    found = []
    for gold, article, doc in annotated(known):
        lesson = Lesson(gold)
        RuleExtractor(known, host_of=lesson.judge).extract(article, doc)
        found.append(lesson)
    return found


def weigh(taught: Iterable[Lesson]) -> EvidenceWeights:
    """Return the weights under which the annotated hosts are the likeliest; the threshold is left at 0."""
    choices = [
        ([dict.fromkeys(option.evidence, 1.0) for option in choice.options], right)
        for lesson in taught
        for choice, right in lesson.choices
    ]
    base, weights = fitted(choices)
    return EvidenceWeights(base, 0.0, weights)


def judged(lesson: Lesson, weights: EvidenceWeights, threshold: float) -> tuple[int, int, int]:
    """Return how many hosts are right, given and annotated in an article under some weights."""
    right = given = annotated = 0
    for choice, rights in lesson.choices:
        annotated += any(rights)
        scores = [weights.score(option.evidence) for option in choice.options]
        if scores and max(scores) >= threshold:
            given += 1
            right += rights[scores.index(max(scores))]
    return right, given, annotated


def held_out(taught: list[Lesson]) -> dict[float, tuple[int, int, int]]:
    """Return right, given and annotated hosts by threshold, every article judged by weights from others."""
    order = list(range(len(taught)))
    random.Random(0).shuffle(order)
    totals = {threshold: np.zeros(3, dtype=int) for threshold in THRESHOLDS}
    for fold in range(FOLDS):
        tested = set(order[fold::FOLDS])
        weights = weigh(lesson for i, lesson in enumerate(taught) if i not in tested)
        for threshold in THRESHOLDS:
            totals[threshold] += np.sum([judged(taught[i], weights, threshold) for i in tested], axis=0)
    return {threshold: (int(r), int(g), int(a)) for threshold, (r, g, a) in totals.items()}


def main() -> None:
    """Weigh, and write the weights."""
    taught = lessons()
    totals = held_out(taught)
    gain = {t: right - FAIR * given for t, (right, given, _) in totals.items()}
    threshold = min(t for t in THRESHOLDS if gain[t] >= max(gain.values()) - EQUAL)
    right, given, annotated = totals[threshold]
    weights = weigh(taught)
    lines = [
        f"# What the evidence for hosts weighs; made by `python -m training.hosts` from {len(taught)} texts.",
        f"# On texts held out in turn: {right} of {annotated} hosts found, {given - right} others.",
    ]
    TARGET.write_text(as_toml(lines, weights.weights, LEAST, base=weights.base, threshold=threshold), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
