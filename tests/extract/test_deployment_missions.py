"""Deployments of missions: their own people, where the mission is. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Told = tuple[str | None, str | None, tuple[str, ...]]  # sender, beneficiary, places

CASES: list[tuple[str, list[Told]]] = [
    # how many a mission has, wherever it is
    ("UNMISS, which now counts 13,000 blue helmets, lacks fuel.", [("unmiss", "south_sudan", ())]),
    ("The Kfor mission numbers 4,600 soldiers, a report says.", [("kfor", "kosovo", ())]),
    ("MINURSO still has 190 military observers in Western Sahara.", [("minurso", None, ("Western Sahara",))]),
    (
        "UNDOF said a post on the Golan Heights was shelled. It has 1,100 soldiers.",
        [("undof", None, ("Golan Heights",))],
    ),
    (
        "KFOR said the road was open. The mission of NATO, which guards Kosovo, has at the moment 4,700 soldiers.",
        [("kfor", "kosovo", ())],
    ),
    # mandates and those who count others
    ("UNMISS may have up to 17,000 soldiers.", []),
    ("A fisherman counted nine soldiers.", []),
    # those whom a state lends to it
    (
        "UNIFIL will close its posts. Portugal, which has about 300 soldiers in it, protested.",
        [("portugal", "lebanon", ())],
    ),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_people_of_a_mission(extract: Extract, text: str, told: list[Told]) -> None:
    found = {(d.sender, d.beneficiary): d.destination for d in extract(text).deployments}
    for sender, beneficiary, places in told:
        assert set(places) <= set(found[sender, beneficiary]), found
    assert bool(found) == bool(told), found


def test_observers_of_a_mission_are_its_peacekeepers(extract: Extract) -> None:
    claims = extract("UNMOGIP has 44 observers in Kashmir, as many as in 1990.")
    assert [(d.sender, d.force) for d in claims.deployments] == [("unmogip", "peacekeepers")]


def test_people_whom_a_mission_once_had(extract: Extract) -> None:
    claims = extract("MINUSMA was in Mali. The mission, which had 9,000 people there, was wound up.")
    assert ("minusma", "mali") in {(d.sender, d.beneficiary) for d in claims.deployments}
