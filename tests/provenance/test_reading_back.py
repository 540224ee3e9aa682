"""What is known of an article survives reading it again from its graph, whatever is claimed this time."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph
from rdflib.namespace import DCTERMS, PROV
from rdflib.term import Node

from ontology.registry import Registry
from service.model import Article, Claims, Given
from service.rdf import article_graph, to_ntriples
from service.settings import Settings
from service.store.engine import OxigraphReader
from service.stored import StoredArticle, read_stored
from service.text import read_plain, with_datelines
from service.vocabulary import Iris
from tests.conftest import ACCEPTED
from tests.rdf.made_up import CREATED, IRIS, REGISTRY
from tests.rdf.strategies import read_articles

ANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read_back(graph: Graph, iris: Iris, article: str) -> StoredArticle:
    store = pyoxigraph.Store()
    store.load(
        to_ntriples(graph), pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(str(iris.graph(article)))
    )
    return read_stored(OxigraphReader(store, ""), iris, article)


def about(graph: Graph, iris: Iris, article: Article) -> set[tuple[Node, Node]]:
    return set(graph.predicate_objects(iris.of("article", article.id)))


@ANY
@given(read_articles())
def test_of_any_article(made: tuple[Article, Claims]) -> None:
    article, claims = made
    graph = article_graph(article, claims, IRIS, CREATED, REGISTRY)
    stored = read_back(graph, IRIS, article.id)
    assert stored.created == CREATED
    assert stored.article.text == article.text
    for fresh in (claims, Claims(extractor="none 2")):
        again = article_graph(stored.article, fresh, IRIS, CREATED, REGISTRY)
        assert about(again, IRIS, article) == about(graph, IRIS, article)


def test_of_the_seeds_to_the_last_triple(
    seed_articles: tuple[tuple[Article, Claims], ...], iris: Iris, seed_registry: Registry
) -> None:
    for article, claims in seed_articles:
        graph = article_graph(article, claims, iris, ACCEPTED, seed_registry)
        stored = read_back(graph, iris, article.id)
        assert set(article_graph(stored.article, claims, iris, ACCEPTED, seed_registry)) == set(graph)


def test_when_an_article_was_read_again_is_told_beside_when_it_was_accepted() -> None:
    article = Article(id="00000000deadbeef", text="One.")
    later = CREATED.replace(year=CREATED.year + 1)
    graph = article_graph(article, Claims(extractor="rules 2"), IRIS, CREATED, REGISTRY, extracted=later)
    assert str(graph.value(IRIS.of("article", article.id), DCTERMS.created)).startswith(str(CREATED.year))
    assert str(graph.value(IRIS.part("article", article.id, "extraction"), PROV.endedAtTime)).startswith(
        str(later.year)
    )


@pytest.mark.parametrize(
    "text", ["SEOUL, June 18, 2025 (Northline) — Troops left the base on Monday.\n\nSUVA, Oct 4 (Pacnews): They came."]
)
def test_datelines_are_found_again(text: str) -> None:
    article = read_plain(text, Given(), max_chars=Settings().max_text_chars)
    assert article.datelines
    graph = article_graph(article, Claims(), IRIS, CREATED, REGISTRY)
    assert with_datelines(read_back(graph, IRIS, article.id).article) == article
