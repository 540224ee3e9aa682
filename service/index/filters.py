"""Which filters each list knows, and what their values may look like: the one table of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from service.errors import InvalidInputError
from service.index.sorting import first_day, last_day
from service.model import ACTOR_TYPES, ACTS, FORCES, MEASURES, QUALIFIERS, QUOTATION_KINDS, TREATY_KINDS
from service.vocabulary import REC, Iris, Kind, concept_name

ListKind = Literal["article", "actor", "treaty", "deployment", "statement", "figure", "dispute"]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: by a thing of ``refers_to``, by one of the ``concepts``, or by a free value."""

    description: str
    refers_to: Kind | None = None
    concepts: tuple[str, ...] = ()


def _concepts(description: str, names: Sequence[str]) -> Filter:
    return Filter(description, concepts=tuple(names))


_ACTOR = Filter("an actor that speaks, relays, sends, receives, is counted or mentioned", "actor")
_SPEAKER = Filter("who says it, or vouches for the number", "actor")
_VIA = Filter("who relays it inside the article", "actor")
_SENDER = Filter("who sends forces or materiel", "actor")
_BENEFICIARY = Filter("for whose good they are sent", "actor")
_DESTINATION = Filter("a place they are sent to", "place")
_TREATY = Filter("a treaty that it is about or rests on", "treaty")
_DEPLOYMENT = Filter("a deployment that it is about or belongs to", "deployment")
_PARTY = Filter("an actor that is party to it", "actor")
_PUBLISHER = Filter("the outlet of the article", "actor")
_ARTICLE = Filter("the article that reports it", "article")
_MEASURE = _concepts("what is counted", MEASURES)
_FROM = Filter(
    "not before this day, month or year (2025-04-28, 2025-04, 2025); a month or year counts as its first day"
)
_TO = Filter("not after this day, month or year")
_EXTRACTOR = Filter("what made its claims: name, version (0.1.0-3f9c2a71), or both with a space between")
_Q = Filter("words that its name, content or text has, all of them; “in quotation marks” one after the other")

_EVERYWHERE: Mapping[str, Filter] = {"publisher": _PUBLISHER, "article": _ARTICLE, "q": _Q}
_DATED: Mapping[str, Filter] = {"from": _FROM, "to": _TO}
_SIDES: Mapping[str, Filter] = {"sender": _SENDER, "beneficiary": _BENEFICIARY, "destination": _DESTINATION}
_SAID: Mapping[str, Filter] = {"actor": _ACTOR, "speaker": _SPEAKER, "via": _VIA}

FILTERS: Mapping[ListKind, Mapping[str, Filter]] = {
    "article": {
        "actor": _ACTOR, "treaty": _TREATY, "deployment": _DEPLOYMENT, "publisher": _PUBLISHER,
        "extractor": _EXTRACTOR, **_DATED, "q": _Q,
    },
    "actor": {"kind": _concepts("its type", ACTOR_TYPES), **_EVERYWHERE},
    "treaty": {
        "actor": _PARTY, "party": _PARTY, "kind": _concepts("its kind", TREATY_KINDS),
        **_DATED, **_EVERYWHERE,
    },
    "deployment": {
        "actor": _ACTOR, **_SIDES, "treaty": _TREATY, "kind": _concepts("what is sent", FORCES),
        **_DATED, **_EVERYWHERE,
    },
    "statement": {
        **_SAID, "act": _concepts("what the speaker does in saying it", ACTS),
        "kind": _concepts("whether it is given in the speaker's words", QUOTATION_KINDS),
        "treaty": _TREATY, "deployment": _DEPLOYMENT, "measure": _MEASURE, **_SIDES, **_DATED, **_EVERYWHERE,
    },
    "figure": {
        **_SAID, "measure": _MEASURE, "kind": _concepts("how the number bounds what is meant", QUALIFIERS),
        "treaty": _TREATY, "deployment": _DEPLOYMENT, **_SIDES, **_DATED, **_EVERYWHERE,
    },
    "dispute": {**_SAID, "deployment": _DEPLOYMENT, "treaty": _TREATY, **_DATED, **_EVERYWHERE},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is narrowed down to: facets that all must hold, first and last day, words to be found."""

    facets: tuple[tuple[str, str], ...] = ()
    since: str | None = None
    until: str | None = None
    words: tuple[str, ...] = ()


def selection(kind: ListKind, given: Mapping[str, str], iris: Iris) -> Selection:
    """Return what the filters of a request select; values of things are ids or IRIs.

    Raises ``InvalidInputError`` for a filter that the list does not know and for a value that cannot be one of its.
    """
    known = FILTERS[kind]
    for name in given:
        if name not in known:
            raise InvalidInputError(f"The list of {kind}s has no filter “{name}”; it has {', '.join(sorted(known))}.")
    since, until, words = (given.get(name) for name in _FREE)
    facets = ((name, _value(name, known[name], value, iris)) for name, value in given.items() if name not in _FREE)
    return Selection(
        facets=tuple(sorted(facets)),
        since=first_day(since) if since is not None else None,
        until=last_day(until) if until is not None else None,
        words=_words(words) if words is not None else (),
    )


_FREE = ("from", "to", "q")


def _value(name: str, filter_: Filter, value: str, iris: Iris) -> str:
    value = value.strip()
    if not value:
        raise InvalidInputError(f"The filter “{name}” is empty; leave it out or give it a value.")
    if filter_.concepts:
        return _concept(name, filter_, value)
    split = iris.split(value)
    if split is None or filter_.refers_to is None:
        return value
    kind, key = split
    if kind != filter_.refers_to:
        wanted, other = (f"a{'n' * str(each).startswith('a')} {each}" for each in (filter_.refers_to, kind))
        raise InvalidInputError(f"The filter “{name}” takes the id or IRI of {wanted}, not of {other}.")
    return unquote(key)  # an IRI copied from a browser has its letters percent-encoded


def _concept(name: str, filter_: Filter, value: str) -> str:
    local = value.removeprefix(str(REC)).removeprefix("rec:")
    spelt = concept_name(str(REC) + local).lstrip("_")
    if spelt not in filter_.concepts:
        raise InvalidInputError(f"“{value}” is no value of “{name}”; it is one of {', '.join(filter_.concepts)}.")
    return spelt


def _words(q: str) -> tuple[str, ...]:
    """Return the words and phrases of a search as FTS5 reads them: quoted, so that none of them is an operator."""
    q = "".join(letter if letter.isprintable() else " " for letter in q)
    phrases = [phrase for place, phrase in enumerate(q.split('"')) if place % 2 and phrase.strip()]
    words = [word for place, rest in enumerate(q.split('"')) if place % 2 == 0 for word in rest.split()]
    terms = [f'"{term}"' for term in (*phrases, *words) if any(letter.isalnum() for letter in term)]
    if not terms:
        raise InvalidInputError("The filter “q” needs at least one word to look for.")
    return tuple(sorted(set(terms)))
