"""What is said in passives, about nouns and after tags; and by whom, where offices are long."""

from __future__ import annotations

import pytest

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract

PASSIVES = {
    "with what is accused of": (
        "Chad has been accused by Libya of harbouring smugglers.",
        [Said("Libya", "accused", "of harbouring smugglers")],
    ),
    "with what is given": (
        "The fishermen were promised new nets by Minister Eva Sorel.",
        [Said("Eva Sorel", "promised", "new nets")],
    ),
    "with an infinitive": (
        "The frigate is reported by Reuters to have left the bay.",
        [Said("Reuters", "reported", "to have left the bay")],
    ),
    "of a noun": (
        "The village got a bridge, an idea welcomed by Minister Eva Sorel.",
        [Said("Eva Sorel", "welcomed", "an idea")],
    ),
    "of no noun cue": ("The island was ruled by Portugal until the war.", []),
    "of whom somebody accuses": (
        "Traders in Chad, which Libya accused of harbouring smugglers, were not told.",
        [Said("Libya", "accused", "of harbouring smugglers")],
    ),
    "with a label in quotation marks": (
        "The plan, which Minister Eva Sorel described as “a bridge too far”, was dropped.",
        [Said("Eva Sorel", "described", "a bridge too far", kind="direct")],
    ),
}

EXTENT = {
    "two that-clauses": (
        "Minister Eva Sorel said the road was open and that the ferry would follow.",
        [Said("Eva Sorel", "said", "the road was open and that the ferry would follow")],
    ),
    "two clauses under one that": (
        "Minister Eva Sorel said that the road was open and the ferry would follow.",
        [Said("Eva Sorel", "said", "the road was open and the ferry would follow")],
    ),
    "what goes on after a tag": (
        "The convoy left at dawn, Minister Eva Sorel said, though two lorries stayed behind.",
        [Said("Eva Sorel", "said", "The convoy left at dawn"), Said("Eva Sorel", "said", "two lorries stayed behind")],
    ),
    "the source taken up although those spoken of can speak": (
        "Minister Eva Sorel said the villagers had no water and called on the council to send lorries.",
        [
            Said("Eva Sorel", "said", "the villagers had no water"),
            Said("Eva Sorel", "called on", "the council to send lorries"),
        ],
    ),
    "by when it is to be": (
        "Minister Eva Sorel promised a new bridge by October.",
        [Said("Eva Sorel", "promised", "a new bridge by October")],
    ),
    "on what condition": (
        "Minister Eva Sorel offered the town her boats if the river rose.",
        [Said("Eva Sorel", "offered", "the town her boats if the river rose")],
    ),
    "a clause that adds to a noun": (
        "Libya denied the sale, which would have broken the embargo.",
        [Said("Libya", "denied", "the sale")],
    ),
    "a predicate in quotation marks": (
        "Libya described the raid as “the third of its kind, and one too many” on Monday.",
        [Said("Libya", "described", "the raid as “the third of its kind, and one too many”", kind="mixed")],
    ),
    "an adjective in quotation marks": (
        "Libya praised the divers for “heroic” rescues.",
        [Said("Libya", "praised", "the divers for “heroic” rescues", kind="mixed")],
    ),
    "told to somebody with to": (
        "Minister Eva Sorel confirmed to the Harbour Gazette that the ferry had been sold.",
        [Said("Eva Sorel", "confirmed", "the ferry had been sold", via="Harbour Gazette")],
    ),
    "asked that": (
        "The union asked that the harbour master be heard in court.",
        [Said("union", "asked", "the harbour master be heard in court")],
    ),
    "still to be done": ("The parliament has still to confirm the sale.", []),
    "headline without a verb": (
        "Keeper doubtful for final after fall, coach admits\n\nThe cup final is on Sunday.",
        [Said("coach", "admits", "Keeper doubtful for final after fall")],
    ),
}

SPEAKERS = {
    "an office of several words before the name": (
        "The lock is closed, according to Harbour Police (HPA) Deputy Director Lena Holm.",
        [Said("Lena Holm", "according to", "The lock is closed")],
    ),
    "an assistant to somebody": (
        "Assistant to the President Lena Holm said that the lock was closed.",
        [Said("Lena Holm", "said", "the lock was closed")],
    ),
    "somebody in a place": (
        "We heard from a fisherman in Kisumu, who says that the nets were cut.",
        [Said("fisherman", "says", "the nets were cut")],
    ),
    "those of whom more was said before": (
        "Night vendors filled the square. The vendors complained that the market had been cleared.",
        [Said("night vendors", "complained", "the market had been cleared")],
    ),
    "they, the members of a body": (
        "The members of the Security Council met on Monday with soldiers in the hall. "
        "They demanded the release of the boats.",
        [Said("Security Council members", "demanded", "the release of the boats")],
    ),
    "whose things tell it": (
        "According to pictures taken by Libya, the lock is closed.",
        [Said("Libya", "According to", "the lock is closed")],
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [*PASSIVES.values(), *EXTENT.values(), *SPEAKERS.values()],
    ids=[*PASSIVES, *EXTENT, *SPEAKERS],
)
def test_each_construction_gives_its_statements(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract(text), expected) == expected


def test_what_is_likelier_done_than_said_is_weighed_and_turned_down(extract: Extract) -> None:
    claims = extract("Libya launched a satellite from the desert.")
    assert claims.statements == ()
    assert any("done than said" in rejection.reason for rejection in claims.rejected)


def test_what_is_likelier_said_than_done_is_a_statement(extract: Extract) -> None:
    (statement,) = extract("The Supreme Court understands that the mandate ends in May.").statements
    assert statement.content == "the mandate ends in May"


def test_a_plan_to_say_something_is_not_said(extract: Extract) -> None:
    assert extract("Libya intends to declare the harbour closed.").statements == ()
