"""Numbers that each of several sides has: "Ghana and Togo will send 200 police each", "the two sides swapped 150 each".

Such a number is a figure of every one of them.
"""

from __future__ import annotations

from itertools import takewhile

from spacy.tokens import Token

from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sources import SourceResolver
from service.extract.syntax import children, subject

BEHIND = 8  # tokens from a number to "each" behind what it counts
MOST = 4  # sides


class Apiece:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides, sources: SourceResolver) -> None:
        self._doc = reading.doc
        self._sides = sides
        self._sources = sources

    def sharers(self, quantity: Quantity) -> tuple[str, ...]:
        """Return the sides of which each has the number, none where nothing says that several do."""
        number = quantity.root(self._doc)
        doer = self._doer(quantity, number)
        actors = self._sources.resolve(doer) if doer is not None else []
        sides = dict.fromkeys(side for actor in actors if (side := self._sides.state_of(actor)) is not None)
        return tuple(sides) if 1 < len(sides) <= MOST else ()

    def _doer(self, quantity: Quantity, number: Token) -> Token | None:
        """The subject of the verb above a number, where "each" stands before the verb or behind what is counted."""
        verb = next((t for t in number.ancestors if t.pos_ == "VERB"), None)
        if verb is None:
            return None
        named = (noun for noun in children(verb, "nsubj") if noun.lower_ != "each")  # "Italy and Spain each sent"
        doer = next(named, None) or subject(verb)
        if doer is None or doer.i > quantity.start:
            return None
        behind = takewhile(lambda t: not t.is_punct, self._doc[quantity.end : quantity.end + BEHIND])
        between = self._doc[doer.i + 1 : quantity.start]
        is_said = any(t.lower_ in {"each", "apiece"} and _stands_alone(t) for t in (*between, *behind))
        return doer if is_said else None


def _stands_alone(each: Token) -> bool:
    """Whether no noun follows: not "each week", "each of the battalions"."""
    following = each.nbor(1) if each.i + 1 < len(each.doc) else each
    return following.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM"} and following.lower_ not in {"of", "other"}
