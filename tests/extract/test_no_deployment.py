"""What sounds like a deployment and is none, or has come from the place that is told. Events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

NONE: dict[str, str] = {
    "drones that cross": "Forty Chadian drones crossed into Niger on Monday night.",
    "drones that come down": "Two Chadian drones came down in a field in Niger.",
    "sent against": "On Tuesday Chad sent twelve drones against the airport of Niamey in Niger.",
    "shot down": "The garrison of Agadez in Niger brought down four Chadian aircraft.",
    "a single loss": "Kenya has 90 soldiers in Haiti. Two Norwegian officers were killed near Agadez in Niger in May.",
    "nationals in ranks of others": "Some 27 Norwegians are serving in the Chadian army.",
    "those who flee": "Some 12,000 Malians have come over the border of Niger since May.",
    "a mission that speaks": "Kenya has 90 soldiers in Haiti. The Norwegian mission in Niger says prices rose.",
    "a town that is taken": "Chadian rebels took the town of Agadez in Niger in May.",
    "asked for": "Will Norway send soldiers to Chad?",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_no_deployment(text: str, extract: Extract) -> None:
    told = extract(f"{text} Nobody said why.").deployments
    assert {deployment.sender for deployment in told} <= {"kenya"}


PLACES: dict[str, tuple[str, set[str]]] = {
    "an article before a name": ("Norway has stationed 40 soldiers at Al-Wadin in Chad.", {"Al-Wadin", "Chad"}),
    "an unknown place taken up": (
        "In Ouarmina, where the river is low, thousands seek refuge, and Norway has 700 soldiers there.",
        {"Ouarmina"},
    ),
    "home is no destination": (
        "Norway has 90 soldiers in Chad. Some 40 Norwegian soldiers flew back to Bergen in May.",
        {"Chad"},
    ),
    "where a ship comes from": (
        "The Norwegian frigate Skarv patrols the Red Sea. The frigate left Lisbon on Monday.",
        {"Red Sea"},
    ),
    "no place but a unit": ("Norway has sent 30 instructors to Chad who teach in the 3rd Brigade.", {"Chad"}),
}


@pytest.mark.parametrize(("text", "places"), PLACES.values(), ids=PLACES.keys())
def test_places(text: str, places: set[str], extract: Extract) -> None:
    told = extract(f"{text} Nobody said why.").deployments
    assert {place for deployment in told for place in deployment.destination} == places
