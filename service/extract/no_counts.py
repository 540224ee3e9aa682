"""Numbers that count nothing: dates, prices, shares, ages, measurements, and parts of names."""

from __future__ import annotations

from calendar import day_abbr, day_name, month_abbr, month_name
from itertools import pairwise, takewhile

from spacy.tokens import Token

from service.extract.dates import YEAR_ALONE
from service.extract.lexicon.counts import count_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children

MONEY = frozenset({"Rs", "Rs.", "Sh", "KSh", "$", "€", "£", "¥", "₩", "₦", "US$", "A$", "C$"})
EACH = frozenset({"each", "apiece", "daily", "weekly", "monthly"})
PER = frozenset({"a", "per", "every", "each"})
SPANS_OF_TIME = frozenset({"day", "week", "month", "year", "hour", "night"})
PAST = frozenset({"ago", "earlier", "before", "later", "after"})
WITHIN = frozenset({"within", "in", "for", "after", "over", "during", "inside"})
PHRASE_REACH = 3  # tokens from a number to the noun it counts
RATE_REACH = 4  # tokens
MONTHS = frozenset({*month_name, *(f"{name}." for name in month_abbr), "Sept."} - {"", "."})
TIMES = MONTHS | {*day_name, *(f"{name}." for name in day_abbr)}
CLOCK = frozenset(
    {"o'clock", "o’clock", "a.m.", "p.m.", "am", "pm", "today", "yesterday", "tomorrow", "tonight", "noon", "gmt"}
)
JOINTS = frozenset({",", "and", "or"})
LONGEST_LIST = 40  # tokens
LIST_GOES_ON = frozenset({",", "and", "or", ".", ";", ")"})
OLDEST = 120  # years
GROWN = 14
PARENTS = frozenset({"father", "mother", "parent", "dad", "mum"})
TURNING = frozenset({"before", "when", "until", "once"})
TIME_REACH = 4  # tokens
BILLION = 10**9
SMALL = 100  # a number of a name: "Challenger 3"


