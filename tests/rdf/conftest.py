"""Graphs of the made-up articles, built once."""

from __future__ import annotations

import pytest
from rdflib import Graph

from service.rdf import article_graph, registry_graph
from tests.rdf.made_up import CREATED, HERALD, IRIS, REGISTRY, articles, herald_claims


@pytest.fixture(scope="session")
def herald() -> Graph:
    return article_graph(HERALD, herald_claims(), IRIS, CREATED, REGISTRY)


@pytest.fixture(scope="session")
def everything() -> Graph:
    """The union of all graphs: the registry's and every article's."""
    union = registry_graph(REGISTRY, IRIS)
    for article, claims in articles():
        union += article_graph(article, claims, IRIS, CREATED, REGISTRY)
    return union
