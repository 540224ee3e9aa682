"""Claims and registry as RDF: pure functions from plain objects to graphs."""

from service.rdf.article import article_graph
from service.rdf.ntriples import to_ntriples
from service.rdf.registry import registry_graph

__all__ = ["article_graph", "registry_graph", "to_ntriples"]
