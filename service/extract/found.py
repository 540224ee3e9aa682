"""Statements in the making: attributions whose actors are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.extract.attribution import Attribution

SAME = 0.5  # share of a content that lies in another one for both to be one statement


@dataclass(frozen=True, slots=True)
class Found:
    """A statement in the making: an attribution with its actors, and where its trimmed content stands."""

    attribution: Attribution
    speaker: tuple[str, ...]
    via: tuple[str, ...]
    start: int
    end: int

    @property
    def length(self) -> int:
        """Number of characters of the content."""
        return self.end - self.start

    def is_in(self, other: Found) -> bool:
        """Whether most of the content is in another one's."""
        return min(self.end, other.end) - max(self.start, other.start) > SAME * self.length

    def is_reported_in(self, turn: Found) -> bool:
        """Whether it is what somebody reports in a turn of a transcript, which stands beside the turn itself."""
        return turn.attribution.rule == "turn" and self.via[-1:] == turn.speaker


def without_doubles(found: Iterable[Found]) -> list[Found]:
    """Return the statements in text order, without those whose content lies within another's, which says more.

    What is reported within a turn of a transcript stays; what is unsure gives way to what is not.
    """
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.attribution.unsure, -f.length, f.start)):
        if one.attribution.unsure and any(other.is_in(one) for other in kept):
            continue
        around = [other for other in kept if one.is_in(other) and not one.is_reported_in(other)]
        if not around or (one.attribution.nested and all(other.speaker != one.speaker for other in around)):
            kept.append(one)
    return sorted(kept, key=lambda f: (min(f.attribution.cue[0], f.start), f.start))
