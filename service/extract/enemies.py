"""Enemies: a force that stands or fights in the land of those whom it was sent to fight is there for the side it helps.

"Eritrean gunners fire from villages near Adwa" where others of them help Sudan in its "war on Ethiopia".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import Sighting
from service.extract.syntax import children, prepositional_objects, subject

WAYS = ("against", "on", "in", "of", "into", "with")


class Enemies:
    """Answers for one article: whom each sender is told to help, and who is told to fight whom."""

    def __init__(self, reading: Reading, sides: Sides, sightings: Iterable[Sighting]) -> None:
        self._sides = sides
        self._words = force_words().people
        self._helped: dict[str, Counter[str]] = {}
        self._beside: dict[tuple[str, str], str] = {}  # whom a sender helps against somebody
        for told in sightings:
            helped = told.beneficiary or told.host
            if told.sender is not None and helped is not None:
                self._helped.setdefault(told.sender, Counter())[helped] += 1
                if told.adversary not in {None, helped}:
                    self._beside.setdefault((told.sender, str(told.adversary)), helped)
        self._at_war = {pair for token in reading.doc for pair in self._told_by(token)}

    def set_straight(self, sighting: Sighting) -> None:
        """Let a force that is told to be in an enemy's land be for those whom it helps, wherever it stands."""
        sender, host = sighting.sender, sighting.host
        if sender is None or host is None or sighting.beneficiary not in {None, host}:
            return
        friend = self._beside.get((sender, host)) or self._helped_rather(sender, host)
        if friend is not None:
            sighting.beneficiary, sighting.host = friend, None

    def _helped_rather(self, sender: str, host: str) -> str | None:
        """Whom a sender helps more often who is at war with a host."""
        helped = self._helped.get(sender, Counter())
        friends = (side for side, _ in helped.most_common() if frozenset({side, host}) in self._at_war)
        return next((side for side in friends if helped[side] > helped[host]), None)

    def _told_by(self, token: Token) -> Iterator[frozenset[str]]:
        """Yield the two of "Russia fights Ukraine", "Russia's invasion of Ukraine"."""
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in self._words["opposing"]:
            doer = subject(token)
            ones = [doer] if doer is not None else []
            others = [*children(token, "dobj"), *prepositional_objects(token, "against")]
        elif token.pos_ == "NOUN" and lemma in self._words["wars"]:
            ones, others = children(token, "poss", "amod", "compound"), list(prepositional_objects(token, *WAYS))
        else:
            return
        for one in (self._sides.of_noun(noun) for noun in ones):
            for other in (self._sides.of_noun(noun) for noun in others):
                if one is not None and other is not None and one != other:
                    yield frozenset({one, other})
