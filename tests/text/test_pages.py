"""Pages of different make: the story comes out whole, and little else."""

from pathlib import Path

import pytest

from service.errors import TooLargeError, UnreadableTextError
from service.model import Article, Given
from service.text import read_html
from tests.text.articles import DENIED, HEADLINE, LAST, LEAD, QUOTED, STORY, read_page, story

ASIDE = "Bees of the Varda thrive in an abandoned customs house"
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
FILES = sorted((Path(__file__).parent / "pages").glob("*.html"))


def _filled(path: Path) -> str:
    """Return a page with the story set in."""
    page = path.read_text(encoding="utf-8")
    parts = {"HEADLINE": HEADLINE, "LEAD": LEAD, "QUOTED": QUOTED, "DENIED": DENIED, "LAST": LAST, "ASIDE": ASIDE}
    for name, part in parts.items():
        page = page.replace(f"{{{name}}}", part)
    return page


PAGES = {path.stem: _filled(path) for path in FILES}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_story_comes_out_whole(page: str) -> None:
    told = story(read_page(page))
    for paragraph in STORY:
        assert paragraph in told


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_clutter_does_not(page: str) -> None:
    told = story(read_page(page))
    for stray in (
        ASIDE,
        "Most read",
        "Reporting by",
        "300 soldiers",
        "Leave a Reply",
        "cookies",
        "keep bees",
        "Dear readers",
        "$2",
        "Share",
        "Advertisement",
        "Subscribe",
        "Video Ad",
        "Print this page",
        "Next page",
        "riverman",
        "at dawn on Monday",
        "where nobody slept",
        "before the announcement",
        "on the bridge of Hale",
        "View this post",
        "appeared first",
        "All rights",
        "[1]",
        "[edit]",
        "MINISTRY OF",
        "Great post",
        "A bridge too short",
        "With inputs",
    ):
        assert stray not in told


@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"guardian-live", "transcript"}))
def test_paragraphs_come_once_and_in_order(name: str) -> None:
    article = read_page(PAGES[name])
    cut = {passage.exact for passage in article.boilerplate}
    kept = [paragraph for paragraph in article.text.split("\n\n") if paragraph not in cut]
    assert [paragraph for paragraph in kept if paragraph in STORY] == list(STORY)
    assert not any(paragraph != other and paragraph in other for paragraph in kept[1:] for other in STORY)


def test_a_live_blog_keeps_the_order_of_its_entries() -> None:
    text = read_page(PAGES["guardian-live"]).text
    assert sorted(STORY, key=text.index) == [DENIED, LAST, LEAD, QUOTED]


def test_a_transcript_keeps_speakers_with_their_words() -> None:
    paragraphs = read_page(PAGES["transcript"]).text.split("\n\n")
    assert paragraphs[1:] == [
        f"MODERATOR: {LEAD}",
        f"GENERAL BRANDT: {QUOTED}",
        f"MODERATOR: {DENIED}",
        f"GENERAL BRANDT: {LAST}",
    ]


@pytest.mark.parametrize("name", ["wire", "wordpress", "nineties", "plea"])
def test_text_is_headline_and_paragraphs(name: str) -> None:
    article = read_page(PAGES[name])
    assert article.title == HEADLINE
    assert article.text.count(HEADLINE) == 1
    paragraphs = article.text.split("\n\n")
    assert [paragraphs.index(paragraph) for paragraph in STORY] == sorted(
        paragraphs.index(paragraph) for paragraph in STORY
    )


@pytest.mark.parametrize("name", ["cookies", "breaks", "divisions", "linked-data-only"])
def test_headline_opens_the_text(name: str) -> None:
    assert read_page(PAGES[name]).text.startswith(HEADLINE)


def _page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def _metadata(article: Article) -> tuple[str | None, ...]:
    return article.title, article.outlet, article.author, article.published


def test_metadata() -> None:
    assert _metadata(read_page(PAGES["wire"])) == (HEADLINE, "Meridian", "Jane Doe", "2024-05-03")
    assert _metadata(read_page(PAGES["wordpress"])) == (HEADLINE, "The Kesh Courier", "Jane Doe", "2024-05-03")
    assert _metadata(read_page(PAGES["amp"])) == (HEADLINE, "Kesh Courier", "Jane Doe", "2024-05-03")
    assert _metadata(read_page(PAGES["linked-data-only"])) == (
        HEADLINE,
        "Kesh & Hale Courier",
        "Jane Doe",
        "2024-05-03",
    )
    assert _metadata(read_page(PAGES["nineties"])) == (HEADLINE, None, "Jane Doe", None)


