"""Who was spoken of before, where a number is of "them", of "the attackers", or is "their number"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from service.extract.counted import ABOUT_THEM, Count
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.cues import cues
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import SUBJECTS, children, is_passive, subject
from service.extract.troops import Forces, force_of

SENTENCES = 3  # how far back those spoken of may have been named
ASIDE = frozenset({"to", "alongside", "beside", "with", "against", "by", "than"})
DEFINITE = frozenset({"the", "these", "those"})


class Antecedents:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides, sender_of: Callable[[Token], str | None]) -> None:
        """``sender_of`` tells who is told to send what a noun names."""
        self._reading = reading
        self._doc = reading.doc
        self._sides = sides
        self._sender_of = sender_of
        self._forces = Forces(reading, sides)
        self._words = count_words()

    def of(self, count: Count, anchor: Token) -> str | None:
        """Return the side of those whom a number takes up, None where it takes up nobody."""
        noun = self._taken_up(count, anchor)
        return self._named(noun, anchor) if noun is not None else None

    def of_number(self, count: Count, anchor: Token) -> str | None:
        """Return the side of those whose number it is said to be: "their number", "whose number"."""
        noun = self._whose_number(count)
        return self._named(noun, anchor) if noun is not None else None

    def _named(self, noun: Token, anchor: Token) -> str | None:
        if noun.i < anchor.i and self._are_people(noun) and (side := self._side_of(noun)) is not None:
            return side  # "prisoners …, whose number it put at 23"
        found = (side for other in self._before(noun) if (side := self._side_of(other)) is not None)
        return next(found, None)

    def _taken_up(self, count: Count, anchor: Token) -> Token | None:
        """The word that takes them up: of "of the attackers" the noun, of "their number" the pronoun."""
        following = self._doc[count.quantity.end : count.quantity.end + 3]
        if len(following) > 1 and following[0].lower_ == "of" and following[1].lower_ in ABOUT_THEM:
            return following[1] if following[-1].tag_ != "VBN" else None  # "five of those murdered"
        if len(following) > 2 and following[0].lower_ == "of" and following[1].lower_ in DEFINITE:
            return anchor if self._are_people(anchor) and not self._reading.names_in(list(anchor.subtree)) else None
        return self._whose_number(count)

    def in_sentence(self, count: Count) -> str | None:
        """Of "it had hit Hamas fighters and killed 12 of them" the fighters' side."""
        following = self._doc[count.quantity.end : count.quantity.end + 3]
        if len(following) > 2 and following[1].lower_ == "those" and following[2].tag_ == "VBN":
            return None  # "five of those murdered"
        first = self._doc[count.quantity.start].sent.start
        before = (t for t in reversed(self._doc[first : count.quantity.start]) if _are_several_or_one(t))
        noun = next((t for t in before if self._are_named_people(t) and not is_aside(t)), None)
        span = self._reading.registered.get(noun.i) if noun is not None else None
        if span is not None:
            return self._sides.of_span(span)  # "822 Danes have fought there, and 37 of them …"
        return self._forces.owner(noun) if noun is not None else None

    def _are_named_people(self, noun: Token) -> bool:
        span = self._reading.registered.get(noun.i)
        is_nationals = span is not None and span.label_ == "state" and noun.tag_ in {"NNS", "NNPS"} and bool(span.id_)
        return is_nationals or noun.lemma_.lower() in self._words.people | self._words.troops

    def _whose_number(self, count: Count) -> Token | None:
        """Of "put their number at 300" the pronoun, of "men whose number has reached 300" the men."""
        number = count.quantity.root(self._doc)
        for word in number.ancestors:
            if word.pos_ not in {"VERB", "AUX"}:
                continue
            for total in children(word, "nsubj", "nsubjpass", "dobj"):
                if total.lemma_.lower() not in self._words.totals:
                    continue
                for owner in children(total, "poss"):
                    if owner.tag_ == "WP$":
                        return _relative_head(word)
                    if owner.lower_ == "their":
                        return owner
            return None
        return None

    def _before(self, noun: Token) -> Iterator[Token]:
        """Yield the people and forces named before a word, the last first, without those who tell something."""
        start = noun.sent.start
        for _ in range(SENTENCES - 1):
            start = self._doc[start - 1].sent.start if start else 0
        wanted = noun.lemma_.lower() if noun.pos_ == "NOUN" else None
        before = [t for t in reversed(self._doc[start : noun.i]) if self._may_be_meant(t)]
        if wanted is not None and any(t.lemma_.lower() == wanted for t in before):
            before = [t for t in before if t.lemma_.lower() == wanted]
        yield from before

    def _may_be_meant(self, noun: Token) -> bool:
        is_force = force_of(noun) is not None and noun.lemma_.lower() in self._words.bodies
        return (noun.tag_ in {"NNS", "NNPS"} or is_force) and self._are_people(noun) and not is_aside(noun)

    def _are_people(self, noun: Token) -> bool:
        span = self._reading.registered.get(noun.i)
        is_national = span is not None and span.label_ == "state" and span.id_ == "demonym"
        lemma = noun.lemma_.lower()
        is_one = lemma in self._words.people | self._words.troops | self._words.bodies or lemma in self._words.nouns
        return is_national or is_one or force_of(noun) is not None

    def _side_of(self, noun: Token) -> str | None:
        """Whose people are: as their phrase tells, else as who sends or loses them does."""
        span = self._reading.registered.get(noun.i)
        if span is not None:
            return self._sides.of_span(span)
        return self._forces.owner(noun) or self._sender_of(noun) or self._of_holder(noun)

    def _of_holder(self, noun: Token) -> str | None:
        """Of "Senegal has had troops there" Senegal."""
        verb = noun.head
        if noun.dep_ != "dobj" or verb.lemma_.lower() not in self._words.owning["having"] or is_passive(verb):
            return None
        doer = subject(verb)
        return self._sides.of_noun(doer) if doer is not None and doer.i < noun.i else None


def _relative_head(verb: Token) -> Token | None:
    clause = next((t for t in (verb, *verb.ancestors) if t.dep_ == "relcl"), None)
    return clause.head if clause is not None else None


def is_aside(noun: Token) -> bool:
    """ "Western officials say", "to fight alongside Russian forces": they are not those spoken of."""
    is_telling = noun.dep_ in SUBJECTS and noun.head.lemma_.lower() in cues()
    return is_telling or (noun.dep_ == "pobj" and noun.head.lower_ in ASIDE)


def _are_several_or_one(noun: Token) -> bool:
    """ "soldiers", "a police officer"; "the force" is a body of them."""
    is_one = noun.tag_ == "NN" and any(c.lower_ in {"a", "an", "one", "another"} for c in noun.lefts)
    return is_one or noun.tag_ in {"NNS", "NNPS"}
