"""Weigh the evidence for whom a deployment is, on the annotated articles: ``python -m training.hosts``.

Every deployment of which the rules find no host is a choice among the states that the article names, and none; the
annotated deployments of the same sender and kind of force say which is right. The weights are written to
``service/extract/lexicon/host_weights.toml``, whose header tells how well weights from other articles did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from ontology import registry
from service.evaluate.names import Names
from service.extract.drafts import HUMAN
from service.extract.hosting import HostChoice
from service.extract.rules import RuleExtractor
from training.annotated import annotated, reports
from training.options import write

TARGET = Path(__file__).parents[1] / "service" / "extract" / "lexicon" / "host_weights.toml"


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
    for gold, article, doc in chain(annotated(known), reports(known)):
        lesson = Lesson(gold)
        RuleExtractor(known, host_of=lesson.judge).extract(article, doc)
        found.append(lesson)
    return found


def main() -> None:
    """Weigh, and write the weights."""
    write(TARGET, "hosts", "training.hosts", lessons())


if __name__ == "__main__":
    main()
