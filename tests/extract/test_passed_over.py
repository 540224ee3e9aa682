"""Numbers that are easily passed over, or taken for more than they are: dates, ages, names, counts of one. Invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Counted = list[tuple[str, int]]

# what the model takes for a date or a name, or a word before makes look like another
COUNTED: list[tuple[str, Counted]] = [
    ("The Kenyan contingent in Somalia is to number 3,900 soldiers by May.", [("deployed", 3900)]),
    (
        "Peru lost 11 soldiers in the ambush near Satipo. The true number was 19, the mayor says.",
        [("killed", 11), ("killed", 19)],
    ),
    # whoever belongs to a contingent, by whatever noun
    (
        "The army of Ethiopia has soldiers in Somalia. The contingent will grow by 400 people.",
        [("reinforcements", 400)],
    ),
    ("The Turkish force in Qatar was never larger than 3,000 people, its army says.", [("deployed", 3000)]),
    (
        "The UN mission in Darfur, which once had 6,000 people in the country, is closed. Soldiers of Rwanda led it.",
        [("deployed", 6000)],
    ),
    ("Some 400 Iraqi peshmerga were sent to the border with Syria.", [("deployed", 400)]),
    ("Latvia said 50 lancers from Poland had arrived at the base of its army.", [("deployed", 50)]),
    # but not the army at home
    (
        "Rwanda's army has 33,000 soldiers, and 2,500 of them serve in Mozambique, its army says.",
        [("deployed", 2500)],
    ),
    ("The army of Egypt has 40,000 men in the north of Sinai.", [("deployed", 40000)]),
    # numbers said by another
    (
        "Sudan has received 60 howitzers from Turkey and as many rocket launchers, diplomats said.",
        [("weapons", 60), ("weapons", 60)],
    ),
    (
        "Kenya has 900 soldiers in Kismayo and at least as many again in Garbahaarey.",
        [("deployed", 900), ("deployed", 900)],
    ),
    ("Turkey has 2,500 soldiers in Syria and an equal number in Iraq.", [("deployed", 2500), ("deployed", 2500)]),
    ("Mali buried 12 soldiers. The radio of Chad had given the same number.", [("killed", 12)]),
    ("Uganda sent 300 soldiers to Congo, twice as many as in May.", [("deployed", 300)]),
    # one, and not "the one"
    ("Mali said that one soldier was wounded near Kidal.", [("injured", 1)]),
    ("A third Malian soldier was hurt by splinters near Gao.", [("injured", 1)]),
    ("In Abyei three Indian peacekeepers were hurt; a fourth later died.", [("injured", 3), ("killed", 1)]),
    ("A Kenyan soldier was shot dead by gang members in Haiti.", [("killed", 1)]),
    (
        "Two Kenyan soldiers and an interpreter were killed by a gunman in Wajir.",
        [("killed", 2), ("killed", 1)],
    ),
    ("Ethiopia claims that one officer was killed at Badme.", [("killed", 1)]),
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_numbers_that_count(extract: Extract, text: str, expected: Counted) -> None:
    assert [(f.measure, f.low) for f in extract(text).figures] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sudan broke resolutions 1591, 1593 and 2736, the envoy of Chad said. Soldiers of Chad are in Darfur.",
        "Under resolutions 1591, 1593, and 2736 nobody may arm the soldiers of Chad, and Chad has an army.",
        "Moldova's army numbers 6,000 men. Its soldiers have old rifles.",
        "Latvia wants to enlarge its armed forces to 61,000 soldiers by 2032.",
        "Guyana's army, which counts 4,000 soldiers, was put on alert.",
        "A shell hit the Malian army in Gao, leaving eight missing and many wounded.",
        "Moussa Traoré, 48, a soldier from Mali, fled from Gao. The army of Mali holds the town.",
        "Soldiers from Nepal are sent home before they are 50. The army of Nepal pays them well.",
    ],
)
def test_numbers_that_count_nobody(extract: Extract, text: str) -> None:
    assert not extract(text).figures


@pytest.mark.parametrize(
    ("text", "measure", "low", "owners"),
    [
        ("Italy and Spain will send 500 soldiers each to Lebanon.", "deployed", 500, ["italy", "spain"]),
        ("Ghana and Togo have each lost 12 soldiers in Mali.", "killed", 12, ["ghana", "togo"]),
        ("Armenia and Azerbaijan swapped 30 prisoners of war apiece.", "captured", 30, ["armenia", "azerbaijan"]),
        ("Kenya and Uganda each freed 90 prisoners of war.", "captured", 90, ["kenya", "uganda"]),
    ],
)
def test_what_each_has_is_a_figure_of_every_one(
    extract: Extract, text: str, measure: str, low: int, owners: list[str]
) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == [(measure, low, owner) for owner in owners]


def test_each_other_is_nobodys_share(extract: Extract) -> None:
    text = "Chad and Sudan accuse each other of shelling Tine, where 12 Chadian soldiers were killed."
    assert [(f.low, f.of) for f in extract(text).figures] == [(12, "chad")]
