"""The registry: actors and places known beforehand, read from the JSON Lines files in ``ontology/registry_data``.

A file a kind of thing, an entry a line, keys in the order of ``Entry``'s fields. ``bodies.jsonl`` is different: it names
the bodies that any state may have (ministries, armed forces), from which names such as "South Korea's Defense Ministry"
are composed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office somebody holds or held: ``since`` and ``until`` are ISO dates, months or years, None where not certain."""

    role: str
    of: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An actor or place known beforehand.

    ``type`` is an actor type of the claims (``state``, ``person``, …) or ``place``. ``aliases`` are other names as news
    print them; ``adjectives`` ("North Korean") and ``demonyms`` ("North Koreans") belong to states; ``seats`` are the
    places that stand for its government ("Pyongyang"). ``of`` is the id of the actor it belongs to (a ministry's state, an
    outlet's country), or of the place or state that a place lies in. ``kind`` tells places apart (``city``, ``region``,
    ``sea``, ``base``, ``country``). ``source`` says where the public identifiers come from.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    of: str | None = None
    kind: str | None = None
    wikidata: str | None = None
    geonames: int | None = None
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that any state may have: ``name`` has ``{adjective}`` in it, ``patterns`` are its names without the state."""

    id: str
    type: str
    name: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All entries by id, actors and places apart, and the bodies that any state may have."""

    actors: Mapping[str, Entry] = field(default_factory=dict)
    places: Mapping[str, Entry] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)


@lru_cache(maxsize=1)
def load() -> Registry:
    """Return the registry that ships with OnRecord, read once.

    Raises ``ValueError`` naming the file and line of an entry that cannot be used.
    """
    actors: dict[str, Entry] = {}
    places: dict[str, Entry] = {}
    bodies: dict[str, Body] = {}
    for where, record in _records():
        try:
            if "patterns" in record:
                body = Body(**_tuples(record))
                _put(bodies, body.id, body)
            else:
                entry = _entry(record)
                _put(places if entry.type == "place" else actors, entry.id, entry)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{where}: {error}") from error
    return Registry(actors, places, bodies)


def _records() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(files("ontology").joinpath("registry_data").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".jsonl"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if line.strip():
                    yield f"{path.name}, line {number}", json.loads(line)


def _tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def _entry(record: dict[str, Any]) -> Entry:
    fields = _tuples(record)
    fields["offices"] = tuple(Office(**office) for office in record.get("offices", ()))
    return Entry(**fields)


def _put(entries: dict[str, Any], key: str, value: Any) -> None:
    if key in entries:
        raise ValueError(f"the id {key} is used twice")
    entries[key] = value
