"""What the model's answers on one article have come to: whose ids stand for what, what was refused, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.llm.pieces import Piece, Stretch
from service.model import Article, ClaimKind, Passage, Rejection, Why

LONGEST_SHOWN = 80  # characters of what is refused

Ids = dict[str, str]


@dataclass(slots=True)
class Named:
    """The ids of one answer, and ours for them, by kind; who and what was refused has none."""

    actors: Ids = field(default_factory=dict)
    treaties: Ids = field(default_factory=dict)
    deployments: Ids = field(default_factory=dict)
    figures: Ids = field(default_factory=dict)
    statements: Ids = field(default_factory=dict)

    @property
    def topics(self) -> Mapping[str, str]:
        """What a statement may be about."""
        return self.figures | self.treaties | self.deployments


class Record:
    """Counts and notes what is refused, and keeps the words by which claims are made."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._words: dict[str, dict[Passage, None]] = {}
        self.rejected: list[Rejection] = []

    @property
    def why(self) -> dict[str, Why]:
        """The words by which each claim was made."""
        return {claim: Why(words=tuple(words)) for claim, words in self._words.items()}

    def passage(self, place: Stretch) -> Passage:
        """Return a stretch with its words."""
        return Passage(*place, self._article.text[slice(*place)])

    def went_by(self, claim: str, place: Stretch) -> None:
        """Note words by which a claim was made."""
        self._words.setdefault(claim, {})[self.passage(place)] = None

    def refuse(self, kind: ClaimKind, place: Stretch, words: str, reason: str) -> None:
        """Note that something was refused, beside the place that it was said of."""
        self.rejected.append(Rejection(kind, f"the model's “{words[:LONGEST_SHOWN]}”", reason, self.passage(place)))

    def resolve(
        self, names: Iterable[str | None], ids: Mapping[str, str], kind: ClaimKind, place: Stretch, part: str
    ) -> tuple[str, ...]:
        """Return our ids for those in an answer; a claim of this kind goes without those of nothing that was kept."""
        given = dict.fromkeys(name for name in names if name)
        for name in given:
            if name not in ids:
                self.refuse(kind, place, name, f"its {part} is not in the text")
        return tuple(dict.fromkeys(ids[name] for name in given if name in ids))


def paragraph_named(piece: Piece, number: int) -> Stretch:
    """Return the paragraph that a model names, or the last where there is no such."""
    return piece.paragraphs[min(number, len(piece.paragraphs)) - 1]