@pytest.mark.parametrize(
    ("name", "outlet", "author", "published"),
    [
        ("components", "KBC News", None, "2024-05-03"),
        ("paragraph-divs", "Meridian", "Jane Doe", "2024-05-03"),
        ("zones", "KNN", "Jane Doe", "2024-05-03"),
        ("tabloid", "Daily Lantern", "JANE DOE", None),
        ("ministry-table", None, None, "2024-05-03"),
        ("old-tables", "The Kesh Courier", "Jane Doe", None),
        ("json-body", "Kesh Courier", "Jane Doe", "2024-05-03"),
        ("open-graph", "Kesh Courier", None, "2024-05-03"),
        ("print", "Kesh Courier", "Jane Doe", "2024-05-03"),
        ("letter", "The Varda Letter", "Jane Doe", "2024-05-03"),
        ("encyclopedia", "Keshnews", None, "2024-05-03"),
        ("feed-content", "Kesh Courier", None, "2024-05-03"),
        ("no-article", "Kesh Agency", None, "2024-05-03"),
        ("drupal", "Varda Mission", None, "2024-05-03"),
        ("lazy-interruptions", "The Kesh Express", None, "2024-05-03"),
        ("multi-page", None, None, None),
    ],
)
def test_metadata_of_sites(name: str, outlet: str | None, author: str | None, published: str | None) -> None:
    article = read_page(PAGES[name])
    assert _metadata(article) == (HEADLINE, outlet, author, published)
    assert article.language == "en"


def test_address_of_the_page() -> None:
    assert read_page(PAGES["wire"]).url == "https://example.org/kesh"
    assert read_page(PAGES["wire"], Given(url="https://example.org/other")).url == "https://example.org/other"
    assert read_page(PAGES["wire"].replace("https://example.org/kesh", "javascript:alert(1)")).url is None


def test_what_is_given_overrules() -> None:
    article = read_page(PAGES["wire"], Given(title="Other", publisher="Gazette", published="2024-05-09", language="fr"))
    assert (article.title, article.outlet, article.published, article.language) == (
        "Other",
        "Gazette",
        "2024-05-09",
        "fr",
    )
    assert article.id == read_page(PAGES["wire"]).id


def test_site_name_is_no_part_of_the_headline() -> None:
    page = _page(f"<article>{PARAGRAPHS}</article>", f"<title>{HEADLINE} - Kesh Courier</title>")
    assert read_page(page).title == HEADLINE


def test_an_agency_as_author_is_the_agency() -> None:
    article = read_page(PAGES["amp"].replace("Jane Doe", "AFP"))
    assert (article.agency, article.author) == ("AFP", None)


@pytest.mark.parametrize(
    "broken", ["{", "[" * 20_000, "null", '{"@type":"NewsArticle","headline":17,"author":[null,{}],"datePublished":[]}']
)
def test_broken_linked_data_is_passed_over(broken: str) -> None:
    script = f'<script type="application/ld+json">{broken}</script>'
    assert read_page(_page(PARAGRAPHS, f"<title>{HEADLINE}</title>{script}")).title == HEADLINE


def test_a_day_in_the_story_is_not_its_day() -> None:
    last = "<p>The treaty of 3 May 1994 forbids it, the opposition said.</p>"
    assert read_page(_page(f"<article><h1>{HEADLINE}</h1>{PARAGRAPHS}{last}</article>")).published is None


def test_a_day_printed_below_the_headline_is() -> None:
    stamp = '<p class="date">Published: 3 May 2024</p>'
    assert read_page(_page(f"<article><h1>{HEADLINE}</h1>{stamp}{PARAGRAPHS}</article>")).published == "2024-05-03"


def test_scripts_and_styles_never_reach_the_text() -> None:
    page = _page(
        f"<article><p onclick='steal()'>{LEAD}</p><script>steal('a')</script><style>p {{ color: red }}</style>"
        f"<p><a href='javascript:steal()'>{QUOTED}</a></p><noscript>Please enable scripts</noscript>"
        f"<template><p>template</p></template><svg><text>drawing</text></svg><textarea>typed</textarea>{PARAGRAPHS}"
    )
    text = read_page(page).text
    for stray in ("steal", "color", "enable scripts", "template", "drawing", "typed", "<p"):
        assert stray not in text


