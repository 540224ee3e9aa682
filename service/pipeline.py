"""The whole way of an article, on one page: from what was sent to claims, and from claims to quads."""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.errors import InvalidInputError
from service.grounding import grounded
from service.model import Article, Claims, Given

if TYPE_CHECKING:  # spaCy takes a second to import, and who only queues articles does not need it
    from spacy.tokens import Doc

    from service.extract import Extractor

log = logging.getLogger(__name__)
NOTHING_GIVEN = Given()
_CONTENTS = ("text", "html", "html_base64")
_GIVEN = ("title", "url", "publisher", "published", "language")


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it was sent: plain text or HTML, and what is said about it.

    A page may be bytes; ``charset`` is then the character set that it was sent with, None where it says so itself.
    """

    content: str | bytes
    is_html: bool = False
    given: Given = NOTHING_GIVEN
    charset: str | None = None

    @classmethod
    def from_json(cls, value: Any) -> Source:
        """Return the source that ``{text | html, title, url, publisher, published, language}`` stands for.

        A page may be bytes in ``html_base64``, with ``charset``. Other keys are passed over. Raises
        ``InvalidInputError`` when it cannot be used; ``invalid`` in its place is why whoever took it in could not.
        """
        if not isinstance(value, Mapping):
            raise InvalidInputError('An article is a JSON object: {"text": "…", "url": "…"}.')
        if isinstance(value.get("invalid"), str):
            raise InvalidInputError(value["invalid"])
        kinds = [name for name in _CONTENTS if value.get(name) is not None]
        if len(kinds) != 1:
            raise InvalidInputError('An article has either "text" or "html".')
        for name in (*kinds, *_GIVEN, "charset"):
            _check_string(name, value.get(name))
        given = Given(**{name: value.get(name) or None for name in _GIVEN})
        content = value[kinds[0]]
        if kinds[0] == "html_base64":
            return cls(_decoded(content), is_html=True, given=given, charset=value.get("charset"))
        return cls(content, is_html=kinds[0] == "html", given=given)

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``from_json`` reads."""
        said = {name: getattr(self.given, name) for name in _GIVEN} | {"charset": self.charset}
        known = {name: value for name, value in said.items() if value is not None}
        if isinstance(self.content, bytes):
            return {"html_base64": b64encode(self.content).decode()} | known
        return {"html" if self.is_html else "text": self.content} | known


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The stages, one after the other; each is a function that can be replaced."""

    read_plain: Callable[[str, Given], Article]
    read_html: Callable[[str | bytes, Given, str | None], Article]
    annotate: Callable[[Iterable[Article]], Iterator[Doc]]
    extractor: Extractor
    link: Callable[[Article, Claims], Claims]
    to_ntriples: Callable[[Article, Claims, datetime, datetime], bytes]

    def read(self, source: Source) -> Article:
        """Return the article in what was sent; ``InvalidInputError`` when there is none or it is too long."""
        if isinstance(source.content, str) and not source.is_html:
            return self.read_plain(source.content, source.given)
        return self.read_html(source.content, source.given, source.charset)

    def process(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Claims]]:
        """Yield each article with its claims, in order; several at once take less time than one by one."""
        articles = list(articles)
        docs = self.annotate(article for article in articles if article.is_read)
        for article in articles:
            if article.is_read:
                yield article, self._claims(article, next(docs))
            else:
                yield article, Claims(extractor=self.extractor.name)

    def graph(self, article: Article, claims: Claims, created: datetime, extracted: datetime | None = None) -> bytes:
        """Return all that the article says as N-Triples.

        ``created`` is when it was accepted, ``extracted`` when its claims were asked for again, if they were.
        """
        return self.to_ntriples(article, claims, created, extracted or created)

    def _claims(self, article: Article, doc: Doc) -> Claims:
        claims, dropped = grounded(article, self.extractor.extract(article, doc))
        if dropped:
            log.warning("article %s: dropped %d claims that do not stand in its text", article.id, dropped)
        return self.link(article, claims)


def _check_string(name: str, value: Any) -> None:
    """JSON can spell half a character (``\\ud800``), which no file and no store can hold."""
    if value is None:
        return
    if not isinstance(value, str):
        raise InvalidInputError(f'"{name}" has to be a string.')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(f'"{name}" has half a surrogate pair at character {error.start}.') from error


def _decoded(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except ValueError as error:
        raise InvalidInputError('"html_base64" is not base64.') from error
