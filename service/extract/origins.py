"""Origins: arms that one side made and another fires tell of a supply: "most shells that Chad fires come from Iran"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.anchors import is_passive, is_unreal
from service.extract.sides import Sides
from service.extract.sighting import Sighting
from service.extract.syntax import children, is_negated, prepositional_objects, subject
from service.extract.troops import force_of

MAKING = frozenset({"make", "manufacture", "produce", "build", "cast"})
COMING = frozenset({"come", "originate", "stem"})
SHARING = frozenset({"account", "make", "constitute", "represent"})
USING = frozenset({"fire", "use", "launch", "shoot", "lob", "drop", "hurl", "expend"})
MAKES = frozenset({"manufacture", "make", "origin", "production"})


class Origins:
    """Answers for one article."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides

    def sighting(self, word: Token) -> Sighting | None:
        """Return the arms that one side has of another, None where a word does not tell who made them."""
        sender = self._maker(word)
        if sender is None or not self._sides.is_state(sender) or is_negated(word) or is_unreal(word):
            return None
        users = (self._user(verb) for verb in word.sent if verb.lemma_.lower() in USING)
        user = next((side for side in users if side not in {None, sender}), None)
        if user is None or not self._sides.is_fighting(user):
            return None
        return Sighting(
            sender=sender,
            force="weapons",
            frame="supply",
            beneficiary=user,
            adversary=None,
            places=[],
            host=None,
            status="under_way",
            is_more=False,
            has_number=False,
            is_loose=True,
            is_confirmed=False,
            tokens=(word, word),
            anchor=word,
        )

    def _maker(self, word: Token) -> str | None:
        """The side where arms were made or come from, by the verb or noun that says so."""
        found = (self._sides.of_noun(noun) for noun in _origin(word) if _tells_of_arms(word))
        return next((side for side in found if side is not None), None)

    def _user(self, verb: Token) -> str | None:
        """Who fires them: "Russia is firing", "shells fired by Russian artillery"."""
        doers = list(prepositional_objects(verb, "by"))
        if verb.tag_ == "NNS":
            doers += children(verb, "compound")  # "that Russia fires", of which the parse makes a noun
        elif not is_passive(verb) and (doer := subject(verb)) is not None:
            doers.append(doer)
        sides = (self._sides.of_noun(doer) for doer in doers)
        return next((side for side in sides if side is not None), None)


def _origin(word: Token) -> Iterator[Token]:
    """The noun of the country: "made in Iran", "come from Iran", "shells from Iran account for", "of Iranian make"."""
    lemma = word.lemma_.lower()
    if word.pos_ == "VERB":
        if lemma in MAKING and is_passive(word):
            yield from prepositional_objects(word, "in")
        if lemma in COMING:
            yield from prepositional_objects(word, "from")
        if lemma in SHARING and (arms := subject(word)) is not None:
            yield from prepositional_objects(arms, "from")
    elif lemma in MAKES and word.dep_ == "pobj" and word.head.lower_ == "of":
        yield word


def _tells_of_arms(word: Token) -> bool:
    """Whether it is arms of which a word is said, by name or as "half of them"."""
    doer = subject(word) if word.pos_ == "VERB" else None
    named = list(doer.subtree) if doer is not None else list(word.doc[word.sent.start : word.i])
    if any(t.lower_ in {"them", "which", "these", "they"} for t in named):
        named = list(word.doc[word.sent.start : word.i])
    return any(force_of(t) == "weapons" for t in named)
