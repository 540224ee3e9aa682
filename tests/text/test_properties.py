"""What holds for every text and page that anybody may send."""

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
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("\n\r\t .,:“”\"'|#©-–()\u2028\ufeff")), max_size=400)
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


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30))
@settings(deadline=None, max_examples=100)
def test_any_mixture_of_clutter_and_story(lines: list[str]) -> None:
    _check(read("\n\n".join(lines)))


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


@given(st.text(max_size=300))
@settings(deadline=None)
def test_anything_as_a_page(text: str) -> None:
    with suppress(OnRecordError):
        _check(read_page(text))


@given(st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None)
def test_anything_given(value: str, date: str) -> None:
    with suppress(OnRecordError):
        read(
            BODY, Given(title=value, publisher=value, url=f"https://example.org/{value}", published=date, language=date)
        )
