"""The data package: vocabulary, shapes, JSON-LD context, questions with queries, the registry of actors and places.

The functions here give the files that ship with the package; ``ontology.registry`` reads the registry.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

DEFAULT_BASE_IRI = "http://localhost:8000/"
_FORM = re.compile(r"^(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX (\w+): <([^>]+)>", re.MULTILINE)
_VERSION = re.compile(r'owl:versionInfo "([\d.]+)"')


class CompetencyQuestion(NamedTuple):
    """A question in English that the graph answers (the query's first line), and the SPARQL query that asks it.

    ``expected`` are the rows that the project's seeds give, each a mapping from variable to value, or None where no
    answer is laid down. In them IRIs below the base are written without it, terms of the vocabulary as ``rec:term``.
    """

    name: str
    question: str
    query: str
    expected: list[dict[str, str]] | None


class Example(NamedTuple):
    """A query to begin with, taken apart: what it asks, what there is to know of it, its text without the comment.

    ``text`` is the whole file.
    """

    name: str
    question: str
    note: str
    keywords: tuple[str, ...]
    form: str  # SELECT, ASK, CONSTRUCT, DESCRIBE
    query: str
    prefixes: dict[str, str]
    text: str


def vocabulary_ttl() -> str:
    """Return the vocabulary (OWL and SKOS) in Turtle."""
    return _read(files("ontology") / "onrecord.ttl")


def vocabulary_version() -> str:
    """Return the version that the vocabulary gives itself: ``0.1.0``."""
    (version,) = _VERSION.findall(vocabulary_ttl())
    return str(version)


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
    return [_question(path, base_iri) for path in _queries("competency")]


def examples(base_iri: str = DEFAULT_BASE_IRI) -> list[Example]:
    """Return the competency questions, and after them examples of what else can be asked; ``base_iri`` as there.

    They are the files in ``competency`` and ``examples``: a comment whose first line is the question, then what there
    is to know of it, then ``Keywords:``; and the query.
    """
    return [_example(path, base_iri) for path in (*_queries("competency"), *_queries("examples"))]


def _queries(folder: str) -> list[Traversable]:
    paths = (files("ontology") / folder).iterdir()
    return sorted((path for path in paths if path.name.endswith(".rq")), key=lambda path: path.name)


def _question(path: Traversable, base_iri: str) -> CompetencyQuestion:
    name, query = path.name.removesuffix(".rq"), _resolved(path, base_iri)
    answers = files("ontology") / "competency" / f"{name}.expected.json"
    expected = json.loads(_read(answers)) if answers.is_file() else None
    return CompetencyQuestion(name, query.splitlines()[0].removeprefix("# "), query, expected)


def _example(path: Traversable, base_iri: str) -> Example:
    text = _resolved(path, base_iri)
    lines = text.splitlines()
    size = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    question, *notes = (line.removeprefix("#").strip() for line in lines[:size])
    query = "\n".join(lines[size:])
    return Example(
        name=path.name.removesuffix(".rq"),
        question=question,
        note=" ".join(line for line in notes if line and not line.startswith("Keywords:")),
        keywords=tuple(sorted(word for line in notes for word in _keywords(line))),
        form=_FORM.findall(query)[0],
        query=query,
        prefixes=dict(_PREFIX.findall(query)),
        text=text,
    )


def _keywords(line: str) -> list[str]:
    return line.removeprefix("Keywords: ").split(", ") if line.startswith("Keywords: ") else []


def _resolved(path: Traversable, base_iri: str) -> str:
    return _read(path).replace(f"BASE <{DEFAULT_BASE_IRI}>", f"BASE <{base_iri}>")


def _read(path: Traversable) -> str:
    return path.read_text(encoding="utf-8")
