"""Who is no sender: whoever only sees, thanks, leads others' men or leaves them out. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Told = set[tuple[str | None, str | None]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chad yesterday thanked Norway for its decision to station 40 instructors in Abeche.", {("norway", "chad")}),
        ("Kenya condemned Ethiopia over its deployment of 600 soldiers to Somalia.", {("ethiopia", "somalia")}),
        (
            "Norway is to send 300 soldiers to Mali, Sweden's spy agency told lawmakers on Monday, in what would be "
            "its third major troop dispatch since the war in Mali began.",
            {("norway", "mali")},
        ),
        ("Chad accused Sudan that it is moving its soldiers into Tine.", {("sudan", None)}),
        (
            "A report by Kenyan officials, according to which Kampala intended to send 900 soldiers to South Sudan, "
            "was leaked.",
            {("uganda", "south_sudan")},
        ),
    ],
)
def test_its_is_whose_the_sentence_makes_it(extract: Extract, text: str, expected: Told) -> None:
    assert {(d.sender, d.beneficiary) for d in extract(text).deployments} == expected


@pytest.mark.parametrize(
    "text",
    [
        "Uganda has sent soldiers to South Sudan.\n\nKenya's spy agency sees new wave of soldiers heading for Juba.",
        "Uganda has sent 900 soldiers to South Sudan.\n\nKenya's general staff believes that there were 200 soldiers "
        "in Juba in May.",
    ],
)
def test_who_sees_them_has_not_sent_them(extract: Extract, text: str) -> None:
    assert {d.sender for d in extract(text).deployments} == {"uganda"}


@pytest.mark.parametrize(
    "text",
    [
        "Spain leads a multinational NATO brigade in Slovakia.",
        "Spain commands a NATO battalion of 900 soldiers in Slovakia.",
    ],
)
def test_who_leads_a_joint_force_has_men_in_it(extract: Extract, text: str) -> None:
    assert {(d.sender, d.beneficiary) for d in extract(text).deployments} == {("spain", "slovakia")}


def test_what_a_state_runs_is_sent_by_the_state(extract: Extract) -> None:
    text = "About 400 fighters of the Africa Corps, which answers to Russia's defence ministry, are based in Bangui."
    (told,) = extract(text).deployments
    assert (told.sender, told.destination) == ("russia", ("Bangui",))


@pytest.mark.parametrize(
    "text",
    [
        "Norway will offer Ukraine its ports and railways but no soldiers.",
        "Two Ghanaian fishing vessels were seen near Togo.",
        "A Norwegian cruise ship visited Lomé in March.",
        "Iceland held on with ten men in Accra and drew with Ghana.",
        "Togo's mission to the United Nations has 40 people in New York.",
        "The general of the Togolese Defence Force, Koffi Adom, has gone to Ghana.",
        "Two Togolese officers who were held in Ghana may now be flown to Benin.",
        "A Norwegian lawmaker had suggested sending instructors to Mali.",
        "A Kenyan recruit said that he had looked for work in Dubai and was handed a rifle in Omdurman.",
        "Kampala said nothing of Rwanda, which is fighting to expel Burundian forces that crossed into Butare in May.",
    ],
)
def test_what_is_no_deployment(extract: Extract, text: str) -> None:
    assert extract(text).deployments == ()


def test_the_units_that_men_are_from_are_no_number(extract: Extract) -> None:
    text = (
        "Norway has sent engineers to Chad.\n\nThe Swedish general staff believes that there are some 700 of "
        "them, from two engineer brigades. A spokesman said that sending them to Faya would be a risk."
    )
    assert {d.sender for d in extract(text).deployments} == {"norway"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Eritrea sent 900 soldiers to help Sudan against Ethiopia in May.\n\nEritrean gunners were seen near Addis "
            "Ababa in June.",
            {("eritrea", "sudan")},
        ),
    ],
)
def test_whom_a_force_is_for(extract: Extract, text: str, expected: Told) -> None:
    assert {(d.sender, d.beneficiary) for d in extract(text).deployments} == expected


def test_whose_men_are_lent_to_a_mission(extract: Extract) -> None:
    text = "Ghana promised 900 troops to the mission known as AUSSOM, and some of them have landed in Kismayo."
    assert {d.sender for d in extract(text).deployments} == {"ghana"}


def test_who_backs_a_group_does_not_move_its_men(extract: Extract) -> None:
    text = "The M23 has agreed to a truce.\n\nThe Rwanda-backed group will withdraw its fighters to Rutshuru."
    assert "rwanda" not in {d.sender for d in extract(text).deployments}
