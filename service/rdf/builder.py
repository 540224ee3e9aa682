"""The graph of an article while it is put together: its triples, and what the local ids of its claims stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from rdflib import RDF, RDFS, URIRef
from rdflib.term import Node

from ontology.registry import Registry
from service.errors import InternalError
from service.model import Article, Claims, Passage
from service.rdf.literals import integer_literal, text_literal
from service.vocabulary import OA, REC, Iris, Kind, actor_class

Triple = tuple[URIRef, URIRef, Node]
_TYPE, _LABEL = RDF.type, RDFS.label  # rdflib's own namespaces look a name up whenever it is used
_KEY = re.compile(r"[\w.~-]+")  # letters and digits of any script: all of them may stand in an IRI


class _Keyed(Protocol):
    """What all things of the claims have: a local id, and the key that ends the IRI."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...


class ArticleBuilder:
    """Collects the triples of one article's graph.

    ``triples`` holds what was added so far, a triple perhaps more than once. Local ids resolve to IRIs by ``iri``
    and ``subject_matter``; passages are described when they are first pointed at.
    """

    def __init__(self, article: Article, claims: Claims, iris: Iris, registry: Registry) -> None:
        self.triples: list[Triple] = []
        self.article = article
        self.claims = claims
        self.iris = iris
        self.registry = registry
        self.article_iri = iris.of("article", checked_key(article.id, "the article"))
        self._passages: dict[tuple[int, int], URIRef] = {}
        self._iris: Mapping[Kind, Mapping[str, URIRef]] = {
            "actor": self._index("actor", claims.actors),
            "statement": self._index("statement", claims.statements),
            "deployment": self._index("deployment", claims.deployments),
            "treaty": self._index("treaty", claims.treaties),
            "figure": self._index("figure", claims.figures),
        }
        self.labels = {actor.id: self.actor_label(actor.key, actor.name) for actor in claims.actors}

    def _index(self, kind: Kind, things: Iterable[_Keyed]) -> dict[str, URIRef]:
        index: dict[str, URIRef] = {}
        for thing in things:
            if thing.id in index:
                raise InternalError(f"The {kind} id {thing.id!r} is used twice in the claims of {self.article.id}.")
            index[thing.id] = self.iris.of(
                kind, checked_key(thing.key, f"the {kind} {thing.id!r} of {self.article.id}")
            )
        return index

    def add(self, subject: URIRef, predicate: URIRef, *objects: Node | None) -> None:
        """Add a triple for each object that is not None."""
        for obj in objects:
            if obj is not None:
                self.triples.append((subject, predicate, obj))

    def add_text(self, subject: URIRef, predicate: URIRef, *texts: str | None) -> None:
        """Add a triple for each text that is not None."""
        self.add(subject, predicate, *(text_literal(text) for text in texts if text is not None))

    def add_type(self, subject: URIRef, *classes: URIRef) -> None:
        """Say what a thing is."""
        self.add(subject, _TYPE, *classes)

    def add_label(self, subject: URIRef, label: str) -> None:
        """Say what a thing is called."""
        self.add_text(subject, _LABEL, label)

    def iri(self, kind: Kind, local_id: str) -> URIRef:
        """Return what a local id stands for; ``InternalError`` when the claims have no such thing."""
        try:
            return self._iris[kind][local_id]
        except KeyError as error:
            raise InternalError(f"The claims of {self.article.id} name the {kind} {local_id!r} and lack it.") from error

    def optional_iri(self, kind: Kind, local_id: str | None) -> URIRef | None:
        """Return what a local id stands for, None for None."""
        return None if local_id is None else self.iri(kind, local_id)

    def actors(self, local_ids: Iterable[str]) -> list[URIRef]:
        """Return the actors of these local ids, in their order."""
        return [self.iri("actor", local_id) for local_id in local_ids]

    def subject_matter(self, local_id: str) -> URIRef:
        """Return the deployment, treaty or figure with this local id; ``InternalError`` when there is none."""
        for kind in ("deployment", "treaty", "figure"):
            if local_id in self._iris[kind]:
                return self._iris[kind][local_id]
        raise InternalError(f"A statement of {self.article.id} is about {local_id!r}, which its claims lack.")

    def actor_label(self, key: str, name: str) -> str:
        """Return the registry's name of an actor it knows, so that all articles' graphs agree, else ``name``."""
        entry = self.registry.actors.get(key)
        return entry.name if entry else name

    def actor_node(self, iri: URIRef, actor_type: str, label: str) -> None:
        """Describe an actor by its classes and name."""
        self.add_type(iri, REC.Actor, actor_class(actor_type))
        self.add_label(iri, label)

    def passage(self, passage: Passage) -> URIRef:
        """Return the IRI of a passage, and describe it if that has not been done.

        Raises ``InternalError`` when its text does not stand in the article at its offsets: such a claim is not stored.
        """
        start, end, article_id = passage.start, passage.end, self.article.id
        if not 0 <= start < end or self.article.text[start:end] != passage.exact:
            raise InternalError(f"{passage.exact!r} does not stand at {start}:{end} of article {article_id}.")
        iri = self._passages.get((start, end))
        if iri is None:
            iri = self._passages[start, end] = self.iris.passage(article_id, start, end)
            self._describe_passage(iri, passage)
        return iri

    def _describe_passage(self, iri: URIRef, passage: Passage) -> None:
        where = f"{passage.start},{passage.end}"
        position = self.iris.part("article", self.article.id, f"position={where}")
        quote = self.iris.part("article", self.article.id, f"quote={where}")
        self.triples += (  # more than half of all triples are these
            (iri, _TYPE, REC.Passage),
            (iri, OA.hasSource, self.article_iri),
            (iri, OA.hasSelector, position),
            (iri, OA.hasSelector, quote),
            (position, _TYPE, OA.TextPositionSelector),
            (position, OA.start, integer_literal(passage.start)),
            (position, OA.end, integer_literal(passage.end)),
            (quote, _TYPE, OA.TextQuoteSelector),
            (quote, OA.exact, text_literal(passage.exact)),
        )

    def ground(self, iri: URIRef, evidence: Iterable[Passage]) -> None:
        """Say that the article reports a thing, and on which passages that rests."""
        self.add(iri, REC.reportedIn, self.article_iri)
        self.add(iri, REC.evidence, *map(self.passage, evidence))


def checked_key(key: str, what: str) -> str:
    """Return a key that may end an IRI; ``InternalError`` naming ``what`` when it is blank or cannot."""
    if not _KEY.fullmatch(key):
        raise InternalError(f"The key {key!r} of {what} cannot end an IRI; linking gives every thing a key.")
    return key
