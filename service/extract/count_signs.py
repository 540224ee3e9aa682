"""Signs of what a number counts: what the learned choice of its measure goes by, each a short string.

They tell of the noun that is counted, of the verbs that govern it, of words of harm and movement near it, of the number
before it, of the words right beside it, and of what the parser's network makes of number and verb. Words are told by
their classes in ``counts.toml`` and ``forces.toml`` and, with less weight, by themselves. A sign in two parts is joined
by "&".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from spacy.tokens import Doc, Token

from service.extract.anchors import Role, anchors, head_of, is_unreal
from service.extract.bare_numbers import MORE, Standing
from service.extract.counted import Count
from service.extract.happenings import Happenings, Kind, names_of
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, is_negated, noun_phrase
from service.extract.vectors import vector_signs, verb_above
from service.model import Measure

WORD = 0.5  # weight of a single word beside the other signs
MOST_ANCHORS = 4
AROUND = 12  # words before and behind a number in which words of harm and movement are told
HEARD = 40  # words before a bare number
HARM: tuple[Measure, ...] = ("killed", "injured", "killed_or_injured", "captured", "displaced", "withdrawn")
# what a number without a noun, or with one that is not known, may be of
TAKEN_FOR: Mapping[str, tuple[Kind, ...]] = {"troops": ("troops",), "people": ("people",), "weapons": ("weapons",)}
MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-?\d+[A-Za-z]{0,2}")  # "TB2s", "CF-18s", "C-130"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of which the measure is asked for: the noun beside it, the rules' answer and the signs."""

    quantity: Quantity
    noun: Token | None
    by_rule: Measure | None
    signs: Mapping[str, float]


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, tuple[str, ...]]:
    """The classes of words that tell a measure, by lemma: what people suffer or do, and the frames of deployments."""
    words, forces = count_words(), force_words()
    found: dict[str, list[str]] = {}
    for measures in (words.suffering, words.doing, words.nouns, words.behind, words.naming):
        for word, measure in measures.items():
            found.setdefault(word, []).append(f"{measure}?" if word in words.harm["mild"] else measure)
    for verb, frames in forces.verbs.items():
        found.setdefault(verb, []).extend(frames)
    for noun, frame in forces.nouns.items():
        found.setdefault(noun, []).append(f"{frame} noun")
    lists = {
        "estimating": words.estimating, "counting": words.counting, "total": words.totals, "told": words.told,
        "by the way": words.by_the_way, "composed": words.composed, "shelter": words.sheltering, "hurt": words.hurts,
        **words.hints,
    }  # fmt: skip
    for name, members in lists.items():
        for word in members:
            found.setdefault(word, []).append(name)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


def classes_of(token: Token) -> tuple[str, ...]:
    """Return the classes of a word, by its lemma or as it stands."""
    classes = _classes()
    return classes.get(token.lemma_.lower()) or classes.get(token.lower_, ())


