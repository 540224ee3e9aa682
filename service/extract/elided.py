"""Numbers that leave out what they count: "twelve of them", "injuring over 70", "their number rose to 300"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from service.extract.anchors import Role, anchors
from service.extract.counted import ABOUT_THEM, Count, Named
from service.extract.happenings import Happenings, Kind
from service.extract.lexicon.counts import count_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, prepositional_objects

QUESTION_REACH = 60  # words from "how many" to its answer
ESTIMATING = frozenset(
    {"speak", "count", "admit", "claim", "estimate", "put", "acknowledge", "give", "report", "mention"}
)
QUALIFYING = frozenset({"over", "under", "about", "around", "above", "below", "between", "some"})
SINGLING = frozenset({"the", "not", "no", "this", "that", "any", "another", "each", "every"})
JOINING = frozenset({"and", ",", "from", "to", "or", "including", "among"})
MORE = frozenset({"more", "others", "other"})


class Counting:
    """Reads the numbers of one article, in text order, as each may take up the one before it."""

    def __init__(self, reading: Reading, told: list[tuple[int, int]], quantities: list[Quantity]) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._words = count_words()
        self._happenings = Happenings(reading, told)
        self._named = Named(reading, self._happenings)
        self._at = {q.start: q for q in quantities}
        self._before: list[Count] = []

    def read(self, quantity: Quantity) -> Count | None:
        """Return what a number counts, None where that is nothing of ours."""
        if self._is_said_again(quantity) or self._is_pronoun(quantity):
            return None
        noun = self._named.noun(quantity)
        if noun is None or noun.lower_ in MORE:
            found = self._without_noun(quantity)
        else:
            found = self._named.read(quantity, noun)
            if found is None and self._happenings.kind(noun) == "people":
                found = self._taking_up(quantity, noun, "people")
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
        following = self._doc[number.i + 1 : number.i + 3]
        if len(following) == 2 and following[0].lower_ == "of" and following[1].tag_ == "PRP$":
            return False  # "one of its soldiers"
        return number.dep_ != "nummod" or (number.i > 0 and number.nbor(-1).lower_ in SINGLING)

    def _without_noun(self, quantity: Quantity) -> Count | None:
        number = quantity.root(self._doc)
        if self._happenings.is_killed_or_wounded(quantity):
            return Count(quantity, "killed_or_injured", "people", None, None)
        if (behind := self._happenings.behind(number, quantity)) is not None:
            return Count(quantity, self._words.behind[behind.lower_], "people", None, behind)
        return (
            self._by_event(quantity, number)
            or self._of_body(quantity, number)
            or self._said_of(quantity, number)
            or self._taking_up(quantity, None, self._last_kind(number))
        )

    def _by_event(self, quantity: Quantity, number: Token) -> Count | None:
        """ "over 11,000 were sent", "Forty-eight have died", "injuring over 70"."""
        for anchor, role in _around(number):
            for kind in dict.fromkeys((self._last_kind(number), "troops")):
                measure = self._happenings.happened(anchor, role, kind)
                if measure == "deployed" and (taken := self._taking_up(quantity, None, kind)) is not None:
                    return taken
                if measure is not None and (measure != "deployed" or self._before or self._happenings.is_told()):
                    return Count(quantity, measure, kind, None, anchor, follows=True)
        return None

    def _of_body(self, quantity: Quantity, number: Token) -> Count | None:
        """ "a battalion of 600", "with a crew of 65"."""
        if number.dep_ != "pobj" or number.head.lower_ != "of" or not self._happenings.is_told():
            return None
        body = number.head.head
        return Count(quantity, "deployed", "troops", body, None) if body.lemma_.lower() in self._words.bodies else None

    def _last_kind(self, number: Token) -> Kind:
        """What the count before, if near, was of; without one soldiers, as only they are sent."""
        return self._before[-1].kind if self._before and self._is_near(number) else "troops"

    def _said_of(self, quantity: Quantity, number: Token) -> Count | None:
        """ "their number rose to 30", "puts the losses at 300", "the force numbers 2,000"."""
        verb = _governing(number)
        if verb.lemma_.lower() not in self._words.counting or number.dep_ not in {"pobj", "dobj", "attr", "npadvmod"}:
            return None
        for noun in self._subjects(verb, number):
            direct = self._words.nouns.get(noun.lemma_.lower())
            if direct is not None:
                return Count(quantity, direct, "people", noun, verb)
            is_body = noun.lemma_.lower() in self._words.bodies and self._happenings.is_told()
            if is_body or self._happenings.kind(noun) == "troops" or self._stands_for_troops(noun):
                return Count(quantity, self._happenings.more(quantity, noun, "deployed"), "troops", noun, verb)
        return None

    def _subjects(self, verb: Token, number: Token) -> Iterator[Token]:
        """What a verb of counting is said of; of "the number of soldiers" the soldiers."""
        # who speaks of a number or puts it somewhere is not what it counts
        doers = children(verb, "nsubjpass")
        if verb.lemma_.lower() not in ESTIMATING:
            doers = [*children(verb, "nsubj"), *doers]
        if verb.dep_ == "acl":
            doers = [verb.head]  # "troops, numbering around 10,000"
        for noun in (*children(verb, "dobj"), *doers):
            if noun.i != number.i:
                is_total = noun.lemma_.lower() in self._words.totals
                yield from (is_total and list(prepositional_objects(noun, "of"))) or [noun]

    def _stands_for_troops(self, noun: Token) -> bool:
        """ "them", "their number", "the Syrians": soldiers, where the article tells of a deployment."""
        if not self._happenings.is_told():
            return False
        is_theirs = any(c.lower_ == "their" for c in children(noun, "poss"))
        return noun.lower_ in {"them", "they"} or is_theirs or self._happenings.national(noun) is not None

    def _asked(self, number: Token) -> Token | None:
        """The noun of a question that a bare number answers: "How many Colombians are there?"."""
        for token in reversed(self._doc[max(0, number.i - QUESTION_REACH) : number.i]):
            if token.lower_ == "many" and token.i and token.nbor(-1).lower_ == "how":
                noun = token.head
                return noun if self._reading.paragraph(noun.idx) == self._reading.paragraph(number.idx) else None
        return None

    def _taking_up(self, quantity: Quantity, noun: Token | None, kind: Kind) -> Count | None:
        """A number that takes up the count before it: "twelve of them", "and 149 on the Golan", "down from 12,000"."""
        number = quantity.root(self._doc)
        is_estimate = self._is_estimate(number)
        asked = self._asked(number) if noun is None and is_estimate and self._happenings.is_told() else None
        if asked is not None and self._happenings.kind(asked) in {"troops", "people"}:
            return Count(quantity, "deployed", "troops", asked, None)
        before = self._before[-1] if self._before else None
        if before is None or not self._is_near(number):
            return None
        if not (self._is_part(quantity) or self._is_beside(quantity, before) or is_estimate):
            return None
        part_of = self._whole(quantity)
        whole = next((c for c in self._before if part_of is not None and c.quantity.low == part_of), before)
        return Count(quantity, whole.measure, whole.kind if noun is None else kind, noun, None, True, part_of)

    def _whole(self, quantity: Quantity) -> int | None:
        """Of "seven of the eleven" the eleven."""
        if [t.lower_ for t in self._doc[quantity.end : quantity.end + 2]] != ["of", "the"]:
            return None
        whole = self._at.get(quantity.end + 2)
        return whole.low if whole is not None else None

    def _is_part(self, quantity: Quantity) -> bool:
        """ "twelve of them", "three of whom", "seven of the eleven"."""
        following = self._doc[quantity.end : quantity.end + 2]
        return len(following) > 1 and following[0].lower_ == "of" and following[1].lower_ in ABOUT_THEM

    def _is_beside(self, quantity: Quantity, before: Count) -> bool:
        """ "170 in the Sinai and 149 on the Golan", "Thirty peacekeepers, 19 of them Italians", "from 14 to 30"."""
        number = quantity.root(self._doc)
        if self._doc[before.quantity.start].sent != number.sent:
            return False
        between = self._doc[before.quantity.end : quantity.qualified_from]
        if number.dep_ == "conj" and children(number, "prep") and number.nbor(1).pos_ == "ADP":
            return True  # "900 are in Syria and 2,500 in Iraq"
        if any(t.pos_ in {"VERB", "AUX"} and t.lower_ != "including" for t in between):
            return any(t.lower_ in {"from", "to"} for t in between[-2:])
        joined = any(t.lower_ in JOINING for t in between)
        return joined and number.dep_ in {"conj", "appos", "nummod", "pobj"}

    def _is_estimate(self, number: Token) -> bool:
        """ "Kigali admits to four", "a contractor counts at most two hundred": nothing but the number is said."""
        return number.dep_ in {"pobj", "dobj"} and _governing(number).lemma_.lower() in ESTIMATING

    def _is_near(self, number: Token) -> bool:
        before = self._doc[self._before[-1].quantity.start]
        return self._reading.paragraph(number.idx) == self._reading.paragraph(before.idx)


def _around(number: Token) -> Iterator[tuple[Token, Role]]:
    """The verbs that say something of a bare number, "injuring over 70" too; "the 20 are …" says nothing."""
    if number.dep_ == "nummod" and number.head.lower_ in MORE:
        number = number.head  # "promised six more"
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
