"""The registry's data keeps the rules of ``ontology/registry_data/README.md``."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ontology.registry import Entry, Registry, load
from service.model import ACTOR_TYPES

HERE = Path(__file__).parent
FOLDER = files("ontology").joinpath("registry_data")
FILES = sorted(path.name for path in FOLDER.iterdir() if path.name.endswith(".jsonl"))
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ISO_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
HOST = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}")
PLACE_KINDS = {"region", "city", "sea", "base", None}  # a state is the only place of kind country
NOT_MEMBERS_OF_THE_UN = {"holy-see", "palestine", "kosovo", "taiwan"}
COMMON_WORDS = frozenset(HERE.joinpath("common_words.txt").read_text(encoding="utf-8").split())
FIRST_NAMES = frozenset(HERE.joinpath("first_names.txt").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load()


@pytest.fixture(scope="module")
def entries(registry: Registry) -> list[Entry]:
    return [*registry.actors.values(), *registry.places.values()]


def records(name: str) -> Iterator[dict[str, Any]]:
    for line in FOLDER.joinpath(name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@pytest.mark.parametrize("name", FILES)
def test_lines_are_sorted_by_id_with_keys_in_the_order_of_the_fields_and_nothing_empty(name: str) -> None:
    order = ["alias", "candidates", *(field.name for field in fields(Entry)), "patterns"]
    found = list(records(name))
    ids = [str(record.get("id") or record["alias"]) for record in found]
    assert ids == sorted(ids)
    for record in found:
        assert list(record) == sorted(record, key=order.index), record
        assert all(value not in (None, "", []) for value in record.values()), record


def test_ids_are_slugs_that_can_end_an_iri(registry: Registry) -> None:
    for key in (*registry.actors, *registry.places, *registry.bodies):
        assert SLUG.fullmatch(key), key


def test_types_and_kinds_are_known(registry: Registry) -> None:
    for entry in registry.actors.values():
        assert entry.type in ACTOR_TYPES, entry
        assert entry.kind is None or entry.kind in registry.bodies, entry
    assert {entry.kind for entry in registry.places.values()} <= PLACE_KINDS
    for body in registry.bodies.values():
        assert body.type in ACTOR_TYPES
        assert "{adjective}" in body.name
        assert body.patterns


def test_what_an_entry_belongs_to_is_there(registry: Registry) -> None:
    for entry in registry.actors.values():
        assert entry.of is None or entry.of in registry.actors, entry
        for office in entry.offices:
            assert office.of in registry.actors, entry
            assert office.role
    for place in registry.places.values():
        assert place.of is None or place.of in registry.places or registry.actors[place.of].type == "state", place


def test_no_place_takes_the_id_of_a_state_which_is_a_place_itself(registry: Registry) -> None:
    states = {entry.id for entry in registry.actors.values() if entry.type == "state"}
    assert not states & set(registry.places)


def test_every_member_of_the_united_nations_is_there(registry: Registry) -> None:
    states = {entry.id for entry in registry.actors.values() if entry.type == "state"}
    assert len(states - NOT_MEMBERS_OF_THE_UN) == 193
    sample = """afghanistan antigua-and-barbuda bosnia-and-herzegovina cape-verde democratic-republic-of-the-congo
        east-timor eswatini guinea-bissau ivory-coast kiribati micronesia myanmar north-korea north-macedonia
        papua-new-guinea republic-of-the-congo russia saint-kitts-and-nevis sao-tome-and-principe south-korea
        south-sudan turkey tuvalu united-kingdom united-states vanuatu zimbabwe"""
    assert set(sample.split()) | NOT_MEMBERS_OF_THE_UN <= states


def test_every_state_has_an_adjective_and_both_public_identifiers(registry: Registry) -> None:
    for entry in registry.actors.values():
        if entry.type == "state":
            assert entry.adjectives or entry.id == "dominica", entry.id  # "Dominican" is the Dominican Republic's
            assert entry.wikidata, entry.id
            assert entry.geonames, entry.id


def test_names_are_neither_single_characters_nor_common_words_nor_first_names(entries: list[Entry]) -> None:
    for entry in entries:
        for name in (*entry.names, *entry.adjectives, *entry.demonyms, *entry.seats):
            assert len(name) > 1, entry
            assert name == name.strip(), entry
            assert "’" not in name, entry
            assert name.isupper() or name.casefold() not in COMMON_WORDS, (entry.id, name)
            assert name not in FIRST_NAMES, (entry.id, name)


def test_acronyms_that_shouted_headlines_contain_as_words_are_not_names(entries: list[Entry]) -> None:
    allowed = {"US", "WHO", "CAR"}  # too common in news to do without; CAR is marked as ambiguous
    shouted = {name for entry in entries for name in entry.names if name.isupper() and name.casefold() in COMMON_WORDS}
    assert shouted <= allowed


def test_a_name_that_several_actors_have_is_marked_as_ambiguous(registry: Registry) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for entry in registry.actors.values():
        for name in (*entry.names, *entry.adjectives, *entry.demonyms, *entry.seats):
            holders[name].add(entry.id)
    shared = {name: ids for name, ids in holders.items() if len(ids) > 1}
    marked = {name: set(ids) for name, ids in registry.ambiguous.items()}
    assert shared == {name: ids for name, ids in marked.items() if len(ids) > 1}
    for name, ids in marked.items():
        assert ids == holders[name], name


def test_no_two_places_share_a_name(registry: Registry) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for entry in registry.places.values():
        for name in entry.names:
            holders[name].add(entry.id)
    assert not {name: ids for name, ids in holders.items() if len(ids) > 1}


def test_no_alias_says_again_what_the_name_says(entries: list[Entry]) -> None:
    for entry in entries:
        assert len(set(entry.names)) == len(entry.names), entry


def test_dates_are_iso_and_offices_stand_newest_first(registry: Registry) -> None:
    for entry in registry.actors.values():
        for office in entry.offices:
            for date in (office.since, office.until):
                assert date is None or ISO_DATE.fullmatch(date), entry
            assert not (office.since and office.until) or office.since <= office.until, entry
        dated = [office.since for office in entry.offices if office.since]
        assert dated == sorted(dated, reverse=True), entry


def test_public_identifiers_are_well_formed_unique_and_say_where_they_come_from(registry: Registry) -> None:
    for table in (registry.actors, registry.places):
        seen: set[str | int] = set()
        for entry in table.values():
            for number in (entry.wikidata, entry.geonames):
                if number is not None:
                    assert number not in seen, entry
                    seen.add(number)
                    assert entry.source, entry
            assert entry.wikidata is None or re.fullmatch(r"Q[1-9]\d*", entry.wikidata), entry
            assert entry.geonames is None or entry.geonames > 0, entry


def test_outlets_say_their_web_sites_as_hosts(registry: Registry) -> None:
    for entry in registry.actors.values():
        if entry.url:
            parts = urlsplit(entry.url)
            assert parts.scheme == "https", entry
            assert not parts.path, entry
            for host in (parts.netloc, *entry.domains):
                assert HOST.fullmatch(host), entry


def test_the_identifiers_of_the_gold_annotations(registry: Registry) -> None:
    expected = {
        "north-korea": "Q423",
        "russia": "Q159",
        "ukraine": "Q212",
        "south-korea": "Q884",
        "united-states": "Q30",
        "china": "Q148",
        "vladimir-putin": "Q7747",
        "kim-jong-un": "Q56226",
        "volodymyr-zelensky": "Q3874799",
        "donald-trump": "Q22686",
        "reuters": "Q130879",
        "bbc": "Q9531",
        "united-nations-security-council": "Q37470",
        "us-state-department": "Q789915",
    }
    assert {key: registry.actors[key].wikidata for key in expected} == expected


def test_the_registry_is_as_large_as_promised(registry: Registry) -> None:
    by_type: dict[str, int] = defaultdict(int)
    for entry in registry.actors.values():
        by_type[entry.type] += 1
    assert by_type["person"] >= 300
    assert by_type["news_outlet"] >= 150
    assert by_type["news_agency"] >= 40
    assert len(registry.places) >= 1000
