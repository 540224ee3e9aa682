"""What numbers count where neither noun nor verb says it plainly: the learned choice of measures."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

AROUND = (
    "Sudan's army and its rebels fought for the garrison of El Obeid, soldiers and residents said. Tanks shelled "
    "the base, drones hit the airfield, and troops from Chad were seen near the front.\n\n"
)
COUNTED = [
    (
        "The rebels speak of 200 dead. The hospital in Bara, which has buried them, arrives at 64.",
        [("killed", 200), ("killed", 64)],
    ),
    ("The blast caused the death of two drivers and injuries to eight others.", [("killed", 2), ("injured", 8)]),
    ("The shelling had uprooted more than 7,300, the Red Cross reported.", [("displaced", 7300)]),
    ("About 60 families fled to the quarry.", [("displaced", 60)]),
    ("Of 14,000 men sent, some 5,000 have been killed or wounded.", [("deployed", 14000), ("killed_or_injured", 5000)]),
    ("At dawn 150 prisoners were swapped for 150 at the bridge.", [("captured", 150), ("captured", 150)]),
    ("Chad agreed to send 900 more.", [("reinforcements", 900)]),
    (
        "Another 250 soldiers will follow, which would bring the contingent to 1,400.",
        [("reinforcements", 250), ("deployed", 1400)],
    ),
    ("Some 70 technicians from Belarus had arrived at the airfield.", [("deployed", 70)]),
    ("Up to 400 Chadian labourers were sent to rebuild the barracks.", [("deployed", 400)]),
    ("The panel put the number at five Akinci drones and two Il-76s.", [("weapons", 5), ("weapons", 2)]),
    ("Three gunboats have been moored below the bridge since May.", [("weapons", 3)]),
    ("The first to leave were the Kenyans, 180 of them.", [("withdrawn", 180)]),
    ("Six children were wounded and a nurse was killed.", [("injured", 6), ("killed", 1)]),
    ("The brigade lost 22 men and four tanks.", [("killed", 22), ("weapons", 4)]),
]
NOTHING = [
    "The African Union pledged $12 million for tents.",
    "All 85 Egyptians in the city have been contacted, Cairo said.",
    "Four outposts and a customs house were taken by the rebels.",
    "Two soldiers ran a race with the schoolchildren of Bara.",
    "One in six of the rations had to be thrown away, and rebels outnumber guards five to one.",
    "Men aged between 18 and 30 were told to register.",
    "He fired three questions at the general.",
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_the_measure_of_a_number(extract: Extract, text: str, expected: list[tuple[str, int]]) -> None:
    assert [(f.measure, f.low) for f in extract(AROUND + text).figures] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_that_are_no_figures(extract: Extract, text: str) -> None:
    assert extract(AROUND + text).figures == ()
