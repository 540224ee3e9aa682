"""Asks the competency questions of articles and their claims, in a store in memory."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph

from ontology import CompetencyQuestion
from ontology.registry import Registry
from service.model import Article, Claims
from service.rdf import article_graph, registry_graph, to_ntriples
from service.vocabulary import REC, Iris
from tests.rdf.made_up import CREATED

Rows = list[dict[str, str]]


def store_of(articles: Iterable[tuple[Article, Claims]], registry: Registry, iris: Iris) -> pyoxigraph.Store:
    """Return a store with the registry and the articles, each in its named graph."""
    store = pyoxigraph.Store()
    graphs = {iris.registry_graph: registry_graph(registry, iris)}
    for article, claims in articles:
        graphs[iris.graph(article.id)] = article_graph(article, claims, iris, CREATED, registry)
    for name, graph in graphs.items():
        store.load(to_ntriples(graph), pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(name))
    return store


def answers(store: pyoxigraph.Store, question: CompetencyQuestion, iris: Iris) -> Rows:
    """Return the rows that a question gives over the union of all graphs, as ``expected`` of a question writes them."""
    solutions = store.query(question.query, use_default_graph_as_union=True)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: shortened(row[name].value, iris) for name in names if row[name] is not None and row[name].value}
        for row in solutions
    ]


def differing(store: pyoxigraph.Store, questions: Iterable[CompetencyQuestion], iris: Iris) -> list[str]:
    """Return the names of the questions that have an expected answer laid down and get another."""
    return [
        question.name
        for question in questions
        if question.expected is not None
        and in_any_order(answers(store, question, iris)) != in_any_order(question.expected)
    ]


def in_any_order(rows: Rows) -> Rows:
    """Return rows so that they compare equal whatever the order of rows and of what is joined within a value."""
    joined = [{name: "; ".join(sorted(value.split("; "))) for name, value in row.items()} for row in rows]
    return sorted(joined, key=lambda row: sorted(row.items()))


def shortened(value: str, iris: Iris) -> str:
    """Return a value as ``expected`` of a question writes it: IRIs without the base, terms as ``rec:term``."""
    if value.startswith(str(REC)):
        return "rec:" + value.removeprefix(str(REC))
    return value.removeprefix(iris.base)
