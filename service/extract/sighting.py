"""What the finders of deployments hand on: a force in a frame, and the sighting that is read off it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from service.extract.anchors import Role
from service.extract.lexicon.forces import Frame
from service.model import DeploymentStatus, Force

MATERIEL: frozenset[Force] = frozenset({"weapons", "ships", "aircraft"})
LASTING: frozenset[Frame] = frozenset({"have", "stay", "host"})
STAYING = frozenset({"stay", "remain", "keep"})  # also said of those still to come


@dataclass(frozen=True, slots=True)
class Framed:
    """A force (``token``, ``head`` of its phrase) and the verb or noun (``anchor``) that says something of it."""

    token: Token
    head: Token
    force: Force
    anchor: Token
    frame: Frame
    role: Role

    def as_present(self) -> Framed:
        """Return the same force as one that is there: "wants the soldiers in the valley to leave"."""
        return replace(self, anchor=self.head, frame="stay", role="present")


@dataclass(slots=True)
class Sighting:
    """One place where the article speaks of a deployment; actors are local ids, ``places`` spans of the text."""

    sender: str | None
    force: Force
    frame: Frame
    beneficiary: str | None
    adversary: str | None
    places: list[Span]
    host: str | None
    status: DeploymentStatus
    is_more: bool
    has_number: bool
    is_loose: bool
    is_confirmed: bool
    tokens: tuple[Token, Token]
    anchor: Token
    is_history: bool = False  # told of decades ago
    is_new: bool = False  # named as not spoken of before: "a destroyer", "40 men"
    is_pointed_at: bool = False  # "there", "in the country"
    is_by_organ: bool = False  # by "the army", "the minister", who are not said to be which state's

    is_by_the_way: bool = False  # told of people who died or a mission that speaks: beside others it is no deployment
    is_by_weight: bool = False  # its sender was chosen among several, not told beside it
    is_refuted: bool = False  # denied by the headline: "No, Chad has not sent 300 men"
    is_heading: bool = False  # in the present of headlines: "Oslo sends 40 men", which it may only plan

    @property
    def is_there(self) -> bool:
        """Whether it says that the force is in place rather than that it goes or will stay."""
        return self.has_number or (self.frame in LASTING and self.anchor.lemma_ not in STAYING)

    @property
    def is_past(self) -> bool:
        """Whether it tells that the force was there, so that it may be over: "5,000 men were in the country"."""
        verbs = (self.anchor, *(c for c in self.anchor.children if c.dep_ in {"aux", "auxpass"}))
        return self.frame in LASTING and any(verb.tag_ == "VBD" for verb in verbs)


def in_order(one: Token, other: Token) -> tuple[Token, Token]:
    """Return two words as they stand in the text."""
    return (one, other) if one.i <= other.i else (other, one)
