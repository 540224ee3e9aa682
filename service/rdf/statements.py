"""Statements, figures and disputes: what somebody is cited for, with the chain of attribution it came through."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rdflib import RDF, URIRef

from service.model import Figure, Passage, Statement
from service.rdf.builder import ArticleBuilder
from service.rdf.literals import date_literal, integer_literal
from service.vocabulary import REC, Kind, concept


def add_statement(builder: ArticleBuilder, statement: Statement, publication: Iterable[URIRef]) -> None:
    """Add a statement; ``publication`` are the article's agency and outlet, which end the chain of attribution."""
    iri = builder.iri("statement", statement.id)
    content = Passage(statement.start, statement.end, statement.content)
    speakers, relays = builder.actors(statement.speaker), builder.actors(statement.via)
    builder.add_type(iri, REC.Statement)
    builder.ground(iri, [statement.evidence or content])
    builder.add(iri, REC.contentPassage, builder.passage(content))
    builder.add_text(iri, REC.content, statement.content)
    builder.add_text(iri, REC.cue, statement.cue)
    builder.add(iri, REC.act, concept(statement.act))
    builder.add(iri, REC.quotation, concept(statement.kind))
    builder.add(iri, REC.saidOn, date_literal(statement.date) if statement.date else None)
    builder.add(iri, REC.about, *map(builder.subject_matter, statement.about))
    builder.add_text(iri, REC.rule, statement.rule or None)
    builder.add(iri, REC.speaker, *speakers)
    builder.add(iri, REC.relayedBy, *relays)
    _add_attribution(builder, "statement", statement.key, [*speakers, *relays, *publication])


def add_figure(builder: ArticleBuilder, figure: Figure, publication: Iterable[URIRef]) -> None:
    """Add a figure, and to its deployment that it is one of its figures; ``publication`` as in ``add_statement``."""
    iri = builder.iri("figure", figure.id)
    span = Passage(figure.start, figure.end, figure.span)
    sources, relays = builder.actors(figure.source), builder.actors(figure.via)
    builder.add_type(iri, REC.Figure)
    builder.ground(iri, [figure.evidence or span])
    builder.add(iri, REC.contentPassage, builder.passage(span))
    builder.add(iri, REC.measure, concept(figure.measure))
    builder.add(iri, REC.qualifier, concept(figure.qualifier))
    builder.add(iri, REC.low, None if figure.low is None else integer_literal(figure.low))
    builder.add(iri, REC.high, None if figure.high is None else integer_literal(figure.high))
    builder.add(iri, REC.countOf, builder.optional_iri("actor", figure.of))
    builder.add(iri, REC.source, *sources)
    builder.add(iri, REC.relayedBy, *relays)
    builder.add_text(iri, REC.rule, figure.rule or None)
    _add_attribution(builder, "figure", figure.key, [*sources, *relays, *publication])
    if figure.deployment is not None:
        builder.add(builder.iri("deployment", figure.deployment), REC.figure, iri)


def add_dispute(builder: ArticleBuilder, disputed: str, disputing: str) -> None:
    """Add a dispute between two statements, given by their local ids: the second disputes the first."""
    first, second = builder.iri("statement", disputed), builder.iri("statement", disputing)
    keys = {statement.id: statement.key for statement in builder.claims.statements}
    iri = builder.iris.of("dispute", f"{keys[disputed]}--{keys[disputing]}")
    builder.add(second, REC.disputes, first)
    builder.add_type(iri, REC.Dispute)
    builder.add(iri, REC.statement, first, second)
    builder.add(iri, REC.reportedIn, builder.article_iri)


def _add_attribution(builder: ArticleBuilder, kind: Kind, key: str, chain: Iterable[URIRef]) -> None:
    """Add the chain as a list of IRIs, since a list of blank nodes would differ at every reading."""
    links = [actor for actor, _ in groupby(chain)]  # an outlet that relays for itself is one link, not two
    cells = [builder.iris.part(kind, key, f"attribution-{number}") for number in range(1, len(links) + 1)]
    if cells:
        builder.add(builder.iris.of(kind, key), REC.attribution, cells[0])
    for cell, actor, rest in zip(cells, links, [*cells[1:], RDF.nil], strict=False):
        builder.add(cell, RDF.first, actor)
        builder.add(cell, RDF.rest, rest)
