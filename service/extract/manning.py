"""How many a body of people has: "a team of 40 people", "the mission had 15,000 people", "will grow by 50 people".

Whoever belongs to a contingent is deployed, whatever noun they are counted by. How many a country's army has at home
("the army numbers 6,000 men") is no deployment.
"""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.lexicon.counts import count_words
from service.extract.lexicon.numbers import number_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, noun_phrase, subject
from service.model import Measure

LONGEST_CLIMB = 4  # from what is counted to its verb: "bigger than 800 people"
HAVING = frozenset({"have", "boast", "count"})
SHRINKING = frozenset({"reduce", "cut", "shrink", "lower", "decrease"})
PLACING = frozenset({"in", "on", "at", "near", "along", "inside", "across", "abroad", "there", "overseas", "around"})


class Manning:
    """Answers for one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = count_words()

    def is_of_body(self, noun: Token) -> bool:
        """Whether people are counted as those of a contingent, mission or team."""
        if noun.lemma_.lower() not in self._words.owning["members"]:
            return False
        if noun.dep_ == "pobj" and noun.head.lower_ == "of":
            return self._is_body(noun.head.head)
        verb = _verb_above(noun)
        holder = self._holder(verb)
        if verb is None or holder is None or not self._is_body(holder):
            return False
        lemma = verb.lemma_.lower()
        return lemma in self._words.composed | self._words.owning["having"] | number_words().changing | {"be"}

    def grown_by(self, quantity: Quantity, noun: Token | None) -> Measure | None:
        """ "the contingent will grow by 50 people": reinforcements; "was cut by 200 soldiers": a withdrawal."""
        counted = noun if noun is not None else quantity.root(self._reading.doc)
        by, verb = counted.head, counted.head.head
        if counted.dep_ != "pobj" or by.lower_ != "by" or verb.lemma_.lower() not in number_words().changing:
            return None
        told = [*children(verb, "nsubj", "nsubjpass", "dobj")]
        if not any(self._is_body(t) or t.lemma_.lower() in self._words.totals for t in told):
            return None
        return "withdrawn" if verb.lemma_.lower() in SHRINKING else "reinforcements"

    def is_army_at_home(self, quantity: Quantity, noun: Token | None) -> bool:
        """Whether a number is how many the army of a country has, or is to have, and no place is told for them."""
        counted = noun if noun is not None else quantity.root(self._reading.doc)
        verb = _verb_above(counted)
        if verb is None or verb.lemma_.lower() not in self._words.composed | number_words().changing | HAVING:
            return False
        said_of = [*children(verb, "dobj", "nsubj", "nsubjpass"), self._holder(verb)]
        army = next((t for t in said_of if t is not None and t != counted and self._is_army(t)), None)
        return army is not None and not any(_is_placed(t) for t in (verb, counted, army))

    def _holder(self, verb: Token | None) -> Token | None:
        doer = subject(verb) if verb is not None else None
        is_relative = doer is not None and verb is not None and doer.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl"
        return verb.head if verb is not None and is_relative else doer

    def _is_body(self, noun: Token) -> bool:
        words = self._words
        if noun.pos_ not in {"NOUN", "PROPN"} or self._is_army(noun):
            return False
        return noun.lemma_.lower() in words.bodies | words.owning["missions"] | words.owning["joint_bodies"]

    def _is_army(self, noun: Token) -> bool:
        """ "Moldova's army", "its armed forces", "the Kosovo Security Force"."""
        lemma = noun.lemma_.lower()
        before = noun.nbor(-1).lower_ if noun.i else ""
        if lemma not in {"army", "military", "navy"} and not (
            lemma == "force" and before in self._words.owning["arming"]
        ):
            return False
        owners = children(noun, "poss", "amod", "compound")
        return bool(owners) or bool(self._reading.states_in(noun_phrase(noun)))


def _verb_above(noun: Token) -> Token | None:
    """The verb that a number of people is said with, through prepositions: "is larger than 3,000 people"."""
    token = noun
    for _ in range(LONGEST_CLIMB):
        if token.dep_ in {"nsubj", "nsubjpass"} or token.head == token:
            return None
        token = token.head
        if token.pos_ in {"VERB", "AUX"}:
            return token
        if token.pos_ not in {"ADP", "ADJ", "SCONJ", "ADV"}:
            return None
    return None


def _is_placed(token: Token) -> bool:
    """ "has 700 men east of the hills", "had 2,000 men on the coast"."""
    return any(
        c.lower_ in PLACING and not any(n.ent_type_ in {"DATE", "TIME"} or n.shape_ == "dddd" for n in c.children)
        for c in token.children
    ) or any(c.dep_ == "advmod" and c.lower_ in {"south", "north", "east", "west"} for c in token.children)
