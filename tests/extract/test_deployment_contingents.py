"""Deployments told by losses, by the make-up of a force, and by ships' names. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Told = set[tuple[str | None, str | None]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Two Irish soldiers were killed in southern Lebanon when a mine went off.",
            {("ireland", "lebanon")},
        ),
        ("Three Turkish soldiers died in northern Iraq after a rocket hit their outpost.", {("turkey", "iraq")}),
        ("Ukraine captured two North Korean soldiers in Kursk in January.", {("north_korea", "russia")}),
        ("More than 60 Kenyan policemen have been injured in Haiti since last summer.", {("kenya", "haiti")}),
        ("Two French soldiers were killed in Lyon on Friday.", set()),
    ],
)
def test_whoever_is_hurt_abroad_was_there(extract: Extract, text: str, expected: Told) -> None:
    assert {(d.sender, d.beneficiary) for d in extract(text).deployments} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The camp near Kaunas in Lithuania has 240 instructors, most of them Belgian, "
            "with smaller groups from Ireland and Portugal.",
            {("belgium", "lithuania"), ("ireland", "lithuania"), ("portugal", "lithuania")},
        ),
        (
            "Norway has 300 instructors in Poland, with smaller teams from Latvia and Sweden.",
            {("norway", "poland"), ("latvia", "poland"), ("sweden", "poland")},
        ),
        ("Norway has 300 instructors in Poland, mostly Norwegian officers.", {("norway", "poland")}),
    ],
)
def test_those_whom_a_force_is_made_up_of_are_there(extract: Extract, text: str, expected: Told) -> None:
    assert {(d.sender, d.beneficiary) for d in extract(text).deployments} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spain sent the frigate Cristobal Colon to Cyprus after the attack.", {("spain", "cyprus")}),
        ("Germany is to send the frigate Hamburg to Estonia in April.", {("germany", "estonia")}),
    ],
)
def test_ships_are_sent_by_name(extract: Extract, text: str, expected: Told) -> None:
    claims = extract(text)
    assert {(d.sender, d.beneficiary) for d in claims.deployments} == expected
    assert {d.force for d in claims.deployments} == {"ships"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Chad sent 800 soldiers to help retake Damasak.", "Damasak"),
        ("Rwandan soldiers helped to push the insurgents out of Palma, in Mozambique.", "Palma"),
        ("About 2,700 North Korean soldiers were injured in the battles for Kursk.", "Kursk"),
    ],
)
def test_what_is_fought_over_is_a_place(extract: Extract, text: str, place: str) -> None:
    (deployment,) = extract(text).deployments
    assert place in deployment.destination


def test_a_second_state_has_more_of_the_same(extract: Extract) -> None:
    claims = extract("France and Italy each have about 700 soldiers in southern Lebanon, and Spain has 600 more.")
    assert {(d.sender, d.beneficiary) for d in claims.deployments} == {
        (sender, "lebanon") for sender in ("france", "italy", "spain")
    }


def test_a_region_told_by_its_name_is_one_place(extract: Extract) -> None:
    (told,) = extract("North Korea sent 900 soldiers to the border region of Belgorod in Russia.").deployments
    assert [place for place in told.destination if "Belgorod" in place] == ["Belgorod"]
