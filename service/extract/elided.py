"""Numbers that leave out what they count: "twelve of them", "injuring over 70", "their number rose to 300"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from service.extract.anchors import Role
from service.extract.bare_numbers import MORE, Standing, governing, is_part_of_them
from service.extract.count_signs import Candidate, CountSigns
from service.extract.counted import Count, Named
from service.extract.happenings import Happenings, Kind
from service.extract.lexicon.counts import count_words
from service.extract.manning import Manning
from service.extract.measure_choice import MeasureOf
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, prepositional_objects, subject
from service.extract.uncounted import Uncounted
from service.model import Measure

SUFFERED: frozenset[Measure] = frozenset({"killed", "injured", "killed_or_injured", "captured", "displaced"})
JOINED_BEHIND = frozenset({("but", "also"), ("well", "as"), ("along", "with"), ("together", "with")})
JOINING = frozenset(
    {"and", ",", "from", "to", "or", "including", "among", "plus", "not", "down", "up", "than", "against"}
)
ANTECEDENT_REACH = 50  # words
FAR = 3  # paragraphs between a question and its answer, or a count and "Fifteen were sent"
NUMBER_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "pobj", "conj", "appos", "dep", "ROOT", "npadvmod"})


class Counting:
    """Reads the numbers of one article, in text order, as each may take up the one before it."""

    def __init__(
        self, reading: Reading, told: list[tuple[int, int]], quantities: list[Quantity], measure_of: MeasureOf
    ) -> None:
        """``told``: the stretches in which deployments are told; ``measure_of`` has the last word on a measure."""
        self._reading = reading
        self._measure_of = measure_of
        self._doc: Doc = reading.doc
        self._words = count_words()
        self._happenings = Happenings(reading, told)
        self._stands = Standing(reading)
        self._named = Named(reading, self._happenings)
        self._manning = Manning(reading)
        self._uncounted = Uncounted(reading, self._happenings, self._stands)
        self._signs = CountSigns(reading, self._happenings, self._stands)
        self._at = {q.start: q for q in quantities}
        self._before: list[Count] = []
        self._passed = -1  # the last number with a noun that counted nothing of ours

    def read(self, quantity: Quantity) -> Count | None:
        """Return what a number counts, None where that is nothing of ours."""
        if self._uncounted.is_pronoun(quantity) or self._stands.speaks(quantity):
            return None
        noun = self._named.noun(quantity)
        if self._uncounted.is_spared(quantity, noun):
            return None
        by_rule = self._by_rule(quantity, noun)
        signs = self._signs.of(quantity, noun, by_rule, self._before)
        chosen = self._measure_of(Candidate(quantity, noun, by_rule.measure if by_rule is not None else None, signs))
        if chosen.measure is None or self._uncounted.is_at_peace(noun, chosen.measure):
            self._passed = quantity.start if noun is not None else self._passed
            return None
        found = replace(self._with(chosen.measure, quantity, noun, by_rule), likelihood=chosen.likelihood)
        self._before.append(found)
        is_at_home = found.kind != "weapons" and self._manning.is_army_at_home(quantity, noun)
        return found if not is_at_home else None  # but others may be a part of them

    def _with(self, measure: Measure, quantity: Quantity, noun: Token | None, by_rule: Count | None) -> Count:
        """A count of a measure that may be another than the rules'."""
        if by_rule is not None:
            return by_rule if by_rule.measure == measure else replace(by_rule, measure=measure)
        number = quantity.root(self._doc)
        is_bare = noun is None or noun.lower_ in MORE
        kind = self._last_kind(number) if is_bare or noun is None else self._happenings.kind(noun)
        if kind == "other" or (kind == "weapons" and measure in SUFFERED):
            kind = "weapons" if measure == "weapons" else "people" if measure in SUFFERED else "troops"
        event = self._signs.event(quantity, noun, measure)
        return Count(quantity, measure, kind, None if is_bare else noun, event, is_bare, self._whole(quantity))

    def _by_rule(self, quantity: Quantity, noun: Token | None) -> Count | None:
        """What the rules take a number to count."""
        if self._uncounted.is_said_again(quantity, self._before):
            return None
        if noun is None or noun.lower_ in MORE:
            return self._without_noun(quantity)
        found = self._among(quantity, noun) or self._named.read(quantity, noun)
        is_hit = bool(self._before) and self._before[-1].measure in SUFFERED
        if found is None and is_hit and self._happenings.kind(noun) == "people":
            found = self._taking_up(quantity, noun, "people")
        return found

    def _among(self, quantity: Quantity, noun: Token) -> Count | None:
        """ "238 people died, among them 19 policemen": what is said of all is said of these."""
        before = [t.lower_ for t in self._doc[max(0, quantity.qualified_from - 2) : quantity.qualified_from]]
        if not self._before or before not in (["among", "them"], ["among", "whom"]):
            return None
        whole, kind = self._before[-1], self._happenings.kind(noun)
        is_same = self._doc[whole.quantity.start].sent == noun.sent and kind != "other"
        return Count(quantity, whole.measure, kind, noun, None, True) if is_same else None

    # the constructions, tried in order

    def _without_noun(self, quantity: Quantity) -> Count | None:
        number = quantity.root(self._doc)
        said_of = self._said_of(quantity, number) if not self._stands.is_part(quantity) else None
        if self._happenings.is_killed_or_wounded(quantity):
            noun = said_of.noun if said_of is not None else None
            return Count(quantity, "killed_or_injured", self._last_kind(number), noun, None, noun is None)
        if (behind := self._happenings.behind(number, quantity)) is not None:
            return Count(quantity, self._words.behind[behind.lower_], self._last_kind(number), None, behind)
        return (
            self._of_those(quantity)
            or self._beside_noun(quantity, number)
            or self._by_event(quantity, number)
            or self._of_body(quantity, number)
            or said_of
            or self._taking_up(quantity, None, self._last_kind(number))
        )

    def _of_those(self, quantity: Quantity) -> Count | None:
        """ "five of those murdered", "a dozen of those wounded"."""
        following = self._doc[quantity.end : quantity.end + 3]
        if [t.lower_ for t in following[:2]] != ["of", "those"] or len(following) < 3:
            return None
        measure = self._words.suffering.get(following[2].lemma_.lower())
        is_harm = measure in SUFFERED and following[2].tag_ in {"VBN", "VBD", "JJ"}
        return Count(quantity, measure, "people", None, following[2]) if is_harm and measure is not None else None

    def _beside_noun(self, quantity: Quantity, number: Token) -> Count | None:
        """ "Danish soldiers, 300 of them, will leave", "their vehicles – 144 in number –": behind what it counts."""
        noun = number.head
        if number.dep_ != "appos" or not number.i - 3 <= noun.i < number.i or self._happenings.kind(noun) == "other":
            return None
        following = [t.lower_ for t in self._doc[quantity.end : quantity.end + 2]]
        is_theirs = following in (["of", "them"], ["in", "number"], ["in", "all"], ["in", "total"])
        is_counted = any(c.quantity.end <= noun.i and c.noun == noun for c in self._before[-2:])
        return self._named.read(quantity, noun) if is_theirs and not is_counted else None

    def _by_event(self, quantity: Quantity, number: Token) -> Count | None:
        """ "over 11,000 were sent", "Forty-eight have died", "injuring over 70"."""
        kind = self._last_kind(number)
        for anchor, role in self._stands.around(number):
            for each in self._kinds(quantity, kind):
                measure = self._happenings.happened(anchor, role, each)
                if measure is None or (anchor.lemma_ == "be" and anchor.dep_ != "relcl" and measure == "deployed"):
                    continue
                taken = self._taking_up(quantity, None, each) if measure in {"deployed", "weapons"} else None
                if taken is not None:
                    is_same = taken.measure == "reinforcements" and anchor.lemma_ != "be"
                    measure = self._happenings.more(quantity, number, taken.measure if is_same else measure)
                    return replace(taken, measure=measure)
                if measure != "deployed" or self._before or self._happenings.is_military:
                    measure = self._happenings.more(quantity, number, measure)
                    return Count(quantity, measure, each, None, anchor, True, self._whole(quantity))
        return None

    def _kinds(self, quantity: Quantity, last: Kind) -> tuple[Kind, ...]:
        """What a number may be of: of what was counted last, or of soldiers; "10,000 of whom" only the former."""
        return (last,) if last in {"weapons", "troops"} or self._stands.is_part(quantity) else (last, "troops")

    def _of_body(self, quantity: Quantity, number: Token) -> Count | None:
        """ "a battalion of 600", "with a crew of 65", "a contingent strong of nearly 2 800"."""
        if number.dep_ != "pobj" or number.head.lower_ != "of" or not self._happenings.is_military:
            return None
        body = number.head.head
        if body.lemma_.lower() not in self._words.bodies:
            return None
        return self._named.read_body(quantity, body)

    def _last_kind(self, number: Token) -> Kind:
        """What the count before, if near, was of; else what was named last; else soldiers, as only they are sent."""
        if self._before and self._distance(number) <= FAR:
            return self._before[-1].kind
        if number.lemma_.lower() == "thousand" and number.tag_ == "NNS":
            return "people"  # "Tens of thousands have left Goma"
        return (self._antecedent(number) if is_part_of_them(self._doc, number) else None) or "troops"

    def _said_of(self, quantity: Quantity, number: Token) -> Count | None:
        """ "their number rose to 30", "puts the losses at 300", "the force numbers 2,000"."""
        verb = self._verb_of_change(number) or governing(number)
        if verb.lemma_.lower() not in self._words.counting or number.dep_ not in NUMBER_ROLES - {"nsubj", "nsubjpass"}:
            return None
        for noun in self._subjects(verb, number):
            if noun.lower_ == "those":
                return self._of_those_who(quantity, noun, verb)
            if noun.lemma_.lower() in self._words.totals - {"toll"} and self._before:
                taken = self._last_at_rest(number)
                return Count(quantity, taken.measure, taken.kind, None, verb, follows=True)
            described = self._happenings.described(noun)
            direct = self._words.nouns.get(noun.lemma_.lower())
            if described is not None:
                direct = self._words.behind[described.lower_]
            if direct is not None:
                return Count(quantity, direct, "people", noun, verb)
            if noun.lemma_.lower() in self._words.sailing and self._happenings.is_military:
                return Count(quantity, "weapons", "weapons", noun, verb)  # "put the number of Chinese ships at 27"
            is_body = noun.lemma_.lower() in self._words.bodies and self._happenings.is_military
            if is_body or self._happenings.kind(noun) == "troops" or self._stands_for_troops(noun):
                return Count(quantity, self._happenings.more(quantity, noun, "deployed"), "troops", noun, verb)
        return None

    def _of_those_who(self, quantity: Quantity, those: Token, verb: Token) -> Count | None:
        """ "puts the number of those who enlisted at 200": the clause tells what they did or suffered."""
        for clause in children(those, "relcl"):
            role: Role = "object" if children(clause, "nsubjpass") else "subject"
            for kind in self._kinds(quantity, "people"):
                measure = self._happenings.happened(clause, role, kind)
                if measure is not None:
                    return Count(quantity, measure, kind, None, verb)
        return None

    def _verb_of_change(self, number: Token) -> Token | None:
        """The verb of "has raised its count of displaced persons to 32,000", which the parse hangs on the persons.

        Or on their clause: "puts the number of those who enlisted at 200".
        """
        below = number.head.head
        is_astray = below.pos_ == "NOUN" or (below.dep_ == "relcl" and below.head.lower_ == "those")
        if number.dep_ != "pobj" or number.head.lower_ not in {"to", "at"} or not is_astray:
            return None
        verb = next((t for t in below.ancestors if t.pos_ == "VERB"), None)
        return verb if verb is not None and verb.i < number.i else None

    def _subjects(self, verb: Token, number: Token) -> Iterator[Token]:
        """What a verb of counting is said of; of "the number of soldiers" the soldiers."""
        # who speaks of a number or puts it somewhere is not what it counts
        doers = children(verb, "nsubjpass")
        if verb.lemma_.lower() not in self._words.estimating:
            doers = [*children(verb, "nsubj"), *doers]
        if verb.dep_ == "acl":
            doers = [verb.head]  # "troops, numbering around 10,000"
        above = subject(verb) if verb.dep_ == "xcomp" and not doers else None  # "are said to number 8,000"
        for noun in (*children(verb, "dobj"), *doers, *([above] if above is not None else [])):
            if noun.i != number.i:
                is_total = noun.lemma_.lower() in self._words.totals
                yield from (is_total and list(prepositional_objects(noun, "of"))) or [noun]

    def _stands_for_troops(self, noun: Token) -> bool:
        """ "them", "their number", "the Syrians": soldiers, where the article tells of soldiers."""
        if not self._happenings.is_military:
            return False
        is_theirs = any(c.lower_ == "their" for c in children(noun, "poss"))
        return noun.lower_ in {"them", "they", "we"} or is_theirs or self._happenings.national(noun) is not None

    # numbers that take up the one before

    def _taking_up(self, quantity: Quantity, noun: Token | None, kind: Kind) -> Count | None:
        """A number that takes up the count before it: "twelve of them", "and 149 on the Golan", "down from 12,000"."""
        number = quantity.root(self._doc)
        is_estimate = self._stands.is_estimate(number)
        asked = self._stands.asked(number) if noun is None and is_estimate and self._happenings.is_military else None
        if asked is not None and self._happenings.kind(asked) in {"troops", "people"}:
            return Count(quantity, "deployed", "troops", asked, None)
        before = self._same_again(quantity) or (self._before[-1] if self._before else None)
        if noun is None and self._is_of_passed(number):
            return None
        if before is None or (self._distance(number) > FAR and before is self._before[-1]):
            return self._of_antecedent(quantity, number) if noun is None else None
        away = self._distance(number)
        if not (
            (away == 0 and (self._is_beside(quantity, before) or is_estimate))
            or (away < FAR and self._stands.is_part(quantity))
            or (noun is None and (self._stands.is_of_number(number) or self._is_left_bare(quantity, number)))
        ):
            return None
        part_of = self._whole(quantity)
        whole = next((c for c in self._before if part_of is not None and c.quantity.low == part_of), before)
        is_other = not self._stands.is_part(quantity) and self._same_again(quantity) is None
        if is_other and self._is_left_bare(quantity, number):
            whole = self._last_at_rest(number)
        return Count(quantity, whole.measure, whole.kind if noun is None else kind, noun, None, True, part_of)

    def _is_of_passed(self, number: Token) -> bool:
        """ "19,000 migrants came, compared to 16,000 in May": the number before it counted nothing of ours."""
        last = self._before[-1].quantity.start if self._before else 0
        return last < self._passed and self._doc[self._passed].sent == number.sent

    def _same_again(self, quantity: Quantity) -> Count | None:
        """ "We look forward to the 120": the same number again, with an article."""
        if not quantity.start or self._doc[quantity.start - 1].lower_ not in {"the", "these", "those"}:
            return None
        return next((c for c in reversed(self._before) if c.quantity.low == quantity.low), None)

    def _of_antecedent(self, quantity: Quantity, number: Token) -> Count | None:
        """ "the warheads came in by night … several dozen of them": those named before without a number."""
        kind = self._antecedent(number) if self._stands.is_part(quantity) and self._happenings.is_military else None
        if kind is None:
            return None
        return Count(quantity, "weapons" if kind == "weapons" else "deployed", kind, None, None)

    def _antecedent(self, number: Token) -> Kind | None:
        """What sort of thing was named before in the plural: soldiers if any were, else weapons."""
        before = self._doc[max(0, number.i - ANTECEDENT_REACH) : number.i]
        kinds = {self._happenings.kind(token) for token in before if token.tag_ in {"NNS", "NNPS"}}
        return "troops" if "troops" in kinds else "weapons" if "weapons" in kinds else None

    def _whole(self, quantity: Quantity) -> int | None:
        """Of "seven of the eleven" the eleven."""
        if [t.lower_ for t in self._doc[quantity.end : quantity.end + 2]] != ["of", "the"]:
            return None
        whole = self._at.get(quantity.end + 2)
        return whole.low if whole is not None else None

    def _is_beside(self, quantity: Quantity, before: Count) -> bool:
        """ "170 in the Sinai and 149 on the Golan", "Thirty peacekeepers, 19 of them Italians", "from 14 to 30"."""
        number = quantity.root(self._doc)
        if self._doc[before.quantity.start].sent != number.sent:
            return False
        between = self._doc[before.quantity.end : quantity.qualified_from]
        following = self._doc[quantity.end] if quantity.end < len(self._doc) else None
        is_placed = following is not None and following.pos_ == "ADP" and bool(children(number, "prep"))
        first = self._doc[quantity.qualified_from - 1].lower_ if quantity.qualified_from else ""
        if is_placed and (number.dep_ in {"conj", "appos"} or first in {",", "and"}):
            return True  # "900 are in Syria and 2,500 in Iraq"
        if self._stands.is_gapped(quantity):
            return True
        if any(t.pos_ in {"VERB", "AUX"} and t.lower_ != "including" for t in between):
            last = tuple(t.lower_ for t in between[-2:])
            return last in JOINED_BEHIND or any(word in {"from", "to", "not", "including"} for word in last)
        joined = any(t.lower_ in JOINING for t in between)
        return joined and number.dep_ in {"conj", "appos", "nummod", "pobj", "dep"}

    def _is_left_bare(self, quantity: Quantity, number: Token) -> bool:
        """ "Two are under repair", "26 had flown out", "the 1,100 that are already there": nothing but a number."""
        before = self._doc[quantity.start - 1].lower_ if quantity.start else ""
        if before == "the":
            clause = children(number, "relcl", "acl") or any(c.lower_ in {"there", "already"} for c in number.rights)
            return bool(clause) or self._reading.quotation_at(number.idx) is not None
        if self._stands.is_from_state(quantity):
            return self._distance(number) == 0
        is_stressed = number.dep_ in {"nsubj", "nsubjpass"} and number.tag_ == "CD"
        return is_stressed and number.head.pos_ in {"VERB", "AUX"} and self._stands.stays_or_moves(number.head)

    def _last_at_rest(self, number: Token) -> Count:
        """The last count of the paragraph, else the last of those who are there."""
        last = self._before[-1]
        if self._distance(number) == 0 and last.measure != "withdrawn":
            return last
        recent = (c for c in reversed(self._before[-4:]) if c.measure in {"deployed", "weapons", "reinforcements"})
        return next(recent, last)

    def _distance(self, number: Token) -> int:
        """Paragraphs from the count before."""
        before = self._doc[self._before[-1].quantity.start]
        return self._reading.paragraph(number.idx) - self._reading.paragraph(before.idx)
