"""How many triples the data set has, by property and by class, counted once a revision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from service.errors import UnavailableError
from service.sparql.answering import Question
from service.sparql.runner import QueryRunner

_JSON = "application/sparql-results+json"
_ATTEMPTS = 3
# A triple that stands in several graphs is one triple of the data set.
_TRIPLES = "{ SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
_BY_PROPERTY = f"SELECT (?p AS ?name) (COUNT(*) AS ?n) {{ {_TRIPLES} }} GROUP BY ?p"
_BY_CLASS = "SELECT (?class AS ?name) (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?class } } GROUP BY ?class"
_TERMS = (
    "SELECT ?name ?n {{ {{ SELECT ('{0}' AS ?name) (COUNT(DISTINCT ?{1}) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} }} }} }}"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is in the union of all graphs: triples by property, things by class, distinct subjects and objects."""

    properties: Mapping[str, int]
    classes: Mapping[str, int]
    subjects: int
    objects: int

    @property
    def triples(self) -> int:
        """All triples."""
        return sum(self.properties.values())


class Counting:
    """Counts by queries, which run under the limits of all queries; the newest counts are kept. For several threads."""

    def __init__(self, runner: QueryRunner) -> None:
        self._runner = runner
        self._newest: tuple[str, Counts] | None = None
        self._lock = Lock()

    def counts(self, revision: str) -> Counts:
        """Return the counts of the store's newest state, which is taken to be ``revision``.

        Raises as ``QueryRunner.run``, and ``UnavailableError`` when the store changes faster than it is counted.
        """
        with self._lock:  # who comes meanwhile waits for these counts instead of having them counted again
            if self._newest is None or self._newest[0] != revision:
                self._newest = self._count()
            return self._newest[1]

    def _count(self) -> tuple[str, Counts]:
        for _ in range(_ATTEMPTS):
            revisions, tables = zip(*(self._table(query) for query in _queries()), strict=True)
            if len(set(revisions)) == 1:
                properties, classes, subjects, objects = tables
                return revisions[0], Counts(properties, classes, subjects["subjects"], objects["objects"])
        raise UnavailableError("The store changes faster than it can be counted; try again.", retry_after=5)

    def _table(self, query: str) -> tuple[str, dict[str, int]]:
        answer = self._runner.run(Question(query=query, results=_JSON, graph=None))
        rows = json.loads(answer.read())["results"]["bindings"]
        return answer.revision, {row["name"]["value"]: int(row["n"]["value"]) for row in rows}


def _queries() -> tuple[str, ...]:
    return _BY_PROPERTY, _BY_CLASS, _TERMS.format("subjects", "s"), _TERMS.format("objects", "o")
