"""What a number counts, and its measure: numbers with a noun here, those that leave it out in ``elided``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from service.extract.anchors import Role, anchors, head_of
from service.extract.changeover import is_last_to_go
from service.extract.happenings import Happenings, Kind
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.manning import Manning
from service.extract.misparsed import behind_participle, orphaned, shared_head
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, noun_phrase, prepositional_objects
from service.model import Measure

WHOLE_REACH = 3  # tokens from the "of" of "35 of its 60 monitors" to the whole
NOUN_REACH = 4  # words between a number and the noun it counts, where the parse does not tell
# "twelve of them": what a number is part of has been counted before
ABOUT_THEM = frozenset({"them", "whom", "these", "those", "which", "the"})
INSIDE = frozenset({"of", "the", "its", "their", "his", "her", "our", "-", "more", "other", "additional", "further"})
# "500 soldiers sent to fight were killed": what outweighs what, all harm being above these
WEIGHT: dict[Measure, int] = {"withdrawn": 1, "reinforcements": 2, "deployed": 3, "weapons": 3}
LARGE_LOSS = 100  # of so many the wounded are not counted apart
DAYS = frozenset({"today", "yesterday", "tomorrow", "tonight"})
AT_REST = frozenset({"pobj", "attr", "appos", "conj", "ROOT"})


@dataclass(frozen=True, slots=True)
class Count:
    """A number that counts: its measure, the noun it counts (None where left out), the verb that tells the measure.

    ``follows``: it takes up the count before it; ``part_of``: of "seven of the eleven" the eleven. ``likelihood``: how
    likely the measure is right (0 to 1).
    """

    quantity: Quantity
    measure: Measure
    kind: Kind
    noun: Token | None
    event: Token | None
    follows: bool = False
    part_of: int | None = None
    likelihood: float = 1.0


class Named:
    """Reads numbers that stand with the noun they count."""

    def __init__(self, reading: Reading, happenings: Happenings) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._words = count_words()
        self._happenings = happenings
        self._manning = Manning(reading)

    def noun(self, quantity: Quantity) -> Token | None:
        """Return the noun that a number counts: its head, the object of its "of", or the noun close behind it."""
        if (strong := self._strong(quantity)) is not None:
            return strong
        number, first = quantity.root(self._doc), self._doc[quantity.start]
        for preposition in children(number, "prep"):
            if preposition.lower_ == "of" and preposition.i < number.i + 3:
                for noun in children(preposition, "pobj"):
                    if noun.lower_ not in ABOUT_THEM and not noun.like_num:
                        return noun
        for token in (number, first):
            if token.dep_ in {"nummod", "quantmod", "compound", "amod", "nmod", "det"} and token.head.i >= quantity.end:
                head = _topmost(token.head)
                if head.lower_ in DAYS:
                    return None
                if head.pos_ == "PROPN" and (named := self._before_name(quantity, head)) is not None:
                    return named
                if head.pos_ in {"NOUN", "PROPN", "ADJ"} and not self._is_of_another(quantity, head):
                    return self._shared(head) or self._measured(head)
        return self._noun_behind(quantity)

    def _before_name(self, quantity: Quantity, name: Token) -> Token | None:
        """Of "120 self-propelled guns “Koksan”" the guns."""
        if not (name.i and name.nbor(-1).is_quote):
            return None
        nouns = [t for t in self._doc[quantity.end : name.i] if t.pos_ == "NOUN"]
        return nouns[-1] if nouns and self._happenings.kind(nouns[-1]) != "other" else None

    def _shared(self, adjective: Token) -> Token | None:
        """Of "300 Filipino and 60 Australian soldiers" the soldiers, for the Filipinos too."""
        span = self._reading.registered.get(adjective.i)
        if span is None or span.id_ not in {"adjective", "demonym"} or adjective.tag_ in {"NNS", "NNPS"}:
            return None
        others = (c for c in adjective.conjuncts if c.i > adjective.i and any(t.like_num for t in c.lefts))
        return next((noun for noun in others if noun.pos_ == "NOUN"), None)

    def _measured(self, noun: Token) -> Token:
        """Of "220 pieces of artillery" the artillery."""
        if noun.lemma_.lower() not in self._words.pieces:
            return noun
        return next(prepositional_objects(noun, "of"), noun)

    def _is_of_another(self, quantity: Quantity, head: Token) -> bool:
        """ "down from 12,000 two years ago": the years are counted by the number next to them."""
        is_unit = head.lemma_.lower() in self._words.units
        return is_unit and any(t.like_num and t.i >= quantity.end for t in head.lefts)

    def _strong(self, quantity: Quantity) -> Token | None:
        """ "a 2,500-strong force", "a contingent, 870 strong,"."""
        behind = self._doc[quantity.end] if quantity.end < len(self._doc) else None
        if behind is not None and behind.lower_ == "strong":
            return next((t for t in (behind.head, behind.head.head) if t.pos_ == "NOUN" and t.i < behind.i), None)
        following = self._doc[quantity.end : quantity.end + 2]
        if [t.lower_ for t in following] != ["-", "strong"]:
            return None
        head = following[1].head
        return head if head.pos_ in {"NOUN", "PROPN"} and head.i > following[1].i else None

    def _noun_behind(self, quantity: Quantity) -> Token | None:
        for token in self._doc[quantity.end : quantity.end + NOUN_REACH]:
            if token.pos_ in {"NOUN", "PROPN"} and self._happenings.kind(token) != "other":
                return token
            if token.pos_ not in {"ADJ", "NOUN", "PROPN", "ADV"} and token.lower_ not in INSIDE:
                return None
        return None

    def read(self, quantity: Quantity, noun: Token) -> Count | None:
        """Return what a number counts with this noun, None where that is nothing of ours."""
        happenings = self._happenings
        kind, direct = happenings.kind(noun), happenings.named(noun)
        if (grown := self._manning.grown_by(quantity, noun)) is not None and kind != "weapons":
            return Count(quantity, grown, "troops", noun, noun.head.head)
        if noun.lemma_.lower() == "life":
            return self._of(quantity, happenings.of_lives(noun, quantity.root(self._doc)), "people", noun, noun.head)
        number = quantity.root(self._doc)
        named = happenings.above(noun) or (happenings.above(number) if number.i < noun.i else None)
        if kind != "weapons" and happenings.is_animate(noun) and named is not None:
            return Count(quantity, named, kind, noun, None)
        if kind != "weapons" and happenings.is_killed_or_wounded(quantity):
            return Count(quantity, "killed_or_injured", kind, noun, None)
        behind = happenings.behind(noun, quantity) or happenings.described(noun)
        if behind is not None and kind != "weapons":
            worse = self._worse(quantity, noun, kind) if behind.i < noun.i else None
            return worse or Count(quantity, self._words.behind[behind.lower_], kind, noun, behind)
        if kind == "other" and self._is_body(quantity, noun):
            kind = "troops"  # "the battalion, 550 strong, returned home"
        if kind == "people" and happenings.is_military and self._manning.is_of_body(noun):
            kind = "troops"
        found = self._by_governor(quantity, noun, kind) or self._of_nationals(quantity, noun, kind)
        if direct is not None:
            is_worse = found is not None and found.measure in {"killed", "injured"}
            troops: Kind = "troops" if happenings.is_military and direct != "displaced" else "people"
            return found if is_worse else Count(quantity, direct, troops, noun, None)
        if found is not None:
            return found
        return self._at_rest(quantity, noun, kind) if kind in {"troops", "weapons"} else None

    def _worse(self, quantity: Quantity, noun: Token, kind: Kind) -> Count | None:
        """ "captured three wounded fighters", "four captured soldiers were shot dead": what happens to those hurt."""
        found = self._by_governor(quantity, noun, kind)
        return found if found is not None and found.measure in {"killed", "captured"} else None

    def _is_body(self, quantity: Quantity, noun: Token) -> bool:
        return noun.lemma_.lower() in self._words.bodies and self._strong(quantity) is not None

    def _by_governor(self, quantity: Quantity, noun: Token, kind: Kind) -> Count | None:
        """The measure that the nearest verb or noun above or behind gives to those counted."""
        if not self._happenings.is_animate(noun):
            return None
        if kind != "weapons" and (put := self._put_at(quantity, noun)) is not None:
            return put
        found: list[tuple[Measure, Token]] = []
        for anchor, role in (*self._anchors(quantity, noun), *_among(noun)):
            measure = self._happenings.became(anchor, role) or self._happenings.happened(anchor, role, kind)
            if measure == "deployed" and kind == "troops" and is_last_to_go(quantity, anchor):
                measure = "withdrawn"
            is_lost = measure == "killed" and anchor.lemma_ == "lose" and role == "object"
            if is_lost and self._is_balance(quantity, noun, anchor):
                measure = "killed_or_injured"
            if measure is not None:
                found.append((self._happenings.more(quantity, noun, measure), anchor))
        if not found:
            return None
        measure, anchor = min(found, key=lambda pair: WEIGHT.get(pair[0], 0))
        return self._checked(Count(quantity, measure, kind, noun, anchor))

    def _is_balance(self, quantity: Quantity, noun: Token, verb: Token) -> bool:
        """ "lost up to 160 men and seven vehicles", "1,090 men in a day": such balances have the wounded, too."""
        joined = any(self._happenings.kind(t) == "weapons" for t in head_of(noun).conjuncts)
        is_daily = any(t.lemma_.lower() in {"hour", "day"} for t in prepositional_objects(verb, "in", "over", "within"))
        return ((joined or is_daily) and quantity.low >= LARGE_LOSS) or quantity.low >= 10 * LARGE_LOSS

    def _of_nationals(self, quantity: Quantity, noun: Token, kind: Kind) -> Count | None:
        """ "thousands of Cubans were recruited": in an article about soldiers nationals who are sent are soldiers."""
        if kind != "people" or self._happenings.national(noun) is None or not self._happenings.is_military:
            return None
        found = self._by_governor(quantity, noun, "troops")
        if (
            found is None
            and head_of(noun).dep_ == "pobj"
            and _verb_above(noun).lemma_.lower() in self._words.estimating
        ):
            return Count(quantity, "deployed", "troops", noun, None)
        return found

    def _put_at(self, quantity: Quantity, noun: Token) -> Count | None:
        """ "puts its dead at 14 civilians", "raised the toll to 18 guards", "the wounded included two officers"."""
        head = head_of(noun)
        verb, put_so = head.head, {"at": self._words.putting, "to": self._words.bringing}
        told: list[Token] = []
        if head.dep_ == "pobj" and verb.lower_ in put_so and verb.head.lemma_.lower() in put_so[verb.lower_]:
            verb = verb.head
            told = [*children(verb, "dobj"), *children(verb, "nsubjpass")]
        elif head.dep_ == "pobj" and verb.lower_ == "to" and verb.head.lemma_.lower() in self._words.counting:
            told = children(verb.head, "nsubj")  # "the enemy's losses amounted to 415 servicemen"
        elif head.dep_ == "dobj" and verb.lemma_.lower() in self._words.including | self._words.composed:
            told = children(verb, "nsubj")
        elif verb.lemma_ == "be" and head.dep_ in {"nsubj", "attr"}:
            told = list(prepositional_objects(verb, "among"))  # "among the dead were six guards"
        for put in told:
            if (measure := self._happenings.named(put)) is not None:
                return Count(quantity, measure, self._happenings.kind(noun), noun, verb)
        return None

    def read_body(self, quantity: Quantity, body: Token) -> Count | None:
        """Return what a number counts behind a body of troops: "a battalion of 600"."""
        found = self._by_governor(quantity, body, "troops")
        if found is not None:
            return found
        measure: Measure = "reinforcements" if body.lemma_.lower() == "reinforcement" else "deployed"
        return Count(quantity, self._happenings.more(quantity, body, measure), "troops", body, None)

    @staticmethod
    def _of(quantity: Quantity, measure: Measure | None, kind: Kind, noun: Token, event: Token) -> Count | None:
        return Count(quantity, measure, kind, noun, event) if measure is not None else None

    def _anchors(self, quantity: Quantity, noun: Token) -> Iterator[tuple[Token, Role]]:
        """Of "1,000 of the 11,000 soldiers deployed were killed" the killing is of 1,000, the sending of 11,000."""
        number = quantity.root(self._doc)
        is_part = number.dep_ not in {"nummod", "quantmod", "compound", "amod"} and noun.dep_ == "pobj"
        above = list(anchors(noun, shared_head(noun)))
        above += [pair for verb, _ in above[:1] for pair in behind_participle(verb)]
        if is_part:
            return iter(above)
        behind = [pair for pair in anchors(noun, noun) if pair[0].dep_ in {"acl", "relcl"}]
        # "the 18 soldiers of the Mission who lost their lives": the parse hangs the clause on the last noun
        for owner in prepositional_objects(noun, "of", "from") if not behind else ():
            who = (c for c in owner.children if c.dep_ == "relcl" and any(w.tag_ == "WP" for w in c.children))
            behind += [(clause, "subject") for clause in who]
        if not above:
            above = list(orphaned(noun))
        participle = self._participle(noun)
        if participle is not None and not behind:
            behind = [(participle, "object")]
        return iter(behind if is_whole(self._doc, quantity) else [*behind, *above])

    def _participle(self, noun: Token) -> Token | None:
        """ "the 11,000 troops deployed were killed": the parse takes the first verb for the main one."""
        if noun.i + 2 >= len(self._doc):
            return None
        following = noun.nbor(1)
        is_past = following.tag_ == "VBD" and following.pos_ == "VERB" and noun.nbor(2).pos_ == "AUX"
        return following if following.tag_ == "VBN" or is_past else None

    def _at_rest(self, quantity: Quantity, noun: Token, kind: Kind) -> Count | None:
        """A bare number of soldiers is a strength where they are somebody's, or stand somewhere."""
        if self._strong(quantity) is not None:
            return Count(quantity, "deployed", "troops", noun, None)
        if quantity.low == 1 and quantity.high is None:
            return None
        if kind == "weapons":
            return Count(quantity, "weapons", kind, noun, None) if self._is_materiel(noun) else None
        if self._is_by_the_way(noun):
            return None
        phrase = noun_phrase(noun)
        owned = bool(self._reading.states_in(phrase)) or any(c.dep_ == "poss" for c in noun.children)
        placed = any(c.dep_ == "prep" and c.lower_ in force_words().prepositions for c in noun.children)
        total = self._happenings.is_counting(noun) or noun.head.lemma_.lower() in self._words.composed
        if not (owned or placed or total or self._happenings.is_military):
            return None
        return self._checked(Count(quantity, self._happenings.more(quantity, noun, "deployed"), kind, noun, None))

    def _is_materiel(self, noun: Token) -> bool:
        """Whether weapons are somebody's or go with those sent: "a further 300 men, with a dozen tanks"."""
        is_seen = noun.dep_ == "dobj" and noun.head.lemma_.lower() in self._words.estimating
        if not (noun.dep_ in AT_REST or is_seen) or not self._happenings.is_military:
            return False
        with_others = noun.dep_ == "pobj" and noun.head.lower_ in {"with", "including", "alongside", "plus", "of"}
        return self._happenings.is_told(noun.idx) or with_others or bool(self._reading.states_in(noun_phrase(noun)))

    def _is_by_the_way(self, noun: Token) -> bool:
        """ "three officers were suspended", "two soldiers said": no strength is told."""
        head = head_of(noun)
        verb, is_object = head.head, head.dep_ == "dobj"
        if is_object and any(t.text == ":" for t in self._doc[verb.i : noun.i]):
            return False  # "Ethiopia has sent reinforcements, two diplomats said: some 4,000 men"
        if head.dep_ == "pobj" and verb.lower_ == "to" and verb.head.lower_ == "according":
            return True
        if head.dep_ not in {"nsubj", "nsubjpass", "dobj"} or (
            is_object and verb.lemma_.lower() in self._words.estimating
        ):
            return False
        return verb.lemma_.lower() in self._words.by_the_way

    def _checked(self, count: Count) -> Count | None:
        """Words such as "guards" are soldiers only where the article tells of soldiers."""
        noun = count.noun
        if noun is None or count.measure not in {"deployed", "reinforcements", "withdrawn"}:
            return count
        is_ambiguous = noun.lemma_.lower() in self._words.ambiguous or noun.lower_ in self._words.ambiguous
        return count if self._happenings.is_military or not is_ambiguous else None


