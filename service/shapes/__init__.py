"""Validation of quads against the SHACL shapes that ship with the ontology."""

from service.shapes.validation import Finding, Report, validate

__all__ = ["Finding", "Report", "validate"]
