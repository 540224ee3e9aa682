"""Supplies told by where arms were made, or as what is given in return. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract


@pytest.mark.parametrize(
    "text",
    [
        "Half of the shells fired by Ethiopia were made in Iran.",
        "Sudanese officers say that most of the missiles that Ethiopia launches come from Iran.",
        "Ethiopia is firing thousands of shells a day, and a third of them are produced in Iran.",
        "Ammunition from Iran accounts for a third of the shells that Ethiopia fires.",
        "Ethiopia launched 40 drones on Monday, and debris showed some drones to be of Iranian manufacture.",
    ],
)
def test_arms_that_one_made_and_another_fires(extract: Extract, text: str) -> None:
    assert [(d.sender, d.beneficiary, d.force) for d in extract(text).deployments] == [("iran", "ethiopia", "weapons")]


@pytest.mark.parametrize(
    "text",
    [
        "Ethiopia fires 900 shells a day.",
        "The shells were made in Iran.",
        "None of the shells that Ethiopia fires were not made in Iran.",
    ],
)
def test_no_supply_without_both(extract: Extract, text: str) -> None:
    assert not extract(text).deployments


@pytest.mark.parametrize(
    "payment",
    [
        "Addis Ababa is paying with air defence systems, diplomats say.",
        "In return, Ethiopia has provided air defence equipment.",
        "Tehran is being paid in air defence systems.",
        "In exchange, Tehran has been given fighter jets.",
    ],
)
def test_what_is_given_in_return_goes_the_other_way(extract: Extract, payment: str) -> None:
    claims = extract(f"Iran has sent 900 soldiers to Ethiopia. {payment}")
    told = {(d.sender, d.beneficiary) for d in claims.deployments}
    assert told == {("iran", "ethiopia"), ("ethiopia", "iran")}


def test_what_has_been_delivered_is_somebodys(extract: Extract) -> None:
    claims = extract(
        "Gunmen killed nine people in Port-au-Prince on Monday, police in Haiti said.\n\nCanada, which pays for the "
        "police, has delivered 20 armoured vehicles since May. Jamaica is worried."
    )
    assert [(d.sender, d.beneficiary) for d in claims.deployments] == [("canada", "haiti")]


Told = tuple[str | None, str | None, str, str]  # sender, beneficiary, force, status


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Kenya bought 30 armoured personnel carriers from Turkey.", [("turkey", "kenya", "weapons", "under_way")]),
        ("Chad got three dozen second-hand guns from China.", [("china", "chad", "weapons", "under_way")]),
        ("Ghana has ordered 12 helicopters from Italy.", [("italy", "ghana", "aircraft", "planned")]),
        (
            "Morocco has bought drones from Turkey and Israel, researchers say.",
            [("turkey", "morocco", "weapons", "under_way"), ("israel", "morocco", "weapons", "under_way")],
        ),
        (
            "The Jordanian air force took delivery of eight British helicopters.",
            [("united_kingdom", "jordan", "aircraft", "under_way")],
        ),
        ("Kenya bought its helicopters last year.", []),
    ],
)
def test_what_is_bought_or_taken_is_the_sellers(extract: Extract, text: str, told: list[Told]) -> None:
    assert [(d.sender, d.beneficiary, d.force, d.status) for d in extract(text).deployments] == told


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Norway will buy 14 tanks for Ukraine.", "planned"),
        ("Norway is to finance two air defence systems for Ukraine.", "planned"),
        ("Norway bought 40,000 shells for Ukraine.", "under_way"),
        ("Norway has approved howitzers and launchers for Ukraine.", "planned"),
    ],
)
def test_arms_for_somebody_are_given_by_who_pays(extract: Extract, text: str, status: str) -> None:
    told = [(d.sender, d.beneficiary, d.status) for d in extract(text).deployments]
    assert told == [("norway", "ukraine", status)]


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Russia has given Mali six Su-57s.", "aircraft"),
        ("Russia sold nine T-55s to Mali.", "weapons"),
        ("Russia delivered 40 armoured troop carriers to Mali.", "weapons"),
        ("Russia sent two Pantsirs to Mali.", "weapons"),
        ("Satellite pictures show two Russian helicopters at Kidal in Mali.", "aircraft"),
    ],
)
def test_materiel_by_its_type(extract: Extract, text: str, force: str) -> None:
    assert [(d.sender, d.beneficiary, d.force) for d in extract(text).deployments] == [("russia", "mali", force)]


@pytest.mark.parametrize(
    "text",
    [
        "Forty Russian drones crossed into Romania overnight.",
        "Two Russian missiles reached the Romanian town of Tulcea.",
        "Russia hurled 90 drones at Romania.",
        "Russia sent 52 drones against the Romanian port of Constanta.",
    ],
)
def test_what_is_fired_is_not_deployed(extract: Extract, text: str) -> None:
    assert not extract(text).deployments
