"""Choices among options with named evidence, of which an annotated article says which is right, and none may be.

Weighs the evidence by a conditional logit, chooses the threshold from which an option is taken, and tells how well
weights from other articles did; for ``training/hosts.py`` and ``training/senders.py``.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from service.extract.lexicon.evidence import EvidenceWeights
from training.annotated import importance
from training.logit import fitted
from training.shipping import as_toml

FOLDS = 10
EQUAL = 1  # right ones; of thresholds about as good the loosest is taken: what is wrong may still be right in part
FAIR = 1 / 3  # one more deployment raises F1 when it is right oftener than this, half of the F1 that is reached
LEAST = 0.05  # lighter evidence is left out
THRESHOLDS = [round(-2 + 0.25 * step, 2) for step in range(13)]


class Option(Protocol):
    """What may be chosen."""

    @property
    def evidence(self) -> frozenset[str]:
        """What speaks for and against it."""


class Choice(Protocol):
    """What there is to choose from."""

    @property
    def options(self) -> Sequence[Option]:
        """In any order."""


class Lesson(Protocol):
    """The choices of one article, each with which of its options the annotation has."""

    @property
    def choices(self) -> Sequence[tuple[Choice, list[bool]]]:
        """In text order."""

    @property
    def gold(self) -> dict[str, Any]:
        """Its annotation."""


def weigh(taught: Iterable[Lesson]) -> EvidenceWeights:
    """Return the weights under which the annotated options are the likeliest; the threshold is left at 0."""
    choices, counts = [], []
    for lesson in taught:
        for choice, right in lesson.choices:
            choices.append(([dict.fromkeys(option.evidence, 1.0) for option in choice.options], right))
            counts.append(importance(lesson.gold))
    base, weights = fitted(choices, importance=counts)
    return EvidenceWeights(base, 0.0, weights)


def judged(lesson: Lesson, weights: EvidenceWeights, threshold: float) -> tuple[int, int, int]:
    """Return how many options are right, given and annotated in an article under some weights."""
    right = given = annotated = 0
    for choice, rights in lesson.choices:
        annotated += any(rights)
        scores = [weights.score(option.evidence) for option in choice.options]
        if scores and max(scores) >= threshold:
            given += 1
            right += rights[scores.index(max(scores))]
    return right, given, annotated


def held_out(taught: Sequence[Lesson]) -> dict[float, tuple[int, int, int]]:
    """Return right, given and annotated options by threshold, every article judged by weights from others."""
    order = list(range(len(taught)))
    random.Random(0).shuffle(order)
    totals = {threshold: np.zeros(3, dtype=int) for threshold in THRESHOLDS}
    for fold in range(FOLDS):
        tested = set(order[fold::FOLDS])
        weights = weigh(lesson for i, lesson in enumerate(taught) if i not in tested)
        for threshold in THRESHOLDS:
            totals[threshold] += np.sum([judged(taught[i], weights, threshold) for i in tested], axis=0)
    return {threshold: (int(r), int(g), int(a)) for threshold, (r, g, a) in totals.items()}


def write(target: Path, what: str, command: str, taught: Sequence[Lesson]) -> None:
    """Weigh the evidence for ``what`` ("hosts"), write it with the threshold, and print how well it did."""
    totals = held_out(taught)
    gain = {t: right - FAIR * given for t, (right, given, _) in totals.items()}
    threshold = min(t for t in THRESHOLDS if gain[t] >= max(gain.values()) - EQUAL)
    right, given, annotated = totals[threshold]
    weights = weigh(taught)
    lines = [
        f"# What the evidence for {what} weighs; made by `python -m {command}` from {len(taught)} texts.",
        f"# On texts held out in turn: {right} of {annotated} {what} found, {given - right} others.",
    ]
    target.write_text(as_toml(lines, weights.weights, LEAST, base=weights.base, threshold=threshold), encoding="utf-8")
    print("\n".join(lines))
