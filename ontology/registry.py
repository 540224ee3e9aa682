"""The registry: actors and places known beforehand, read from the JSON Lines files in ``ontology/registry_data``.

A file a kind of thing, an entry a line, keys in the order of ``Entry``'s fields. Two files are different:
``bodies.jsonl`` names the bodies that any state may have (ministries, armed forces), from which names such as "South
Korea's Defense Ministry" are composed, and ``ambiguous.jsonl`` the names that alone do not tell who is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar
from urllib.parse import urlsplit

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office somebody holds or held, of the actor with the id ``of``.

    ``since`` and ``until`` are ISO dates, months or years, None where not certain; so None in ``until`` does not say
    that the office is still held.
    """

    role: str
    of: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An actor or place known beforehand.

    ``type`` is an actor type of the claims (``state``, ``person``, …) or ``place``. ``aliases`` are other names as news
    print them; ``adjectives`` ("North Korean") and ``demonyms`` ("North Koreans") belong to states; ``seats`` are the
    places that stand for its government ("Pyongyang"). ``offices`` are those of a person, the newest first. ``of`` is
    the id of the actor it belongs to (a ministry's state, an outlet's country), or of the place or state that a place
    lies in. ``kind`` tells places apart (``city``, ``region``, ``sea``, ``base``, …); of a body with a name of its own
    it is the id of the general body that it is (the Bundestag is Germany's ``parliament``). ``url`` is an outlet's web
    site, ``domains`` are the further hosts it publishes under. ``source`` says where the public identifiers come from.
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
    domains: tuple[str, ...] = ()
    source: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The preferred name, then the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that any state may have.

    ``name`` has ``{adjective}`` in it; ``patterns`` are its names without the state, in whatever case they are printed.
    """

    id: str
    type: str
    name: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All entries by id, actors and places apart, and the bodies that any state may have.

    ``ambiguous`` gives, for a name that alone does not tell who is meant, the ids of the actors it may mean, the
    likeliest first; a single id says that the name is also an ordinary word, a person's name or a place, so that only
    its use tells. ``outlets`` gives news agencies and outlets by host name (``bbc.co.uk``), ``named_bodies`` the body
    with a name of its own by the state and the general body: ``("germany", "parliament")`` is the Bundestag.
    A state is an actor only; the place that it also is goes by the same id.
    """

    actors: Mapping[str, Entry] = field(default_factory=dict)
    places: Mapping[str, Entry] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outlets: Mapping[str, Entry] = field(default_factory=dict)
    named_bodies: Mapping[tuple[str, str], Entry] = field(default_factory=dict)

    def outlet_of(self, url: str) -> Entry | None:
        """Return the agency or outlet that publishes under this address, by its host or the nearest host above it."""
        host = urlsplit(url).hostname or ""
        while host:
            if host in self.outlets:
                return self.outlets[host]
            host = host.partition(".")[2]
        return None


@lru_cache(maxsize=1)
def load() -> Registry:
    """Return the registry that ships with OnRecord, read once.

    Raises ``ValueError`` naming the file and line of an entry that cannot be used.
    """
    return read(files("ontology").joinpath("registry_data"))


def read(folder: Traversable) -> Registry:
    """Return the registry in a folder of ``.jsonl`` files.

    Raises ``ValueError`` naming the file and line of an entry that cannot be used.
    """
    tables = _Tables()
    for where, line in _lines(folder):
        try:
            tables.add(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{where}: {error}") from error
    return Registry(**vars(tables))


class _Tables:
    """The registry while it is read: each record goes to the table that its keys tell."""

    def __init__(self) -> None:
        self.actors: dict[str, Entry] = {}
        self.places: dict[str, Entry] = {}
        self.bodies: dict[str, Body] = {}
        self.ambiguous: dict[str, tuple[str, ...]] = {}
        self.outlets: dict[str, Entry] = {}
        self.named_bodies: dict[tuple[str, str], Entry] = {}

    def add(self, record: Any) -> None:
        if not isinstance(record, dict):
            raise TypeError(f"a line is one JSON object, not a {type(record).__name__}")
        if "patterns" in record:
            body = Body(**_tuples(record))
            _put(self.bodies, body.id, body)
        elif "candidates" in record:
            _put(self.ambiguous, record["alias"], tuple(record["candidates"]))
        else:
            self._add_entry(_entry(record))

    def _add_entry(self, entry: Entry) -> None:
        _put(self.places if entry.type == "place" else self.actors, entry.id, entry)
        if entry.type != "place" and entry.of and entry.kind:
            _put(self.named_bodies, (entry.of, entry.kind), entry)
        if entry.url and entry.type in ("news_agency", "news_outlet"):
            for host in (urlsplit(entry.url).netloc, *entry.domains):
                _put(self.outlets, host, entry)


def _lines(folder: Traversable) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".jsonl"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if line.strip():
                    yield f"{path.name}, line {number}", line


def _tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def _entry(record: dict[str, Any]) -> Entry:
    fields = _tuples(record)
    if "offices" in record:
        fields["offices"] = tuple(Office(**office) for office in record["offices"])
    return Entry(**fields)


def _put(table: dict[K, T], key: K, value: T) -> None:
    if key in table:
        raise ValueError(f"{key} is there twice")
    table[key] = value
