"""HTML to an ``Article``: the story out of the page, its headline above it, then marked like any plain text."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from service.errors import UnreadableTextError
from service.model import Article, Given
from service.text.article import Shown, build
from service.text.clutter import mark
from service.text.decoding import Decoded, clean, decode_leniently, without_controls
from service.text.given import USUAL, Longest, checked
from service.text.page_clutter import strip_clutter
from service.text.page_meta import read_meta
from service.text.page_tree import parse, prune

NO_STORY = "no article text found in this page"
LONGEST_CELL = 60
SHORTEST_PULL_QUOTE = 5  # words
PULLED_FROM = 8  # paragraphs before or behind

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding=[\"']([\w:.-]{2,40})", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Marks of direction, soft hyphens and the like: what browsers do not show is no part of what was written.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PARAGRAPHS = frozenset({"p", "head", "item", "quote", "cell", "code", "list", "table", "row"})


def read_html(
    html: str | bytes, given: Given, *, max_chars: int, longest: Longest = USUAL, charset: str | None = None
) -> Article:
    """Return the article that a page holds; its text is the headline, then the story, paragraphs apart by blank lines.

    ``charset`` is the character set of the Content-Type header; without one the page's own declaration counts. What is
    given overrules what the page shows. Raises ``InvalidInputError`` for what cannot be given, ``TooLargeError`` over
    ``max_chars`` code points of story, ``UnreadableTextError`` where no article is found, the page is none, or its
    bytes are broken within the story.
    """
    given = checked(given, longest)
    decoded = _decoded(html, charset)
    tree = parse(decoded.text)
    shown = read_meta(tree)
    prune(tree)
    strip_clutter(tree)
    text = _story(tree, shown)
    if decoded.broken_at is not None and "\N{REPLACEMENT CHARACTER}" in text:
        raise UnreadableTextError(
            f"The page's bytes do not fit its character set from byte {decoded.broken_at} on, within the article: "
            "name the right character set in the Content-Type header."
        )
    marking = mark(clean(text, max_chars))
    if not any(block.is_prose for block in marking.story()):
        raise UnreadableTextError(NO_STORY)
    article = build(marking, given, shown)
    return article if article.published else replace(article, published=_dated(tree, article.url))


def _story(tree: HtmlElement, shown: Shown) -> str:
    """Return headline and story of a page as text; from its JSON-LD where the page shows less than half of it."""
    linked = [line.strip() for line in (shown.body or "").splitlines() if line.strip()]
    try:
        paragraphs = once(list(_paragraphs(_body(tree))))
    except UnreadableTextError:
        if not linked:
            raise
        paragraphs = []
    if 2 * sum(map(len, paragraphs)) < sum(map(len, linked)):
        paragraphs = linked
    if not paragraphs:
        raise UnreadableTextError(NO_STORY)
    if shown.title and not any(_folded(shown.title) == _folded(paragraph) for paragraph in paragraphs[:5]):
        paragraphs.insert(0, shown.title)
    return without_controls("\n\n".join(paragraphs))


def once(paragraphs: list[str]) -> list[str]:
    """Return paragraphs without pull quotes: those whose words stand again in a longer paragraph nearby."""
    folded = [_folded(paragraph) for paragraph in paragraphs]
    return [paragraph for index, paragraph in enumerate(paragraphs) if not _is_repeated(folded, index, paragraph)]


def _is_repeated(folded: list[str], index: int, paragraph: str) -> bool:
    own = folded[index]
    if paragraph.count(" ") < SHORTEST_PULL_QUOTE - 1 or index == 0:
        return False
    near = (*folded[max(0, index - PULLED_FROM) : index], *folded[index + 1 : index + 1 + PULLED_FROM])
    return any(own in other and len(own) < len(other) for other in near)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _body(tree: HtmlElement) -> etree._Element:
    """Return the story as trafilatura's tree of ``p``, ``head``, ``list``, ``quote`` and ``table``."""
    bare_extraction, _ = _extractors()
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=True)
    except Exception as error:  # what a library trips over in a stranger's page is the page's fault to whoever sent it
        raise UnreadableTextError(f"This page could not be read ({error}); send the article as plain text.") from error
    if found is None:
        raise UnreadableTextError(NO_STORY)
    body: etree._Element = found.body
    return body


def _dated(tree: HtmlElement, url: str | None) -> str | None:
    """Return the day of publication that the page prints somewhere, where its head tells none."""
    _, find_date = _extractors()
    day: str | None = find_date(tree, extensive_search=False, original_date=True, url=url)
    return day


@lru_cache(maxsize=1)
def _extractors() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Import the extractors on first use, a fifth of a second, and keep them from logging every page they find odd."""
    from htmldate import find_date
    from trafilatura.core import bare_extraction

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return bare_extraction, find_date


def _paragraphs(body: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of trafilatura's tree; a row of a plain table is one, and so is a speaker with his words."""
    parts: list[str] = []
    plain: set[etree._Element] = {row for row in body.iter("row") if _is_plain(row)}
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag == "cell" and element.getparent() in plain:
            parts.append(" " if event == "start" or element.getnext() is None else " | ")
        elif element.tag == "item" and _is_speaker(element):
            parts.append("" if event == "start" else ": ")
        elif element.tag in _PARAGRAPHS and not (event == "start" and _is_speaker(element.getprevious())):
            yield from _lines(parts)
            parts.clear()
        elif element.tag == "lb" and event == "start":
            parts.append("\n")
        text = (element.text if event == "start" else element.tail) or ""
        parts.append(text if element.tag == "code" else _SPACE.sub(" ", text))
    yield from _lines(parts)


def _is_speaker(element: etree._Element | None) -> bool:
    """Whether an element is a term of a definition list, as transcripts print who speaks."""
    return element is not None and (element.get("rend") or "").startswith("dt")


def _is_plain(row: etree._Element) -> bool:
    """Whether a row is data: its cells hold a few words each, not the paragraphs of a page laid out as a table."""
    return all(len(cell) == 0 and len(cell.text or "") < LONGEST_CELL for cell in row)


def _lines(parts: list[str]) -> Iterator[str]:
    """Yield the paragraphs in a run of text: an empty line, as two line breaks make one, parts them."""
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", "".join(parts)).split("\n"))
    for is_text, group in groupby(lines, key=bool):
        if is_text:
            yield "\n".join(group)


def _decoded(html: str | bytes, charset: str | None) -> Decoded:
    if isinstance(html, str):
        if _SURROGATE.search(html):
            raise UnreadableTextError("The page holds lone surrogates: it was decoded wrongly.")
        return Decoded(html)
    declared = _XML_CHARSET.search(html[:200]) or _CHARSET.search(html[:4096])
    return decode_leniently(html, charset or (declared[1].decode("ascii", "replace") if declared else None))
