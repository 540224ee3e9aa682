"""JSON of things that many articles speak of: actors, places, treaties, deployments.

Each is made of the values of its properties, the most often said first: across articles, or in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.index.names import Names, roles
from service.index.values import Json
from service.vocabulary import Kind

Said = Mapping[str, list[Any]]

# What the counts of a thing count: things of a kind that have it as a facet.
COUNTS: Mapping[str, Mapping[str, tuple[Kind, str]]] = {
    "actor": {
        "articles": ("article", "actor"),
        "statements": ("statement", "speaker"),
        "relayed": ("statement", "via"),
        "figures": ("figure", "actor"),
        "deployments": ("deployment", "actor"),
        "treaties": ("treaty", "party"),
    },
    "place": {
        "deployments": ("deployment", "destination"),
        "figures": ("figure", "destination"),
    },
    "treaty": {
        "articles": ("article", "treaty"),
        "statements": ("statement", "treaty"),
        "deployments": ("deployment", "treaty"),
    },
    "deployment": {
        "articles": ("article", "deployment"),
        "statements": ("statement", "deployment"),
        "figures": ("figure", "deployment"),
        "disputes": ("dispute", "deployment"),
    },
}


def actor(names: Names, said: Said) -> Json:
    """An actor: its names, its type, whom it belongs to and the roles it holds."""
    return {
        "names": other_names(said),
        "type": _first(said, "type"),
        "of": names.refs("actor", said.get("of", ())),
        "roles": roles(said.get("role", ()), names),
        "same_as": said.get("same_as", []),
    }


def place(names: Names, said: Said) -> Json:
    """A place: its names, its kind, what it lies in."""
    return {
        "names": other_names(said),
        "kind": _first(said, "kind"),
        "within": names.refs("place", said.get("within", ())),
        "same_as": said.get("same_as", []),
    }


def treaty(names: Names, said: Said) -> Json:
    """A treaty: its names, kinds, parties and date."""
    return {
        "names": other_names(said),
        "kinds": said.get("kind", []),
        "parties": names.refs("actor", sorted(said.get("party", ()))),
        "signed": _date(said, "signed"),
    }


def deployment(names: Names, said: Said) -> Json:
    """A deployment: who sends what to whom, where and on what basis."""
    return {
        "sender": names.optional("actor", _first(said, "sender")),
        "beneficiary": names.optional("actor", _first(said, "beneficiary")),
        "adversary": names.optional("actor", _first(said, "adversary")),
        "destinations": names.refs("place", said.get("destination", ())),
        "force": _first(said, "force"),
        "status": _first(said, "status"),
        "started": _date(said, "started"),
        "legal_basis": names.refs("treaty", said.get("legal_basis", ())),
    }


SHOWN: Mapping[str, Callable[[Names, Said], Json]] = {
    "actor": actor,
    "place": place,
    "treaty": treaty,
    "deployment": deployment,
}


def other_names(said: Said) -> list[str]:
    """Return what a thing is called beside its label."""
    names = [*said.get("label", ())[1:], *said.get("alt", ())]
    return [name for place, name in enumerate(names) if name not in (*said.get("label", ())[:1], *names[:place])]


def _first(said: Said, name: str) -> str | None:
    return next(iter(said.get(name, ())), None)


def _date(said: Said, name: str) -> str | None:
    """Return the date most often said, as precisely as somebody says it: 2024-06 where others say 2024."""
    dates = list(said.get(name, ()))
    return max((date for date in dates if date.startswith(dates[0])), key=len, default=None)
