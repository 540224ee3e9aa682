"""Writes the answers that the annotated seeds give as ``ontology/competency/NAME.expected.json``.

    python -m tests.ontology.lay_down

Run it after a question, the seeds or their annotations changed, and read every answer that changed: what is written
here is what the tests hold the graph to.
"""

from __future__ import annotations

import json
from pathlib import Path

import ontology
from ontology.registry import load
from service.vocabulary import Iris
from tests.conftest import read_seeds
from tests.ontology.careful_reader import as_understood
from tests.ontology.competency import Rows, answers, store_of

FOLDER = Path(ontology.__file__).parent / "competency"
NOT_LAID_DOWN = {"15-provenance"}  # it tells when a graph was made


def as_json(rows: Rows) -> str:
    """Return rows as JSON, one a line."""
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n" if rows else "[]\n"


def main() -> None:
    """Write the files."""
    iris, registry = Iris(ontology.DEFAULT_BASE_IRI), load()
    articles = [as_understood(article, claims, registry) for article, claims in read_seeds()]
    store = store_of(articles, registry, iris)
    for question in ontology.competency_questions():
        if question.name not in NOT_LAID_DOWN:
            path = FOLDER / f"{question.name}.expected.json"
            path.write_text(as_json(answers(store, question, iris)), encoding="utf-8")


if __name__ == "__main__":
    main()
