"""What a number counts, and what happened to those counted: its measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Span, Token

from service.extract.anchors import BY_ROLE, Role, anchors, head_of, is_passive
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.numbers import Quantity, find_quantities
from service.extract.reading import Reading
from service.extract.syntax import children, noun_phrase, prepositional_objects
from service.model import Measure

Kind = Literal["troops", "people", "weapons", "other"]
NOUN_REACH = 4  # words between a number and the noun it counts, where the parse does not tell
BEHIND_REACH = 6
ABOUT_THEM = frozenset({"them", "whom", "these", "those", "which", "the"})
ESTIMATING = frozenset({"speak", "count", "admit", "claim", "estimate", "put", "acknowledge", "give", "report", "mention"})
QUALIFYING = frozenset({"over", "under", "about", "around", "above", "below", "between", "some"})
INSIDE = frozenset({"of", "the", "its", "their", "his", "her", "our", "-", "more", "other", "additional", "further", "-"})


@dataclass(frozen=True, slots=True)
class Count:
    """A number that counts: its measure, the noun it counts (None where it is left out) and the verb that tells the measure."""

    quantity: Quantity
    measure: Measure
    kind: Kind
    noun: Token | None
    event: Token | None
    follows: bool = False  # whether it takes up the count before it
    part_of: int | None = None  # "seven of the eleven": the count it is a part of


class Counting:
    """Reads the numbers of one article, in text order, as each may take up the one before it."""

    def __init__(self, reading: Reading, told: list[tuple[int, int]]) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._words = count_words()
        self._told = told
        self._before: list[Count] = []

    def read(self, quantity: Quantity) -> Count | None:
        """Return what a number counts, None where that is nothing of ours."""
        if self._is_said_again(quantity) or self._is_pronoun(quantity):
            return None
        noun = self._noun(quantity)
        found = self._of_noun(quantity, noun) if noun is not None else self._without_noun(quantity)
        if found is not None:
            self._before.append(found)
        return found

    def _is_said_again(self, quantity: Quantity) -> bool:
        """ "seven of the eleven": the eleven were counted before."""
        before = [t.lower_ for t in self._doc[max(0, quantity.start - 2) : quantity.start]]
        number = quantity.root(self._doc)
        known = any(count.quantity.low == quantity.low for count in self._before)
        return before == ["of", "the"] and known and number.dep_ == "pobj"

    def _is_pronoun(self, quantity: Quantity) -> bool:
        """ "the one who pays", "not one soldier", "one of the five"."""
        number = self._doc[quantity.start]
        if number.lower_ != "one" or quantity.end - quantity.start > 1:
            return False
        before = self._doc[number.i - 1].lower_ if number.i else ""
        return before in {"the", "not", "no", "this", "that", "any", "another", "each", "every"} or number.dep_ != "nummod"

    # the noun

    def _noun(self, quantity: Quantity) -> Token | None:
        """The noun that a number counts: its head, the object of its "of", or the noun close behind it."""
        number, first = quantity.root(self._doc), self._doc[quantity.start]
        for preposition in children(number, "prep"):
            if preposition.lower_ == "of" and preposition.i < number.i + 3:
                for noun in children(preposition, "pobj"):
                    if noun.lower_ not in ABOUT_THEM and not noun.like_num:
                        return noun
        for token in (number, first):
            if token.dep_ in {"nummod", "quantmod", "compound", "amod", "nmod"} and token.head.i >= quantity.end:
                head = token.head.head if token.head.dep_ in {"nummod", "quantmod", "amod"} else token.head
                if head.pos_ in {"NOUN", "PROPN", "ADJ"}:
                    return head
        return self._noun_behind(quantity)

    def _noun_behind(self, quantity: Quantity) -> Token | None:
        for token in self._doc[quantity.end : quantity.end + NOUN_REACH]:
            if token.pos_ in {"NOUN", "PROPN"} and self.kind(token) != "other":
                return token
            if token.pos_ not in {"ADJ", "NOUN", "PROPN", "ADV"} and token.lower_ not in INSIDE:
                return None
        return None

    def kind(self, noun: Token) -> Kind:
        """Return what sort of thing a noun names; nationals ("27 Russians") are people."""
        words, lemma = self._words, noun.lemma_.lower()
        if lemma in words.weapons or noun.lower_ in words.weapons:
            return "weapons"
        if lemma in words.troops or noun.lower_ in words.troops:
            return "troops"
        if self._national(noun) is not None:
            return "troops" if self._is_told(noun.idx) else "people"
        if lemma in words.people:
            return "people"
        return "other"

    def _national(self, noun: Token) -> Span | None:
        span = self._reading.registered.get(noun.i)
        return span if span is not None and span.id_ in {"demonym", "adjective"} else None

    # counted by name

    def _of_noun(self, quantity: Quantity, noun: Token) -> Count | None:
        lemma = noun.lemma_.lower()
        direct = self._words.nouns.get(lemma) or self._words.nouns.get(noun.lower_)
        kind = self.kind(noun)
        if direct is not None and self._national(noun) is None:
            return Count(quantity, direct, "troops" if self._told else "people", noun, None)
        if self._is_killed_or_wounded(quantity, noun):
            return Count(quantity, "killed_or_injured", kind, noun, None)
        for anchor, role in self._anchors(quantity, noun):
            measure = self._happened(anchor, role, kind)
            if measure is not None:
                return self._checked(Count(quantity, self._more(quantity, noun, measure), kind, noun, anchor))
        behind = self._behind(noun, quantity)
        if behind is not None and kind != "weapons":
            return Count(quantity, self._words.behind[behind.lower_], kind, noun, behind)
        if kind == "other":
            return None
        if kind == "people":
            return self._taking_up(quantity, noun, kind)
        return self._at_rest(quantity, noun, kind)

    def _anchors(self, quantity: Quantity, noun: Token) -> Iterator[tuple[Token, Role]]:
        """Of "1,000 of the 11,000 soldiers deployed were killed" the killing comes first for 1,000, the deployment for 11,000."""
        number = quantity.root(self._doc)
        is_part = number.dep_ not in {"nummod", "quantmod", "compound", "amod"} and noun.dep_ == "pobj"
        own = list(anchors(noun, noun))
        above = list(anchors(noun, head_of(noun)))
        behind = [pair for pair in own if pair[0].dep_ in {"acl", "relcl"}]
        following = noun.nbor(1) if noun.i + 1 < len(self._doc) else noun
        if not behind and (following.tag_ == "VBN" or (following.tag_ == "VBD" and following.pos_ == "VERB" and following.nbor(1).pos_ == "AUX")):
            behind = [(following, "object")]  # "the 11,000 troops deployed were killed"
        yield from ([*above] if is_part else [*behind, *above, *own])

    def _happened(self, anchor: Token, role: Role, kind: Kind) -> Measure | None:
        """The measure that a verb or noun gives to what stands in this role with it."""
        lemma = anchor.lemma_.lower()
        if lemma == "lose" and any(c.lemma_ == "life" for c in children(anchor, "dobj")):
            return "killed" if role == "subject" else None
        if lemma == "take" and any(t.lower_ in {"prisoner", "captive", "hostage"} for t in self._doc[anchor.i + 1 : anchor.i + 5]):
            return "captured" if role == "object" else None
        if kind != "weapons":
            harm = (self._words.suffering if role == "object" else self._words.doing if role == "subject" else {}).get(lemma)
            if harm is not None and not (lemma in {"lose", "hit", "fall", "detain", "seize"} and kind != "troops"):
                return harm
        if kind == "people":
            return self._of_people(anchor, role)
        return self._moved(anchor, role, kind) if kind != "other" else None

    def _of_people(self, anchor: Token, role: Role) -> Measure | None:
        if anchor.lemma_.lower() in self._words.sheltering and role == "object" and not is_passive(anchor):
            return "displaced"
        return None

    def _moved(self, anchor: Token, role: Role, kind: Kind) -> Measure | None:
        """What the frames of deployments say of soldiers and weapons."""
        words, lemma = force_words(), anchor.lemma_.lower()
        if any(c.lower_ == "behind" for c in anchor.children):
            return None
        particles = {frame for c in anchor.children if (frame := words.particles.get((lemma, c.lower_)))}
        frames = particles or set(words.verbs.get(lemma, ()))
        if role == "noun":
            frames = {words.nouns[lemma]} if lemma in words.nouns else set()
        else:
            passive = {"stay"} if is_passive(anchor) and role == "object" else set()
            frames = {f for f in frames if role in BY_ROLE[f] or f in passive}
        if anchor.lower_ == "left" and is_passive(anchor) and not children(anchor, "dobj"):
            frames = {"stay"}
        if "leave" in frames:
            return "withdrawn" if kind == "troops" else None
        if not frames:
            return None
        return "weapons" if kind == "weapons" else "deployed"

    def _more(self, quantity: Quantity, noun: Token, measure: Measure) -> Measure:
        """ "a further 300 men" who are sent are reinforcements."""
        before = self._doc[max(0, quantity.qualified_from - 2) : noun.i]
        if measure == "deployed" and any(t.lower_ in self._words.more for t in before):
            return "reinforcements"
        return measure

    def _is_killed_or_wounded(self, quantity: Quantity, noun: Token | None) -> bool:
        """ "4,000 killed or wounded", "the number of killed or wounded soldiers could reach 4,000"."""
        number = self._doc[quantity.start]
        window = self._doc[max(number.sent.start, number.i - 14) : min(number.sent.end, number.i + 8)]
        for token in window[:-2]:
            if token.lower_ in {"killed", "dead"} and token.nbor(1).lower_ in {"or", "and"}:
                if token.nbor(2).lower_ in {"wounded", "injured"}:
                    return token.i > number.i or any(t.lemma_ in self._words.totals | {"reach"} for t in window)
        return False

    def _behind(self, last: Token, quantity: Quantity) -> Token | None:
        """ "one soldier killed", "seven hurt", "a further 2,700 injured"."""
        start = max(last.i + 1, quantity.end)
        for token in self._doc[start : start + 2]:
            if token.lower_ in self._words.behind and token.sent == self._doc[quantity.start].sent:
                return token
            if not token.is_alpha or token.pos_ in {"VERB", "AUX", "ADP", "CCONJ"}:
                return None
        return None

    def _at_rest(self, quantity: Quantity, noun: Token, kind: Kind) -> Count | None:
        """A bare number of soldiers is a strength where they are somebody's, or stand somewhere."""
        if kind == "weapons":
            is_told = self._is_told(noun.idx) and noun.dep_ in {"pobj", "attr", "appos", "conj", "ROOT"}
            return Count(quantity, "weapons", kind, noun, None) if is_told else None
        phrase = noun_phrase(noun)
        owned = bool(self._reading.states_in(phrase)) or any(c.dep_ == "poss" for c in noun.children)
        placed = any(c.dep_ == "prep" and c.lower_ in force_words().prepositions for c in noun.children)
        total = self._is_counting(noun)
        if not (owned or placed or total or self._is_told(noun.idx)):
            return None
        return self._checked(Count(quantity, self._more(quantity, noun, "deployed"), kind, noun, None))

    def _checked(self, count: Count) -> Count | None:
        """Words such as "guards" are soldiers only where the article tells of a deployment."""
        noun = count.noun
        if noun is None or count.measure not in {"deployed", "reinforcements", "withdrawn"}:
            return count
        is_ambiguous = noun.lemma_.lower() in self._words.ambiguous or noun.lower_ in self._words.ambiguous
        return count if self._told or not is_ambiguous else None

    def _is_counting(self, noun: Token) -> bool:
        head = head_of(noun)
        return head.lemma_.lower() in self._words.totals or head.head.lemma_.lower() in {"number", "total"}

    def _is_told(self, offset: int) -> bool:
        """Whether a deployment is told in the sentence that a character stands in."""
        return any(start <= offset < end for start, end in self._told)

    # counted without a name

    def _without_noun(self, quantity: Quantity) -> Count | None:
        number = quantity.root(self._doc)
        if self._is_killed_or_wounded(quantity, None):
            return Count(quantity, "killed_or_injured", "people", None, None)
        if (behind := self._behind(number, quantity)) is not None:
            return Count(quantity, self._words.behind[behind.lower_], "people", None, behind)
        for anchor, role in _around(number):
            for kind in dict.fromkeys((self._last_kind(number), "troops")):
                measure = self._happened(anchor, role, kind)
                if measure == "deployed" and (taken := self._taking_up(quantity, None, kind)) is not None:
                    return taken
                if measure is not None and (measure != "deployed" or self._before or self._told):
                    return Count(quantity, measure, kind, None, anchor, follows=True)
        if number.dep_ == "pobj" and number.head.lower_ == "of" and number.head.head.lemma_.lower() in self._words.bodies:
            return Count(quantity, "deployed", "troops", number.head.head, None) if self._told else None
        return self._said_of(quantity, number) or self._taking_up(quantity, None, self._last_kind(number))

    def _last_kind(self, number: Token) -> Kind:
        """What the count before, if near, was of; without one soldiers, as only they are sent."""
        return self._before[-1].kind if self._before and self._is_near(number) else "troops"

    def _said_of(self, quantity: Quantity, number: Token) -> Count | None:
        """ "their number rose to 30", "puts the losses at 300", "the force numbers 2,000"."""
        verb = _governing(number)
        if verb.lemma_.lower() not in self._words.counting or number.dep_ not in {"pobj", "dobj", "attr", "npadvmod"}:
            return None
        counted = [*children(verb, "dobj"), *children(verb, "nsubj", "nsubjpass")]
        for noun in (n for n in counted if n.i != number.i):
            is_total = noun.lemma_.lower() in self._words.totals
            for named in (list(prepositional_objects(noun, "of")) or [noun]) if is_total else [noun]:
                direct = self._words.nouns.get(named.lemma_.lower())
                if direct is not None:
                    return Count(quantity, direct, "people", named, verb)
                if self.kind(named) == "troops" or (self._told and self._stands_for_troops(named)):
                    return Count(quantity, self._more(quantity, named, "deployed"), "troops", named, verb)
        return None

    def _stands_for_troops(self, noun: Token) -> bool:
        """ "them", "their number": soldiers, where the article tells of a deployment."""
        return noun.lower_ in {"them", "they"} or self._national(noun) is not None or any(c.lower_ == "their" for c in children(noun, "poss"))

    def _asked(self, number: Token) -> Token | None:
        """The noun of a question that a bare number answers: "How many Colombians are there?"."""
        for token in reversed(self._doc[max(0, number.i - 60) : number.i]):
            if token.lower_ == "many" and token.i and token.nbor(-1).lower_ == "how":
                noun = token.head
                return noun if self._reading.paragraph(noun.idx) == self._reading.paragraph(number.idx) else None
        return None

    def _taking_up(self, quantity: Quantity, noun: Token | None, kind: Kind) -> Count | None:
        """A number that takes up the count before it: "twelve of them", "and 149 on the Golan", "down from 12,000"."""
        number = quantity.root(self._doc)
        before = self._before[-1] if self._before else None
        asked = self._asked(number) if noun is None and self._is_estimate(quantity) else None
        if asked is not None and self._told and self.kind(asked) in {"troops", "people"}:
            return Count(quantity, "deployed", "troops", asked, None)
        if before is None or not self._is_near(number):
            return None
        if not (self._is_part(quantity) or self._is_beside(quantity, before) or self._is_estimate(quantity)):
            return None
        part_of = self._whole(quantity)
        whole = next((c for c in self._before if part_of is not None and c.quantity.low == part_of), before)
        return Count(quantity, whole.measure, whole.kind if noun is None else kind, noun, None, True, part_of)

    def _whole(self, quantity: Quantity) -> int | None:
        """Of "seven of the eleven" the eleven, where they were counted before."""
        if [t.lower_ for t in self._doc[quantity.end : quantity.end + 2]] != ["of", "the"]:
            return None
        whole = next(iter(find_quantities(self._doc[quantity.end + 2 : quantity.end + 4].as_doc())), None)
        return whole.low if whole is not None else None

    def _is_part(self, quantity: Quantity) -> bool:
        """ "twelve of them", "three of whom", "seven of the eleven"."""
        following = self._doc[quantity.end : quantity.end + 2]
        return len(following) > 1 and following[0].lower_ == "of" and following[1].lower_ in ABOUT_THEM

    def _is_beside(self, quantity: Quantity, before: Count) -> bool:
        """ "170 in the Sinai and 149 on the Golan", "Thirty peacekeepers, 19 Italians and 11 Hungarians", "from 14 to 30"."""
        number = quantity.root(self._doc)
        if self._doc[before.quantity.start].sent != number.sent:
            return False
        between = self._doc[before.quantity.end : quantity.qualified_from]
        if any(t.pos_ in {"VERB", "AUX"} for t in between):
            return any(t.lower_ in {"from", "to"} for t in between[-2:])
        return number.dep_ in {"conj", "appos", "nummod", "pobj"} and any(t.lower_ in {"and", ",", "from", "to", "or"} for t in between)

    def _is_estimate(self, quantity: Quantity) -> bool:
        """ "Kigali admits to four", "a contractor counts at most two hundred": nothing but the number is said."""
        number = quantity.root(self._doc)
        verb = _governing(number)
        return number.dep_ in {"pobj", "dobj"} and verb.lemma_.lower() in ESTIMATING

    def _is_near(self, number: Token) -> bool:
        before = self._doc[self._before[-1].quantity.start]
        return self._reading.paragraph(number.idx) == self._reading.paragraph(before.idx)


def _around(number: Token) -> Iterator[tuple[Token, Role]]:
    """The verbs that say something of a bare number, "injuring over 70" too; "the 20 are …" says nothing."""
    if number.dep_ == "pobj" and number.head.lower_ in QUALIFYING and number.head.head.pos_ == "VERB":
        yield number.head.head, "object"
    for anchor, role in anchors(number, number):
        if anchor.lemma_ != "be" or any(c.dep_ == "expl" for c in anchor.children):
            yield anchor, role


def _governing(number: Token) -> Token:
    """The verb or noun that a number depends on, through prepositions: "puts them at between 10 and 20"."""
    head = number.head
    while head.pos_ in {"ADP", "SCONJ"} and head.head.i != head.i:
        head = head.head
    return head
