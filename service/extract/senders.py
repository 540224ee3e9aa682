"""Senders: which sides a force in a frame belongs to: owner of the noun, agent, subject, or whoever ordered it."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from service.extract.anchors import is_passive
from service.extract.examples import Examples
from service.extract.lexicon.forces import force_words
from service.extract.moves import BUYING, tells_strength
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL, Framed
from service.extract.syntax import (
    SUBJECTS,
    children,
    coordinated,
    first_of,
    noun_phrase,
    prepositional_objects,
    subject,
)
from service.extract.troops import Forces

DISTRIBUTING = frozenset({"each", "both", "all"})
PASTS = frozenset({"VBN", "VBD"})
CHARGING = frozenset({"accuse", "suspect"})
LEADING = frozenset({"lead", "command", "head"})
NOBODY: list[str | None] = [None]


class Senders:
    """Answers for one article; actors are local ids."""

    def __init__(self, sides: Sides, forces: Forces, examples: Examples) -> None:
        self._examples = examples
        self._sides = sides
        self._forces = forces

    def of(self, framed: Framed) -> list[str | None]:
        """Return the sides that sent a force, each its own contingent; ``[None]`` where the sentence tells none."""
        owners = self._forces.owners(framed.token)
        if framed.frame == "host" and framed.anchor.lemma_.lower() in BUYING:
            buyer = doer_of(framed.anchor)
            owners = owners if buyer is None or owners != [self._sides.of_noun(buyer)] else NOBODY  # "buys its drones"
        if framed.role == "object" and framed.anchor.lemma_.lower() in LEADING and (leaders := self._leading(framed)):
            return leaders
        if owners == NOBODY:
            return self.doing(framed)
        if (
            framed.frame in {"send", "leave"}
            and framed.role == "object"
            and self._is_only_from(framed.token, owners[0])
        ):
            doers = self.doing(framed)  # "Turkey flew in fighters from Syria", "welcomed home a unit from Russia"
            if framed.frame == "leave":
                return doers
            return doers if doers != NOBODY else owners
        return owners

    def _leading(self, framed: Framed) -> list[str | None]:
        """The state of "Norway leads NATO's brigade", "a NATO force that Norway commands"."""
        return [side for side in self.doing(framed) if side is not None and self._sides.is_state(side)]

    def _is_only_from(self, token: Token, owner: str | None) -> bool:
        """Whether no more ties a force to a side than that it comes "from" there."""
        behind = [self._sides.of_noun(noun) for noun in prepositional_objects(token, "from")]
        return owner in behind and owner not in self._sides.among(noun_phrase(token))

    def doing(self, framed: Framed) -> list[str | None]:
        """Return the senders where the force's own phrase does not tell whose it is."""
        token, anchor = framed.token, framed.anchor
        is_seen = anchor.lemma_.lower() in force_words().people["observing"] and not tells_strength(anchor)
        if is_seen or any(c.dep_ == "expl" for c in anchor.children):
            return NOBODY  # "Seoul's agency sees engineers heading for Kursk", "believes there are 500 men in Kursk"
        if framed.frame == "host":
            givers = list(self._givers(framed))
            if not givers and anchor.lemma_.lower() in BUYING:
                return []  # of whom it was bought is not told
            if framed.force in MATERIEL:  # "bought drones from Iran and Turkey"
                return self._all(other for giver in givers[:1] for other in coordinated(giver))
            return self._first(givers)
        if framed.role == "noun":
            owner = self._forces.owner(anchor)
            return [owner] if owner is not None else self._ordering(anchor)
        if is_passive(anchor) or (anchor.tag_ in PASTS and not children(anchor, *SUBJECTS)):
            by = self._all(agent for agent in prepositional_objects(anchor, "by"))
            if by != NOBODY:
                return by
        is_ordered = framed.frame == "go" and anchor.head.lemma_ == "order"  # "ordered two ships to sail"
        doer = doer_of(anchor) if framed.role in {"object", "with"} else subject(anchor.head) if is_ordered else None
        if doer is None or doer.i in {token.i, framed.head.i}:
            return NOBODY
        if is_passive(anchor) and (doer.i >= token.left_edge.i or framed.frame == "supply"):
            return NOBODY  # "Kyiv was given 40 tanks"
        if anchor.dep_ == "relcl" and (doer.i == anchor.head.i or doer.tag_ in {"WDT", "WP"}):
            doer = first_of(anchor.head)  # "Hungary and Slovakia, which have"
        return list(self._examples.of(doer)) or self._all(coordinated(_antecedent(doer)))

    def is_organ(self, framed: Framed) -> bool:
        """Whether a force is sent by what any state has: "the army moved 300 men"."""
        doer = doer_of(framed.anchor) if framed.role in {"object", "with"} and not is_passive(framed.anchor) else None
        nouns = [*noun_phrase(doer), *children(doer, "appos")] if doer is not None else []
        return any(t.lemma_.lower() in force_words().organs for t in nouns)

    def _givers(self, framed: Framed) -> Iterable[Token]:
        """ "receives drones from Iran": behind the verb, or behind the force itself."""
        for noun in (framed.token, framed.head, framed.anchor):
            yield from prepositional_objects(noun, "from")

    def _ordering(self, noun: Token) -> list[str | None]:
        """Whose parliament or minister "approved the dispatch of 150 soldiers"."""
        people, verb = force_words().people, noun.head
        if noun.dep_ == "attr" and verb.lemma_ == "be":
            doer = subject(verb)  # "Cuba is the biggest supplier of soldiers"
        elif noun.dep_ == "appos":
            doer = verb
        else:
            is_ordered = noun.dep_ == "dobj" and verb.lemma_.lower() in people["ordering"] | people["denying"]
            doer = subject(verb) if is_ordered else None
        return self._all(coordinated(doer)) if doer is not None else NOBODY

    def _first(self, nouns: Iterable[Token]) -> list[str | None]:
        return self._all(nouns)[:1]

    def _all(self, nouns: Iterable[Token]) -> list[str | None]:
        found = (self._sides.of_noun(noun) for noun in nouns if not self._sides.is_media(noun))
        able = (side for side in found if side is not None and self._sides.may_send(side))
        return list(dict.fromkeys(able)) or list(NOBODY)


