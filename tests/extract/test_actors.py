"""Actors: one entry for everybody, however the article names them."""

from __future__ import annotations

import pytest

from service.extract.actors import fold
from service.model import Actor, Claims
from tests.extract.conftest import Extract


def named(claims: Claims, name: str) -> Actor:
    (actor,) = [actor for actor in claims.actors if actor.name == name]
    return actor


def test_one_state_under_all_its_names(extract: Extract) -> None:
    claims = extract(
        "North Korea said the ship had sailed. The DPRK denied a loss. Pyongyang added that the crew was safe."
    )
    state = named(claims, "North Korea")
    assert {statement.speaker for statement in claims.statements} == {(state.id,)}
    assert {"North Korea", "DPRK", "Pyongyang"} <= set(state.mentions)
    assert (state.type, state.key, state.wikidata) == ("state", "north-korea", "Q423")


def test_mentions_stand_in_the_text(extract: Extract) -> None:
    text = "Mira Petrova, Latvia’s transport minister, closed the bridge. Petrova said it was old."
    for actor in extract(text).actors:
        assert actor.mentions
        assert all(text[passage.start : passage.end] == passage.exact for passage in actor.evidence)
        assert {passage.exact for passage in actor.evidence} == set(actor.mentions)


def test_role_and_whose_it_is(extract: Extract) -> None:
    claims = extract("Latvian Transport Minister Mira Petrova said the bridge was old.")
    minister = named(claims, "Mira Petrova")
    assert (minister.type, minister.role, minister.of) == ("person", "Transport Minister", "latvia")


def test_known_person_has_the_registry_entry(extract: Extract) -> None:
    claims = extract("Kim Jong Un praised the sailors. Kim said the ship was new.")
    assert {statement.speaker for statement in claims.statements} == {("kim_jong_un",)}
    assert named(claims, "Kim Jong Un").key == "kim-jong-un"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A diplomat said the bridge was old.", "diplomat", "person"),
        ("Latvian officials said the bridge was old.", "Latvian officials", "officials"),
        ("The ruling party said the bridge was old.", "ruling party", "party"),
        ("NATO said the bridge was old.", "NATO", "intergovernmental_organisation"),
        ("The Harbour Workers Union said the bridge was old.", "Harbour Workers Union", "organisation"),
        ("The Riverside Gazette reported that the bridge was old.", "Riverside Gazette", "news_outlet"),
    ],
)
def test_kind_of_actor(extract: Extract, text: str, name: str, kind: str) -> None:
    assert named(extract(text), name).type == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Union", "union"), ("Petrova’s", "Petrova"), ("U.S.", "u s"), ("an Aide", "aide")],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
