"""Numbers that count nobody anew, whatever stands around them: pronouns, those counted before, spared or migrating."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from service.extract.bare_numbers import MORE, Standing
from service.extract.counted import Count
from service.extract.happenings import Happenings
from service.extract.lexicon.counts import count_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, is_negated
from service.model import Measure

SINGLING = frozenset({"the", "not", "even", "single", "no", "this", "that", "any", "another", "each", "every"})
SUFFERED: frozenset[Measure] = frozenset({"killed", "injured", "captured"})
BORNE: frozenset[Measure] = frozenset({"displaced", "deployed", "reinforcements"})  # what migrants are not


class Uncounted:
    """Answers for one article."""

    def __init__(self, reading: Reading, happenings: Happenings, stands: Standing) -> None:
        self._doc: Doc = reading.doc
        self._happenings = happenings
        self._stands = stands
        self._words = count_words()

    def is_pronoun(self, quantity: Quantity) -> bool:
        """ "the one who pays", "not one soldier", "one of the five", "the two concluded a pact", "one Greek"."""
        number = self._doc[quantity.start]
        if number.lower_ == "two" and number.i and number.nbor(-1).lower_ == "the":
            return number.dep_ in {"nsubj", "nsubjpass"} or (number.dep_ == "nummod" and number.head.lower_ in MORE)
        if number.lower_ != "one" or quantity.end - quantity.start > 1:
            return False
        following = self._doc[number.i + 1 : number.i + 3]
        if len(following) and self._happenings.national(following[0]) is not None and _stands_alone(following):
            return self._doc[number.i - 1].lower_ in {",", "and"}  # "two frigates, one Greek and one Italian"
        if number.i + 1 < len(self._doc) and number.nbor(1).lower_ in self._words.behind:
            return False  # "one dead and four wounded"
        if self._stands.is_gapped(quantity):
            return False
        if len(following) == 2 and following[0].lower_ == "of" and following[1].tag_ == "PRP$":
            return False  # "one of its soldiers"
        if self._is_hit(number):
            return False  # "one died on the way", "one of the guards was killed"
        if number.i and number.nbor(-1).tag_ == "IN":
            return number.dep_ != "nummod"  # "claims that one officer was hurt"
        return number.dep_ != "nummod" or (number.i > 0 and number.nbor(-1).lower_ in SINGLING)

    def _is_hit(self, one: Token) -> bool:
        """Whether "one" is told to be killed, hurt or taken: not "no one was hurt", "the one who died"."""
        if one.dep_ not in {"nsubj", "nsubjpass"} or (one.i and one.nbor(-1).lower_ in SINGLING):
            return False
        if any(c.tag_ == "JJ" for c in one.lefts):
            return False  # "every second one"
        return any(
            not is_negated(verb) and self._happenings.happened(verb, role, "people") in SUFFERED
            for verb, role in self._stands.around(one)
        )

    def is_said_again(self, quantity: Quantity, counted: Sequence[Count]) -> bool:
        """ "seven of the eleven": the eleven were counted before."""
        before = [t.lower_ for t in self._doc[max(0, quantity.start - 2) : quantity.start]]
        number = quantity.root(self._doc)
        known = any(count.quantity.low == quantity.low for count in counted)
        return before == ["of", "the"] and known and number.dep_ == "pobj"

    def is_spared(self, quantity: Quantity, noun: Token | None) -> bool:
        """ "five are missing", "a dozen disappeared", "two soldiers escaped unhurt": no measure of ours."""
        counted = noun if noun is not None and noun.lower_ not in MORE else quantity.root(self._doc)
        last = max(counted.i, quantity.end - 1)
        if last + 1 < len(self._doc) and self._is_alone(self._doc[last + 1]):
            return True
        verb = counted.head.head if counted.head.dep_ == "aux" else counted.head  # "five are missing" is parsed so
        if counted.dep_ not in {"nsubj", "nsubjpass"}:
            return False
        if verb.lemma_.lower() in self._words.surviving or self._is_alone(verb):
            return True
        listed = (
            word for preposition in children(verb, "prep") for word in preposition.children
        )  # "listed as missing"
        return any(self._is_alone(word) for word in (*children(verb, "acomp", "oprd", "attr", "advcl"), *listed))

    def _is_alone(self, word: Token) -> bool:
        """Whether a word says that somebody is spared or missing, and nothing beside: not "missing and feared dead"."""
        beside = (c for c in children(word, "conj") if not any(t.like_num for t in (c, *c.lefts)))
        if word.lower_ not in self._words.spared or any(beside):
            return False  # not those of "eight missing and 20 wounded"
        return word.dep_ != "conj" or bool(children(word, "nsubj", "nsubjpass", "aux"))

    def is_at_peace(self, noun: Token | None, measure: Measure) -> bool:
        """ "4,000 migrants tried to cross", "the city houses two million residents": no war has moved them.

        Nor are things that are taken and lost as people are: "two camps were captured".
        """
        if noun is None:
            return False
        if noun.lemma_.lower() in self._words.places and self._happenings.kind(noun) == "other":
            return True
        if noun.lemma_.lower() in self._words.migrants:
            return measure in BORNE
        is_housed = noun.head.lemma_.lower() in self._words.sheltering and noun.dep_ == "dobj"
        return measure == "displaced" and is_housed and noun.lemma_.lower() in self._words.settled


def _stands_alone(following: Span) -> bool:
    """Whether no noun comes behind "one Italian"."""
    return len(following) < 2 or following[1].pos_ not in {"NOUN", "PROPN", "ADJ"}
