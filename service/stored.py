"""An article's text and claims, read back from its graph: what ``service.rdf`` wrote, as the plain objects it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import pyoxigraph

from service.errors import InvalidInputError, NotFoundError
from service.index.reading import nodes_of, read_ntriples
from service.index.values import GraphView, concept, concepts, first, in_order, integer
from service.model import (
    Act,
    Actor,
    ActorType,
    Article,
    Claims,
    Deployment,
    DeploymentStatus,
    Figure,
    Force,
    Measure,
    Passage,
    Qualifier,
    QuotationKind,
    Statement,
    Treaty,
    TreatyKind,
)
from service.store.protocol import GraphReader
from service.store.terms import named_node
from service.vocabulary import REC, Iris, Kind, concept_name, slug

Properties = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as its graph holds it, with its claims, and when it was accepted (None: the graph does not say)."""

    article: Article
    claims: Claims
    created: datetime | None


@dataclass(frozen=True, slots=True)
class StoredText:
    """An article's text, and the passages of it that are no part of the article."""

    text: str
    boilerplate: tuple[Passage, ...]


def read_article(reader: GraphReader, iris: Iris, article_id: str) -> tuple[Article, Claims]:
    """Return an article with its claims as its graph holds them; local ids are numbered in the order of the text.

    Raises ``NotFoundError`` when there is no such article.
    """
    stored = read_stored(reader, iris, article_id)
    return stored.article, stored.claims


def read_stored(reader: GraphReader, iris: Iris, article_id: str) -> StoredArticle:
    """Return an article with all that its graph tells of it. Raises as ``read_article``."""
    try:
        ntriples = reader.ntriples(str(iris.graph(article_id)))
    except (NotFoundError, InvalidInputError) as error:  # no such graph, or nothing that could name one
        raise _no_article(article_id) from error
    view = GraphView(read_ntriples(ntriples), iris)
    if view.article != article_id:
        raise _no_article(article_id)
    reading = _Reading(view)
    return StoredArticle(reading.article(), reading.claims(), reading.created())


def read_text(reader: GraphReader, iris: Iris, article_id: str) -> StoredText:
    """Return an article's text without its claims, at a twentieth of the cost. Raises as ``read_article``."""
    article = str(iris.of("article", article_id))
    try:
        named_node(article)
    except InvalidInputError as error:
        raise _no_article(article_id) from error
    pattern = f"<{article}> ?p ?o FILTER(isIRI(?o) || isLiteral(?o))"
    rows = reader.query(
        f"SELECT ?p ?o WHERE {{ GRAPH <{iris.graph(article_id)}> {{ {pattern} }} }}",
        union_default_graph=reader.holds_union,
    )
    nodes = nodes_of((article, _value(row[0]), _value(row[1])) for row in cast(pyoxigraph.QuerySolutions, rows))
    view = GraphView(nodes, iris)
    if view.article != article_id:
        raise _no_article(article_id)
    return _Reading(view).shown()


def _value(term: object) -> str:
    return cast(pyoxigraph.NamedNode | pyoxigraph.Literal, term).value


def _no_article(article_id: str) -> NotFoundError:
    return NotFoundError(f"There is no article “{article_id}” here.")


