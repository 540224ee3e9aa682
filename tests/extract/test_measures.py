"""What numbers count where neither noun nor verb says it plainly: the learned choice of measures."""

from __future__ import annotations

import pytest

from ontology.registry import load
from service.annotate import Annotator
from service.extract.measure_choice import Chosen
from service.extract.rules import RuleExtractor
from service.model import Article
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
    # materiel named by its type, and words of those under arms that are no officer's
    ("Chad lost two L-39s to the drones.", [("weapons", 2)]),
    ("The raid left three Black Hawks wrecked on the ground.", [("weapons", 3)]),
    ("Chad had posted 60 coastguards to the lake.", [("deployed", 60)]),
    # what is no unit of measure, and no date
    ("In May the rebels launched 90 attack drones at the base.", [("weapons", 90)]),
    ("Chad gave the army two dozen second-hand tanks.", [("weapons", 24)]),
    ("On the same day 14 Chadian aircraft crossed the border.", [("weapons", 14)]),
    # one of them, or somebody whose trade is told
    ("Four drivers were taken to the hospital; one died on the way.", [("injured", 4), ("killed", 1)]),
    ("The mortar hit the mill, and one of the guards was wounded.", [("injured", 1)]),
    ("A ferryman was killed at the quay and a glazier was wounded.", [("killed", 1), ("injured", 1)]),
    # what is said of those hurt or taken
    ("The militia captured three wounded soldiers.", [("captured", 3)]),
    ("Two captured officers were executed at the mill.", [("killed", 2)]),
    ("Some 700 of the volunteers have become casualties.", [("killed_or_injured", 700)]),
    ("Four guards were pronounced dead at the scene.", [("killed", 4)]),
    ("A spokesman confirmed the deaths of one officer and three drivers.", [("killed", 1), ("killed", 3)]),
    ("The siege has claimed thousands of lives.", [("killed", 1000)]),
    (
        "On the other bank, including in the old port, 12 soldiers and 19 civilians have been killed.",
        [("killed", 12), ("killed", 19)],
    ),
    (
        "More than 80 people have been killed there, mostly fighters, but also a dozen nurses.",
        [("killed", 80), ("killed", 12)],
    ),
    # beside others, not on top of them
    ("There are 4,000 soldiers in the town and a further 900 police.", [("deployed", 4000), ("deployed", 900)]),
    ("Chad sent a further batch of 300 engineers.", [("reinforcements", 300)]),
    ("The sappers found 25 improvised explosive devices.", [("weapons", 25)]),
    # what the parse takes for something else
    ("Three guards posted at the gate were wounded by a grenade.", [("injured", 3)]),
    ("Nine Kenyan and four Malawian soldiers have been killed.", [("killed", 9), ("killed", 4)]),
    ("The customs post was captured along with five soldiers.", [("captured", 5)]),
    # what a toll is made up of
    ("The other fatalities included three nurses.", [("killed", 3)]),
    ("A guard died on Monday, raising the death toll to 18 peacekeepers.", [("killed", 1), ("killed", 18)]),
    ("The hospital received the remains of 55 soldiers.", [("killed", 55)]),
    # those of whom nothing is known or told
    ("Ten soldiers were wounded and five are missing.", [("injured", 10)]),
    ("Nine rebels were killed and four disappeared.", [("killed", 9)]),
    ("Six soldiers were killed, while some 30 are still listed as missing.", [("killed", 6)]),
    ("The frigate shot down three one-way attack drones.", [("weapons", 3)]),
    ("The patrol lost two men, with another three missing.", [("killed", 2)]),
    ("At least 30 residents were killed between October 5 and 8.", [("killed", 30)]),
]
NOTHING = [
    "The African Union pledged $12 million for tents.",
    "All 85 Egyptians in the city have been contacted, Cairo said.",
    "Four outposts and a customs house were taken by the rebels.",
    "One of the dead was identified. He was 24.",
    "The rebels train boys as young as 13 and a sergeant of 19 leads them.",
    "The general, 58, smiled at the soldiers.",
    "The army fired a five-volley salute from its 60-foot cutters.",
    "Of the shells seven in every ten were wet.",
    "Two soldiers ran a race with the schoolchildren of Bara.",
    "One in six of the rations had to be thrown away, and rebels outnumber guards five to one.",
    "Men aged between 18 and 30 were told to register.",
    "He fired three questions at the general.",
    "On Sunday 160 migrants tried to cross the border, compared to 147 on Saturday.",
    "Air defences shot down three balloons.",
    "The rebels captured two of their camps.",
    "He claims that 25 posts were captured.",
    "Rifle Battalion 412 has a new commander.",
    "The town houses around two million residents.",
    "The bulletin covers the fighting of October 5-8.",
    "More than 4,000 Chadian soldiers have been trained by the instructors.",
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_the_measure_of_a_number(extract: Extract, text: str, expected: list[tuple[str, int]]) -> None:
    assert [(f.measure, f.low) for f in extract(AROUND + text).figures] == expected


# so few names of states that the captives have to tell that soldiers are spoken of
CAPTIVES = (
    "Peru: the road to the mine\n\nThe bandits fired mortars at the platoon of Colonel Rojas and killed his driver. "
    "He put down his pen and looked at the river, as he had done every evening since the rains began. The mine is "
    "worth nothing, he said, and nobody up here will tell you anything else. "
)


def test_few_names_of_states_will_do_where_much_is_of_arms(extract: Extract) -> None:
    found = extract(CAPTIVES + "He has 40 soldiers.").figures
    assert ("deployed", 40) in [(f.measure, f.low) for f in found]


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_that_are_no_figures(extract: Extract, text: str) -> None:
    assert extract(AROUND + text).figures == ()


def test_a_number_read_with_little_certainty_is_no_figure_and_the_explanation_has_it(annotator: Annotator) -> None:
    article = Article(id="a", text=AROUND + "Chad agreed to send 900 soldiers to El Obeid.")
    (doc,) = annotator.annotate([article])
    for likelihood, figures in ((0.9, [900]), (0.1, [])):
        extractor = RuleExtractor(load(), measure_of=lambda number, p=likelihood: Chosen(number.by_rule, p))  # type: ignore[misc]
        claims = extractor.extract(article, doc)
        assert [figure.low for figure in claims.figures] == figures
    (rejected,) = (note for note in claims.rejected if "likelier wrong" in note.reason)
    assert rejected.passage.exact == "900"
