"""Figures: what is counted, whose, and who vouches for the number. The events are invented."""

from __future__ import annotations

import pytest

from service.model import Figure
from tests.extract.conftest import Extract

# what an article says, and what that counts: measure, low, high, qualifier, whose
COUNTED = [
    ("Rwanda has sent 1,000 soldiers to Mozambique.", ("deployed", 1_000, None, "exactly", "rwanda")),
    ("About 340 Irish soldiers are based in Lebanon.", ("deployed", 340, None, "about", "ireland")),
    ("Kenya sent some 400 police officers to Haiti.", ("deployed", 400, None, "about", "kenya")),
    ("Italy will send another 200 soldiers to Niger.", ("reinforcements", 200, None, "exactly", "italy")),
    ("At least 30 Turkish soldiers were killed in Syria.", ("killed", 30, None, "at_least", "turkey")),
    ("Two French soldiers died in Mali on Monday.", ("killed", 2, None, "exactly", "france")),
    ("Ukraine lost 300 soldiers near Bakhmut.", ("killed", 300, None, "exactly", "ukraine")),
    ("More than 50 Ethiopian troops were wounded near Baidoa.", ("injured", 50, None, "more_than", "ethiopia")),
    ("Some 120 Russian soldiers were captured near Sumy.", ("captured", 120, None, "about", "russia")),
    ("Up to 4,000 Russian soldiers were killed or wounded.", ("killed_or_injured", 4_000, None, "at_most", "russia")),
    ("Germany withdrew 900 soldiers from Mali.", ("withdrawn", 900, None, "exactly", "germany")),
    ("Poland delivered 14 tanks to Ukraine in March.", ("weapons", 14, None, "exactly", "poland")),
    ("Chad has between 1,200 and 1,500 soldiers in Niger.", ("deployed", 1_200, 1_500, "range", "chad")),
    ("Burundi sent thousands of soldiers to Congo.", ("deployed", 1_000, None, "vague", "burundi")),
    (
        "Ghana sent a battalion of 600 to Liberia. Ghana's troops arrived in Liberia.",
        ("deployed", 600, None, "exactly", "ghana"),
    ),
    ("A missile strike on Kyiv killed eight people.", ("killed", 8, None, "exactly", "ukraine")),
    ("An air raid on Kharkiv wounded dozens of civilians.", ("injured", 12, None, "vague", "ukraine")),
]


def read(figure: Figure) -> tuple[str, int | None, int | None, str, str | None]:
    return figure.measure, figure.low, figure.high, figure.qualifier, figure.of


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_one_count(extract: Extract, text: str, expected: tuple[str, int, int | None, str, str]) -> None:
    assert expected in [read(f) for f in extract(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At least 1,000 of the 11,000 North Korean troops deployed were killed.",
            [("killed", 1_000, "north_korea"), ("deployed", 11_000, "north_korea")],
        ),
        (
            "Eighteen South African soldiers were killed, and 40 wounded, in Congo.",
            [("killed", 18, "south_africa"), ("injured", 40, "south_africa")],
        ),
        (
            "Thirty peacekeepers, 19 Italians and 11 Hungarians, were hurt in Kosovo.",
            [("injured", 19, "italy"), ("injured", 11, "hungary")],
        ),
        (
            "Fiji has 170 soldiers in the Sinai and 149 on the Golan Heights.",
            [("deployed", 170, "fiji"), ("deployed", 149, "fiji")],
        ),
        (
            "France sent 800 soldiers to Chad. Six of them were killed.",
            [("deployed", 800, "france"), ("killed", 6, "france")],
        ),
    ],
)
def test_each_number_counts_its_own(extract: Extract, text: str, expected: list[tuple[str, int, str]]) -> None:
    found = [(f.measure, f.low, f.of) for f in extract(text).figures]
    assert set(expected) <= set(found)


@pytest.mark.parametrize(
    "text",
    [
        "About 60 per cent of Russian soldiers are conscripts.",
        "Kim, 41, sent soldiers to Russia in 2024.",
        "France spent 20 million euros on its soldiers in Chad.",
        "The army of Chad fired from 25 kilometres away.",
        "Under Resolution 2699 Kenya may send police officers to Haiti.",
        "Lawmakers voted by 318 to 142 to keep the soldiers in Libya.",
        "The 90-day truce between Israel and Hamas holds.",
        "Blackwater won the derby in front of 27,400 and their army of 3,000 fans went wild.",
        "Some 500 people joined the march in Nairobi.",
        "More than 300 guards of the museum went on strike.",
        "To 40 refugees, that is home.",
    ],
)
def test_what_is_no_figure(extract: Extract, text: str) -> None:
    assert extract(text).figures == ()


