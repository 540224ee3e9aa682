"""Who harms those counted, and who destroys or takes the arms that are counted."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from service.extract.anchors import head_of
from service.extract.belongings import HARM, brings_down
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.ships import Ships
from service.extract.sides import Sides
from service.extract.syntax import children, is_passive, noun_phrase, prepositional_objects, subject
from service.extract.troops import Forces, force_of


class Harming:
    """Answers for one article; actors are local ids."""

    def __init__(self, sides: Sides, forces: Forces, ships: Ships, side_of: Callable[[Token], str | None]) -> None:
        """``side_of`` tells which side a noun stands for."""
        self._sides = sides
        self._forces = forces
        self._ships = ships
        self._side_of = side_of
        self._words = count_words()

    def doer(self, count: Count) -> str | None:
        """Return the side that harms those counted, by itself, with its arms or in its attack."""
        if count.event is None or count.measure not in HARM:
            return None
        doer = subject(count.event)
        if doer is not None and doer.i < count.quantity.start and self._does_it(doer, count.event):
            return self._behind(doer) if doer.lemma_.lower() in self._words.owning["attacks"] else self._side(doer)
        agents = prepositional_objects(count.event, "by") if is_passive(count.event) else ()
        if (side := next((side for agent in agents if (side := self._side(agent)) is not None), None)) is not None:
            return side  # "shot dead by Israeli soldiers"
        nouns = prepositional_objects(count.event, "in", "by", "during", "from", "under")
        attacks = (noun for noun in nouns if noun.lemma_.lower() in self._words.owning["attacks"])
        named = (self._sides.among(noun_phrase(attack)) for attack in attacks)
        return next((sides[0] for sides in named if sides), None)

    def destroyer(self, anchor: Token) -> tuple[str | None, bool]:
        """Return the side that destroys or takes the arms counted, and whether arms that fly are brought down."""
        verb = head_of(anchor).head
        lemma = verb.lemma_.lower()
        if not self._is_destroying(verb):
            return None, False
        agents = list(prepositional_objects(verb, "by")) if is_passive(verb) else [subject(verb)]
        doers = (doer for doer in agents if doer is not None and doer.i != head_of(anchor).i)
        sides = (self._side(doer) for doer in doers)
        is_downed = lemma in self._words.owning["downing"] or brings_down(verb)
        return next((side for side in sides if side is not None), None), is_downed

    def is_of_enemy(self, anchor: Token) -> bool:
        """Whether those counted are called an enemy's: "the enemy lost six tanks", "40 invaders", "enemy losses"."""
        verb = head_of(anchor).head
        doer = subject(verb) if verb.pos_ in {"VERB", "AUX"} and not is_passive(verb) else None
        nouns = [anchor, *([doer] if doer is not None else ())]
        within = [*nouns, *(t for noun in nouns for t in prepositional_objects(noun, "of", "by"))]
        named = [t for noun in within for t in (*noun_phrase(noun), *children(noun, "poss"))]
        return any(t.lemma_.lower() in self._words.owning["hostile"] for t in named)

    def is_taken(self, anchor: Token) -> bool:
        """Whether arms are destroyed or taken: "recovered 41 rifles", but not "six boats took part"."""
        verb = head_of(anchor).head
        return self._is_destroying(verb) and verb.lemma_.lower() != "take"

    def is_by_attack(self, count: Count) -> bool:
        """Whether an attack harms those counted: "the shelling injured six"."""
        doer = subject(count.event) if count.event is not None and count.measure in HARM else None
        return doer is not None and doer.lemma_.lower() in self._words.owning["attacks"]

    def _is_destroying(self, verb: Token) -> bool:
        is_named = verb.lemma_.lower() in self._words.owning["destroying"]
        return verb.pos_ == "VERB" and (is_named or brings_down(verb))

    def _does_it(self, doer: Token, event: Token) -> bool:
        """Whether the subject of what happens to them does it, not suffers it: "posts were taken", "Mali lost"."""
        return doer.dep_ != "nsubjpass" and event.lemma_.lower() not in {"lose", *self._words.doing}

    def _behind(self, attack: Token) -> str | None:
        """Of "shelling by the rebels of an army camp", "Sudanese air strikes" whoever attacks."""
        agents = (
            side for noun in prepositional_objects(attack, "by", "from") if (side := self._side(noun)) is not None
        )
        return next(agents, None) or self._side(attack)

    def _side(self, doer: Token) -> str | None:
        """ "the frigate had shot down two drones": the side that acts, itself or by its arms."""
        by_ship = self._ships.owner(doer) if force_of(doer) == "ships" else None
        return self._side_of(doer) or self._forces.owner(doer) or by_ship
