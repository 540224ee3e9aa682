"""Whose those counted are: by phrase, clause, the count before, missions and the article. All is invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Counted = tuple[str, int, str | None]

MISSIONS: list[tuple[str, list[Counted]]] = [
    (
        "KFOR praised the calm in Mitrovica. The mission has 4,500 soldiers from 28 countries.",
        [("deployed", 4_500, "kfor")],
    ),
    (
        "EUFOR wants to stay in Bosnia. Some 900 soldiers are based near Sarajevo.",
        [("deployed", 900, "eufor")],
    ),
    (
        "The Border Watch Force (BWF) for Nubara exists on paper. Only 90 of the 4,000 soldiers promised have come.",
        [("deployed", 90, "border_watch_force"), ("deployed", 4_000, "border_watch_force")],
    ),
    ("NATO held exercises near Riga. About 3,000 men from nine countries took part.", [("deployed", 3_000, "nato")]),
    ("Albania lent KFOR a company. Kosovo wants the 70 Albanian soldiers to stay.", [("deployed", 70, "albania")]),
]

NOBODYS: list[tuple[str, list[Counted]]] = [
    ("The war between Sudan and Chad has killed 150,000 people.", [("killed", 150_000, None)]),
    ("Bosnia had a war that cost some 100,000 lives.", [("killed", 100_000, None)]),
    (
        "China said it would talk to India. About 40,000 soldiers are still on each side of the line.",
        [("deployed", 40_000, None)],
    ),
    (
        "Fighting on the border\n\n"
        "At least 47 people have died. Armenia reported 20 soldiers killed; Azerbaijan has acknowledged nine dead.",
        [("killed", 47, None), ("killed", 20, "armenia"), ("killed", 9, "azerbaijan")],
    ),
]

EACH_SIDE: list[tuple[str, list[Counted]]] = [
    (
        "Armenia and Azerbaijan signed a truce. Some 70,000 have fled on the two sides of the frontier.",
        [("displaced", 70_000, None)],
    ),
    (
        "Eritrea said Ethiopia had killed nine soldiers and that 20,000 had fled their homes on both sides.",
        [("killed", 9, "eritrea"), ("displaced", 20_000, None)],
    ),
]

THEIR_OWN: list[tuple[str, list[Counted]]] = [
    ("Ethiopian soldiers killed at least 30 villagers in Amhara, a rights group said.", [("killed", 30, "ethiopia")]),
    ("The Africa Corps has 600 fighters in Niger, a diplomat said.", [("deployed", 600, "russia")]),
    (
        "Rwanda denied that it had sent soldiers to Congo. In North Kivu some 12,000 have fled since Monday.",
        [("displaced", 12_000, "democratic_republic_of_the_congo")],
    ),
    (
        "Vietnam on Monday accused China of ramming a trawler near the Paracels and injuring four fishermen.",
        [("injured", 4, "vietnam")],
    ),
]

AROUND: list[tuple[str, list[Counted]]] = [
    (
        "Iranian drones came by night, Kuwait said. Nineteen drones crossed the border.",
        [("weapons", 19, "iran")],
    ),
    (
        "Norway informed its allies of its intention to relieve the Belgian battalion in Lithuania with 300 soldiers.",
        [("deployed", 300, "norway")],
    ),
    (
        "Kenya's president spoke in Nairobi of Kenya's police. In the Artibonite 16,000 people have fled their homes.",
        [("displaced", 16_000, "haiti")],
    ),
    (
        "A Ghanaian officer was killed and two others were wounded in Mali.",
        [("killed", 1, "ghana"), ("injured", 2, "ghana")],
    ),
    (
        "NATO had 140,000 soldiers in Afghanistan. Georgia lost 32.",
        [("deployed", 140_000, "nato"), ("killed", 32, "georgia")],
    ),
    (
        "Shells fell for hours: 31 FARC fighters and 12 government soldiers died in Colombia.",
        [("killed", 31, "farc"), ("killed", 12, "colombia")],
    ),
    (
        "Latvia and Estonia agreed to set up a joint cell of 12 liaison officers in Valga.",
        [("deployed", 12, None)],
    ),
]

BEFORE: list[tuple[str, list[Counted]]] = [
    (
        "Drones from Sudan struck a bus depot in Abeche in Chad, killing nine people. The mayor said that seven "
        "children were wounded.\n\nSudan has sent soldiers to Libya, and Sudan denies it.",
        [("killed", 9, "chad"), ("injured", 7, "chad")],
    ),
    (
        "Russia sent 12,000 North Korean soldiers to Kursk. Their losses exceed 4,000 killed and wounded.",
        [("deployed", 12_000, "north_korea"), ("killed_or_injured", 4_000, "north_korea")],
    ),
    (
        "In Guayas 11 Ecuadorian marines were killed in May; the navy had put the toll at nine.",
        [("killed", 11, "ecuador"), ("killed", 9, "ecuador")],
    ),
    (
        "Turkey's army said 30 of its soldiers were wounded in Syria and a further 12 killed.",
        [("injured", 30, "turkey"), ("killed", 12, "turkey")],
    ),
]

SIDES: list[tuple[str, list[Counted]]] = [
    (
        "The navy said Denmark's frigate Niels Juel, with 170 sailors on board, would join the warships off Yemen.",
        [("deployed", 170, "denmark")],
    ),
    (
        "London said HMS Duncan would sail to Guyana. Caracas protested that the vessel, with a crew of 65, was armed.",
        [("deployed", 65, "united_kingdom")],
    ),
    (
        "Next door, Romania is digging. A fence is being built, and 9,000 soldiers patrol the banks.",
        [("deployed", 9_000, "romania")],
    ),
    (
        "Islamabad said 31 civilians had been killed by Indian strikes. India put its own dead at 16.",
        [("killed", 31, "pakistan"), ("killed", 16, "india")],
    ),
    (
        "Some 700,000 Rohingya who fled Myanmar live in camps in Bangladesh.",
        [("displaced", 700_000, "myanmar")],
    ),
    (
        "Iran's Revolutionary Guards keep a base in Syria. Six Guards have been killed in Damascus since May.",
        [("killed", 6, "iran")],
    ),
    (
        "South Africa sent soldiers to Congo. The UN force, which has 11,000 troops, guards Goma.",
        [("deployed", 11_000, "un_force")],
    ),
    (
        "Israel said it had hit a school with Hamas fighters and had killed 12 of them.",
        [("killed", 12, "hamas")],
    ),
    ("Clashes killed 63 people on the Kyrgyz side.", [("killed", 63, "kyrgyzstan")]),
    (
        "Ghanaian and Togolese soldiers guard the port. 75 of them are Togolese.",
        [("deployed", 75, "togo")],
    ),
    ("The army has moved 5,000 soldiers to Arauca, in Colombia.", [("deployed", 5_000, "colombia")]),
    (
        "Seventeen armoured vehicles of the Malian army are still held by the rebels.",
        [("weapons", 17, "mali")],
    ),
]


POSSESSORS: list[tuple[str, list[Counted]]] = [
    (
        "He said that a Danish helicopter unit and 80 engineers from Nepal would move to Juba.",
        [("deployed", 80, "nepal")],
    ),
    ("Qatar has told France to cut its garrison near Doha to 600 men by autumn.", [("deployed", 600, "france")]),
    ("Moldova asked Romania to send 30 of its sappers.", [("deployed", 30, "romania")]),
    (
        "Gabon's foreign ministry said Turkish drones and some 80 technicians had arrived at Franceville.",
        [("deployed", 80, "turkey")],
    ),
    ("Chad has sent 800 men of its rapid intervention force to the islands.", [("deployed", 800, "chad")]),
    (
        "The United Nations mission in Mali, MINUSMA, said two of its peacekeepers from Togo were killed.",
        [("killed", 2, "togo")],
    ),
    (
        "Norwegian officials claim that 822 Danes have fought in Libya and that 37 of them have been killed.",
        [("deployed", 822, "denmark"), ("killed", 37, "denmark")],
    ),
    ("Venezuela captured eight Arrowcorp raiders in 2020.", [("captured", 8, "arrowcorp")]),
    (
        '"On our side, sadly, five soldiers are dead," Colonel Idriss of Chad\'s army said. "Nigeria lost none."',
        [("killed", 5, "chad")],
    ),
    (
        "Brazil and Peru may join the mission. British defence minister Ben Hall said: “We have six advisers there.”",
        [("deployed", 6, "united_kingdom")],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [*MISSIONS, *NOBODYS, *EACH_SIDE, *THEIR_OWN, *AROUND, *BEFORE, *SIDES, *POSSESSORS]
)
def test_those_counted_belong_to_whom_a_careful_reader_takes_them_for(
    extract: Extract, text: str, expected: list[Counted]
) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


GIVEN: list[tuple[str, list[Counted]]] = [
    ("Russia has received some 310 missiles from Pyongyang, Kyiv says.", [("weapons", 310, "north_korea")]),
    ("Chad was given 22 drones by Turkey last year, a diplomat said.", [("weapons", 22, "turkey")]),
    ("Japan thanked Australia for its gift of 12 patrol boats.", [("weapons", 12, "australia")]),
    (
        "Israel sees no role for Turkey, which has said it is ready to send 2,000 soldiers.",
        [("deployed", 2_000, "turkey")],
    ),
    (
        "Israel and Lebanon quarrel. Two farmers were shot dead by Israeli soldiers.",
        [("killed", 2, "lebanon")],
    ),
    (
        "Ukraine was attacked by Russia overnight. Ukrainian air defences shot down 52 drones, the air force said.",
        [("weapons", 52, "russia")],
    ),
]

TAKEN_UP: list[tuple[str, list[Counted]]] = [
    (
        "Pakistan has sent soldiers to Saudi Arabia. Two Saudi officials put their number at about 3,200.",
        [("deployed", 3_200, "pakistan")],
    ),
    (
        "North Korea has sent troops to Russia. The British delegate said Korean forces had suffered 4,100 casualties.",
        [("killed_or_injured", 4_100, "north_korea")],
    ),
    (
        "The British-led battlegroup in Estonia, about 1,100 strong, will hold an exercise.",
        [("deployed", 1_100, "british_led_battlegroup_in_estonia")],
    ),
    (
        "KFOR has 4,600 soldiers from 33 states. Croatia takes part with 140 and Albania with 85.",
        [("deployed", 4_600, "kfor"), ("deployed", 140, "croatia"), ("deployed", 85, "albania")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*GIVEN, *TAKEN_UP])
def test_what_is_given_is_the_givers_and_what_is_taken_up_theirs_of_before(
    extract: Extract, text: str, expected: list[Counted]
) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


MEASURES: list[tuple[str, list[Counted]]] = [
    ("Four Australian submarines will rotate through Guam from May.", [("weapons", 4, "australia")]),
    ("Greece has two frigates at sea in the Gulf of Aden.", [("weapons", 2, "greece")]),
    ("Greece has sold Ukraine two frigates.", [("weapons", 2, "greece")]),
    (
        "Some 10,000 Afghans were sent to Syria; at least 2,000 never came home, Iranian commanders said.",
        [("deployed", 10_000, "afghanistan"), ("deployed", 2_000, "afghanistan")],
    ),
    ("Ghana's army put the number of those who fled at 3,000.", [("displaced", 3_000, "ghana")]),
    (
        "The EU keeps its frigates off Yemen. Two frigates, one Greek and one Italian, remain on patrol.",
        [("weapons", 2, "european_union")],
    ),
    ("Russia and Armenia sent troops to the border. Then the two concluded a pact.", []),
    ("The Russians left 70 vehicles on the bank near Kherson.", [("weapons", 70, "russia")]),
    ("The Netherlands will leave 120 soldiers in Erbil.", [("deployed", 120, "netherlands")]),
    ("France handed over 24 tanks to Ukraine on Monday.", [("weapons", 24, "france")]),
    (
        "Kazakhstan asked for help. Russia sent 2,000 soldiers and 250 vehicles within a day.",
        [("deployed", 2_000, "russia"), ("weapons", 250, "russia")],
    ),
    (
        "The ombudsman of Colombia has raised her count of displaced persons to 32,000, up from 18,000 yesterday.",
        [("displaced", 32_000, "colombia"), ("displaced", 18_000, "colombia")],
    ),
    (
        "Pyongyang has transferred 120 self-propelled guns “Koksan” to Russia.",
        [("weapons", 120, "north_korea")],
    ),
    (
        "Sixteen Malians died when a shell hit the market of Gao. More than 50 were taken to hospital.",
        [("killed", 16, "mali"), ("injured", 50, "mali")],
    ),
    (
        "Chad sent 1,200 soldiers to Mali. In ten years 310 of them were killed.",
        [("deployed", 1_200, "chad"), ("killed", 310, "chad")],
    ),
    ("The Swedish battalion, 550 strong, returned home from Latvia in May.", [("withdrawn", 550, "sweden")]),
    ("Sweden said two corvettes would be assigned to the patrols off Latvia.", [("weapons", 2, "sweden")]),
    ("Manila put the number of Chinese warships around the shoal at 27.", [("weapons", 27, "china")]),
    ("Germany has trained 900 Ukrainian soldiers.", []),
]


@pytest.mark.parametrize(("text", "expected"), MEASURES)
def test_the_measure_is_what_happens_to_those_counted(extract: Extract, text: str, expected: list[Counted]) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


def test_what_is_handed_over_is_no_more_than_said(extract: Extract) -> None:
    (figure,) = extract("France handed over 24 tanks to Ukraine.").figures
    assert figure.qualifier == "exactly"


WEIGHED: list[tuple[str, list[Counted]]] = [
    (
        "Missiles and drones from Iran hit Baghdad overnight, killing at least nine people. "
        "Officials there said four children were hurt.",
        [("killed", 9, "iraq"), ("injured", 4, "iraq")],
    ),
    (
        "Peru sent 400 soldiers to Haiti in May. Another 150 will follow in June.",
        [("deployed", 400, "peru"), ("reinforcements", 150, "peru")],
    ),
    (
        "Two villages near Gao in Mali were shelled on Monday. Eleven people died and 30 were wounded, doctors said.",
        [("killed", 11, "mali"), ("injured", 30, "mali")],
    ),
]


CLAUSES: list[tuple[str, list[Counted]]] = [
    (
        "Egypt's minister wrote to Ghana. She condemned the 3,000 soldiers whom Eritrea has sent to Sudan.",
        [("deployed", 3_000, "eritrea")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_whoever_sends_them_in_a_clause_of_theirs_owns_them(
    extract: Extract, text: str, expected: list[Counted]
) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


@pytest.mark.parametrize(("text", "expected"), WEIGHED)
def test_where_nothing_tells_it_plainly_the_likeliest_own_them(
    extract: Extract, text: str, expected: list[Counted]
) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


def test_those_who_harm_them_do_not_own_them(extract: Extract) -> None:
    text = "Russia's army fired at Odesa, and Russia praised it. Six people were killed in Russian air strikes."
    (figure,) = extract(text).figures
    assert figure.of == "ukraine"


def test_a_figure_that_is_weighed_says_by_which_sign(extract: Extract) -> None:
    _, second = extract("Peru sent 400 soldiers to Haiti in May. Another 150 will follow in June.").figures
    assert "whose they are by: signs, above all: " in second.rule


def test_a_figure_says_which_question_told_its_owner(extract: Extract) -> None:
    (figure,) = extract("Ghana sent 340 Ghanaian soldiers to Lebanon.").figures
    assert figure.rule.endswith("whose they are by: phrase")


def test_a_sentence_that_goes_on_keeps_its_source(extract: Extract) -> None:
    first, second = extract(
        "Russia's losses exceed 4,000 killed and wounded, Ukraine's General Staff estimates; of them, 1,100 are dead."
    ).figures
    assert first.source != ()
    assert second.source == first.source


def test_the_mission_stands_for_its_organisation(extract: Extract) -> None:
    text = "NATO wants KFOR to stay in Kosovo. Some 4,500 soldiers guard the convents and the bridges."
    (figure,) = extract(text).figures
    assert figure.of == "kfor"


SINGLES: list[tuple[str, list[Counted]]] = [
    ("A Danish sniper was captured near Gao.", [("captured", 1, "denmark")]),
    (
        "A shell hit a school in Kherson, killing a teacher and wounding a girl of nine.",
        [("killed", 1, "ukraine"), ("injured", 1, "ukraine")],
    ),
    ("When a soldier dies, his family gets a flag.", []),
    ("The Danish army would not have lost a soldier, the minister said.", []),
    ("A soldier could be killed, the Danish minister warned.", []),
    ("A horse was killed at Gao.", []),
]


@pytest.mark.parametrize(("text", "expected"), SINGLES)
def test_one_victim_needs_no_number(extract: Extract, text: str, expected: list[Counted]) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


def test_troops_sent_to_a_camp_are_read(extract: Extract) -> None:
    (figure,) = extract("The United States has sent 200 soldiers to Camp Lemonnier in Djibouti.").figures
    assert (figure.low, figure.of) == (200, "united_states")


ARMED: list[tuple[str, list[Counted]]] = [
    (
        "Militants stormed a post in northern Benin, killing five officers. The army said 17 militants had been "
        "killed and that 3 of the attackers were captured.",
        [("killed", 5, "benin"), ("killed", 17, "militants"), ("captured", 3, "militants")],
    ),
    ("The army of Burkina Faso beat off a raid. Eighteen terrorists were killed.", [("killed", 18, "terrorists")]),
    ("M23 took the town of Walikale. The Congolese army said it had killed 40 rebels there.", [("killed", 40, "m23")]),
    (
        "Three soldiers and three insurgents were killed in a firefight in southern Thailand, the army said.",
        [("killed", 3, "thailand"), ("killed", 3, "insurgents")],
    ),
    ("The Kenyan army said it had killed 14 Somali al-Shabaab militants in Lamu.", [("killed", 14, "al_shabaab")]),
    (
        "A group linked to al-Qaeda is active there. Gunmen killed four soldiers in northern Togo, the government in "
        "Lome said. The troops shot dead nine jihadists.",
        [("killed", 4, "togo"), ("killed", 9, "gunmen")],
    ),
    (
        "Al-Shabaab raided a base of African Union troops. Four Burundian soldiers died and 22 of the attackers died.",
        [("killed", 4, "burundi"), ("killed", 22, "al_shabaab")],
    ),
    (
        "The US-backed M23 raided a village. Backed by drones, the army of Congo killed 40 rebels.",
        [("killed", 40, "m23")],
    ),
    (
        "The mayor denied any ties. Al-Shabaab raided Bulo, and soldiers of Somalia killed eight militants.",
        [("killed", 8, "al_shabaab")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ARMED)
def test_armed_men_without_a_name_are_a_group_of_their_own(
    extract: Extract, text: str, expected: list[Counted]
) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected


def test_a_group_without_a_name_has_what_it_is_called_as_mentions(extract: Extract) -> None:
    claims = extract("Suspected jihadists raided Djibo. The army of Mali said it had killed 20 terrorists.")
    (figure,) = claims.figures
    group = next(actor for actor in claims.actors if actor.id == figure.of)
    assert group.type == "armed_force"
    assert {"Suspected jihadists", "jihadists", "terrorists"} <= set(group.mentions)


def test_peacekeepers_of_a_mission_without_a_name_are_the_organisations(extract: Extract) -> None:
    text = "A UN base in eastern Congo came under fire. Two peacekeepers were killed and nine others were wounded."
    assert [f.of for f in extract(text).figures] == ["united_nations", "united_nations"]


def test_an_institute_has_no_soldiers(extract: Extract) -> None:
    (figure,) = extract("The International Crisis Group says 2,000 soldiers are deployed in a valley of Chad.").figures
    assert figure.of != "international_crisis_group"


NAMED_OTHERWISE: dict[str, tuple[str, list[Counted]]] = {
    "a wire agency stands for no state": (
        "Chad said the road to Moundou was open. Reuters was able to confirm the place. A spokesman for the brigade "
        "said that three of its fighters had been killed and eleven wounded.",
        [("killed", 3, "chad"), ("injured", 11, "chad")],
    ),
    "among whom the dead are": (
        "Israel bombed Sidon. Medical sources counted 80 dead among Hezbollah, with 152 wounded.",
        [("killed", 80, "hezbollah"), ("injured", 152, "hezbollah")],
    ),
    "a service under its own name": ("The RAAF has six Wedgetails in Poland.", [("weapons", 6, "australia")]),
    "a service without a state": (
        "Wellington will keep its team in Poland, New Zealand's government said. Up to 100 Defence Force personnel "
        "will be based there.",
        [("deployed", 100, "new_zealand")],
    ),
    "an abbreviation that two forces share": (
        "Japan has a base in Djibouti, Tokyo said. The SDF sent two transport planes to Djibouti.",
        [("weapons", 2, "japan")],
    ),
    "a body where the sentence plays": (
        "Russia's Ministry of Defence is silent. In India the Ministry of Defence has stated that of 202 nationals "
        "who joined the Russian army, 26 were killed.",
        [("deployed", 202, "india"), ("killed", 26, "india")],
    ),
    "the government where the sentence plays": (
        "Russia's government is silent about Nepalis. In India the government said it had lost 26 soldiers.",
        [("killed", 26, "india")],
    ),
    "an army that is not where it comes from": (
        "The Israeli army struck. In Lebanon, the army said it had lost five soldiers.",
        [("killed", 5, "israel")],
    ),
    "whoever acts where a sentence plays": (
        "In Syria, Turkey said the army had lost five soldiers.",
        [("killed", 5, "turkey")],
    ),
    "an attack is no place": (
        "Ukraine said it was hit. In a Russian attack, the army lost five soldiers.",
        [("killed", 5, "ukraine")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NAMED_OTHERWISE.values(), ids=NAMED_OTHERWISE)
def test_owners_named_otherwise_than_by_their_state(extract: Extract, text: str, expected: list[Counted]) -> None:
    assert [(f.measure, f.low, f.of) for f in extract(text).figures] == expected
