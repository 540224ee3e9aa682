"""Comunica (npm) on the running service."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.clients.npm import HERE, NotInstalledError, install

PREFIXES = "PREFIX rec: <https://w3id.org/onrecord#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


@pytest.fixture(scope="session")
def comunica() -> Path:
    """The folder that Comunica is installed in."""
    try:
        return install()
    except NotInstalledError as error:
        pytest.skip(str(error))


def ask(comunica: Path, server: str, query: str, source: str = "sparql") -> list[dict[str, str]]:
    command = ["node", str(HERE / "query.mjs"), str(comunica), f"{server}/sparql", PREFIXES + query, source]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 0, answer.stderr
    rows: list[dict[str, str]] = json.loads(answer.stdout)
    return rows


def test_comunica_asks_for_every_number_with_its_source(comunica: Path, server: str) -> None:
    query = """SELECT DISTINCT ?low ?source WHERE {
      ?figure rec:measure rec:deployed ; rec:low ?low ; rec:source/rdfs:label ?source .
    } ORDER BY ?low"""
    rows = ask(comunica, server, query)
    assert {"low": "14000", "source": "Ukrainian officials"} in rows
    assert {"low": "11000", "source": "Western officials"} in rows


def test_comunica_asks_for_optional_parts_and_counts(comunica: Path, server: str) -> None:
    query = """SELECT ?speaker (COUNT(DISTINCT ?statement) AS ?n) WHERE {
      ?statement rec:speaker ?speaker . OPTIONAL { ?statement rec:saidOn ?day }
    } GROUP BY ?speaker"""
    counts = {row["speaker"].rsplit("/", 1)[1]: int(row["n"]) for row in ask(comunica, server, query)}
    assert counts["kim-jong-un"] >= 3


def test_comunica_finds_the_examples_in_the_service_description(comunica: Path, server: str) -> None:
    """As SIB's query editor does, which reads the endpoint's address as a document."""
    query = """PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?comment ?query {
      ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query
    }"""
    rows = ask(comunica, server, query, source="file")
    assert any(row["comment"].startswith("Which statements dispute each other") for row in rows)
    assert all("PREFIX" in row["query"] for row in rows)
