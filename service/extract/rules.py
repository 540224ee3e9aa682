"""The rule extractor: reads the claims off spaCy's parse."""

from __future__ import annotations

from spacy.tokens import Doc

from ontology.registry import Registry
from service.extract.actors import ActorBook
from service.extract.dates import Calendar
from service.extract.people import People
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.statements import StatementFinder
from service.model import Article, Claims

VERSION = "rules-1"


class RuleExtractor:
    """Extracts claims by rules over the parse; one for a whole process, without state of its own."""

    name = VERSION

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def extract(self, article: Article, doc: Doc) -> Claims:
        """Return the claims of an article; ``doc`` is its annotation."""
        reading = Reading(article, doc, self._registry)
        book = ActorBook(reading)
        for span in doc.spans["registry"]:
            if span.label_ not in {"place", "person"}:
                book.mention(book.registered(span.kb_id_), span)
        people = People(reading, book)
        sources = SourceResolver(reading, book, people)
        calendar = Calendar(reading.article.text, article.published)
        statements = StatementFinder(reading, book, sources, calendar).find()
        active = {actor for s in statements for actor in (*s.speaker, *s.via)}
        return Claims(actors=book.actors(active), statements=statements, extractor=self.name)
