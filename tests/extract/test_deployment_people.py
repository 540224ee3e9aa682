"""People who are abroad, told by what they do there, by their place, or by who has them. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract


@pytest.mark.parametrize(
    ("text", "sender", "beneficiary"),
    [
        ("Some 60 Danish soldiers do duty in Erbil in Iraq.", "denmark", "iraq"),
        ("Around 200 Chadian soldiers have slipped into Zalingei in Sudan.", "chad", "sudan"),
        ("Gyumri in Armenia is home to around 3,500 Russian soldiers.", "russia", "armenia"),
        ("Corporal Lund is one of almost 900 Norwegians who serve in Lithuania.", "norway", "lithuania"),
        ("Kenya has put 400 soldiers at Bunia in Congo.", "kenya", "democratic_republic_of_the_congo"),
        ("The blue helmets of MONUSCO fended off the raiders.", "monusco", "democratic_republic_of_the_congo"),
        ("The statement names the 70 Polish soldiers in Mali as the only ones.", "poland", "mali"),
    ],
)
def test_people_abroad(extract: Extract, text: str, sender: str, beneficiary: str) -> None:
    assert (sender, beneficiary) in {(d.sender, d.beneficiary) for d in extract(text).deployments}


@pytest.mark.parametrize(
    ("text", "sender", "place"),
    [
        ("A peacekeeper from Nepal was wounded in the arm at Fataki.", "nepal", "Fataki"),
        ("About 12,000 Sudanese soldiers man the trenches dug around El Obeid.", "sudan", "El Obeid"),
        ("UNISFA keeps watch on the Abyei Area with 3,250 soldiers.", "unisfa", "Abyei"),
    ],
)
def test_people_at_a_place(extract: Extract, text: str, sender: str, place: str) -> None:
    assert [(d.sender, place in d.destination) for d in extract(text).deployments] == [(sender, True)]


def test_others_of_the_same_force_are_counted_alone(extract: Extract) -> None:
    claims = extract("Rwanda has 2,200 soldiers in the Central African Republic. In South Sudan there are 1,900.")
    assert ("rwanda", "south_sudan") in {(d.sender, d.beneficiary) for d in claims.deployments}


@pytest.mark.parametrize(
    "text",
    [
        "Some 50,000 Malians have fled across the frontier into Mauritania.",
        "About 490 Cypriots share the village of Pyla.",
        "Sweden put the number of Latvian soldiers at 300.",
        "Norway put 300 recruits through their paces in Oslo.",
        "44 Danes were killed near Skagen.",
        "Some 900 Polish troops guard the frontier with Belarus.",
    ],
)
def test_people_whom_nobody_sent(extract: Extract, text: str) -> None:
    assert not extract(text).deployments
