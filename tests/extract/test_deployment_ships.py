"""Deployments of ships: at sea, on a visit, counted by those who see them. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Told = tuple[str | None, str | None, tuple[str, ...]]  # sender, beneficiary, places


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Norway will keep the frigate in Icelandic waters.", ("norway", "iceland", ())),
        ("The French frigate will spend two weeks in Cypriot waters.", ("france", "cyprus", ())),
        ("Two Indian frigates will continue their patrols in Omani waters.", ("india", "oman", ())),
        ("A Turkish corvette will visit Mogadishu in May.", ("turkey", "somalia", ("Mogadishu",))),
        ("The minister defended the visit of an Indian destroyer to Colombo.", ("india", "sri_lanka", ("Colombo",))),
        ("Denmark sends the frigate Niels Juel to Oman in September.", ("denmark", "oman", ("Oman",))),
        (
            "Manila protested over Scarborough Shoal. Its coast guard counted nine Chinese ships around the shoal.",
            ("china", None, ("Scarborough Shoal",)),
        ),
    ],
)
def test_ships_abroad(extract: Extract, text: str, told: Told) -> None:
    ((sender, beneficiary, places),) = [
        (d.sender, d.beneficiary, d.destination) for d in extract(text).deployments if d.force == "ships"
    ]
    assert (sender, beneficiary) == told[:2]
    assert set(told[2]) <= set(places)


def test_people_who_visit_are_not_deployed(extract: Extract) -> None:
    assert not extract("Twelve Polish officers will visit Nairobi in May.").deployments


def test_planes_that_fly_over_a_state_are_with_it(extract: Extract) -> None:
    (told,) = extract("Dutch F-35s operate over Poland till the end of the year.").deployments
    assert (told.sender, told.beneficiary, told.force) == ("netherlands", "poland", "aircraft")
