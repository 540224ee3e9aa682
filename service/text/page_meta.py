"""What a page tells about its article outside the story: JSON-LD (schema.org), Open Graph, meta tags, headings."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from service.errors import InvalidInputError
from service.model import Given
from service.text.article import Shown
from service.text.blocks import is_name
from service.text.dates import find_dates
from service.text.decoding import without_controls
from service.text.given import checked
from service.text.metadata import names_desk
from service.text.names import outlet_name

MAX_JSON_CHARS = 500_000
MAX_JSON_NODES = 5_000
MAX_MARKED = 5_000

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Reportage|NewsArticle)$")
_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline")
_SITE = ("og:site_name", "application-name", "publisher", "dc.publisher", "dcterms.publisher", "copyright-holder")
_AUTHOR = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
)
# fmt: off
_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "publish_date", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.created", "dcterms.issued", "article.published", "originalpublicationdate",
    "citation_publication_date",
)
# fmt: on
_ISO = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_SUFFIX = re.compile(r"\s+[|•·»–—-]\s+|\s*\|\s*|\s+::\s+")
_BY = re.compile(r"^\s*(?:(?:written|posted|reported|words) )?by:?\s+", re.IGNORECASE)
_PAGE = re.compile(r"page \d|transcript|as it happened|live|print|home", re.IGNORECASE)
_AUTHOR_MARK = re.compile(
    r"\b(?:author|byline|byline[_-]+name|author[_-]name|writer)\b(?![_-]*(?:bio|box|image|page))", re.IGNORECASE
)
_TAGS = re.compile(r"<[^<>]{0,500}>")


def read_meta(tree: HtmlElement) -> Shown:
    """Read the head of a page whose scripts are still there."""
    linked = _linked_article(tree)
    meta = _meta_tags(tree)
    outlet = _first(meta, _SITE) or _name_in(linked.get("publisher"))
    outlet = _SUFFIX.split(outlet)[0] if outlet else _site_in_title(tree)
    return Shown(
        title=_title(tree, linked, meta, outlet),
        outlet=outlet,
        author=_author(linked, meta) or _byline(tree),
        published=_published(tree, linked, meta),
        url=_url(tree, meta),
        language=_language(tree),
        body=_body(linked),
    )


def iso_day(value: object) -> str | None:
    """Return the day in a time stamp (``2025-04-29T10:32:00+05:00``, ``April 29, 2025``), None where there is none."""
    if not isinstance(value, str):
        return None
    if match := _ISO.match(value.strip()):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            return None
    return next((found.iso for found in find_dates(value[:100])), None)


def _linked_article(tree: HtmlElement) -> dict[str, Any]:
    """Return the article among the page's JSON-LD, an empty object where there is none."""
    articles = [node for script in tree.iter("script") for node in _nodes(script) if _is_article(node)]
    return next((node for node in articles if "datePublished" in node or "headline" in node), {})


