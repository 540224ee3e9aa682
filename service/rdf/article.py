"""The graph of one article: the article itself, how its graph came about (PROV), and its claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, PROV

from ontology.registry import Registry
from service import __version__
from service.model import Article, Claims
from service.rdf.actors import add_actor, news_organisation
from service.rdf.builder import ArticleBuilder, Triple
from service.rdf.deployments import add_deployment, add_treaty
from service.rdf.literals import boolean_literal, date_literal, time_literal, web_address
from service.rdf.statements import add_dispute, add_figure, add_statement
from service.vocabulary import REC, SCHEMA, Iris


def article_graph(
    article: Article,
    claims: Claims,
    iris: Iris,
    created: datetime,
    registry: Registry,
    *,
    extracted: datetime | None = None,
) -> Graph:
    """Return ``article_triples`` as a graph."""
    graph = Graph(bind_namespaces="none")
    for triple in article_triples(article, claims, iris, created, registry, extracted=extracted):
        graph.add(triple)
    return graph


def article_triples(
    article: Article,
    claims: Claims,
    iris: Iris,
    created: datetime,
    registry: Registry,
    *,
    extracted: datetime | None = None,
) -> Sequence[Triple]:
    """Return all that one article says as RDF, without blank nodes: the same input gives the same triples, some twice.

    ``created`` is when the article was accepted (with a time zone), ``extracted`` when its claims were asked for again,
    None where they never were. ``registry`` gives the names of the actors and places it knows and says which actor an
    outlet or agency is; what else it knows of them stands in its own graph.
    An article without claims gives its own description and the record of the graph.

    Raises ``InternalError`` when a thing has no key, a local id leads nowhere, or a passage does not stand in the text,
    ``InvalidInputError`` when the article's URL is no web address.
    """
    builder = ArticleBuilder(article, claims, iris, registry)
    for actor in claims.actors:
        add_actor(builder, actor)
    publication = _add_article(builder, created)
    _add_provenance(builder, extracted or created)
    for treaty in claims.treaties:
        add_treaty(builder, treaty)
    for deployment in claims.deployments:
        add_deployment(builder, deployment)
    for statement in claims.statements:
        add_statement(builder, statement, publication)
    for figure in claims.figures:
        add_figure(builder, figure, publication)
    for disputed, disputing in claims.disputes:
        add_dispute(builder, disputed, disputing)
    return builder.triples


def _add_article(builder: ArticleBuilder, created: datetime) -> list[URIRef]:
    """Add the article itself; return the agency it credits and its outlet, as far as they are known."""
    article, iri = builder.article, builder.article_iri
    agency = news_organisation(builder, article.agency, "news_agency") if article.agency else None
    outlet = news_organisation(builder, article.outlet, "news_outlet") if article.outlet else None
    builder.add_type(iri, REC.Article)
    builder.add_text(iri, SCHEMA.headline, article.title or None)
    builder.add(iri, SCHEMA.url, web_address(article.url) if article.url else None)
    builder.add(iri, SCHEMA.publisher, outlet)
    builder.add(iri, REC.agency, agency)
    builder.add_text(iri, SCHEMA.author, article.author or None)
    builder.add(iri, SCHEMA.datePublished, date_literal(article.published) if article.published else None)
    builder.add_text(iri, SCHEMA.inLanguage, article.language)
    builder.add_text(iri, SCHEMA.articleBody, article.text)
    builder.add(iri, DCTERMS.created, time_literal(created))
    builder.add(iri, REC.isRead, boolean_literal(article.is_read))
    builder.add(iri, REC.boilerplate, *map(builder.passage, article.boilerplate))
    return [actor for actor in (agency, outlet) if actor is not None]


def _add_provenance(builder: ArticleBuilder, ended: datetime) -> None:
    """Say what made the graph and when; where nothing was extracted, OnRecord itself made it."""
    graph, article_id = builder.iris.graph(builder.article.id), builder.article.id
    activity = builder.iris.part("article", article_id, "extraction")
    extractor = builder.iris.part("article", article_id, "extractor")
    name = builder.claims.extractor or f"onrecord {__version__}"
    version = name.rpartition(" ")[2]
    builder.add_type(graph, PROV.Entity)
    builder.add(graph, PROV.wasGeneratedBy, activity)
    builder.add_type(activity, PROV.Activity)
    builder.add(activity, PROV.used, builder.article_iri)
    builder.add(activity, PROV.wasAssociatedWith, extractor)
    builder.add(activity, PROV.endedAtTime, time_literal(ended))
    builder.add_type(extractor, PROV.SoftwareAgent)
    builder.add_label(extractor, name)
    builder.add_text(extractor, SCHEMA.softwareVersion, version if version != name else None)
