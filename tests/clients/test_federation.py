"""Another SPARQL server, Oxigraph's own, asks the running service for a part of a query."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.acceptance.conftest import free_port

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
SIDES = """@prefix my: <https://example.org/my-lists#> .
<http://localhost:8000/actor/western-officials> my:trust "unnamed" .
<http://localhost:8000/actor/ukrainian-officials> my:trust "party to the war" .
"""
QUERY = """PREFIX my: <https://example.org/my-lists#>
PREFIX rec: <https://w3id.org/onrecord#>
SELECT DISTINCT ?number ?trust WHERE {
  SERVICE <%s/sparql> { ?figure rec:measure rec:deployed ; rec:low ?number ; rec:source ?actor }
  ?actor my:trust ?trust .
} ORDER BY ?number"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[str]:
    """The query address of a running Oxigraph server that holds a list of somebody's own."""
    if not OXIGRAPH.exists() and not shutil.which("oxigraph"):
        pytest.skip("oxigraph is not installed")
    command = str(OXIGRAPH) if OXIGRAPH.exists() else "oxigraph"
    (tmp_path / "sides.ttl").write_text(SIDES, encoding="utf-8")
    load = [command, "load", "--location", str(tmp_path / "store"), "--file", str(tmp_path / "sides.ttl")]
    subprocess.run(load, check=True, capture_output=True)
    bind = f"localhost:{free_port()}"
    serve = [command, "serve-read-only", "--location", str(tmp_path / "store"), "--bind", bind]
    with subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield f"http://{bind}/query"
        finally:
            process.terminate()


def test_a_query_elsewhere_takes_its_numbers_from_here(other: str, server: str) -> None:
    rows = {(row["number"]["value"], row["trust"]["value"]) for row in ask(other, QUERY % server)}
    assert {("11000", "unnamed"), ("14000", "party to the war")} <= rows


def test_what_a_query_elsewhere_knows_narrows_what_is_asked_here(other: str, server: str) -> None:
    actor = "<http://localhost:8000/actor/western-officials>"
    rows = ask(other, (QUERY % server).replace("WHERE {", f"WHERE {{ VALUES ?actor {{ {actor} }}"))
    assert {row["trust"]["value"] for row in rows} == {"unnamed"}


def ask(address: str, query: str) -> list[dict[str, dict[str, str]]]:
    request = Request(address, urlencode({"query": query}).encode(), {"Accept": "application/sparql-results+json"})
    for _ in range(100):
        try:
            with urlopen(request, timeout=30) as response:
                rows: list[dict[str, dict[str, str]]] = json.load(response)["results"]["bindings"]
                return rows
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise AssertionError("the other server does not start")