def _nodes(script: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects in a JSON-LD script, the outer ones first."""
    source = script.text or ""
    if "ld+json" not in (script.get("type") or "") or len(source) > MAX_JSON_CHARS:
        return
    try:
        queue: list[Any] = [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        return  # a page with broken JSON-LD is a page without: browsers do the same
    for _ in range(MAX_JSON_NODES):
        if not queue:
            return
        value = queue.pop(0)
        if isinstance(value, dict):
            yield value
            queue.extend(value.values())
        elif isinstance(value, list):
            queue.extend(value)


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and _ARTICLE_TYPES.search(name)
        for name in (types if isinstance(types, list) else [types])
    )


def _meta_tags(tree: HtmlElement) -> dict[str, str]:
    """Return the meta tags by lower-case name, the first of each."""
    tags: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = _text(element.get("content"))
        if name and content:
            tags.setdefault(name.lower(), content)
    return tags


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta and "://" not in meta[name]), None)


def _text(value: object) -> str | None:
    """Return a value as one line of text, with the entities undone that pages escape twice."""
    if not isinstance(value, str):
        return None
    return " ".join(without_controls(html.unescape(value)).split())[:1_000] or None


def _name_in(value: object) -> str | None:
    """Return the name in a JSON-LD person or organisation, given as a string, an object or a list of them."""
    values = value if isinstance(value, list) else [value]
    names = [_text(entry.get("name") if isinstance(entry, dict) else entry) for entry in values]
    return ", ".join(dict.fromkeys(name for name in names if name and "://" not in name)) or None


def _title(tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str], outlet: str | None) -> str | None:
    """Return the headline as the page prints it where that agrees with its head, otherwise what the head says."""
    element = next(tree.iter("title"), None)
    told = [
        _text(linked.get("headline")),
        _first(meta, _TITLE),
        _text(element.text_content()) if element is not None else None,
    ]
    titles = [_without_site(title, outlet) for title in told if title]
    headings = [heading for heading in (_text(h1.text_content()) for h1 in tree.iter("h1")) if heading]
    lesser = [heading for heading in (_text(h2.text_content()) for h2 in tree.iter("h2")) if heading]
    for title in titles:
        for heading in (*headings, *lesser):
            if len(heading) > 15 and _folded(heading) in _folded(title):
                return heading
    alone = headings if headings else lesser
    return next(iter(titles), alone[0] if len(alone) == 1 else None)


def _without_site(title: str, outlet: str | None) -> str:
    parts = _SUFFIX.split(title)
    if len(parts) < 2:
        return title
    if outlet:
        kept = [part for part in parts if _folded(part) not in (_folded(outlet), _folded("The " + outlet))]
        if len(kept) == len(parts) - 1 and (kept[0] != parts[0] or kept[-1] != parts[-1]):
            start = title.index(kept[0])
            return title[start : title.rindex(kept[-1]) + len(kept[-1])]
    longest = max(parts, key=len)
    return longest if len(longest) >= 0.6 * len(title) else title


def _site_in_title(tree: HtmlElement) -> str | None:
    """Return the name of the site behind a page's title, where what stands before it is the page's headline."""
    element = next(tree.iter("title"), None)
    parts = _SUFFIX.split(_text(element.text_content()) or "") if element is not None else []
    if len(parts) < 2 or not is_name(parts[-1], 5) or _PAGE.match(parts[-1]):
        return None
    headings = {_folded(heading.text_content()) for heading in tree.iter("h1", "h2")}
    return parts[-1] if _folded(parts[0]) in headings or outlet_name(parts[-1]) else None


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _author(linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    name = _name_in(linked.get("author")) or _first(meta, _AUTHOR)
    return _BY.sub("", name) if name else None


def _byline(tree: HtmlElement) -> str | None:
    """Return the person in an element that the page marks as the author's name or the byline."""
    for count, element in enumerate(tree.iter("a", "span", "div", "p", "address")):
        if count > MAX_MARKED:
            break
        mark = f"{element.get('rel') or ''} {element.get('itemprop') or ''} {element.get('class') or ''}"
        if not _AUTHOR_MARK.search(mark):
            continue
        name = re.split(r",|\s[|–—-]\s|\band\b", _BY.sub("", _text(element.text_content()) or ""))[0].strip()
        if name.count(" ") in (1, 2) and is_name(name) and not names_desk(name) and outlet_name(name) is None:
            return name
    return None


def _body(linked: dict[str, Any]) -> str | None:
    """Return the story as JSON-LD gives it, with its paragraphs apart."""
    body = linked.get("articleBody")
    if not isinstance(body, str):
        return None
    text = html.unescape(_TAGS.sub("\n", body)) if "</" in body or "<br" in body else html.unescape(body)
    return without_controls(text)


def _published(tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    told: list[object] = [linked.get("datePublished"), *(meta.get(name) for name in _PUBLISHED)]
    for element in tree.iter("time", "span", "abbr"):
        if element.get("pubdate") is not None or "datepublished" in (element.get("itemprop") or "").lower():
            told.append(element.get("datetime") or element.get("content") or element.get("title"))
    return next((day for day in map(iso_day, told) if day), None)


def _url(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    """Return the page's address of its own, where it gives one that can be used."""
    canonical = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    for url in (canonical, meta.get("og:url")):
        try:
            return checked(Given(url=url)).url if url else None
        except InvalidInputError:
            continue
    return None


def _language(tree: HtmlElement) -> str | None:
    code = (tree.get("lang") or "")[:2].lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else None
