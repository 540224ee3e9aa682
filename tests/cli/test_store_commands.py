"""Commands on a store that is there: query, export, import, backup, reindex, validate."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from service.index import Index
from service.jobs.queue import Queue
from service.store.embedded import EmbeddedStore
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("stored_seeds")
LABEL = "SELECT ?label { <actor/atlantis> rdfs:label ?label }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a rec:Article }"


def test_a_table_is_what_people_get(run: Run) -> None:
    result = run("query", "-e", LABEL)
    assert (result.returncode, result.stderr) == (0, "1 rows\n")
    assert "label" in result.stdout
    assert "Atlantis" in result.stdout


def test_iris_are_shown_short_and_long_values_whole(run: Run) -> None:
    types = run("query", "-e", "SELECT DISTINCT ?t { ?s a ?t }")
    assert "rec:Statement" in types.stdout
    bodies = run("query", "-e", "SELECT ?body { ?a schema:articleBody ?body }")
    assert "…" not in bodies.stdout.splitlines()[0]
    assert max(map(len, bodies.stdout.splitlines())) > 200


@pytest.mark.parametrize("result_format", ["json", "csv", "tsv", "xml"])
def test_solutions_in_each_format(run: Run, result_format: str) -> None:
    result = run("query", "-e", COUNT, "--format", result_format)
    assert result.returncode == 0
    assert "5" in result.stdout
    if result_format == "json":
        assert json.loads(result.stdout)["results"]["bindings"][0]["n"]["value"] == "5"
    if result_format == "csv":
        assert list(csv.reader(io.StringIO(result.stdout))) == [["n"], ["5"]]


@pytest.mark.parametrize(
    ("result_format", "rdf_format"),
    [
        ("turtle", RdfFormat.TURTLE),
        ("ntriples", RdfFormat.N_TRIPLES),
        ("jsonld", RdfFormat.JSON_LD),
        ("rdfxml", RdfFormat.RDF_XML),
    ],
)
def test_graphs_in_each_format(run: Run, result_format: str, rdf_format: RdfFormat) -> None:
    result = run("query", "-e", "CONSTRUCT WHERE { <actor/atlantis> ?p ?o }", "--format", result_format)
    assert result.returncode == 0
    assert "Atlantis" in {getattr(q.object, "value", "") for q in parse(result.stdout.encode(), rdf_format)}


def test_a_query_from_a_file_and_from_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "label.rq").write_text("# a comment\n" + LABEL)
    assert "Atlantis" in run("query", "label.rq").stdout
    assert "Atlantis" in run("query", stdin=LABEL).stdout
    assert "Atlantis" in run("query", "-", stdin=LABEL).stdout


def test_an_ask_query_says_yes_or_no(run: Run) -> None:
    assert run("query", "-e", "ASK { ?s ?p ?o }").stdout == "yes\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-e", "SELECT * {"), "1:"),
        (("-e", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"), "SERVICE"),
        (("missing.rq",), "missing.rq"),
        (("-e", "ASK {}", "--format", "turtle"), "turtle"),
        (("-e", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), "csv"),
    ],
)
def test_a_query_that_cannot_be_answered(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run("query", *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("onrecord: ")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_the_default_graph_follows_the_setting(run: Run) -> None:
    assert "0" in run("query", "-e", COUNT, "--format", "csv", ONRECORD_UNION_DEFAULT_GRAPH="false").stdout


@pytest.mark.parametrize("name", ["all.nq", "all.trig.gz"])
def test_what_is_exported_is_imported_elsewhere_to_the_last_quad(run: Run, tmp_path: Path, name: str) -> None:
    assert run("export", name).returncode == 0
    data = (tmp_path / name).read_bytes()
    rdf_format = RdfFormat.N_QUADS if ".nq" in name else RdfFormat.TRIG
    exported = set(parse(gzip.decompress(data) if name.endswith(".gz") else data, rdf_format))
    assert exported == set(parse(run("export", "-").stdout.encode(), RdfFormat.N_QUADS))
    elsewhere = str(tmp_path / "elsewhere")
    imported = run("import", name, ONRECORD_DATA=elsewhere)
    assert (imported.returncode, imported.stderr) == (0, "")
    again = set(parse(run("export", "-", ONRECORD_DATA=elsewhere).stdout.encode(), RdfFormat.N_QUADS))
    assert exported <= again
    assert {quad.graph_name.value for quad in again - exported} <= {"http://localhost:8000/graph/registry"}
    index = Index.open(Path(elsewhere), read_only=True)
    assert index.counts()["article"] == 5
    index.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "all.ttl"), "all.ttl"),
        (("export", "missing/all.nq"), "missing/all.nq"),
        (("import", "missing.nq"), "missing.nq"),
        (("import", "bad.nq"), "bad.nq"),
        (("import", "bad.txt"), "bad.txt"),
    ],
)
def test_files_that_cannot_be_used(run: Run, tmp_path: Path, arguments: tuple[str, str], message: str) -> None:
    (tmp_path / "bad.nq").write_text("nonsense")
    before = run("export", "-").stdout
    result = run(*arguments)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    if arguments[0] == "export":
        assert run("export", "-").stdout == before
        assert not list(tmp_path.glob("**/*.new"))


def test_a_backup_can_take_the_place_of_the_data(run: Run, data: Path, tmp_path: Path) -> None:
    before = sorted(run("export", "-").stdout.splitlines())
    result = run("backup", "copy")
    assert result.returncode == 0
    store = EmbeddedStore(data)
    store.update("CLEAR ALL")
    store.commit()
    store.close()
    copy = str(tmp_path / "copy")
    assert sorted(run("export", "-", ONRECORD_DATA=copy).stdout.splitlines()) == before
    index = Index.open(Path(copy), read_only=True)
    assert index.counts()["article"] == 5
    index.close()
    assert Queue(Path(copy)).waiting() == 0
    refused = run("backup", "copy")
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_a_running_store_is_copied(run: Run, data: Path, tmp_path: Path) -> None:
    store = EmbeddedStore(data)  # as a service would
    store.update("CLEAR ALL")
    assert run("backup", "copy").returncode == 0
    store.close()
    assert "5" in run("query", "-e", COUNT, "--format", "csv", ONRECORD_DATA=str(tmp_path / "copy")).stdout


def test_a_lost_index_is_made_anew(run: Run, data: Path) -> None:
    for path in data.glob("index.sqlite*"):
        path.unlink()
    assert run("reindex").returncode == 0
    index = Index.open(data, read_only=True)
    assert index.counts()["article"] == 5
    index.close()


def test_validation_tells_what_does_not_conform(run: Run, data: Path, stored_seeds: dict[str, bytes]) -> None:
    wire = next(graph for graph in stored_seeds if graph.endswith("wire"))
    store = EmbeddedStore(data)
    store.replace_graphs({graph: None for graph in stored_seeds if graph != wire})
    store.commit()
    good = run("validate")
    assert (good.returncode, good.stdout) == (0, "")
    bad_triple = "<http://example.org/s> a <https://w3id.org/onrecord#Statement>"
    store.update(f"INSERT DATA {{ GRAPH <http://example.org/bad> {{ {bad_triple} }} }}")
    store.commit()
    store.close()
    bad = run("validate")
    assert bad.returncode == 1
    assert "http://example.org/bad: Violation: http://example.org/s" in bad.stdout
    assert "2 graphs checked, 1 do not conform" in bad.stderr


def test_a_command_asks_for_the_union_only_where_there_is_one(run: Run, data: Path) -> None:
    EmbeddedStore(data, union_default_graph=False).commit()
    refused = run("query", "-e", COUNT)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "onrecord serve" in refused.stderr
    assert "ONRECORD_UNION_DEFAULT_GRAPH=false" in refused.stderr
    assert run("query", "-e", COUNT, ONRECORD_UNION_DEFAULT_GRAPH="false").returncode == 0
    assert "6 graphs checked" in run("validate").stderr
    assert run("export", "all.nq").returncode == 0
    assert run("reindex").returncode == 0  # as any command that writes
    assert "5" in run("query", "-e", COUNT, "--format", "csv").stdout
