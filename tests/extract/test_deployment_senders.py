"""Who sends and who is helped, where the sentence tells it round about. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Told = set[tuple[str | None, str | None]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Several countries, including Norway and Spain, have sent police to Haiti.", {"norway", "spain"}),
        ("Countries such as Chad and Togo have deployed troops in Mozambique.", {"chad", "togo"}),
        ("Other states, notably Ghana and Togo, had sent additional officers to Haiti.", {"ghana", "togo"}),
        ("Neighbours of Haiti have sent 300 police officers to Port-au-Prince.", set()),
        ("Troops from Ghana, Togo and Benin began their withdrawal from Mali last week.", {"ghana", "togo", "benin"}),
        (
            "The minehunter Fulda of Germany and the frigate Evertsen of the Netherlands had been directed "
            "to the Baltic Sea.",
            {"germany", "netherlands"},
        ),
        ("Israel ruled out a role for Turkey, which says it is ready to send 2,000 soldiers to Gaza.", {"turkey"}),
        ("Poland criticised Hungary, which says it has 300 soldiers in Chad.", {"hungary"}),
    ],
)
def test_every_one_of_those_named_sends(extract: Extract, text: str, expected: set[str]) -> None:
    assert {d.sender for d in extract(text).deployments} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The M23 rebels, bolstered by some 1,700 Rwandan soldiers, hold the city of Bukavu.",
            {("rwanda", "m23")},
        ),
        (
            "Russia can still draw on North Korea, which has sent it two million rounds along with 15,000 soldiers.",
            {("north_korea", "russia")},
        ),
        (
            "Uganda sent 900 soldiers to South Sudan.\n\nUganda's army spokesman said that troops had been deployed "
            "in the capital to protect the government.",
            {("uganda", "south_sudan")},
        ),
        ("Britain has 900 soldiers in Estonia and Poland.", {("united_kingdom", "estonia")}),
    ],
)
def test_whom_a_force_is_for(extract: Extract, text: str, expected: Told) -> None:
    assert {(d.sender, d.beneficiary) for d in extract(text).deployments} == expected


def test_all_places_of_a_list_are_destinations(extract: Extract) -> None:
    (told,) = extract("Britain has 900 soldiers in Estonia and Poland.").deployments
    assert told.destination == ("Estonia", "Poland")


def test_korean_soldiers_are_those_of_the_korea_that_sends(extract: Extract) -> None:
    told = extract("North Korea sent troops to Russia.\n\nAbout 900 Korean soldiers are fighting in Kursk.").deployments
    assert {d.sender for d in told} == {"north_korea"}


def test_a_described_mission_is_the_one_with_a_name(extract: Extract) -> None:
    text = (
        "The European Union's peacekeeping mission in Bosnia will stay for another year.\n\n"
        "EUFOR, as the force is called, has 1,100 soldiers."
    )
    assert {d.sender for d in extract(text).deployments} == {"eufor"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Australia will send a surveillance plane and about 90 personnel to Poland.", {"aircraft"}),
        ("Italy sent two warships and 120 marines to Cyprus.", {"ships", "troops"}),
        ("Jordan will send 120 gendarmes to Syria. They are to carry light arms only.", {"police"}),
        ("Two armoured vehicles carrying eight Irish soldiers were on their way to Beirut.", {"troops"}),
        ("British instructors arrived in Niger to reinforce the country's air defences.", {"advisers"}),
        ("India sent a destroyer that is capable of carrying 40 missiles to Sri Lanka.", {"ships"}),
        ("Chad's permanent mission in New York did not reply.", set()),
        ("North Korea's mission to the United Nations in New York did not respond.", set()),
    ],
)
def test_what_goes_along_is_no_force_of_its_own(extract: Extract, text: str, expected: set[str]) -> None:
    assert {d.force for d in extract(text).deployments} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The United States had more than 900 soldiers in Niger until recently.", "ended"),
        ("British troops were stationed in Belize until 2011.", "ended"),
        ("Portuguese troops were stationed in Kosovo from October 2014 to April 2017.", "ended"),
        ("Polish soldiers were in Iraq between 2003 and 2008.", "ended"),
        ("At its height Denmark had 700 soldiers in Iraq.", "ended"),
        ("British troops will stay in Belize until 2031.", "under_way"),
        ("Norway's 300 soldiers were deployed to Poland until March 2027.", "under_way"),
    ],
)
def test_what_lasted_until_some_day_is_over(extract: Extract, text: str, expected: str) -> None:
    (told,) = extract(text).deployments
    assert told.status == expected


def test_the_abbreviation_of_a_police_is_no_agency(extract: Extract) -> None:
    text = "Australia has sent police to Vanuatu.\n\nAnother 35 AFP officers are to fly there in June."
    assert {d.sender for d in extract(text).deployments} == {"australia"}


def test_who_can_send_may_yet_do_so(extract: Extract) -> None:
    (deployment,) = extract("Norway can deploy 300 soldiers to Poland, the army said.").deployments
    assert (deployment.sender, deployment.beneficiary) == ("norway", "poland")
