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
        "Two Mirage fighters had been left behind.",
    ],
)
def test_what_is_no_figure(extract: Extract, text: str) -> None:
    assert extract(text).figures == ()


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
