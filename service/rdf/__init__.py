"""Claims and registry as RDF: pure functions from plain objects to graphs."""

from service.rdf.article import article_graph, article_triples
from service.rdf.ntriples import to_ntriples
from service.rdf.registry import registry_graph

__all__ = ["article_graph", "article_triples", "registry_graph", "to_ntriples"]
