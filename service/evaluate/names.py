"""Says whether an actor of a prediction is one of the gold: ids are local, only names and identifiers count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]

ARTICLES = {"the", "a", "an"}
AGREEMENT = 0.5


def fold(name: str) -> str:
    """Return what identifies a name: without case, punctuation, articles and the possessive ``'s``."""
    plain = re.sub(r"[’']s\b", "", name.casefold())
    words = re.sub(r"[^\w\s]", " ", plain).split()
    return " ".join(word for word in words if word not in ARTICLES)


def labels(thing: Json) -> set[str]:
    """Return the folded names of an actor or treaty: its name and its mentions."""
    return {fold(name) for name in (thing.get("name") or "", *thing.get("mentions", ()))} - {""}


class Names:
    """Compares the actors of one article's gold with those of its prediction, by their local ids."""

    def __init__(self, gold: Iterable[Json], predicted: Iterable[Json]) -> None:
        self._gold = {actor["id"]: actor for actor in gold}
        self._predicted = {actor["id"]: actor for actor in predicted}

    def same(self, predicted_id: str | None, gold_id: str | None) -> bool:
        """Return whether both stand for the same actor; nobody (None) is the same as nobody only.

        Wikidata numbers decide where both have one. A person is no body, whatever their names have in common.
        """
        if predicted_id is None or gold_id is None:
            return predicted_id is gold_id
        predicted = self._predicted.get(predicted_id, {"name": predicted_id})
        gold = self._gold[gold_id]
        if predicted.get("wikidata") and gold.get("wikidata"):
            return bool(predicted["wikidata"] == gold["wikidata"])
        types = {predicted.get("type") or gold["type"], gold["type"]}
        if len(types) > 1 and "person" in types:
            return False
        return not labels(predicted).isdisjoint(labels(gold))

    def agree(self, predicted_ids: Sequence[str], gold_ids: Sequence[str]) -> bool:
        """Return whether two lists agree: at least half of the longer one's actors are on both, or both are empty."""
        if not predicted_ids and not gold_ids:
            return True
        common = sum(any(self.same(predicted, gold) for predicted in predicted_ids) for gold in gold_ids)
        return common > 0 and common / max(len(predicted_ids), len(gold_ids)) >= AGREEMENT
