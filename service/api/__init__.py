"""The REST face: articles in, claims out, lists and items as JSON, RDF or tables."""

from service.api.blueprint import blueprint

__all__ = ["blueprint"]