def test_entities_and_markup_in_the_story() -> None:
    sentence = "The ministry&rsquo;s <b>spokes</b>man said that R&amp;D &lt;b&gt; was&nbsp;closed&#8230;"
    text = read_page(_page(f"<article><p>{LEAD}</p><p>{sentence}</p>{PARAGRAPHS}</article>")).text
    assert "The ministry’s spokesman said that R&D <b> was closed…" in text


def test_controls_reach_neither_text_nor_metadata() -> None:
    title = '<meta property="og:title" content="Sol&#7;diers in Kesh">'
    article = read_page(_page(PARAGRAPHS.replace("Brandt", "Br&#7;andt"), title))
    assert article.title == "Soldiers in Kesh"
    assert QUOTED in article.text


def test_what_browsers_do_not_show_is_no_text() -> None:
    sentence = "The min&shy;istry said that the de&#8203;ployment was&#8207; over, and that nobody had been hurt."
    text = read_page(_page(f"<article><p>{LEAD}</p><p>{sentence}</p>{PARAGRAPHS}</article>")).text
    assert "The ministry said that the deployment was over" in text


def test_lines_of_the_source_are_not_lines_of_the_text() -> None:
    broken = LEAD.replace(" soldiers ", "\n   soldiers\n")
    assert LEAD in read_page(_page(f"<article><p>{broken}</p>{PARAGRAPHS}</article>")).text


def test_a_story_is_not_replaced_by_a_shorter_one_of_the_head() -> None:
    script = (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","articleBody":"{LEAD}"}}</script>'
    )
    assert LAST in read_page(_page(f"<article>{PARAGRAPHS}</article>", script)).text


def test_rows_of_a_table_are_lines() -> None:
    table = "<table><tr><th>Side</th><th>Killed</th></tr><tr><td>Norland</td><td>300</td></tr></table>"
    assert (
        "Norland | 300"
        in read_page(f"<html><body><article>{PARAGRAPHS}{table}<p>{LEAD}</p></article></body></html>").text
    )


@pytest.mark.parametrize(
    "page", ["", "   \n", "<html></html>", "<html><body></body></html>", "<!-- x -->", "<p>", "<img src=a>"]
)
def test_pages_without_an_article(page: str) -> None:
    with pytest.raises(UnreadableTextError, match="no article text found in this page"):
        read_page(page)


def test_a_page_of_nothing_but_clutter_has_no_article() -> None:
    page = (
        "<html><body><p>We use cookies to give you the best experience of our site.</p><p>Accept all</p></body></html>"
    )
    with pytest.raises(UnreadableTextError, match="no article text found"):
        read_page(page)


def test_story_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read_html(PAGES["wire"], Given(), max_chars=200)


FRENCH = "La préfecture de Kesh a confirmé lundi l’arrivée de deux mille soldats, selon le ministère. " * 4
DECLARED = '<html><head><meta charset="{0}"><title>Kesh</title></head><body><article><p>{1}</p></article></body></html>'


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (DECLARED.format("utf-8", FRENCH).encode(), None),
        (DECLARED.format("windows-1252", FRENCH).encode("cp1252"), None),
        (DECLARED.format("iso-8859-1", FRENCH).encode("cp1252"), None),
        (DECLARED.format("utf-8", FRENCH).encode("cp1252"), "windows-1252"),
        (DECLARED.format("windows-1252", FRENCH).encode("utf-8-sig"), "windows-1252"),
        (DECLARED.format("klingon", FRENCH).encode(), None),
        (('<?xml version="1.0" encoding="windows-1252"?>' + DECLARED.format("", FRENCH)).encode("cp1252"), None),
        (DECLARED.format("utf-8", FRENCH).encode("utf-16"), None),
    ],
)
def test_character_set_of_a_page(page: bytes, charset: str | None) -> None:
    assert FRENCH.strip() in read_page(page, charset=charset).text


def test_broken_bytes_beside_the_story_do_no_harm() -> None:
    page = (
        f"<html><head><title>{HEADLINE}</title></head><body><script>".encode() + b"\xff</script>" + PARAGRAPHS.encode()
    )
    assert LEAD in read_page(page).text


def test_broken_bytes_in_the_story_are_refused_with_their_place() -> None:
    page = b"<html><body><article><p>Caf\xe9. " + f"{LEAD}</p>{PARAGRAPHS}".encode()
    with pytest.raises(UnreadableTextError, match="byte 27 "):
        read_page(page)
