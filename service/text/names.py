"""The names of news agencies and outlets, as the registry knows them and as newspapers are usually called."""

from __future__ import annotations

import re
from functools import lru_cache

from ontology import registry
from service.text.blocks import is_name
from service.text.wordings import whole, words

# What follows a paper's name in a label and is no part of it.
_SUFFIX = re.compile(
    r"(?<!\s)\s+(?:live(?: (?:blog|desk|team|page))?|in (?-i:[A-Z])[a-z]+|(?:\w+ )?edition|online|"
    r"staff|newsroom|reporter|correspondent|newsdesk|desk|exclusive|opinion|blog)$",
    re.IGNORECASE,
)
# What stands before it: the kind of text.
LABEL = re.compile(r"^(?:transcript|interview|podcast|broadcast)\s*:\s*", re.IGNORECASE)
# The initials behind a name.
_BRACKET = re.compile(r"(?<!\s)\s+\([^()]*\)?$")


@lru_cache(maxsize=1)
def _agencies() -> re.Pattern[str]:
    entries = (entry for entry in registry.load().actors.values() if entry.type == "news_agency")
    names = sorted({name for entry in entries for name in entry.names}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])") if names else re.compile(r"(?!)")


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    known = registry.load()
    states = (name for entry in known.actors.values() if entry.type == "state" for name in (*entry.names, *entry.seats))
    return frozenset((*states, *(name for entry in known.places.values() for name in entry.names)))


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    entries = (entry for entry in registry.load().actors.values() if entry.type == "state")
    return frozenset(name for entry in entries for name in entry.names)


@lru_cache(maxsize=1)
def _outlets() -> frozenset[str]:
    entries = (entry for entry in registry.load().actors.values() if entry.type == "news_outlet")
    return frozenset(_plain(name) for entry in entries for name in entry.names)


def find_agency(text: str) -> str | None:
    """Return the first name of a known news agency in a text, as it stands there."""
    match = _agencies().search(text)
    return match.group() if match else None


def is_agency(name: str) -> bool:
    """Whether a name is that of a known news agency."""
    return _agencies().fullmatch(name) is not None


def outlet_name(text: str) -> str | None:
    """Return the outlet that a label names (``Tidewater Post Live`` is of the Tidewater Post), None for any other."""
    name = _SUFFIX.sub("", _BRACKET.sub("", LABEL.sub("", text).strip(' \t,;:|·•–—-[]"“”')).strip("() "))
    if not name or name[0].islower() or is_agency(name) or not is_name(name, 6) or _is_label(name):
        return None
    if _plain(name) in _outlets() or words("outlet_words").search(name):
        return name
    return None


def _is_label(name: str) -> bool:
    return any(whole(labels).fullmatch(name) for labels in ("sections", "share_words", "interface"))


def is_place(name: str) -> bool:
    """Whether a name is that of a known place or state."""
    return name in _places()


def is_state(name: str) -> bool:
    """Whether a name is a state's, its seat's not."""
    return name in _states()


def outlet_by_url(url: str | None) -> str | None:
    """Return the name of the agency or outlet that publishes under an address."""
    entry = registry.load().outlet_of(url) if url else None
    return entry.name if entry else None


def _plain(name: str) -> str:
    return name.casefold().removeprefix("the ")