class NoCount:
    """Answers for one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = count_words()

    def holds(self, quantity: Quantity, *, is_shared: bool = False) -> bool:
        """Whether a number is money, a share, a date, an age, a name or a measurement.

        ``is_shared``: each of two has it, so that "each" makes it no rate.
        """
        if self._reading.doc[quantity.start].dep_ == "det" and quantity.end - quantity.start == 1:
            return self._is_nobody(quantity)  # "a third soldier was hurt"
        return (
            self._is_named(quantity)
            or self._is_measurement(quantity, is_shared)
            or self._is_date(quantity)
            or self._is_voice(quantity)
            or self._is_nobody(quantity)
            or self._is_age_reached(quantity)
            or self._is_age_told(quantity)
        )

    def _is_nobody(self, quantity: Quantity) -> bool:
        """ "Not one of our officers has died", "not a single soldier"."""
        start = quantity.qualified_from or quantity.start
        before = [token.lower_ for token in self._reading.doc[max(0, start - 2) : start]]
        return quantity.low == 1 and (before[-1:] == ["not"] or before in (["not", "a"], ["not", "even"]))

    def _is_voice(self, quantity: Quantity) -> bool:
        """ "according to two U.S. officials": those who are cited are not those who are told of."""
        noun = quantity.root(self._reading.doc).head
        preposition = noun.head
        if noun.dep_ != "pobj" or noun.i < quantity.end:
            return False
        return preposition.lower_ == "to" and preposition.head.lower_ == "according"

    def _is_named(self, quantity: Quantity) -> bool:
        """ "Resolution 1701", "aged 41", "$2", "Channel 8", "Challenger 3 tanks"."""
        doc = self._reading.doc
        if not quantity.start:
            return False
        before, first = doc[quantity.start - 1], doc[quantity.start]
        if quantity.qualified_from and doc[quantity.qualified_from - 1].lower_ == "aged":
            return True  # "aged between 19 and 40"
        numbered = [t.lower_ for t in doc[max(0, quantity.start - 2) : quantity.start]]
        if numbered == ["no", "."] or before.lower_ == "nos.":
            return True
        if quantity.low >= BILLION or quantity.start in self._reading.registered:
            return True  # "Tower 22"
        if first.is_digit and before.text[0].isupper() and before.lemma_.lower() in self._words.bodies:
            return True  # "Rifle Battalion 412"
        if before.text in MONEY or first.text[0] in MONEY:
            return True
        behind = takewhile(
            lambda t: t.pos_ in {"ADJ", "NOUN", "PROPN"}, doc[quantity.end : quantity.end + PHRASE_REACH]
        )
        if self._is_listed_name(quantity):
            return True
        are_people = any(t.lemma_.lower() in self._words.troops | self._words.people for t in behind)
        if before.lower_ in self._words.before:
            return before.lower_ != "number" or not are_people  # "is to number 4,800 soldiers"
        if are_people:
            return False  # "at Durán 11 Ecuadorian marines were killed"
        is_short = first.is_digit and quantity.low < SMALL and quantity.end - quantity.start == 1
        is_name = before.pos_ == "PROPN" and before.i not in self._reading.registered and before.text[0].isupper()
        return is_short and is_name and before.ent_type_ not in {"DATE", "TIME"}

    def _is_listed_name(self, quantity: Quantity) -> bool:
        """ "resolutions 1718, 1874 and 2270": a bare number behind others that name something."""
        doc = self._reading.doc
        behind = doc[quantity.end].text if quantity.end < len(doc) else "."
        if behind not in LIST_GOES_ON or not doc[quantity.start].is_digit:
            return False
        first = quantity.start
        while quantity.start - first < LONGEST_LIST and (before := self._listed_before(first)) is not None:
            first = before
        return 0 < first < quantity.start and doc[first - 1].lemma_.lower() in self._words.before

    def _listed_before(self, number: int) -> int | None:
        """The place of the number of a list before another one, over a comma, "and" or both."""
        joints = list(takewhile(lambda t: t.lower_ in JOINTS, reversed(self._reading.doc[max(0, number - 2) : number])))
        place = number - 1 - len(joints)
        return place if joints and place >= 0 and self._reading.doc[place].is_digit else None

    def _is_measurement(self, quantity: Quantity, is_shared: bool) -> bool:
        doc, words = self._reading.doc, self._words
        if quantity.end >= len(doc):
            return False
        after, last = doc[quantity.end], doc[quantity.end - 1]
        if self._is_unit(after) or after.lower_ == "per":
            return True
        if after.text == "-" and not after.whitespace_ and quantity.end + 1 < len(doc):
            return self._is_hyphenated(doc[quantity.end + 1])
        if (self._is_rate(quantity) and not is_shared) or self._is_ratio(quantity):
            return True
        head = last.head
        is_next = not any(t.like_num for t in doc[quantity.end : head.i])
        return last.dep_ == "nummod" and head.i > last.i and is_next and head.lemma_.lower() in words.units

    def _is_unit(self, word: Token) -> bool:
        """ "40 kilometres"; not "30 share a base", "400 attack drones", "a dozen second-hand tanks"."""
        if word.lower_ not in self._words.units and word.lemma_.lower() not in self._words.units:
            return False
        if word.pos_ == "VERB":
            return False
        heads = {word.head, word.head.head}
        return word.lower_ not in self._words.unit_or_not or not any(
            h.i > word.i and self._is_counted(h) for h in heads
        )

    def _is_counted(self, noun: Token) -> bool:
        return noun.lemma_.lower() in self._words.troops | self._words.people | self._words.weapons

    def _is_hyphenated(self, word: Token) -> bool:
        """ "a 90-day truce", "the 87-foot cutters", "a three-volley salute": any measure but people and arms."""
        if word.lemma_.lower() in self._words.hyphenated:
            return True
        return word.tag_ == "NN" and word.lower_ != "strong" and not self._is_counted(word)

    def _is_rate(self, quantity: Quantity) -> bool:
        """ "100 men in each", "a thousand men a day", "300 soldiers per month"."""
        behind = self._reading.doc[quantity.end : quantity.end + RATE_REACH]
        following = [t.lower_ for t in takewhile(lambda t: not t.is_punct and not t.is_space, behind)]
        if WITHIN & {first for first, second in pairwise(following) if second == "a"}:
            return False  # "250 vehicles within a day"
        if PAST & set(following):
            return False  # "40 a year ago"
        return not EACH.isdisjoint(following) or any(a in PER and b in SPANS_OF_TIME for a, b in pairwise(following))

    def _is_ratio(self, quantity: Quantity) -> bool:
        """ "from ten to one", "one in eight of the shells", "three shells for every one"."""
        doc = self._reading.doc
        following = [t.lower_ for t in doc[quantity.end : quantity.end + 2]]
        leading = [t.lower_ for t in doc[max(0, quantity.start - 2) : quantity.start]]
        behind = doc[quantity.end + 1 : quantity.end + 2]
        is_one_in = doc[quantity.start].lower_ == "one" and following[:1] == ["in"] and any(t.like_num for t in behind)
        if leading == ["in", "every"] or following == ["in", "every"]:
            return True  # "six in every ten shells"
        return following == ["to", "one"] or leading == ["one", "in"] or is_one_in

    def _is_date(self, quantity: Quantity) -> bool:
        """A year or day, unless people follow; the model takes the bare number of "injuring over 70" for a date."""
        doc = self._reading.doc
        first, last = doc[quantity.start], doc[quantity.end - 1]
        after = doc[quantity.end] if quantity.end < len(doc) else None
        if after is not None and after.text in MONTHS:
            return True
        if [t.lower_ for t in doc[quantity.end : quantity.end + 2]] in (["of", "them"], ["of", "whom"]):
            return False  # "in ten years 310 of them were killed"
        if after is not None and after.lower_ == "of" and not YEAR_ALONE.fullmatch(last.text):
            after = next((n for n in children(after, "pobj")), after)  # "the last 90 of its soldiers"
        if after is not None and after.lemma_.lower() in self._words.troops | self._words.people:
            return False
        if first.dep_ == "nummod" and first.head.i >= quantity.end and self._is_counted(first.head):
            return False  # "on the same day 23 Chinese aircraft crossed the line"
        if first.tag_ == "JJ" and first.ent_type_ == "ORDINAL":
            return True
        before = [t.text for t in doc[max(0, quantity.start - 3) : quantity.start]]
        if quantity.high is not None and before[-1:] and before[-1] in MONTHS:
            return True  # "from October 5-8"
        if len(before) == 3 and before[0] in MONTHS and before[1].isdigit() and before[2] == "and":
            return True  # "between October 5 and 8"
        if quantity.high is not None and YEAR_ALONE.fullmatch(first.text) and YEAR_ALONE.fullmatch(last.text):
            return True
        if YEAR_ALONE.fullmatch(first.text) and quantity.end - quantity.start == 1:
            return not (after is not None and after.pos_ in {"NOUN", "ADJ"}) or first.ent_type_ == "DATE"
        if first.ent_type_ not in {"DATE", "TIME"} or last.ent_type_ != first.ent_type_ or not first.text.isdigit():
            return False
        if first.dep_ == "nummod" and first.head.i < first.i and first.head.i in self._reading.registered:
            return False  # "Germany sent 300 soldiers, Albania 30"
        if first.dep_ == "conj" and first.head.like_num and first.head.ent_type_ != first.ent_type_:
            return False  # "there are 289, 157 and 81"
        if not self._is_of_time(quantity):
            return self._is_age(quantity)
        is_bare = after is None or after.ent_iob_ != "I"
        around = doc[max(0, quantity.qualified_from - 1) : quantity.end + 3]
        harm = {**self._words.suffering, **self._words.doing}
        return not (is_bare and any(t.lemma_.lower() in harm for t in around if t.pos_ == "VERB"))

    def _is_age(self, quantity: Quantity) -> bool:
        """ "Lars Engström, 61, said", which the model takes for a date."""
        before, behind = self._reading.doc[: quantity.start][-2:], self._reading.doc[quantity.end : quantity.end + 1]
        is_apart = len(before) > 1 and before[1].text == "," and behind.text in {",", ".", ")"}
        return is_apart and before[0].pos_ == "PROPN"

    def _is_age_reached(self, quantity: Quantity) -> bool:
        """ "retire before they are 50"."""
        number = quantity.root(self._reading.doc)
        if quantity.low > OLDEST or number.dep_ != "attr" or number.head.lemma_ != "be":
            return False
        is_when = any(c.lower_ in TURNING for c in children(number.head, "mark", "advmod"))
        return is_when and any(c.tag_ == "PRP" for c in children(number.head, "nsubj"))

    def _is_age_told(self, quantity: Quantity) -> bool:
        """ "he was 24", "a conscript of 20", "dies at 84", "the general, 40, smiled", "as young as 14".

        And who is "a father of five" has them at home.
        """
        doc, number = self._reading.doc, quantity.root(self._reading.doc)
        if quantity.high is not None or quantity.low > OLDEST or quantity.end - quantity.start > 1:
            return False
        if doc[quantity.end : quantity.end + 1].text == "of":
            return False  # "the arrival of 40 of its soldiers"
        before = [t.lower_ for t in doc[max(0, quantity.start - 2) : quantity.start]]
        if before in (["young", "as"], ["old", "as"], ["age", "of"]):
            return True
        if number.dep_ == "pobj":
            return self._is_age_in_phrase(before[-1:], number.head.head, quantity.low)
        if quantity.low < GROWN:
            return False
        if before[-1:] == [","] and doc[quantity.end : quantity.end + 1].text == ",":
            return number.dep_ in {"appos", "nummod", "npadvmod"} and self._is_somebody(doc[quantity.start - 2])
        return number.dep_ in {"attr", "acomp"} and number.head.lemma_ == "be" and self._is_of_somebody(number.head)

    def _is_age_in_phrase(self, preposition: list[str], above: Token, number: int) -> bool:
        """ "a conscript of 20", "a father of five", "dies at 84"."""
        if preposition == ["of"] and above.tag_ == "NN":
            return above.lemma_.lower() in PARENTS or (number >= GROWN and self._is_somebody(above))
        return preposition == ["at"] and above.lemma_ == "die" and number >= GROWN

    def _is_of_somebody(self, clause: Token) -> bool:
        """Whether the subject of a clause is a single person: "he was", "a driver who was"."""
        told = next(iter(children(clause, "nsubj")), None)
        if told is not None and told.lower_ == "who":
            told = clause.head
        return told is not None and (told.lower_ in {"he", "she", "i"} or self._is_somebody(told))

    def _is_somebody(self, noun: Token) -> bool:
        """Whether a noun names a single person."""
        words = self._words
        return noun.tag_ == "NN" and noun.lemma_.lower() in (words.troops | words.people) - words.bodies

    def _is_of_time(self, quantity: Quantity) -> bool:
        """Whether a word of time stands with what the model calls a date, as in "the last 12" none does."""
        doc = self._reading.doc
        kind = doc[quantity.start].ent_type_
        before = takewhile(
            lambda t: t.ent_type_ == kind, reversed(doc[max(0, quantity.start - TIME_REACH) : quantity.start])
        )
        behind = takewhile(
            lambda t: t.ent_type_ == kind and t.lower_ not in {"by", "in"},
            doc[quantity.end : quantity.end + TIME_REACH],
        )
        around = (*before, *behind)
        return any(t.text in TIMES or t.lower_ in CLOCK or t.lemma_.lower() in self._words.units for t in around)
