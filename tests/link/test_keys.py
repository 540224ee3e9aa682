"""Keys: the same thing in two articles gets the same key, whatever each article says first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.link import assign_keys
from service.model import Actor, Article, Claims, Deployment, Figure, Statement, Treaty
from service.vocabulary import slug

FIRST = Article(id="a1", text="…")
SECOND = Article(id="b2", text="…")
LATVIA = Actor(id="latvia", name="Latvia", type="state", key="latvia")
ESTONIA = Actor(id="estonia", name="Estonia", type="state", key="estonia")
SPOKESMAN = Actor(id="spokesman", name="spokesman", type="person", of="ministry")
MINISTRY = Actor(id="ministry", name="Ministry of Bridges", type="government_body", of="latvia")
PETROVA = Actor(id="petrova", name="Mira Petrova", type="person", of="latvia")
ACTORS = (LATVIA, ESTONIA, SPOKESMAN, MINISTRY, PETROVA)
TREATY = Treaty(id="t1", kind="mutual_defence", name="Bridge Pact", parties=("latvia", "estonia"))
SHIPS = Deployment(id="d1", sender="latvia", beneficiary="estonia", destination=("Tallinn",), force="ships")


def keys(claims: Claims, article: Article = FIRST) -> Claims:
    return assign_keys(article, claims)


def test_registry_keys_stay_and_others_are_made_of_names() -> None:
    found = {actor.id: actor.key for actor in keys(Claims(actors=ACTORS)).actors}
    assert found == {
        "latvia": "latvia",
        "estonia": "estonia",
        "petrova": "mira-petrova",
        "ministry": "ministry-of-bridges",
        "spokesman": "ministry-of-bridges-spokesman",
    }


@pytest.mark.parametrize(
    ("name", "key"), [("Kim Jong Un’s", "kim-jong-uns"), ("Élysée Palace", "elysee-palace"), ("김정은", "김정은")]
)
def test_names_of_other_scripts_are_keys_as_they_are_written(name: str, key: str) -> None:
    assert slug(name) == key


def test_one_thing_in_two_articles_has_one_key() -> None:
    first = keys(Claims(actors=ACTORS, deployments=(SHIPS,), treaties=(TREATY,)))
    other_names = {"latvia": "lv", "estonia": "ee"}
    second = keys(
        Claims(
            actors=tuple(replace(a, id=other_names.get(a.id, a.id), of=None) for a in (ESTONIA, LATVIA)),
            deployments=(replace(SHIPS, id="d7", sender="lv", beneficiary="ee", destination=("Narva",)),),
            treaties=(replace(TREATY, id="t9", name="the pact", parties=("ee", "lv")),),
        ),
        SECOND,
    )
    assert first.deployments[0].key == second.deployments[0].key == "latvia-ships-estonia"
    assert first.treaties[0].key == second.treaties[0].key == "defence-estonia-latvia"


def test_what_one_article_says_is_its_own() -> None:
    statement = Statement(
        id="s1", speaker=("latvia",), cue="said", act="assert", kind="indirect", content="x", start=5, end=6
    )
    figure = Figure(
        id="f1", measure="killed_or_injured", low=12, qualifier="exactly", of=None, span="12 men", start=9, end=15
    )
    claims = Claims(actors=ACTORS, statements=(statement,), figures=(figure,))
    first, second = keys(claims), keys(claims, SECOND)
    assert first.statements[0].key == "a1-5-6"
    assert first.figures[0].key == "a1-9-15-killed-or-injured-12"
    assert first.statements[0].key != second.statements[0].key
    assert first.figures[0].key != second.figures[0].key


@pytest.mark.parametrize(
    ("treaty", "key"),
    [
        (replace(TREATY, kind="strategic_partnership"), "defence-estonia-latvia"),
        (replace(TREATY, kind="ceasefire"), "ceasefire-estonia-latvia"),
        (replace(TREATY, kind="un_resolution", name="Resolution 1701"), "resolution-1701"),
        (replace(TREATY, kind="un_resolution", name="UN resolutions"), "un-resolution-estonia-latvia"),
        (replace(TREATY, parties=()), "bridge-pact"),
    ],
)
def test_key_of_a_treaty(treaty: Treaty, key: str) -> None:
    assert keys(Claims(actors=ACTORS, treaties=(treaty,))).treaties[0].key == key


def test_deployment_without_beneficiary_is_told_by_its_place() -> None:
    nowhere = replace(SHIPS, beneficiary=None, destination=(), sender=None)
    there = replace(SHIPS, beneficiary=None)
    found = keys(Claims(actors=ACTORS, deployments=(nowhere, there))).deployments
    assert [deployment.key for deployment in found] == ["unknown-ships-unknown", "latvia-ships-tallinn"]


@given(st.permutations(ACTORS), st.permutations(TREATY.parties))
def test_order_of_arrival_does_not_matter(actors: list[Actor], parties: list[str]) -> None:
    claims = Claims(actors=tuple(actors), deployments=(SHIPS,), treaties=(replace(TREATY, parties=tuple(parties)),))
    found = keys(claims)
    expected = keys(Claims(actors=ACTORS, deployments=(SHIPS,), treaties=(TREATY,)))
    assert {a.id: a.key for a in found.actors} == {a.id: a.key for a in expected.actors}
    assert found.treaties[0].key == expected.treaties[0].key
    assert found.deployments[0].key == expected.deployments[0].key


def test_actors_that_own_each_other_still_get_keys() -> None:
    odd = (replace(PETROVA, name="aide", of="spokesman"), replace(SPOKESMAN, of="petrova"))
    assert all(actor.key for actor in keys(Claims(actors=odd)).actors)