class CountSigns:
    """Gives the signs of the numbers of one article."""

    def __init__(self, reading: Reading, happenings: Happenings, stands: Standing) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._happenings = happenings
        self._stands = stands
        self._words = count_words()

    def of(
        self, quantity: Quantity, noun: Token | None, by_rule: Count | None, before: Sequence[Count]
    ) -> Mapping[str, float]:
        """Return the signs of a number with their weights; ``before`` are the numbers that counted something."""
        is_bare = noun is None or noun.lower_ in MORE
        kind = "bare" if is_bare or noun is None else self._happenings.kind(noun)
        found: dict[str, float] = dict.fromkeys(self._of_rule(by_rule), 1.0)
        found |= dict.fromkeys(self._of_number(quantity, kind), 1.0)
        if self._happenings.more(quantity, noun or quantity.root(self._doc), "deployed") == "reinforcements":
            found |= dict.fromkeys(
                ("more", f"more&kind={kind}", f"more&after={before[-1].measure if before else None}"), 1.0
            )
        if noun is not None and not is_bare:
            found |= dict.fromkeys(self._of_noun(noun, kind), 1.0)
        for sign, weight in self._of_anchors(quantity, noun, kind):
            found[sign] = max(weight, found.get(sign, 0.0))
        found |= dict.fromkeys(self._of_surroundings(quantity, noun, kind), 1.0)
        found |= dict.fromkeys(self._of_before(quantity, kind, before), 1.0)
        found |= vector_signs("number", self._doc[quantity.end - 1])
        found |= vector_signs("verb", verb_above(noun or quantity.root(self._doc).head))
        return found | dict.fromkeys(self._of_words(quantity, noun), WORD)

    def _of_rule(self, by_rule: Count | None) -> Iterator[str]:
        if by_rule is None:
            yield "rule=none"
            yield f"rule=none&military={self._happenings.is_military}"
            return
        yield f"rule={by_rule.measure}"
        parts = (("noun", by_rule.noun), ("event", by_rule.event), ("follows", by_rule.follows or None))
        how = " ".join(name for name, part in parts if part is not None)
        yield f"rule={by_rule.measure}&by={how}"
        yield f"rule={by_rule.measure}&military={self._happenings.is_military}"

    def _of_number(self, quantity: Quantity, kind: str) -> Iterator[str]:
        number = quantity.root(self._doc)
        yield f"kind={kind}"
        yield f"kind={kind}&military={self._happenings.is_military}"
        yield f"kind={kind}&dep={number.dep_}"
        yield f"qualifier={quantity.qualifier}"
        if quantity.qualifier != "exactly":
            yield f"rough&kind={kind}"
        if quantity.low == 1:
            yield f"one&kind={kind}"
        elif quantity.low == 2:
            yield f"two&kind={kind}"
        elif quantity.low >= 1000:
            yield f"thousands&kind={kind}"
        if self._happenings.is_told(number.idx):
            yield f"told&kind={kind}"
        if self._reading.paragraph(number.idx) == 1:
            yield f"headline&kind={kind}"

    def _of_noun(self, noun: Token, kind: str) -> Iterator[str]:
        words, names = self._words, names_of(noun)
        named = self._happenings.named(noun)
        if named is not None:
            yield f"named={named}"
        for force in {force_words().forces[name] for name in names if name in force_words().forces}:
            yield f"force={force}"
            yield f"force={force}&military={self._happenings.is_military}"
        lists = {"body": words.bodies, "ambiguous": words.ambiguous, "unit": words.units, "sails": words.sailing,
                 "animal": words.animals, "piece": words.pieces}  # fmt: skip
        yield from (f"noun is {name}" for name, members in lists.items() if names & members)
        if kind == "other" and noun.pos_ == "PROPN":
            yield "noun is name"
        if any(MODEL.fullmatch(t.text) for t in (noun, *noun.lefts)):
            yield "noun is model"
        if noun.tag_ in {"NN", "NNP"}:
            yield f"singular&kind={kind}"
        if self._happenings.national(noun) is not None:
            yield "noun is nationals"
        phrase = noun_phrase(noun)
        if self._reading.states_in(phrase):
            yield f"of a state&kind={kind}"
        for word in noun.lefts:
            yield from (f"modified={name}&kind={kind}" for name in classes_of(word) if name in HARM)
            if word.dep_ == "compound" and word.lemma_.lower() in words.weapons | words.troops | words.military:
                yield f"modified=arms&kind={kind}"

    def _of_anchors(self, quantity: Quantity, noun: Token | None, kind: str) -> Iterator[tuple[str, float]]:
        found = self._anchors(quantity, noun)
        for place, (anchor, role) in enumerate(islice(found, MOST_ANCHORS)):
            for name in classes_of(anchor):
                yield f"{role} of {name}", 1.0
                yield f"{role} of {name}&kind={kind}", 1.0
            yield f"{role} of {anchor.lemma_.lower()}", WORD
            yield f"{role} of {anchor.lemma_.lower()}&kind={kind}", WORD
            if place == 0 and anchor.pos_ in {"VERB", "AUX"}:
                yield from ((sign, 1.0) for sign in _of_mood(anchor, kind))
            for each in TAKEN_FOR.get(kind, ("troops", "people")):
                if (measure := self._happenings.happened(anchor, role, each)) is not None:
                    yield f"happened={measure}&kind={kind}", 1.0
                    yield f"happened={measure}", 1.0

    def event(self, quantity: Quantity, noun: Token | None, measure: Measure) -> Token | None:
        """Return the verb or noun that tells a measure, the nearest where none does so by itself."""
        found = [anchor for anchor, _ in self._anchors(quantity, noun) if anchor.pos_ in {"VERB", "NOUN"}]
        telling = (anchor for anchor in found if measure in classes_of(anchor))
        return next(telling, found[0] if found else None)

    def _anchors(self, quantity: Quantity, noun: Token | None) -> Iterator[tuple[Token, Role]]:
        if noun is not None and noun.lower_ not in MORE:
            return anchors(noun, head_of(noun))
        return self._stands.around(quantity.root(self._doc))

    def _of_surroundings(self, quantity: Quantity, noun: Token | None, kind: str) -> Iterator[str]:
        """The nearest words of harm and movement on either side, in the same sentence."""
        first, end = quantity.qualified_from, max(quantity.end, noun.i + 1 if noun is not None else 0)
        sentence = self._doc[quantity.start].sent
        before = reversed(self._doc[max(sentence.start, first - AROUND) : first])
        for side, tokens in (("before", before), ("behind", iter(self._doc[end : min(sentence.end, end + AROUND)]))):
            yield from self._nearest(side, tokens, kind)
        if self._happenings.is_killed_or_wounded(quantity):
            yield f"killed or wounded&kind={kind}"

    @staticmethod
    def _nearest(side: str, tokens: Iterator[Token], kind: str) -> Iterator[str]:
        seen: set[str] = set()
        is_past_number = False
        for apart, token in enumerate(tokens, start=1):
            if token.like_num:
                is_past_number = True
            for name in classes_of(token):
                name = name.rstrip("?")
                if name in seen:
                    continue
                if name in HARM or name in {"deployed", "send", "go", "stay", "leave", "total"}:
                    seen.add(name)
                    yield f"{side}={name}&kind={kind}"
                    if name in HARM:
                        far = "past number" if is_past_number else "near" if apart <= 3 else "far"
                        yield f"{side}={name}&{far}"

    def _of_before(self, quantity: Quantity, kind: str, before: Sequence[Count]) -> Iterator[str]:
        """The number before: its measure, and how far it is."""
        number = self._doc[quantity.start]
        if kind == "bare":
            yield from (f"heard={name}" for name in self._heard(quantity.start))
            yield from self._of_antecedent(quantity)
        if not before:
            yield f"first&kind={kind}"
            return
        last = before[-1]
        other = self._doc[last.quantity.start]
        away = min(self._reading.paragraph(number.idx) - self._reading.paragraph(other.idx), 3)
        near = "sentence" if other.sent == number.sent else f"{away} paragraphs"
        yield f"last={last.measure}&near={near}&kind={kind}"
        yield f"last={last.measure}&kind={kind}"
        if any(c.quantity.low == quantity.low for c in before):
            yield f"again&kind={kind}"

    def _heard(self, end: int) -> Iterator[str]:
        """The class of harm that was named last."""
        for token in reversed(self._doc[max(0, end - HEARD) : end]):
            if names := [name for name in classes_of(token) if name in HARM]:
                yield from names
                return

    def _of_antecedent(self, quantity: Quantity) -> Iterator[str]:
        """The nearest noun of people or materiel before a bare number, and the noun that it stands behind "of" with."""
        number = quantity.root(self._doc)
        head = number.head.head if number.dep_ == "pobj" and number.head.lower_ == "of" else number.head
        if head.lemma_.lower() in self._words.bodies:
            yield "of a body"
        if head.lemma_.lower() in self._words.totals:
            yield "of a total"
        for token in reversed(self._doc[max(0, quantity.start - HEARD) : quantity.start]):
            if token.pos_ in {"NOUN", "PROPN"} and (kind := self._happenings.kind(token)) != "other":
                yield f"spoken of={kind}"
                yield f"spoken of={kind}&sentence={token.sent == number.sent}"
                return

    def _of_words(self, quantity: Quantity, noun: Token | None) -> Iterator[str]:
        doc, start, end = self._doc, quantity.qualified_from, quantity.end
        for place in (1, 2):
            if start - place >= 0:
                yield f"-{place} {doc[start - place].lower_}"
            if end + place - 1 < len(doc):
                yield f"+{place} {doc[end + place - 1].lower_}"
        if noun is not None:
            yield f"noun {noun.lemma_.lower()}"
            if noun.i + 1 < len(doc):
                yield f"noun+1 {doc[noun.i + 1].lower_}"
            yield from (f"modifier {word.lemma_.lower()}" for word in noun.lefts if word.dep_ in {"amod", "compound"})
        else:
            head = quantity.root(doc).head
            yield f"head {head.lemma_.lower()}"


def _of_mood(verb: Token, kind: str) -> Iterator[str]:
    """Whether what a verb says has happened."""
    if is_unreal(verb):
        yield f"unreal&kind={kind}"
    if is_negated(verb):
        yield f"negated&kind={kind}"
    if any(c.tag_ == "MD" for c in children(verb, "aux")):
        yield f"modal&kind={kind}"
