"""Outlet, agency, author, day and title as a plain text shows them."""

import pytest

from service.model import Article, Given
from tests.text.articles import BODY, DENIED, HEADLINE, LAST, LEAD, QUOTED, read, read_lines


def _framed(*, above: str = "", below: str = "") -> Article:
    return read("\n\n".join(part for part in (HEADLINE, above, BODY, below) if part))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{HEADLINE}\n\n{BODY}", HEADLINE),
        (f"World\n\n{HEADLINE}\n\n{BODY}", HEADLINE),
        (f"Home | World | 3 May 2024\n{HEADLINE}\nBy Jane Doe\n{BODY}", HEADLINE),
        (f"Is Norland at war?\n\n{BODY}", "Is Norland at war?"),
        (BODY, None),
        (LEAD, None),
        (f"A first sentence that says it all.\n{BODY}", None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert read(text).title == title


@pytest.mark.parametrize(
    ("above", "published"),
    [
        ("E-Paper | April 29, 2025", "2025-04-29"),
        ("By Jane Doe\nPublished 29 April 2025, 10:32 GMT", "2025-04-29"),
        ("Published April 29, 2025 Updated May 2, 2025 10:32am", "2025-04-29"),
        ("Updated May 2, 2025\nPublished April 29th, 2025", "2025-04-29"),
        ("Last updated: 2025-04-29 10:32", "2025-04-29"),
        ("Tuesday, Apr. 29, 2025 | 4 min read", "2025-04-29"),
        ("The Kesh Courier · Mittwoch, 29.04.2025", "2025-04-29"),
        ("Published 29/04/2025", "2025-04-29"),
        ("Published 04/29/2025", "2025-04-29"),
        ("Published 03/04/2025", None),
        ("Published 30 February 2025", None),
        ("Published April 29", None),
        ("2 hours ago", None),
    ],
)
def test_day_above_the_story(above: str, published: str | None) -> None:
    assert _framed(above=above).published == published


def test_day_below_the_story() -> None:
    assert _framed(below="Published in Kesh Courier, May 3rd, 2024").published == "2024-05-03"


def test_day_of_a_dateline() -> None:
    assert read(f"{HEADLINE}\n\nHALE, Dec 22, 2023 - {LEAD}\n\n{LAST}").published == "2023-12-22"
    assert read(f"{HEADLINE}\n\nHALE, 31 January 2025. {LEAD}\n\n{LAST}").published == "2025-01-31"
    assert read(f"HALE, Jan. 9, 2024 (Meridian Wire) - {LEAD}\n\n{LAST}").published == "2024-01-09"


@pytest.mark.parametrize(
    "sentence",
    [
        "On April 29, 2025, Norland sent its soldiers across the river, the ministry said.",
        "The treaty of 3 May 1994 forbids it, the opposition said.",
        "In 1994 both sides signed a treaty, the opposition said.",
    ],
)
def test_a_day_in_the_story_is_not_its_day(sentence: str) -> None:
    assert read(f"{HEADLINE}\n\n{sentence}\n\n{BODY}").published is None
    assert read(f"{HEADLINE}\n\n{BODY}\n\n{sentence}").published is None


def test_a_year_of_copyright_or_a_linked_article_is_not_its_day() -> None:
    assert _framed(below="© 2019 The Kesh Courier").published is None
    assert _framed(below="Read more: The bridge that fell on 3 May 2019").published is None


@pytest.mark.parametrize(
    ("above", "below", "outlet"),
    [
        ("", "Published in Kesh Courier, May 3rd, 2024", "Kesh Courier"),
        ("", "This article was first published in The Kesh Courier on 3 May 2024", "The Kesh Courier"),
        ("", "A Message from The Kesh Courier:\nDear readers,\nPlease support us with $2 a month.", "The Kesh Courier"),
        (
            "",
            "A note from the editors of The Kesh Courier:\nDear readers,\nPlease donate to support us.",
            "The Kesh Courier",
        ),
        ("", "© 2024 The Kesh Courier. All rights reserved.", "The Kesh Courier"),
        ("", "Joe Roe is the Courier’s Hale correspondent.", "The Courier"),
        ("", "Jane is an investigative journalist with the Courier.", "The Courier"),
        ("By Jane Doe\nKesh Courier, 3 May 2024", "", "Kesh Courier"),
        ("By Jane Doe | The Long Read | The Kesh Review | 3 May 2024", "", "The Kesh Review"),
        ("Kesh Courier Live · Friday 3 May 2024 · Updates by Joe Roe", "", "Kesh Courier"),
        ("Jane Doe\nThe Kesh Courier\nFri, 3 May 2024, 06:30", "", "The Kesh Courier"),
        ("By Jane Doe\nHarbour Sport, Sunday 9 March 2025", "", "Harbour Sport"),
        ("Le Courrier de Hale, English edition\nBy Jane Doe", "", "Le Courrier de Hale"),
        ("Hale Business | POLITICS\nJane Doe, Hale\n3 May 2024", "", "Hale Business"),
        ("Varda Hebdo, no. 1 107, 3 May 2024. Translation from Keshi", "", "Varda Hebdo"),
        ("By JANE DOE, DEFENCE EDITOR FOR THE DAILY LANTERN", "", "Daily Lantern"),
        ("By Jane Doe", "Got a story? Ring The Daily Lantern newsdesk", "The Daily Lantern"),
        ("Kesh Panorama | 3 May 2024, 11:42", "Use of materials requires a link to Kesh Panorama.", "Kesh Panorama"),
        ("Hale, 3 May 2024 | Print | Share", "", None),
        ("Home | World | Nation | 3 May 2024", "", None),
        ("By Jane Doe", "Jane Doe is a freelance journalist for hire at short notice.", None),
        ("Jane Doe Published May 3, 2024", "", None),
        ("", "", None),
    ],
)
def test_outlet(above: str, below: str, outlet: str | None) -> None:
    assert _framed(above=above, below=below).outlet == outlet


@pytest.mark.parametrize("place", ["above the headline", "below it", "below the story"])
@pytest.mark.parametrize("masthead", read_lines("mastheads"))
def test_mastheads(masthead: str, place: str) -> None:
    masthead = masthead.replace("\\n", "\n")
    parts = {
        "above the headline": [masthead, HEADLINE, BODY],
        "below it": [HEADLINE, masthead, BODY],
        "below the story": [HEADLINE, BODY, masthead],
    }[place]
    article = read("\n\n".join(parts))
    assert [passage.exact for passage in article.boilerplate] == [masthead]
    assert article.title == HEADLINE
    assert article.published == "2024-05-03"
    assert article.outlet is not None
    assert article.outlet.lower() in masthead.lower()
    assert any(name in article.outlet.lower() for name in ("kesh courier", "kesh review", "kesh radio"))


def test_outlet_is_spelt_as_the_story_spells_itself() -> None:
    own = "The KNC reported that Brandt had offered to resign, and a minister told The KNC that he would not."
    biography = "Jane is a reporter with the KNC, where she covers the river."
    assert read("\n\n".join([HEADLINE, LEAD, own, LAST, biography])).outlet == "The KNC"
    assert read("\n\n".join([HEADLINE, LEAD, own, LAST])).outlet is None


def test_outlet_by_address() -> None:
    text = f"{HEADLINE}\n\n{BODY}\n\n© 2024 The Kesh Courier"
    assert read(text, Given(url="https://www.bbc.co.uk/news/1")).outlet == "BBC"
    assert read(text, Given(url="https://notbbc.co.uk/news/1")).outlet == "The Kesh Courier"


@pytest.mark.parametrize(
    "lead",
    [
        "SEOUL (Reuters) - ",
        "SEOUL, April 28 (Reuters) – ",
        "SEOUL, South Korea (Reuters) — ",
        "(Reuters) - ",
        "Seoul (Reuters) -- ",
        "SEOUL. April 28 (Reuters) - ",
    ],
)
def test_agency_of_a_dateline(lead: str) -> None:
    article = read(f"{HEADLINE}\n\n{lead}{LEAD}\n\n{QUOTED}\n\n{LAST}")
    assert article.agency == "Reuters"
    assert article.boilerplate == ()


def test_an_agency_that_nobody_knows_is_believed_in_a_dateline() -> None:
    assert read(f"{HEADLINE}\n\nHALE, May 3 (Meridian Wire) - {LEAD}\n\n{LAST}").agency == "Meridian Wire"


@pytest.mark.parametrize(
    ("above", "below", "agency"),
    [
        ("AFP Published May 3, 2024", "", "AFP"),
        ("By Jane Doe, Associated Press", "", "Associated Press"),
        ("AFP", "", "AFP"),
        ("", "With AFP", "AFP"),
        ("", "(With inputs from Reuters)", "Reuters"),
        ("", "— AP", "AP"),
        ("", "© 2024 AFP", "AFP"),
        ("By Jane Doe", "Photo: Jane Doe/AFP", None),
        ("", "", None),
    ],
)
def test_agency_of_a_credit(above: str, below: str, agency: str | None) -> None:
    assert _framed(above=above, below=below).agency == agency


def test_agency_at_the_end_of_the_story() -> None:
    assert read(f"{HEADLINE}\n\n{BODY} – AFP").agency == "AFP"


def test_an_agency_that_is_only_a_source_is_none() -> None:
    source = "KCNA reported on Monday that the soldiers were heroes, according to Yonhap."
    assert read(f"{HEADLINE}\n\n{source}\n\n{BODY}").agency is None


@pytest.mark.parametrize(
    ("above", "below", "author"),
    [
        ("By Jane Doe", "", "Jane Doe"),
        ("BY JANE DOE", "", "JANE DOE"),
        ("By Jane Doe and Joe Roe", "", "Jane Doe and Joe Roe"),
        ("Analysis by Ruth Calder, Asia Editor | The Kesh Review | 3 May 2024", "", "Ruth Calder"),
        ("By Jane Doe in Hale", "", "Jane Doe"),
        ("By Our Own Correspondent", "", None),
        ("By Staff Reporter", "", None),
        ("By AFP", "", None),
        ("Jane Doe in Hale and Joe Roe in Redville", "", "Jane Doe"),
        ("Jane Doe, Defence Editor", "", "Jane Doe"),
        ("Jane Doe | Local Democracy Reporter", "", "Jane Doe"),
        ("Jane Doe\nMay 3, 2024", "", "Jane Doe"),
        ("May 3, 2024 by Jane Doe", "", "Jane Doe"),
        ("Staff and agencies in Hale", "", None),
        ("", "Jane Doe is an investigative journalist with the Courier.", "Jane Doe"),
        ("", "", None),
    ],
)
def test_author(above: str, below: str, author: str | None) -> None:
    assert _framed(above=above, below=below).author == author


@pytest.mark.parametrize(
    "head",
    [
        "The Varda — Essays, Reviews & Arguments",
        "The Varda\nA blog of the Hale Institute",
        "The Varda | English version | Photo gallery",
    ],
)
def test_outlet_above_the_headline(head: str) -> None:
    article = read(f"{head}\n\n{HEADLINE}\n\n{BODY}")
    assert (article.outlet, article.title) == ("The Varda", HEADLINE)


def test_outlet_in_a_dateline() -> None:
    article = read(f"{HEADLINE}\n\nHALE. Kesh Panorama. 3 May 2024. {DENIED}\n\n{LAST}")
    assert (article.outlet, article.published) == ("Kesh Panorama", "2024-05-03")
