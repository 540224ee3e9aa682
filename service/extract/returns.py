"""Returns: what is given in return goes the other way: "in return, Chad has provided radars", "is paying with jets"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from service.extract.anchors import PAYING
from service.extract.sighting import Sighting

EXCHANGE = frozenset({"return", "exchange"})


class Returns:
    """What is given in return in one article."""

    def __init__(self, sightings: Sequence[Sighting]) -> None:
        self._sightings = sightings
        self._in_return = [s for s in sightings if _is_in_return(s)]

    def give_partners(self) -> None:
        """Enter for each the other one of those between whom something else is told to be given, as far as known."""
        open_ = [s for s in self._in_return if (s.sender is None) != (s.beneficiary is None and s.host is None)]
        if not open_:
            return
        given = [(s.sender, gaining) for s in self._sightings if s.sender and (gaining := s.beneficiary or s.host)]
        for sighting in open_:
            gaining = sighting.beneficiary or sighting.host
            if sighting.sender is not None:
                sighting.beneficiary = _most(giver for giver, taker in given if taker == sighting.sender)
            else:
                sighting.sender = _most(taker for giver, taker in given if giver == gaining)


def _is_in_return(sighting: Sighting) -> bool:
    """Whether a verb of paying tells of it, or "in return", "in exchange" with any verb of giving."""
    anchor = sighting.anchor
    if sighting.frame not in {"supply", "send", "host"}:
        return False
    around = anchor.doc[anchor.sent.start + 1 : anchor.sent.end]
    is_exchanged = any(t.lower_ in EXCHANGE and t.nbor(-1).lower_ == "in" for t in around)
    return anchor.lemma_.lower() in PAYING or is_exchanged


def _most(sides: Iterable[str]) -> str | None:
    return next((side for side, _ in Counter(sides).most_common(1)), None)
