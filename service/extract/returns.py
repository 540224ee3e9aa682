"""Returns: what is given in return goes the other way: "in return, Chad has provided radars", "is paying with jets"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from service.extract.anchors import PAYING
from service.extract.sighting import Sighting

EXCHANGE = frozenset({"return", "exchange"})


def give_partners(sightings: Sequence[Sighting]) -> None:
    """Enter, of what is given in return, the other one of those between whom something else is told to be given."""
    given = [(s.sender, gaining) for s in sightings if s.sender and (gaining := s.beneficiary or s.host)]
    for sighting in (s for s in sightings if _is_in_return(s)):
        gaining = sighting.beneficiary or sighting.host
        if sighting.sender is not None and gaining is None:
            sighting.beneficiary = _most(giver for giver, taker in given if taker == sighting.sender)
        elif sighting.sender is None and gaining is not None:
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
