"""The ``Article`` of a text: its key, its clutter, and who tells what about its publication."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, replace

from service.model import Article, Given
from service.text.clutter import passages
from service.text.datelines import datelines
from service.text.language import identify
from service.text.marking import Marking
from service.text.metadata import TextMarks, names_desk, read_marks
from service.text.names import is_agency, outlet_by_url

# A language shows in the first paragraphs.
_SAMPLE_BLOCKS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page shows about its article outside the text; None where it shows nothing that can be used."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None


NOTHING_SHOWN = Shown()


def article_id(text: str) -> str:
    """Return the key of an article: the first 16 hex digits of the SHA-256 of its text in NFC, white space folded."""
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def with_datelines(article: Article) -> Article:
    """Return an article that was read back from its graph with what is not stored, as its text shows it again."""
    return replace(article, datelines=datelines(article.text, article.boilerplate))


def build(marking: Marking, given: Given, shown: Shown = NOTHING_SHOWN) -> Article:
    """Return the article of a text whose clutter is marking.

    What is given overrules the address, the address what the page shows, and this what the text tells.
    """
    marks = read_marks(marking)
    boilerplate = passages(marking)
    url = given.url or shown.url
    return Article(
        id=article_id(marking.text),
        text=marking.text,
        title=given.title or shown.title or _headline(marking),
        url=url,
        outlet=given.publisher or outlet_by_url(url) or shown.outlet or marks.outlet,
        agency=_agency(marks, shown),
        author=_author(marks, shown),
        published=given.published or shown.published or marks.published,
        language=given.language or identify(_sample(marking), shown.language),
        boilerplate=boilerplate,
        datelines=datelines(marking.text, boilerplate),
    )


def _headline(marking: Marking) -> str | None:
    return None if marking.headline is None else " ".join(marking.blocks[marking.headline].text.split())


def _agency(marks: TextMarks, shown: Shown) -> str | None:
    return marks.agency or (shown.author if shown.author and is_agency(shown.author) else None)


def _author(marks: TextMarks, shown: Shown) -> str | None:
    name = shown.author
    is_person = name and name != shown.outlet and not is_agency(name) and not names_desk(name)
    return name if is_person else marks.author


def _sample(marking: Marking) -> str:
    return "\n".join(block.text for block in marking.story()[:_SAMPLE_BLOCKS])