def is_whole(doc: Doc, quantity: Quantity) -> bool:
    """Whether a number is the whole of which another is a part: "1,000 of the 11,000 deployed"."""
    before = doc[max(0, quantity.qualified_from - WHOLE_REACH) : quantity.qualified_from]
    of = next((t for t in reversed(before) if t.lower_ == "of"), None)
    if of is None or any(t.tag_ not in {"DT", "PRP$", "POS"} for t in doc[of.i + 1 : quantity.qualified_from]):
        return False
    return [t.lower_ for t in before[-2:]] == ["of", "the"] or (of.i > 0 and doc[of.i - 1].like_num)


def _topmost(noun: Token) -> Token:
    """The noun at the end of a phrase: of "a dozen Challenger 3 tanks" the tanks."""
    while noun.dep_ in {"nummod", "quantmod", "amod", "compound", "nmod", "npadvmod"} and noun.head.i > noun.i:
        noun = noun.head
    return noun


def _verb_above(noun: Token) -> Token:
    """The verb or noun that a phrase hangs on, through its prepositions: "spoke of between 100 and 150 Russians"."""
    head = noun.head
    while head.pos_ == "ADP" and head.head.i != head.i:
        head = head.head
    return head


def _among(noun: Token) -> Iterator[tuple[Token, Role]]:
    """ "13 Marines were among 183 people who died": what is said of the others is said of them."""
    verb = head_of(noun).head
    if verb.lemma_ == "be" and head_of(noun).dep_ == "nsubj":
        for others in prepositional_objects(verb, "among"):
            yield from (pair for pair in anchors(others, others) if pair[0].dep_ in {"acl", "relcl"})
