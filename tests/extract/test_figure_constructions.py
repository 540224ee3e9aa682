"""Figures by their construction: frames of what is counted, elided units, owners, vouchers. All is invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Counted = tuple[str, int, str | None]

# the verb or noun that governs what is counted decides the measure
FRAMES: list[tuple[str, list[Counted]]] = [
    ("Rebels took 12 of the Chadian soldiers prisoner near Faya.", [("captured", 12, "chad")]),
    ("Two Ghanaian soldiers were taken alive in Bawku.", [("captured", 2, "ghana")]),
    ("Seventeen Indian sailors remain in captivity in Nigeria, New Delhi said.", [("captured", 17, "india")]),
    ("A shell left 17 Lebanese soldiers dead near Tyre.", [("killed", 17, "lebanon")]),
    ("Four Peruvian soldiers were ambushed and killed in Ayacucho.", [("killed", 4, "peru")]),
    ("The fighting cost the Sudanese army 340 men.", [("killed", 340, "sudan")]),
    ("The explosion claimed the lives of 11 Malian soldiers.", [("killed", 11, "mali")]),
    ("Forty Colombian mercenaries are coming home in coffins.", [("killed", 40, "colombia")]),
    ("500 Ugandan soldiers sent to fight in Congo were killed.", [("killed", 500, "uganda")]),
    (
        "Some 70 Cubans and 25 Nepalis were among the mercenaries killed at Rabotino.",
        [("killed", 70, "cuba"), ("killed", 25, "nepal")],
    ),
    ("An army plane flew four injured Turkish officers out of Cyprus.", [("injured", 4, "turkey")]),
    ("More than 2.3 million South Sudanese live as refugees abroad.", [("displaced", 2_300_000, "south_sudan")]),
    (
        "Tens of thousands have left Goma since the rebels arrived.",
        [("displaced", 10_000, "democratic_republic_of_the_congo")],
    ),
    (
        "Gunmen killed at least 80 persons in Colombia and chased 36 000 peasants from their farms.",
        [("killed", 80, "colombia"), ("displaced", 36_000, "colombia")],
    ),
    (
        "Moldova repeated its demand that Russia withdraw the 1,500 soldiers it keeps there.",
        [("deployed", 1_500, "russia")],
    ),
    ("Thousands of Cubans have been recruited to fight in Ukraine.", [("deployed", 1_000, "cuba")]),
    (
        "The Rwandan contingent in Bangui, strong of nearly 2 800 men, guards the palace.",
        [("deployed", 2_800, "rwanda")],
    ),
    ("Ghana's contingent, 870 strong, is the largest in Lebanon.", [("deployed", 870, "ghana")]),
    ("North Korea has supplied Russia with 220 pieces of artillery.", [("weapons", 220, "north_korea")]),
    ("Warsaw has handed Kyiv 250 T-72 tanks.", [("weapons", 250, "poland")]),
]


@pytest.mark.parametrize(("text", "expected"), FRAMES)
def test_the_frame_of_what_is_counted_gives_the_measure(extract: Extract, text: str, expected: list[Counted]) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


# numbers without the noun that they count
ELIDED: list[tuple[str, list[Counted]]] = [
    (
        "Fifteen Canadian tanks were sent to Latvia. Two are under repair in Poland.",
        [("weapons", 15, "canada"), ("weapons", 2, "canada")],
    ),
    (
        "Macedonia sends 33 soldiers to Kosovo, Albania 30 and Montenegro a platoon of 26.",
        [("deployed", 33, "north_macedonia"), ("deployed", 30, "albania"), ("deployed", 26, "montenegro")],
    ),
    (
        "The contingents, made up of 350 troops from Nigeria, 200 from Ghana and 150 from Togo, are in Benin.",
        [("deployed", 350, "nigeria"), ("deployed", 200, "ghana"), ("deployed", 150, "togo")],
    ),
    ("Danish soldiers, 300 of them, will leave Iraq in the spring.", [("withdrawn", 300, "denmark")]),
    (
        "Lithuania reckons that 2,000 Russian troops are left in Belarus, down from 12,000 two years ago.",
        [("deployed", 2_000, "russia"), ("deployed", 12_000, "russia")],
    ),
    (
        "Russia keeps 1,500 soldiers in Transnistria. Around 400 serve as peacekeepers there.",
        [("deployed", 1_500, "russia"), ("deployed", 400, "russia")],
    ),
    (
        "Of the 93 Fijian soldiers who went to the Sinai, 91 have come back; two are buried there.",
        [("deployed", 93, "fiji"), ("withdrawn", 91, "fiji"), ("killed", 2, "fiji")],
    ),
    (
        "Fiji sent soldiers to Lebanon in 1978; 54 of them have lost their lives.",
        [("killed", 54, "fiji")],
    ),
    (
        "The number of Russian servicemen in Belarus has dwindled to fewer than 2,000 from a peak of 30,000.",
        [("deployed", 2_000, "russia"), ("deployed", 30_000, "russia")],
    ),
    (
        "Up to 430 Czech soldiers may serve in Slovakia, as many as 200 in Lithuania and no more than 130 in Latvia.",
        [("deployed", 430, "czech_republic"), ("deployed", 200, "czech_republic"), ("deployed", 130, "czech_republic")],
    ),
    (
        "Japan sent troops to Luzon for a drill with 300 Filipino and 60 Australian soldiers.",
        [("deployed", 300, "philippines"), ("deployed", 60, "australia")],
    ),
    (
        "Baku says two of its conscripts were shot dead. Yerevan reports one dead and four wounded.",
        [("killed", 2, "azerbaijan"), ("killed", 1, "armenia"), ("injured", 4, "armenia")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ELIDED)
def test_a_number_alone_takes_up_what_was_counted(extract: Extract, text: str, expected: list[Counted]) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Russian troops in Ukraine lose a thousand men a day, London says.",
        "The Ukrainian army was attacked on 9 September near Kharkiv.",
        "Soldiers were killed in Egypt between 2013 and 2022.",
        "Two officers of the Kenyan army told reporters that the road to Baidoa was open.",
        "Serbia ruled out sending even one man to Ukraine.",
        "The war will cost Germany eleven billion, the army says.",
        "Iraq's Sunni lawmakers worry about the soldiers, two of them said.",
        "Police in Lisbon arrested 40 people after the match.",
    ],
)
def test_numbers_that_count_nobody(extract: Extract, text: str) -> None:
    assert extract(text).figures == ()


def sources(extract: Extract, text: str) -> list[tuple[int | None, tuple[str, ...]]]:
    return [(f.low, f.source) for f in extract(text).figures]


def test_who_denies_a_number_does_not_vouch_for_it(extract: Extract) -> None:
    found = sources(extract, "Egypt denied that 10,000 Egyptian soldiers had been sent to Somalia.")
    assert found == [(10_000, ())]


def test_a_number_denied_stays_with_whoever_gave_it(extract: Extract) -> None:
    text = (
        "Ukraine said 400 Belarusian soldiers had crossed into Kursk. "
        "Belarus denied that 400 Belarusian soldiers had crossed into Kursk."
    )
    assert sources(extract, text) == [(400, ("ukraine",)), (400, ("ukraine",))]


def test_the_subject_of_a_verb_of_counting_vouches(extract: Extract) -> None:
    assert sources(extract, "Kyiv has named 1,028 Cuban mercenaries in Russia.") == [(1_028, ("ukraine",))]


@pytest.mark.parametrize(
    ("text", "number", "source"),
    [
        (
            "China sent its navy to the reef, Manila said. “They stay for good,” said Rosa Abad, "
            "who counted nine navy ships around the reef.",
            9,
            "Rosa Abad",
        ),
        (
            "Chad brought up the case of the Chadian prisoners held in Tripoli, whose number it put at 23, "
            "and called on Libya to release them.",
            23,
            "Chad",
        ),
        (
            "Russia shelled the port. Six people are now known to have died in last night's strike on a block in the "
            "Saltivka district of Kharkiv, the regional governor, Pavlo Hnatiuk, has said.",
            6,
            "Pavlo Hnatiuk",
        ),
        ("UNDOF, which was established by the Security Council, currently numbers around 1,300 soldiers.", 1300, None),
    ],
)
def test_who_counts_vouches_and_not_who_set_up_a_force(
    extract: Extract, text: str, number: int, source: str | None
) -> None:
    claims = extract(text)
    names = {actor.id: actor.name for actor in claims.actors}
    vouching = [[names[actor] for actor in f.source] for f in claims.figures if f.low == number]
    assert vouching == [[source] if source else []]


def test_a_tag_behind_vouches_but_not_across_a_semicolon(extract: Extract) -> None:
    text = (
        "Peru moved 500 soldiers to its border with Ecuador in May; about 180 soldiers remain there, "
        "the Peruvian defence ministry says."
    )
    assert sources(extract, text)[0] == (500, ())


def test_people_of_whom_nothing_tells_whose_they_are_are_nobodys_where_two_sides_have_victims(extract: Extract) -> None:
    text = (
        "Thailand and Cambodia have agreed on a ceasefire.\n\nAt least 38 people have died. "
        "Thailand puts its dead at 14 civilians; Cambodia has reported eight civilians killed."
    )
    found = [(f.low, f.of) for f in extract(text).figures]
    assert found == [(38, None), (14, "thailand"), (8, "cambodia")]


def test_a_number_of_the_headline_is_told_as_well_as_that_of_the_story(extract: Extract) -> None:
    text = "Kenya puts 400 police officers into Haiti\n\nKenya has sent 400 police officers to Haiti, it said."
    assert [f.low for f in extract(text).figures] == [400, 400]


def test_those_who_are_cited_are_not_counted(extract: Extract) -> None:
    text = "More than 300 Kenyan soldiers have been killed in Somalia, according to two Kenyan officials."
    assert [figure.low for figure in extract(text).figures] == [300]


@pytest.mark.parametrize(
    "text",
    [
        "Rwanda dismissed Ukraine's claim that it has 4,000 soldiers in the country.",
        "Rwanda denied that 4,000 of its soldiers were in Congo, as Ukraine had claimed.",
        "South Korea rejected Ukraine's estimate of 4,000 North Korean dead.",
        "Ukraine's estimate is that 4,000 North Koreans have died.",
        "By the count of Ukraine, 4,000 North Koreans have died.",
        "The figure of 4,000 North Koreans killed was given by Ukraine.",
    ],
)
def test_a_number_is_of_whoever_reckons_or_claims_it(extract: Extract, text: str) -> None:
    assert sources(extract, text) == [(4_000, ("ukraine",))]


def test_a_second_state_that_sends_does_not_go_on_from_the_first(extract: Extract) -> None:
    text = "Germany promised 10 tanks to Ukraine, France has sent 40 tanks."
    assert sources(extract, text)[1] == (40, ())
