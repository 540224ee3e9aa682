"""Whatever an article says, in whatever script: its graph can be made, conforms, and survives the store."""

from __future__ import annotations

import pyoxigraph
from hypothesis import HealthCheck, given, settings
from rdflib import RDF

from service.model import Article, Claims
from service.rdf import article_graph, to_ntriples
from service.shapes import validate
from service.vocabulary import OA, REC
from tests.rdf.made_up import CREATED, IRIS, REGISTRY
from tests.rdf.strategies import read_articles

FORMATS = tuple(map(pyoxigraph.RdfFormat.from_extension, ("ttl", "trig", "rdf", "jsonld", "n3")))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(read_articles())
def test_any_claims_give_a_graph_that_conforms_and_comes_back_the_same(made: tuple[Article, Claims]) -> None:
    article, claims = made
    graph = article_graph(article, claims, IRIS, CREATED, REGISTRY)
    assert validate(graph).findings == ()

    store = pyoxigraph.Store()
    store.load(to_ntriples(graph), pyoxigraph.RdfFormat.N_TRIPLES)
    assert len(store) == len(graph)
    assert set(store) == set(pyoxigraph.parse(to_ntriples(graph), pyoxigraph.RdfFormat.N_TRIPLES))

    for rdf_format in FORMATS:
        written = pyoxigraph.serialize((quad.triple for quad in store), format=rdf_format) or b""
        assert {quad.triple for quad in pyoxigraph.parse(written, rdf_format)} == {quad.triple for quad in store}

    contents = {str(content) for content in graph.objects(None, REC.content)}
    assert contents == {statement.content for statement in claims.statements}
    quoted = {str(exact) for exact in graph.objects(None, OA.exact)}
    assert quoted == {passage.exact for passage in (*claims.passages(), *article.boilerplate)}
    assert len(set(graph.subjects(RDF.type, REC.Statement))) == len(claims.statements)
