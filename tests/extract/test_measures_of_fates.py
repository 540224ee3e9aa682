"""What became of those counted: relieved, home again, lost in a balance, let go, buried. The events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

# what an article says, and the measure and number that are in it
TOLD = [
    # who takes the place of others, and whose place is taken
    ("Ghana sent troops to Liberia. In May 120 soldiers from Accra will relieve the Togolese.", "reinforcements", 120),
    ("Nepal has troops in Lebanon. Some 300 Nepalese soldiers were replaced by Indians.", "withdrawn", 300),
    # who comes home
    ("Around 150 Chilean soldiers are home after four months in Haiti.", "withdrawn", 150),
    ("The 90 Brazilian soldiers landed in Recife after six months in Lebanon.", "withdrawn", 90),
    ("Peru pulled its battalion out. The last 200 Peruvian soldiers crossed the border on Monday.", "withdrawn", 200),
    # balances of a day, which have the wounded as well
    ("Russia lost 1,200 soldiers in 24 hours, the General Staff in Kyiv said.", "killed_or_injured", 1200),
    ("The army of Sudan lost 160 soldiers and seven tanks, the rebels said.", "killed_or_injured", 160),
    ("Ethiopia's losses amounted to more than 415 soldiers, the army of Eritrea said.", "killed_or_injured", 415),
    # what is said of a state with a verb of knowing
    ("Forty Cuban soldiers are known to be dead in Angola.", "killed", 40),
    ("Six Malian soldiers are believed to be in rebel hands.", "captured", 6),
    # among whom they are
    ("Among the dead were six soldiers of Chad's army.", "killed", 6),
    ("Four people were killed in Kharkiv, including two children, the army of Ukraine said.", "killed", 2),
    # who is let go, and who is led away
    ("The rebels handed over 72 Congolese soldiers to the Red Cross.", "captured", 72),
    ("Gunmen led away eight Nigerian soldiers from the post.", "captured", 8),
    # other words for harm
    ("Nine Thai soldiers lay in the morgue of Surin.", "killed", 9),
    ("Missiles hit the base, leaving more than 30 Turkish soldiers with brain injuries.", "injured", 30),
]


@pytest.mark.parametrize(("text", "measure", "number"), TOLD)
def test_what_became_of_those_counted(extract: Extract, text: str, measure: str, number: int) -> None:
    assert (measure, number) in {(f.measure, f.low) for f in extract(text).figures}


def test_who_is_untraceable_has_not_come_home_with_others(extract: Extract) -> None:
    text = "Two Indian soldiers were killed in Congo and 16 are untraceable, while 96 were discharged and brought home."
    assert ("withdrawn", 16) not in {(f.measure, f.low) for f in extract(text).figures}


def test_who_is_taken_out_of_a_country_is_not_killed(extract: Extract) -> None:
    figures = extract("Spain took some 800 soldiers out of Mali in the autumn.").figures
    assert "killed" not in {f.measure for f in figures}


def test_a_few_men_lost_with_their_tanks_are_dead(extract: Extract) -> None:
    text = "Chad's army fought rebels near Bol. Chad's army lost 22 soldiers and four tanks there."
    assert ("killed", 22) in {(f.measure, f.low) for f in extract(text).figures}


def test_things_handed_over_are_no_captives(extract: Extract) -> None:
    text = "Rwanda's army has 900 soldiers in Mozambique. Some 10,000 new flats were handed over in Kigali."
    assert "captured" not in {f.measure for f in extract(text).figures}
