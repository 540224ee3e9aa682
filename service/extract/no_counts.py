"""Numbers that count nothing: dates, prices, shares, ages, measurements, and parts of names."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from itertools import pairwise, takewhile

from service.extract.lexicon.counts import count_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children

YEAR = re.compile(r"(?:19|20)\d\d")
MONEY = frozenset({"$", "€", "£", "¥", "₩", "₦", "US$", "A$", "C$"})
EACH = frozenset({"each", "apiece", "daily", "weekly", "monthly"})
PER = frozenset({"a", "per", "every", "each"})
SPANS_OF_TIME = frozenset({"day", "week", "month", "year", "hour", "night"})
WITHIN = frozenset({"within", "in", "for", "after", "over", "during", "inside"})
PHRASE_REACH = 3  # tokens from a number to the noun it counts
RATE_REACH = 4  # tokens
MONTHS = frozenset({*month_name, *(f"{name}." for name in month_abbr), "Sept."} - {"", "."})
BILLION = 10**9
SMALL = 100  # a number of a name: "Challenger 3"


class NoCount:
    """Answers for one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = count_words()

    def holds(self, quantity: Quantity) -> bool:
        """Whether a number is money, a share, a date, an age, a name or a measurement."""
        return (
            self._is_named(quantity)
            or self._is_measurement(quantity)
            or self._is_date(quantity)
            or self._is_voice(quantity)
            or self._is_nobody(quantity)
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
        if quantity.low >= BILLION or quantity.start in self._reading.registered:
            return True  # "Tower 22"
        if first.is_digit and before.text[0].isupper() and before.lemma_.lower() in self._words.bodies:
            return True  # "Rifle Battalion 412"
        if before.text in MONEY or before.lower_ in self._words.before or first.text[0] in MONEY:
            return True
        behind = takewhile(
            lambda t: t.pos_ in {"ADJ", "NOUN", "PROPN"}, doc[quantity.end : quantity.end + PHRASE_REACH]
        )
        if any(t.lemma_.lower() in self._words.troops | self._words.people for t in behind):
            return False  # "at Durán 11 Ecuadorian marines were killed"
        is_short = first.is_digit and quantity.low < SMALL and quantity.end - quantity.start == 1
        is_name = before.pos_ == "PROPN" and before.i not in self._reading.registered and before.text[0].isupper()
        return is_short and is_name and before.ent_type_ not in {"DATE", "TIME"}

    def _is_measurement(self, quantity: Quantity) -> bool:
        doc, words = self._reading.doc, self._words
        if quantity.end >= len(doc):
            return False
        after, last = doc[quantity.end], doc[quantity.end - 1]
        if after.lower_ in words.units or after.lemma_.lower() in words.units or after.lower_ == "per":
            return True
        if after.text == "-" and not after.whitespace_ and quantity.end + 1 < len(doc):
            return doc[quantity.end + 1].lemma_.lower() in words.hyphenated
        if self._is_rate(quantity) or self._is_ratio(quantity):
            return True
        head = last.head
        is_next = not any(t.like_num for t in doc[quantity.end : head.i])
        return last.dep_ == "nummod" and head.i > last.i and is_next and head.lemma_.lower() in words.units

    def _is_rate(self, quantity: Quantity) -> bool:
        """ "100 men in each", "a thousand men a day", "300 soldiers per month"."""
        behind = self._reading.doc[quantity.end : quantity.end + RATE_REACH]
        following = [t.lower_ for t in takewhile(lambda t: not t.is_punct and not t.is_space, behind)]
        if WITHIN & {first for first, second in pairwise(following) if second == "a"}:
            return False  # "250 vehicles within a day"
        return not EACH.isdisjoint(following) or any(a in PER and b in SPANS_OF_TIME for a, b in pairwise(following))

    def _is_ratio(self, quantity: Quantity) -> bool:
        """ "from ten to one", "one in eight of the shells", "three shells for every one"."""
        doc = self._reading.doc
        following = [t.lower_ for t in doc[quantity.end : quantity.end + 2]]
        leading = [t.lower_ for t in doc[max(0, quantity.start - 2) : quantity.start]]
        behind = doc[quantity.end + 1 : quantity.end + 2]
        is_one_in = doc[quantity.start].lower_ == "one" and following[:1] == ["in"] and any(t.like_num for t in behind)
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
        if after is not None and after.lower_ == "of" and not YEAR.fullmatch(last.text):
            after = next((n for n in children(after, "pobj")), after)  # "the last 90 of its soldiers"
        if after is not None and after.lemma_.lower() in self._words.troops | self._words.people:
            return False
        if first.tag_ == "JJ" and first.ent_type_ == "ORDINAL":
            return True
        before = [t.text for t in doc[max(0, quantity.start - 3) : quantity.start]]
        if quantity.high is not None and before[-1:] and before[-1] in MONTHS:
            return True  # "from October 5-8"
        if len(before) == 3 and before[0] in MONTHS and before[1].isdigit() and before[2] == "and":
            return True  # "between October 5 and 8"
        if quantity.high is not None and YEAR.fullmatch(first.text) and YEAR.fullmatch(last.text):
            return True
        if YEAR.fullmatch(first.text) and quantity.end - quantity.start == 1:
            return not (after is not None and after.pos_ in {"NOUN", "ADJ"}) or first.ent_type_ == "DATE"
        if first.ent_type_ not in {"DATE", "TIME"} or last.ent_type_ != first.ent_type_ or not first.text.isdigit():
            return False
        if first.dep_ == "nummod" and first.head.i < first.i and first.head.i in self._reading.registered:
            return False  # "Germany sent 300 soldiers, Albania 30"
        if first.dep_ == "conj" and first.head.like_num and first.head.ent_type_ != first.ent_type_:
            return False  # "there are 289, 157 and 81"
        is_bare = after is None or after.ent_iob_ != "I"
        around = doc[max(0, quantity.qualified_from - 1) : quantity.end + 3]
        return not (is_bare and any(t.lemma_.lower() in self._words.suffering for t in around if t.pos_ == "VERB"))
