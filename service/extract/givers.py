"""Who gives what another gets, asks for or is thankful for: "received 250 missiles from Iran"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.syntax import children, is_passive, prepositional_objects, subject

SideOf = Callable[[Token], "str | None"]
CLIMB = 5  # words between a number and the verb of getting: "took delivery of a first batch of 14 tanks"


class Givers:
    """Answers for one article; actors are local ids."""

    def __init__(self, side_of: SideOf) -> None:
        """``side_of`` tells which side a noun stands for."""
        self._side_of = side_of
        self._words = count_words()

    def of(self, count: Count, anchor: Token) -> str | None:
        """Return who gives those counted, where what is told of another is that he gets, wants or welcomes them."""
        for verb in _verbs_above(anchor):
            nouns = [n for n in self._givers(verb, anchor) if n.i != anchor.i and n.i not in _inside(count)]
            found = (side for noun in nouns if (side := self._side_of(noun)) is not None)
            if (giver := next(found, None)) is not None:
                return giver
        return None

    def asker(self, anchor: Token) -> Token | None:
        """Return who asks for those counted: he is not the one whose they are."""
        verbs = (v for v in _verbs_above(anchor) if v.lemma_.lower() in self._words.owning["asking"])
        return next((doer for verb in verbs if (doer := subject(verb)) is not None), None)

    def _givers(self, verb: Token, anchor: Token) -> Iterator[Token]:
        lemma = verb.lemma_.lower()
        if lemma in self._words.owning["given"] and not is_passive(verb):
            yield from prepositional_objects(verb, "from")
            yield from (n for t in (anchor, *_nouns_between(anchor, verb)) for n in prepositional_objects(t, "from"))
        elif lemma in self._words.owning["handed"] and is_passive(verb) and _gets(verb, anchor):
            yield from prepositional_objects(verb, "by", "from")
        elif lemma in self._words.owning["asking"] and not is_passive(verb):
            yield from (n for n in children(verb, "dobj", "dative") if n.i < anchor.left_edge.i)
            yield from prepositional_objects(verb, "from")
        elif lemma in self._words.owning["judging"] and any(t.lower_ in {"its", "their"} for t in _owners(anchor)):
            yield from (n for n in children(verb, "dobj") if n.i < anchor.left_edge.i)


def _gets(verb: Token, anchor: Token) -> bool:
    """ "Chad was given 22 drones", "was supplied with six": the subject is not what is given."""
    doer = subject(verb)
    return doer is not None and anchor.i not in {t.i for t in doer.subtree}


def _inside(count: Count) -> range:
    return range(count.quantity.start, count.quantity.end)


def _verbs_above(anchor: Token) -> Iterator[Token]:
    """Yield the verb whose object or complement a noun is, through the nouns of amounts and requests between."""
    word = anchor
    for _ in range(CLIMB):
        if word.head.i == word.i or word.dep_ in {"nsubj", "nsubjpass", "relcl", "advcl", "ccomp"}:
            return
        word = word.head
        if word.pos_ in {"VERB", "AUX"}:
            yield word
            return


def _nouns_between(anchor: Token, verb: Token) -> Iterator[Token]:
    word = anchor.head
    while word.i != verb.i and word.head.i != word.i:
        if word.pos_ == "NOUN":
            yield word
        word = word.head


def _owners(anchor: Token) -> list[Token]:
    """The possessors of a noun and of that of which it is: "its gift of 12 boats"."""
    above = anchor.head.head if anchor.dep_ == "pobj" and anchor.head.lower_ == "of" else anchor
    return [*children(anchor, "poss"), *children(above, "poss")]