def test_planes_are_no_men(extract: Extract) -> None:
    assert [f.measure for f in extract("Two Mirage fighters had been left behind.").figures] == ["weapons"]


def test_source_and_relay_come_from_the_statement_that_carries_the_number(extract: Extract) -> None:
    claims = extract(
        "South Korea’s intelligence service told Yonhap that 300 North Korean soldiers had been killed in Russia."
    )
    (figure,) = claims.figures
    assert [claims.actor(a).of for a in figure.source] == ["south_korea"]
    assert [claims.actor(a).name for a in figure.via] == ["Yonhap News Agency"]


def test_a_number_nobody_is_cited_for_has_no_source(extract: Extract) -> None:
    (figure,) = extract("About 340 Irish soldiers are based in Lebanon.").figures
    assert figure.source == ()


def test_two_numbers_for_one_thing_are_two_figures_with_their_own_sources(extract: Extract) -> None:
    claims = extract(
        "Uganda said it had sent 600 soldiers to South Sudan. "
        "The United States said Uganda had sent 2,000 soldiers to South Sudan."
    )
    assert [(f.low, f.source) for f in claims.figures] == [(600, ("uganda",)), (2_000, ("united_states",))]


def test_a_figure_stands_verbatim_where_it_says_and_is_tied_to_its_deployment(extract: Extract) -> None:
    text = "Kenya sent 400 police officers to Haiti. France sent 300 soldiers to Chad."
    claims = extract(text)
    assert [f.span for f in claims.figures] == [text[f.start : f.end] for f in claims.figures]
    senders = {d.id: d.sender for d in claims.deployments}
    assert [senders[f.deployment or ""] for f in claims.figures] == ["kenya", "france"]