def _antecedent(doer: Token) -> Token:
    """Of "Chad, which says it has 300 men there" Chad, for whom "it" stands."""
    if doer.lower_ not in {"it", "they"}:
        return doer
    for verb in list(doer.ancestors)[1:]:  # above its own verb
        if verb.dep_ == "relcl":
            is_of_subject = any(c.tag_ in {"WDT", "WP"} for c in children(verb, "nsubj"))
            return first_of(verb.head) if is_of_subject else doer
        if verb.dep_ == "ROOT":
            break
    return doer


def doer_of(verb: Token) -> Token | None:
    """The subject of a verb, that of "is ready to send" too, and the accused of "accused Iran of arming"."""
    charge = next((v for v in verb.ancestors if v.pos_ == "VERB" and v.lemma_ in CHARGING), None)
    if charge is not None and verb.tag_ == "VBG":
        between = verb.doc[charge.i + 1 : verb.i]  # of "accused neighbouring Chad of" the parse makes a clause
        if (accused := next((t for t in between if t.dep_ == "dobj"), None)) is not None:
            return accused
        if charge.dep_ == "relcl":
            return charge.head  # "the Emirates, which Khartoum has accused of arming"
    above = verb.head
    if verb.dep_ == "xcomp" and above.pos_ == "ADJ" and above.dep_ == "acomp":
        verb = above.head
    elif verb.dep_ == "acl" and verb.tag_ == "VB" and above.dep_ == "dobj":
        verb = above.head  # "announced its intention to station"
    elif verb.dep_ == "acl" and verb.tag_ == "VB" and children(above, "poss"):
        return children(above, "poss")[0]  # "of its intention to relieve"
    doer = subject(verb)
    if doer is not None and doer.lower_ in DISTRIBUTING:
        return _distributed(verb) or doer
    return doer


def _distributed(verb: Token) -> Token | None:
    """Of "Italy and Germany said that each would send" the two."""
    for above in verb.ancestors:
        if above.pos_ == "VERB" and (doer := subject(above)) is not None and doer.lower_ not in DISTRIBUTING:
            return doer
    return None
