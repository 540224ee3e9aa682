"""What holds for every text and page that anybody may send."""

import html
import json
import re
import string
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import OnRecordError
from service.model import Article, Given
from service.text import decode
from tests.text.articles import BODY, HEADLINE, read, read_page
from tests.text.test_clutter import BELOW_HEADLINE, BETWEEN, HEADS, KEPT, TAILS

LINES = [*HEADS.values(), *BELOW_HEADLINE.values(), *BETWEEN.values(), *TAILS.values(), *KEPT.values(), HEADLINE, BODY]
# What readers, browsers and regular expressions take for something else than it is: line ends and spaces that are none,
# marks of direction, joiners, what is added to the letter before, halves of pairs, what NFC and case folding lengthen.
ODD = (
    "\x00\x0b\x1b\x85\xa0\xad\u0301\u061c\u180e\u200b\u200d\u200e\u202e\u2028\u2029\u2066\u2069\u3000\ufdfa\ufeff\ufffd"
)
ODD += "\uffff\U0001f468\U000e0041\U0010ffff\ud800\udfffİßŉﬃΐ한각"
SIGNS = "\n\n\r\t .,:“”\"'|#©-–()\u2028\ufeff"
TEXTS = st.text(st.one_of(st.characters(codec=None), st.sampled_from(SIGNS), st.sampled_from(ODD)), max_size=400)
MIXED = st.lists(st.one_of(st.sampled_from(LINES), TEXTS), max_size=12).map("\n".join)
TAGS = (
    "p",
    "div",
    "span",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "h1",
    "h2",
    "article",
    "a",
    "blockquote",
    "b",
    "script",
    "font",
    "br",
    "dl",
    "dt",
    "dd",
    "sup",
    "aside",
    "figure",
)


def _check(article: Article) -> None:
    end = -1
    for passage in article.boilerplate:
        assert article.text[passage.start : passage.end] == passage.exact
        assert passage.exact.strip() == passage.exact != ""
        assert passage.start > end, "passages overlap, or are not in order"
        assert article.text[max(end, 0) : passage.start].strip() or end < 0, "two passages with nothing between them"
        end = passage.end


@given(MIXED)
@settings(deadline=None, max_examples=300)
def test_plain_text(text: str) -> None:
    with suppress(OnRecordError):
        article = read(text)
        assert article.text == text.replace("\r\n", "\n").replace("\r", "\n")
        _check(article)
        _check_stored(article)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30))
@settings(deadline=None, max_examples=100)
def test_any_mixture_of_clutter_and_story(lines: list[str]) -> None:
    _check(read("\n\n".join(lines)))


@given(
    st.binary(max_size=400), st.sampled_from([None, "utf-8", "utf-16-le", "shift_jis", "gb18030", "x"]), st.booleans()
)
@settings(deadline=None, max_examples=200)
def test_bytes_of_a_page(data: bytes, charset: str | None, has_story: bool) -> None:
    story = f"<article><p>{BODY}</p></article>".encode() if has_story else b""
    with suppress(OnRecordError):
        article = read_page(story + data, charset=charset)
        _check(article)
        _check_stored(article)


def _check_stored(article: Article) -> None:
    """An article is kept as UTF-8 and shown in XML, which takes not every character."""
    for text in (article.text, article.title, article.outlet, article.author, article.url, article.published):
        text_of(text)


def text_of(text: str | None) -> None:
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text or "")


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "shift_jis", "big5", "gb18030", "x"]))
@settings(deadline=None)
def test_bytes(data: bytes, charset: str | None) -> None:
    with suppress(OnRecordError):
        decode(data, charset)


CLASSES = ("article", "image-caption", "pull-quote", "byline", "related-links", "reference", "")
ELEMENTS = st.recursive(
    st.one_of(st.sampled_from(LINES), st.text(string.printable + "<>&é한", max_size=60)),
    lambda inner: st.tuples(
        st.sampled_from(TAGS), st.lists(inner, max_size=4), st.booleans(), st.sampled_from(CLASSES)
    ).map(lambda node: f"<{node[0]} class='{node[3]}'>" + "".join(node[1]) + (f"</{node[0]}>" if node[2] else "")),
    max_leaves=25,
)


@given(st.lists(ELEMENTS, max_size=6).map("".join), st.booleans())
@settings(deadline=None, max_examples=150)
def test_pages(body: str, has_story: bool) -> None:
    story = f"<article><p>{BODY}</p></article>" if has_story else ""
    with suppress(OnRecordError):
        _check(read_page(f"<html><head><title>{HEADLINE}</title></head><body>{story}{body}</body></html>"))


@given(st.one_of(st.text(max_size=300), TEXTS))
@settings(deadline=None)
def test_anything_as_a_page(text: str) -> None:
    with suppress(OnRecordError):
        article = read_page(text)
        _check(article)
        _check_stored(article)


@given(st.lists(TEXTS, min_size=5, max_size=5))
@settings(deadline=None, max_examples=150)
def test_anything_in_the_head_of_a_page(values: list[str]) -> None:
    title, site, author, day, linked = values
    told = json.dumps({"@type": "NewsArticle", "headline": linked, "author": {"name": author}, "datePublished": day})
    page = (
        f"<html><head><title>{title}</title><meta property='og:site_name' content='{html.escape(site)}'>"
        f"<meta name='author' content='{html.escape(author)}'><meta name='date' content='{html.escape(day)}'>"
        f"<link rel='canonical' href='https://example.org/{html.escape(site)}'>"
        f"<script type='application/ld+json'>{told}</script></head><body><article><p>{BODY}</p></article></body></html>"
    )
    with suppress(OnRecordError):
        article = read_page(page)
        _check(article)
        _check_stored(article)


NAMES = st.one_of(st.text(max_size=60), st.text(st.sampled_from(ODD + "ab "), max_size=20))


@given(NAMES, NAMES)
@settings(deadline=None, max_examples=300)
def test_anything_given(value: str, date: str) -> None:
    url = f"https://example.org/{value}"
    for given_ in (Given(title=value), Given(publisher=value), Given(url=url), Given(published=date, language=date)):
        with suppress(OnRecordError):
            article = read(BODY, given_)
            _check_stored(article)
            assert article.text == BODY