# the ordinary wordings of agencies, with every figure in them: measure, low, whose
ORDINARY: list[tuple[str, list[tuple[str, int, str | None]]]] = [
    (
        "A 2,500-strong Kenyan-led force is meant to fight gangs in Haiti. Kenya has sent 400 police officers so far.",
        [("deployed", 2_500, "kenyan_led_force"), ("deployed", 400, "kenya")],
    ),
    (
        "Britain deploys 300 more soldiers to Estonia, the Ministry of Defence announced on Tuesday.",
        [("reinforcements", 300, "united_kingdom")],
    ),
    ("Germany will send up to 1,500 soldiers to Lithuania by next year.", [("deployed", 1_500, "germany")]),
    (
        "Italy is to increase its contingent in Lebanon from 600 to 1,000 soldiers.",
        [("deployed", 600, "italy"), ("deployed", 1_000, "italy")],
    ),
    ("Germany withdrew the last 90 of its soldiers from Niger on Friday.", [("withdrawn", 90, "germany")]),
    (
        "At least 12 Malian soldiers were killed and 30 wounded in an ambush near Gao.",
        [("killed", 12, "mali"), ("injured", 30, "mali")],
    ),
    (
        "An Israeli air strike on Gaza killed 17 civilians, including six children.",
        [("killed", 17, "palestine"), ("killed", 6, "palestine")],
    ),
    ("The death toll in Sudan rose to 230, according to the health ministry.", [("killed", 230, "sudan")]),
    ("The bodies of three Uruguayan peacekeepers were flown home from Goma.", [("killed", 3, "uruguay")]),
    ("The Netherlands handed over six F-16 fighter jets to Ukraine.", [("weapons", 6, "netherlands")]),
    (
        "Some 900 US troops are in Syria and 2,500 in Iraq.",
        [("deployed", 900, "united_states"), ("deployed", 2_500, "united_states")],
    ),
    (
        "Burundian troops, numbering around 10,000, are fighting alongside the Congolese army.",
        [("deployed", 10_000, "burundi")],
    ),
    (
        "Fighting in North Kivu has forced 400,000 people from their homes since January.",
        [("displaced", 400_000, "democratic_republic_of_the_congo")],
    ),
    ("Some 35,000 people have fled to Chad from Sudan's Darfur region.", [("displaced", 35_000, "sudan")]),
    (
        "Indian troops killed five militants in Kashmir on Sunday, and two soldiers were wounded.",
        [("killed", 5, "militants"), ("injured", 2, "india")],
    ),
    (
        "Denmark has donated 19 F-16s to Kyiv. Norway promised six more.",
        [("weapons", 19, "denmark"), ("weapons", 6, "norway")],
    ),
    (
        "Seven Ukrainian soldiers were taken prisoner near Kursk, Russia's defence ministry claimed.",
        [("captured", 7, "ukraine")],
    ),
    ("Canada doubled its military presence in Latvia to 2,200 troops.", [("deployed", 2_200, "canada")]),
    ("President Emmanuel Macron said France would station three Mirage jets in Djibouti.", [("weapons", 3, "france")]),
    ("The mission, which comprises 1,100 soldiers from Ghana, is based in Abyei.", [("deployed", 1_100, "ghana")]),
    ("Germany will provide Ukraine with two more Patriot systems.", [("weapons", 2, "germany")]),
    ("Moldova wants the 1,500 Russian soldiers in Transnistria to leave.", [("deployed", 1_500, "russia")]),
    (
        "About 1,200 Armenian soldiers were wounded, the ministry said, and 40 vehicles destroyed.",
        [("injured", 1_200, "armenia"), ("weapons", 40, "armenia")],
    ),
    ("United beat City 3-1 before 40,000 fans. The striker, 24, scored two goals in ten minutes.", []),
    ("Some 2,000 nurses walked out of 14 hospitals on Monday. The union wants 8 percent.", []),
    (
        "Floods in Brazil killed 35 people and forced 10,000 from their homes.",
        [("killed", 35, "brazil"), ("displaced", 10_000, "brazil")],
    ),
    ("The company sent 300 workers home and closed two plants in France.", []),
    (
        "Nepal's army said one of its peacekeepers had been killed and two others injured in Abyei.",
        [("killed", 1, "nepal"), ("injured", 2, "nepal")],
    ),
    ("The U.S. has about 28,500 troops stationed in South Korea.", [("deployed", 28_500, "united_states")]),
    (
        "A contingent of 1,200 Nigerian soldiers left for Niger on Monday, an army spokesman said.",
        [("deployed", 1_200, "nigeria")],
    ),
    (
        "Ethiopian soldiers serving with the African Union force in Somalia were ambushed near "
        "Baidoa; nine of them died.",
        [("killed", 9, "ethiopia")],
    ),
    (
        "Pakistan said eight of its soldiers were killed in shelling across the Line of Control in "
        "Kashmir. India reported five dead.",
        [("killed", 8, "pakistan"), ("killed", 5, "india")],
    ),
    ("Azerbaijani forces shot dead four Armenian soldiers, Yerevan said.", [("killed", 4, "armenia")]),
    ("Portugal announced the arrival of 40 of its soldiers in Bangui.", [("deployed", 40, "portugal")]),
    ("The French base in Dakar was handed back to Senegal in July.", []),
    ("Two UN peacekeepers from Indonesia were injured in Naqoura, the mission said.", [("injured", 2, "indonesia")]),
    ("Guatemala dispatched 150 military policemen to Haiti.", [("deployed", 150, "guatemala")]),
    ("Colombia extradited 14 drug traffickers to the United States last year. The journey took 6 hours.", []),
    ("The minister, 54, flew to Paris with 30 business leaders and 12 journalists.", []),
    ("The central bank moved 200 staff to a new office in Berlin.", []),
    (
        "Three people died when a bus fell into a ravine in Peru, and 22 passengers were hurt.",
        [("killed", 3, "peru"), ("injured", 22, "peru")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ORDINARY)
def test_ordinary_wordings(extract: Extract, text: str, expected: list[tuple[str, int, str | None]]) -> None:
    found = [(f.measure, f.low, f.of) for f in extract(text).figures]
    assert found == expected


@pytest.mark.parametrize("none", ["Not one of our officers has died", "Not a single soldier has died"])
def test_not_one_counts_nobody(extract: Extract, none: str) -> None:
    assert extract(f"{none}, Kenya's interior minister told reporters in Nairobi.").figures == ()


def test_an_outlet_stands_for_no_state(extract: Extract) -> None:
    text = "Officials in Strelsau told the BBC on Monday that Ruritania has sent at least 500 soldiers to Graustark."
    claims = extract(text)
    assert [figure.of for figure in claims.figures] == [None]
    assert claims.deployments == ()
