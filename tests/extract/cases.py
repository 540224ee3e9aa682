"""What the tests of statements compare: one line a statement, and the claims of a text in the same shape."""

from __future__ import annotations

from dataclasses import dataclass

from service.model import Claims


@dataclass(frozen=True)
class Said:
    """A statement by the names of its actors; ``act`` is compared only where it is given."""

    speaker: str
    cue: str
    content: str
    via: str = ""
    kind: str = "indirect"
    act: str | None = None


def said(claims: Claims, expected: list[Said]) -> list[Said]:
    """Return the statements of some claims; the act only where the expected statement at that place names one."""
    names = {actor.id: actor.name for actor in claims.actors}
    found = []
    for position, statement in enumerate(claims.statements):
        tells_act = position < len(expected) and expected[position].act is not None
        found.append(
            Said(
                speaker=", ".join(names[actor] for actor in statement.speaker),
                via=", ".join(names[actor] for actor in statement.via),
                cue=statement.cue,
                content=statement.content,
                kind=statement.kind,
                act=statement.act if tells_act else None,
            )
        )
    return found
