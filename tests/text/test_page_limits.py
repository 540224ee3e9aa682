"""Pages made to break readers: each ends with a clear error, or with its story."""

import logging

import pytest

from service.errors import UnreadableTextError
from service.text.page_tree import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, MAX_TAGS
from tests.text.articles import BODY, HEADLINE, LEAD, STORY, read_page, story

PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
MEGABYTE = 1_000_000


def _page(body: str) -> str:
    return f"<html><head><title>{HEADLINE}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<div>" * 100_000 + PARAGRAPHS, "nests its elements"),
        ("<div>" * (MAX_DEPTH + 1) + PARAGRAPHS, "nests its elements"),
        ("<table><tr><td>" * 10_000 + PARAGRAPHS, "nests its elements"),
        (f"<p {'a=1 ' * (MAX_ATTRIBUTES + 1)}>{BODY}</p>", "attributes"),
        ('<p title=">" ' + " ".join(f"a{n}" for n in range(100_000)) + f">{BODY}</p>", "attributes"),
        ("<br>" * (MAX_TAGS + 1) + PARAGRAPHS, "tags"),
        ("<i>x</i>" * (MAX_ELEMENTS + 1) + PARAGRAPHS, "elements"),
        ("<script></script>" * MAX_TAGS + PARAGRAPHS, "tags"),
        ("<" * 50_000, "no article text found"),
        ("<!--" * MEGABYTE, "no article text found"),
        ("<script>" * MEGABYTE, "no article text found"),
        ("<p>" + " \n" * MEGABYTE, "no article text found"),
        (f"<p a='{LEAD}>{LEAD}</p>" + PARAGRAPHS, "no article text found"),
        ("&nbsp;" * MEGABYTE, "no article text found"),
    ],
    ids=[
        "deep", "just too deep", "deep tables", "many attributes",
        "many attributes behind a quoted bracket", "many tags",
        "many elements", "many scripts", "brackets", "open comments", "open scripts", "white space",
        "quotation never closed", "entities",
    ],
)  # fmt: skip
def test_refused_with_a_reason(body: str, message: str) -> None:
    with pytest.raises(UnreadableTextError, match=message):
        read_page(_page(body))


@pytest.mark.parametrize(
    "body",
    [
        f'<p class="{"a" * 4 * MEGABYTE}">{LEAD}</p>' + PARAGRAPHS,
        f'<img src="data:image/png;base64,{"A" * MEGABYTE}">' + PARAGRAPHS,
        f"<script>{'if (a<b) c(); ' * 100_000}</script>" + PARAGRAPHS,
        f"<!--{'-<p a b c>' * 100_000}-->" + PARAGRAPHS,
        "<p><font face=arial>Kesh" * 2_000 + PARAGRAPHS,
        "<b>" * 300 + PARAGRAPHS,
        "<div>" * (MAX_DEPTH - 20) + PARAGRAPHS,
        PARAGRAPHS + "<p>x",
        PARAGRAPHS.replace("</p>", ""),
        "</div></p></body>" + PARAGRAPHS,
        PARAGRAPHS.replace("soldiers", "sol\x00\x07diers"),
        PARAGRAPHS.replace("soldiers", "sol&#7;&#x1F;diers"),
    ],
    ids=[
        "gigantic attribute", "picture in the page", "long script", "long comment", "fonts never closed",
        "bold never closed",
        "deep, not too deep", "cut off", "paragraphs never closed", "closed too early", "controls",
        "references to controls",
    ],
)  # fmt: skip
def test_read_all_the_same(body: str) -> None:
    told = story(read_page(_page(body)))
    for paragraph in STORY[1:]:
        assert paragraph in told


def test_entities_declared_by_the_page_are_not_expanded() -> None:
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    page = f'<!DOCTYPE html [<!ENTITY a0 "boom"><!ENTITY f SYSTEM "file:///etc/passwd">{declared}]>'
    text = read_page(page + f"<html><body><article><p>&a11; &f; {LEAD}</p>{PARAGRAPHS}</article></body></html>").text
    assert "boom" not in text
    assert "root:" not in text


def test_nothing_is_logged_about_odd_pages(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read_page(_page(PARAGRAPHS))
        with pytest.raises(UnreadableTextError):
            read_page("<html><body><p>x</p></body></html>")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
