"""What an evaluation gives: counts by measure, what was missed, and both as a table or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

MEASURES: Mapping[str, str] = {
    "grounded": "predicted statements and figures that stand in the text where they say",
    "clean": "predicted statements that lie outside boilerplate",
    "content": "statements whose contents overlap by half",
    "statement": "statements whose contents overlap by half, speaker right",
    "exact": "statements whose content is right to within two characters at either end, speaker right",
    "via": "who relays it, of matched statements",
    "act": "act, of matched statements",
    "kind": "direct, indirect or mixed, of matched statements",
    "date": "when it was said, of matched statements",
    "figure": "figures: measure, numbers and whose they are",
    "figure_source": "who vouches for the number, of matched figures",
    "deployment": "deployments: sender, and beneficiary or a destination",
    "deployment_status": "status, of matched deployments",
    "treaty": "treaties: parties, and kind or name",
    "actor": "actors that take part in a claim",
    "actor_type": "type, of matched actors",
    "dispute": "pairs of statements that dispute each other",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one measure: right, predicted and gold ones. Shares lie between 0 and 1; of nothing they are 1."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @classmethod
    def of(cls, verdicts: Iterable[bool]) -> Tally:
        """Return the tally of things that are right or wrong each, with neither anything missed nor made up."""
        counted = Counter(verdicts)
        return cls(counted[True], counted.total(), counted.total())

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; of a tally of verdicts, the share that is right."""
        either = self.predicted + self.gold
        return 2 * self.right / either if either else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A claim of the gold that was ``missed``, or one predicted that is in no gold (``spurious``)."""

    article: str
    verdict: Literal["missed", "spurious"]
    kind: Literal["statement", "figure", "deployment", "treaty", "actor"]
    claim: str

    def __str__(self) -> str:
        return f"{self.article} {self.verdict:8} {self.kind}: {self.claim}"


@dataclass(frozen=True, slots=True)
class Report:
    """Tallies by the names of ``MEASURES``, and every miss. Reports of several articles add up (micro-average)."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()

    def __add__(self, other: Report) -> Report:
        tallies = {
            name: self.tallies.get(name, Tally()) + other.tallies.get(name, Tally())
            for name in MEASURES
            if name in self.tallies or name in other.tallies
        }
        return Report(tallies, self.misses + other.misses)

    def to_json(self) -> Json:
        """Return the report as a JSON object: ``measures`` by name, each with shares and counts, and ``misses``."""
        return {
            "measures": {
                name: {
                    "f1": round(tally.f1, 4),
                    "precision": round(tally.precision, 4),
                    "recall": round(tally.recall, 4),
                    "right": tally.right,
                    "predicted": tally.predicted,
                    "gold": tally.gold,
                }
                for name, tally in self.tallies.items()
            },
            "misses": [
                {"article": miss.article, "verdict": miss.verdict, "kind": miss.kind, "claim": miss.claim}
                for miss in self.misses
            ],
        }

    def table(self) -> str:
        """Return the tallies as a Markdown table, one measure a row, that reads well on a terminal too."""
        head = ("measure", "F1", "precision", "recall", "right", "predicted", "gold")
        rows = [
            (
                name,
                *(f"{share:.3f}" for share in (tally.f1, tally.precision, tally.recall)),
                *map(str, (tally.right, tally.predicted, tally.gold)),
            )
            for name, tally in self.tallies.items()
        ]
        return _markdown(head, rows)


def _markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:]))

    def line(cells: Sequence[str]) -> str:
        placed = (cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:]))
        return f"| {' | '.join(placed)} |"

    return "\n".join(map(line, (head, rule, *rows)))
