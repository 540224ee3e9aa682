"""Whether people are counted together who are several sides' or nobody's in particular: "600 Danes and Finns"."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import head_of
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import is_passive, noun_phrase, prepositional_objects, subject

SIDES_REACH = 10  # tokens from the noun to "each side"


class Together:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._doc = reading.doc
        self._sides = sides
        self._words = count_words()

    def are_joint(self, count: Count, anchor: Token) -> bool:
        """Whether several states' people are counted together: "some 400 soldiers from Austria, Italy and Romania"."""
        phrase = list(self._doc[count.quantity.qualified_from : anchor.i + 1])
        first = min((span.start for span in self._reading.names_in(phrase)), default=anchor.i)
        if any(t.like_num for t in self._doc[max(first, count.quantity.end) : anchor.i + 1]):
            return False  # "300 Filipino and 60 Australian soldiers"
        named = self._sides.among(phrase) if any(t.dep_ in {"cc", "conj"} for t in phrase) else []
        if self._reading.registered.get(anchor.i) is not None:
            others = [t for t in anchor.conjuncts if t.i > anchor.i and not any(c.like_num for c in t.lefts)]
            named = self._sides.among([anchor, *others])  # "600 Kazakhs and Russians"
        if len(named) < 2:
            senders = [t for noun in prepositional_objects(anchor, "from", "of") for t in (noun, *noun.conjuncts)]
            named = self._sides.among(senders)
        return len([side for side in named if self._sides.is_state(side)]) > 1

    def are_of_joint_body(self, anchor: Token) -> bool:
        """ "a joint verification team of 24 officers"."""
        return any(c.lower_ == "joint" for noun in (anchor, anchor.head.head) for c in noun.lefts)

    def are_from_several(self, anchor: Token) -> bool:
        """ "4,000 men from five countries"."""
        homes = prepositional_objects(anchor, "from", "of")
        return any(noun.lemma_.lower() in self._words.owning["homes"] and noun.tag_ == "NNS" for noun in homes)

    def are_of_each_side(self, anchor: Token) -> bool:
        """ "50,000 soldiers are still on each side of the line", "each side moved 200 men", "390 were exchanged"."""
        verb = head_of(anchor).head
        doer = subject(verb) if verb.pos_ in {"VERB", "AUX"} else None
        if doer is not None and doer.i != anchor.i and _are_both(doer):
            return True
        if any(_are_both(noun) for noun in prepositional_objects(anchor, "of", "from")):
            return True
        if verb.lemma_.lower() in self._words.owning["exchanging"] and (is_passive(verb) or _are_all(doer, anchor)):
            return True
        behind = self._doc[anchor.i + 1 : min(anchor.i + SIDES_REACH, anchor.sent.end)]
        sides = (t for t in behind if t.lemma_.lower() == "side")
        return any(c.lower_ in {"each", "both", "either", "two"} for side in sides for c in side.lefts)

    def are_of_war(self, count: Count, anchor: Token) -> bool:
        """ "a war that cost 100,000 lives", "a conflict in which 600,000 people died"."""
        verb = count.event if count.event is not None and count.event.pos_ == "VERB" else anchor.head
        doer = subject(verb)
        what = verb.head if verb.dep_ == "relcl" else doer
        is_war = what is not None and what.lemma_.lower() in self._words.owning["wars"]
        return is_war and what is not None and not self._reading.names_in(self._where(what))

    @staticmethod
    def _where(war: Token) -> list[Token]:
        """What tells whose a war is: "the war in Sudan", "the Bosnian war"."""
        return [*noun_phrase(war), *prepositional_objects(war, "in", "of", "inside")]


def _are_both(noun: Token) -> bool:
    """ "each side", "both armies", "the two countries", "the three armies"."""
    if noun.lemma_.lower() not in count_words().owning["both"]:
        return False
    return any(c.lower_ in {"each", "both", "either", "two", "three", "four"} for c in noun.lefts)


def _are_all(doer: Token | None, anchor: Token) -> bool:
    """ "Russia and Ukraine exchanged 390 prisoners", "they swapped 40 each"."""
    if doer is None or doer.i == anchor.i:
        return False
    return doer.tag_ == "NNS" or any(doer.conjuncts) or doer.lower_ == "they"
