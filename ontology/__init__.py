"""The data package: vocabulary, shapes, JSON-LD context, competency questions, and the registry of actors and places.

The functions here give the files that ship with the package; ``ontology.registry`` reads the registry.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

DEFAULT_BASE_IRI = "http://localhost:8000/"


class CompetencyQuestion(NamedTuple):
    """A question in English that the graph answers (the query's first line), and the SPARQL query that asks it.

    ``expected`` are the rows that the project's seeds give, each a mapping from variable to value, or None where no
    answer is laid down. In them IRIs below the base are written without it, terms of the vocabulary as ``rec:term``.
    """

    name: str
    question: str
    query: str
    expected: list[dict[str, str]] | None


def vocabulary_ttl() -> str:
    """Return the vocabulary (OWL and SKOS) in Turtle."""
    return _read(files("ontology") / "onrecord.ttl")


def shapes_ttl() -> str:
    """Return the SHACL shapes of the data in Turtle."""
    return _read(files("ontology") / "shapes.ttl")


def context() -> dict[str, Any]:
    """Return the JSON-LD 1.1 context document: one object with the key ``@context``."""
    document: dict[str, Any] = json.loads(_read(files("ontology") / "context.jsonld"))
    return document


def prefixes() -> dict[str, str]:
    """Return the prefixes of the JSON-LD context and what they stand for, for queries and Turtle."""
    terms = {name: iri for name, iri in context()["@context"].items() if not name.startswith("@")}
    return {name: iri for name, iri in terms.items() if isinstance(iri, str) and iri.endswith(("/", "#"))}


def competency_questions(base_iri: str = DEFAULT_BASE_IRI) -> list[CompetencyQuestion]:
    """Return the competency questions in the order of their names, their queries resolved against ``base_iri``.

    ``base_iri`` is what the IRIs of the data begin with; it replaces the ``BASE`` line of the files.
    """
    folder = files("ontology") / "competency"
    queries = sorted((path for path in folder.iterdir() if path.name.endswith(".rq")), key=lambda path: path.name)
    return [_question(folder, path.name.removesuffix(".rq"), base_iri) for path in queries]


def _question(folder: Traversable, name: str, base_iri: str) -> CompetencyQuestion:
    query = _read(folder / f"{name}.rq").replace(f"BASE <{DEFAULT_BASE_IRI}>", f"BASE <{base_iri}>")
    answers = folder / f"{name}.expected.json"
    expected = json.loads(_read(answers)) if answers.is_file() else None
    return CompetencyQuestion(name, query.splitlines()[0].removeprefix("# "), query, expected)


def _read(path: Traversable) -> str:
    return path.read_text(encoding="utf-8")
