"""What the rules went by and what they turned down, noted as they work, so that every claim can say why it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from service.model import ClaimKind, Claims, Passage, Rejection, Why

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Note:
    """A rejection, and the character at which the claim stands that it would have made or changed."""

    at: int
    rejection: Rejection


class Trace:
    """The notes on one article; offsets are the article's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: defaultdict[str, list[Passage]] = defaultdict(list)
        self._notes: list[_Note] = []

    def went_by(self, claim_id: str, *stretches: Stretch) -> None:
        """Note the words that a claim is made by."""
        self._words[claim_id] += (self._passage(stretch) for stretch in stretches)

    def reject(self, kind: ClaimKind, stretch: Stretch, what: str, reason: str, *, at: int | None = None) -> None:
        """Note a candidate at ``stretch`` that is not taken; ``at``: where the claim stands, if not there."""
        note = _Note(stretch[0] if at is None else at, Rejection(kind, what, reason, self._passage(stretch)))
        self._notes.append(note)

    def explained(self, claims: Claims) -> Claims:
        """Return the claims with their reasons; a rejection goes to the claims of its kind whose evidence holds it."""
        by_kind: Mapping[ClaimKind, list[tuple[str, list[Passage]]]] = {
            "statement": [(s.id, [s.evidence] if s.evidence else []) for s in claims.statements],
            "figure": [(f.id, [f.evidence] if f.evidence else []) for f in claims.figures],
            "deployment": [(d.id, list(d.evidence)) for d in claims.deployments],
            "treaty": [(t.id, list(t.evidence)) for t in claims.treaties],
        }
        rejected: defaultdict[str, list[Rejection]] = defaultdict(list)
        elsewhere: list[Rejection] = []
        for note in dict.fromkeys(self._notes):
            near = [i for i, evidence in by_kind[note.rejection.kind] if _holds(evidence, note.at)]
            for claim_id in near:
                rejected[claim_id].append(note.rejection)
            if not near:
                elsewhere.append(note.rejection)
        ids = [claim_id for entries in by_kind.values() for claim_id, _ in entries]
        why = {i: Why(tuple(dict.fromkeys(self._words[i])), tuple(rejected[i])) for i in ids}
        return replace(claims, why=why, rejected=tuple(elsewhere))

    def _passage(self, stretch: Stretch) -> Passage:
        return Passage(*stretch, self._text[slice(*stretch)])


def _holds(evidence: Iterable[Passage], offset: int) -> bool:
    return any(passage.start <= offset < passage.end for passage in evidence)
