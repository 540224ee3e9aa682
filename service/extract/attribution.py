"""Attributions: who-says-what as the syntax shows it, before anybody knows who the source is.

Source, cue and content are the terms of the attribution literature (Pareti, PARC 3; Newell et al., PolNeAR).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from service.model import Act

Stretch = tuple[int, int]
"""Character offsets of an article's text: where something starts and where it is over."""


SAME_END = 2  # characters: both contents end at a tag


@dataclass(slots=True)
class Attribution:
    """One attribution as the parse shows it: ``cue`` and ``content`` are character stretches.

    ``verb`` is the cue's main word, ``clause`` the head of the content where that is a clause. ``source`` is the head
    of the source's noun phrase, None where it has to be found in what goes before. ``relays`` are heads of noun phrases
    that relay, nearest to the source first. ``rule`` names the construction that was recognised. ``continues`` marks a
    quotation without a tag of its own, which goes on from the one before; ``nested`` one that stands within the content
    of another statement and beside it ("He confirmed that the council had promised …"). ``unsure`` marks one by a cue
    that attributes only sometimes, to be weighed (``said_choice.py``).
    """

    verb: Token
    cue: Stretch
    content: Stretch
    source: Token | None
    act: Act
    rule: str
    clause: Token | None = None
    relays: list[Token] = field(default_factory=list)
    continues: bool = False
    nested: bool = False
    unsure: bool = False

    @property
    def order(self) -> Stretch:
        """Where it stands in the text: by cue, then by content."""
        return (self.cue[0], self.content[0])

    def governs(self, other: Attribution) -> bool:
        """Whether its content is itself the other attribution ("KCNA reported that Kim said …")."""
        if self.clause is None or self.verb.i == other.verb.i or other.rule == "according to":
            return False
        if not self.content[0] <= other.verb.idx < self.content[1]:
            return False
        if self.rule == "tag" and abs(self.content[1] - other.content[1]) <= SAME_END:
            return True
        return other.verb.i == self.clause.i or other.verb in self.clause.conjuncts

    def shares_content(self, other: Attribution) -> int:
        """Return the number of characters that the contents of both have in common."""
        return max(0, min(self.content[1], other.content[1]) - max(self.content[0], other.content[0]))

    def is_in_sentence_of(self, other: Attribution) -> bool:
        """Whether the cues of both stand in one sentence."""
        return bool(self.verb.sent.start == other.verb.sent.start)
