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