class _Reading:
    """One article's graph being read."""

    def __init__(self, view: GraphView) -> None:
        self._view = view
        self._text = first(view.publication, "articleBody") or ""
        self._actors = {key: key for key in self._keys("actor")}
        self._statements = self._numbered("s", "statement")
        self._matters = {
            ("deployment", key): f"d{number}" for number, key in enumerate(self._keys("deployment"), start=1)
        } | {("treaty", key): f"t{number}" for number, key in enumerate(self._keys("treaty"), start=1)}
        self._matters |= {("figure", key): local for key, local in self._numbered("f", "figure").items()}

    def article(self) -> Article:
        """The article itself."""
        properties = self._view.publication
        return Article(
            id=self._view.article or "",
            text=self._text,
            title=first(properties, "headline"),
            url=first(properties, "url"),
            outlet=self._credited(properties, "publisher"),
            agency=self._credited(properties, "agency"),
            author=first(properties, "author"),
            published=first(properties, "datePublished"),
            language=first(properties, "inLanguage") or "en",
            boilerplate=self.shown().boilerplate,
        )

    def shown(self) -> StoredText:
        """What of it is shown beside its claims."""
        return StoredText(self._text, tuple(self._passages(self._view.publication, "boilerplate")))

    def created(self) -> datetime | None:
        """When it was accepted."""
        try:
            return datetime.fromisoformat(first(self._view.publication, "created") or "")
        except ValueError:
            return None

    def claims(self) -> Claims:
        """All that it claims."""
        extractor = self._view.node(str(self._view.iris.part("article", self._view.article or "", "extractor")))
        return Claims(
            actors=tuple(map(self._actor, self._claimed_actors())),
            statements=tuple(self._statement(key, local) for key, local in self._statements.items()),
            deployments=tuple(map(self._deployment, self._keys("deployment"))),
            treaties=tuple(map(self._treaty, self._keys("treaty"))),
            figures=tuple(self._figure(key, local) for (kind, key), local in self._matters.items() if kind == "figure"),
            disputes=tuple(self._disputes()),
            extractor=first(extractor, "label") or "",
        )

    def _keys(self, kind: Kind) -> list[str]:
        splits = (self._view.iris.split(subject) for subject in sorted(self._view.nodes))
        return [split[1] for split in splits if split and split[0] == kind and "#" not in split[1]]

    def _numbered(self, letter: str, kind: Kind) -> dict[str, str]:
        places = {key: self._place(self._node(kind, key)) for key in self._keys(kind)}
        ordered = sorted(places, key=lambda key: (places[key], key))
        return {key: f"{letter}{number}" for number, key in enumerate(ordered, start=1)}

    def _node(self, kind: Kind, key: str) -> Properties:
        return self._view.node(str(self._view.iris.of(kind, key)))

    def _credited(self, properties: Properties, name: str) -> str | None:
        """The outlet or agency, by a name that leads to the same actor again, whatever else is claimed."""
        iri, key = first(properties, name), self._view.first_key(properties, name)
        organisation = self._view.node(iri) if iri else {}
        names = [*organisation.get("label", ())[:1], *organisation.get("alt_label", ())]
        return next((each for each in names if slug(each) == key), names[0] if names else None)

    def _passages(self, properties: Properties, name: str = "evidence") -> Iterator[Passage]:
        for start, end, _ in self._view.passages(properties, name):
            yield Passage(start, end, self._text[start:end])

    def _passage(self, properties: Properties, name: str) -> Passage:
        return next(self._passages(properties, name), Passage(0, 0, ""))

    def _place(self, properties: Properties) -> int:
        return self._passage(properties, "contentPassage").start

    def _ordered(self, properties: Properties, name: str) -> tuple[str, ...]:
        return tuple(in_order(self._view.keys(properties, name), self._view.chain(properties)))

    def _claimed_actors(self) -> Iterator[str]:
        """The actors of the claims: an outlet or agency that is only credited is none."""
        credited = {
            *self._view.keys(self._view.publication, "publisher"),
            *self._view.keys(self._view.publication, "agency"),
        }
        for key in self._actors:
            properties = self._node("actor", key)
            if key not in credited or "evidence" in properties or "alt_label" in properties:
                yield key

    def _actor(self, key: str) -> Actor:
        properties = self._node("actor", key)
        name = first(properties, "label") or key
        role = self._view.node(first(properties, "holdsRole") or "")
        classes = [iri for iri in properties.get("type", ()) if iri.startswith(str(REC)) and iri != str(REC.Actor)]
        types = [concept_name(iri).lstrip("_") for iri in classes]
        return Actor(
            id=key,
            name=name,
            type=cast(ActorType, types[0] if types else "organisation"),
            mentions=tuple(each for each in (name, *properties.get("alt_label", ())) if each in self._text),
            role=first(role, "label"),
            of=self._view.first_key(properties, "of"),
            evidence=tuple(self._passages(properties)),
            key=key,
        )

    def _statement(self, key: str, local: str) -> Statement:
        properties = self._node("statement", key)
        content = self._passage(properties, "contentPassage")
        return Statement(
            id=local,
            speaker=self._ordered(properties, "speaker"),
            via=self._ordered(properties, "relayedBy"),
            cue=first(properties, "cue") or "",
            act=cast(Act, concept(properties, "act")),
            kind=cast(QuotationKind, concept(properties, "quotation")),
            content=first(properties, "content") or "",
            start=content.start,
            end=content.end,
            date=first(properties, "saidOn"),
            about=self._local(self._view.things(properties, "about")),
            evidence=next(self._passages(properties), None),
            rule=first(properties, "rule") or "",
            key=key,
        )

    def _local(self, things: Iterable[Sequence[str]]) -> tuple[str, ...]:
        found = (self._matters.get((kind, key)) for kind, key in things)
        return tuple(sorted(local for local in found if local))

    def _deployment(self, key: str) -> Deployment:
        properties = self._node("deployment", key)
        places = self._view.keys(properties, "destination")
        names = [self._node("place", place) for place in places]
        basis = self._view.first_key(properties, "legalBasis")
        return Deployment(
            id=self._matters["deployment", key],
            sender=self._view.first_key(properties, "sender"),
            beneficiary=self._view.first_key(properties, "beneficiary"),
            adversary=self._view.first_key(properties, "adversary"),
            destination=tuple(first(name, "alt_label") or first(name, "label") or "" for name in names),
            places=tuple(places),
            force=cast(Force, concept(properties, "force") or "other"),
            status=cast(DeploymentStatus, concept(properties, "status") or "under_way"),
            started=first(properties, "startedOn"),
            legal_basis=self._matters.get(("treaty", basis)) if basis else None,
            evidence=tuple(self._passages(properties)),
            rule=first(properties, "rule") or "",
            key=key,
        )

    def _treaty(self, key: str) -> Treaty:
        properties = self._node("treaty", key)
        name = first(properties, "label") or key
        return Treaty(
            id=self._matters["treaty", key],
            kind=cast(TreatyKind, next(iter(concepts(properties, "treatyKind")), "other")),
            name=name,
            mentions=tuple(each for each in (name, *properties.get("alt_label", ())) if each in self._text),
            parties=tuple(self._view.keys(properties, "party")),
            signed=first(properties, "signedOn"),
            evidence=tuple(self._passages(properties)),
            rule=first(properties, "rule") or "",
            key=key,
        )

    def _figure(self, key: str, local: str) -> Figure:
        properties = self._node("figure", key)
        span = self._passage(properties, "contentPassage")
        iri = str(self._view.iris.of("figure", key))
        deployments = [self._view.key(deployment) for deployment in self._view.pointing("figure", iri)]
        return Figure(
            id=local,
            measure=cast(Measure, concept(properties, "measure")),
            low=integer(properties, "low"),
            high=integer(properties, "high"),
            qualifier=cast(Qualifier, concept(properties, "qualifier")),
            of=self._view.first_key(properties, "countOf"),
            source=self._ordered(properties, "source"),
            via=self._ordered(properties, "relayedBy"),
            span=span.exact,
            start=span.start,
            end=span.end,
            deployment=next((self._matters["deployment", deployment] for deployment in deployments), None),
            evidence=next(self._passages(properties), None),
            rule=first(properties, "rule") or "",
            key=key,
        )

    def _disputes(self) -> Iterator[tuple[str, str]]:
        """Pairs of statements, the disputed one first; those with statements of other articles are left out."""
        for key, local in self._statements.items():
            for disputed in self._view.keys(self._node("statement", key), "disputes"):
                if disputed in self._statements:
                    yield self._statements[disputed], local
