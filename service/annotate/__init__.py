"""Annotation: an article's text as a spaCy Doc, with the registry's names marked before anything else is guessed."""

from service.annotate.annotator import REGISTRY_SPANS, Annotator

__all__ = ["REGISTRY_SPANS", "Annotator"]
