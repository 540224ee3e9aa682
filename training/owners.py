"""Weigh the signs for whose a figure is, on the annotated articles: ``python -m training.owners``.

Every number is a choice among those who may own what it counts, and nobody in particular; what the rules answer is
among the signs. The annotated figure with its measure and its number says who is right. The weights are written to
``service/extract/lexicon/owner_weights.toml``, whose header tells how well weights from other articles did.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from ontology import registry
from service.evaluate.matching import occurrences
from service.evaluate.names import Names
from service.extract.owner_choice import Candidate, OwnerChoice, heaviest
from service.extract.rules import RuleExtractor
from training.annotated import annotated, importance, reports
from training.logit import fitted
from training.shipping import as_toml

TARGET = Path(__file__).parents[1] / "service" / "extract" / "lexicon" / "owner_weights.toml"
FOLDS = 10
PENALTY = 6.0
LEAST = 0.05  # lighter signs are left out


@dataclass
class Lesson:
    """The choices of one article, each with which of its candidates are right; those nobody annotated are left out."""

    gold: dict[str, Any]
    text: str
    choices: list[tuple[OwnerChoice, list[bool]]] = field(default_factory=list)

    def judge(self, choice: OwnerChoice) -> Candidate:
        """Keep the choice, and answer as the annotation does; where it is silent, with the first candidate."""
        figure = next((told for told in self.gold["figures"] if self._is_of(told, choice)), None)
        if figure is None:
            return choice.candidates[0]
        right = [self._is_right(candidate, figure["of"]) for candidate in choice.candidates]
        if any(right):
            self.choices.append((choice, right))
        return choice.candidates[right.index(True) if any(right) else 0]

    def _is_of(self, figure: dict[str, Any], choice: OwnerChoice) -> bool:
        quantity = choice.count.quantity
        is_same = (figure["measure"], figure["low"], figure["high"]) == (
            choice.count.measure,
            quantity.low,
            quantity.high,
        )
        if not is_same:
            return False
        known = [(figure["start"], figure["end"])] if "start" in figure else None  # reports say where it stands
        return any(start <= choice.offset < end for start, end in known or occurrences(self.text, figure["span"]))

    def _is_right(self, candidate: Candidate, owner: str | None) -> bool:
        if candidate.actor is None or owner is None:
            return candidate.actor is owner
        name, *mentions = candidate.names
        return Names(self.gold["actors"], [{"id": "owner", "name": name, "mentions": mentions}]).same("owner", owner)


def lessons() -> list[Lesson]:
    """Read the annotated articles and extract their figures."""
    known = registry.load()
    found = []
    for gold, article, doc in chain(annotated(known), reports(known)):
        lesson = Lesson(gold, article.text)
        RuleExtractor(known, owner_of=lesson.judge).extract(article, doc)
        found.append(lesson)
    return found


def weigh(taught: Iterable[Lesson]) -> Mapping[str, float]:
    """Return the weights under which the annotated owners are the likeliest."""
    choices, counts = [], []
    for lesson in taught:
        for choice, right in lesson.choices:
            choices.append(([candidate.signs for candidate in choice.candidates], right))
            counts.append(importance(lesson.gold))
    return fitted(choices, may_be_none=False, penalty=PENALTY, importance=counts)[1]


def right_of(lesson: Lesson, weights: Mapping[str, float]) -> int:
    """Return how many owners of an article are right under some weights, the counts before being told."""
    return sum(right[choice.candidates.index(heaviest(weights, choice))] for choice, right in lesson.choices)


def held_out(taught: list[Lesson]) -> int:
    """Return how many owners are right, every article judged by weights from others."""
    order = list(range(len(taught)))
    random.Random(0).shuffle(order)
    total = 0
    for fold in range(FOLDS):
        tested = set(order[fold::FOLDS])
        weights = weigh(lesson for i, lesson in enumerate(taught) if i not in tested)
        total += sum(right_of(taught[i], weights) for i in tested)
    return total


def main() -> None:
    """Weigh, and write the weights."""
    taught = lessons()
    number = sum(len(lesson.choices) for lesson in taught)
    lines = [
        f"# What the signs for owners weigh; made by `python -m training.owners` from {len(taught)} texts.",
        f"# On texts held out in turn: {held_out(taught)} of {number} owners right.",
    ]
    TARGET.write_text(as_toml(lines, weigh(taught), LEAST), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
