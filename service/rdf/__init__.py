"""Claims and registry as RDF: pure functions from plain objects to graphs."""

from service.rdf.article import article_graph, article_triples
from service.rdf.ntriples import to_ntriples
from service.rdf.registry import registry_graph, registry_triples

__all__ = ["article_graph", "article_triples", "registry_graph", "registry_triples", "to_ntriples"]
