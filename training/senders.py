"""Weigh the evidence for whose a force is: ``python -m training.senders``.

Every force that the article tells of without its sender is a choice among the sides that it names, and none; the
annotated deployments of the same kind of force to the same place or host say which is right. The weights are written to
``service/extract/lexicon/sender_weights.toml``, whose header tells how well weights from other articles did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from ontology import registry
from service.evaluate.names import Names, fold
from service.extract.drafts import HUMAN
from service.extract.rules import RuleExtractor
from service.extract.sending import SenderChoice
from training.annotated import annotated, reports
from training.options import write

TARGET = Path(__file__).parents[1] / "service" / "extract" / "lexicon" / "sender_weights.toml"


@dataclass
class Lesson:
    """The choices of one article, each with which of its options the annotation has."""

    gold: dict[str, Any]
    choices: list[tuple[SenderChoice, list[bool]]] = field(default_factory=list)

    def judge(self, choice: SenderChoice) -> str | None:
        """Keep the choice, and answer as the annotation does."""
        right = [self._is_right(choice, option.name) for option in choice.options]
        self.choices.append((choice, right))
        return next((o.side for o, is_right in zip(choice.options, right, strict=True) if is_right), None)

    def _is_right(self, choice: SenderChoice, sender: str) -> bool:
        named = [{"id": "sender", "name": sender}]
        if choice.host is not None:
            named.append({"id": "host", "name": choice.host})
        names = Names(self.gold["actors"], named)
        return any(
            names.same("sender", told["sender"])
            and (told["force"] == choice.force or {told["force"], choice.force} <= HUMAN)
            and self._is_there(choice, told, names)
            for told in self.gold["deployments"]
        )

    def _is_there(self, choice: SenderChoice, told: dict[str, Any], names: Names) -> bool:
        """Whether an annotated deployment may be where the choice is told to be."""
        if choice.host is None and not choice.places:
            return True
        if {fold(place) for place in choice.places} & {fold(place) for place in told["destination"]}:
            return True
        return choice.host is not None and names.same("host", told["beneficiary"])


def lessons() -> list[Lesson]:
    """Read the annotated articles and extract their deployments."""
    known = registry.load()
    found = []
    for gold, article, doc in chain(annotated(known), reports(known)):
        lesson = Lesson(gold)
        RuleExtractor(known, sender_of=lesson.judge).extract(article, doc)
        found.append(lesson)
    return found


def main() -> None:
    """Weigh, and write the weights."""
    write(TARGET, "senders", "training.senders", lessons())


if __name__ == "__main__":
    main()
