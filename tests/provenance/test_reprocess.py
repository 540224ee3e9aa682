"""``onrecord reprocess`` on articles that an earlier version read: what it changes, and all that stays."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad, QuerySolutions

from service.extractor_version import rules_name
from service.index import Index
from service.jobs.queue import Queue
from service.store.checkpoints import open_reader
from service.store.embedded import EmbeddedStore
from tests.cli.conftest import Run, data, run

__all__ = ["data", "run"]
PREFIXES = """
PREFIX rec: <https://w3id.org/onrecord#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/>
"""
# As if an earlier version had overlooked statements and figures that are there now, and had called itself so.
EARLIER = f"""{PREFIXES}
DELETE {{ GRAPH ?g {{ ?agent rdfs:label ?label ; schema:softwareVersion ?version }} }}
INSERT {{ GRAPH ?g {{ ?agent rdfs:label "rules 0.0.9-00000000" ; schema:softwareVersion "0.0.9-00000000" }} }}
WHERE {{ GRAPH ?g {{ ?activity prov:wasAssociatedWith ?agent . ?agent rdfs:label ?label ;
  schema:softwareVersion ?version }} }} ;
DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s a rec:Statement ; ?p ?o }} }} ;
INSERT DATA {{ GRAPH <http://example.org/notes> {{
  <http://example.org/me> rdfs:seeAlso <http://localhost:8000/actor/kenya> }} }}
"""
TEXTS = {
    "kenya.json": {
        "text": "NAIROBI, April 2 (Northline) — Kenya has sent 400 soldiers to Haiti, the minister said on Monday.",
        "publisher": "Coast Herald",
        "title": "Kenya in Haiti",
        "url": "https://example.org/kenya",
        "published": "2025-04-02",
    },
    "norway.json": {"text": "Norway said it would send 40 instructors to Poland.", "publisher": "Fjord Post"},
    "chad.json": {"text": "Le Tchad a envoyé 800 de ses soldats au Mali, a déclaré le gouvernement lundi dernier."},
}


def settings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return kept | {"ONRECORD_DATA": str(folder), "ONRECORD_PROCESSES": "1"}


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    return settings(data)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with articles as they are read now. For copying."""
    folder = tmp_path_factory.mktemp("read")
    for name, article in TEXTS.items():
        (folder / name).write_text(json.dumps(article))
    command = [sys.executable, "-m", "service", "ingest", *TEXTS]
    subprocess.run(command, cwd=folder, env=settings(folder / "data"), check=True, capture_output=True)
    return folder / "data"


@pytest.fixture
def earlier(read: Path, data: Path) -> set[Quad]:
    """The same folder as an earlier version would have left it; returns what it holds when all is read as now."""
    shutil.copytree(read, data, symlinks=True)
    wanted = quads(data)
    store = EmbeddedStore(data)
    store.update(EARLIER)
    store.commit()
    store.close()
    return wanted


def quads(folder: Path) -> set[Quad]:
    reader = open_reader(folder)
    held = set(reader.dump())
    reader.close()
    return held


def apart_from_its_time(held: set[Quad]) -> set[Quad]:
    notes = "http://example.org/notes"
    return {q for q in held if "endedAtTime" not in q.predicate.value and q.graph_name.value != notes}  # type: ignore[union-attr]


def labels(folder: Path) -> set[str]:
    reader = open_reader(folder)
    found = reader.query(f"{PREFIXES} SELECT ?l {{ GRAPH ?g {{ ?a prov:wasAssociatedWith/rdfs:label ?l }} }}")
    assert isinstance(found, QuerySolutions)
    names = {row["l"].value for row in found}
    reader.close()
    return names


def told(result: Any) -> dict[str, Any]:
    assert result.returncode == 0, result.stderr
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_what_an_earlier_version_read_is_as_if_it_had_been_read_now(run: Run, data: Path, earlier: set[Quad]) -> None:
    before = quads(data)
    assert apart_from_its_time(before) != apart_from_its_time(earlier)

    would = told(run("reprocess", "--all", "--dry-run", "--json"))
    assert quads(data) == before
    assert (would["dry_run"], would["read"], would["unchanged"], would["failed"]) == (True, 3, 0, 0)

    done = told(run("reprocess", "--all", "--json"))
    assert apart_from_its_time(quads(data)) == apart_from_its_time(earlier)
    assert {q for q in before if q.graph_name.value == "http://example.org/notes"} <= quads(data)  # type: ignore[union-attr]
    assert labels(data) == {rules_name()}
    statements = done["claims"]["statements"]
    assert (statements["before"], statements["removed"]) == (0, 0)
    assert statements["after"] == statements["added"] >= 2
    assert done["claims"] == would["claims"]
    assert {(each["was"], each["is"]) for each in done["articles"]} == {("rules 0.0.9-00000000", rules_name())}
    index = Index.open(data, read_only=True)
    assert index.counts()["statement"] == statements["after"]
    assert index.having("article", "read_by", [rules_name()]).keys() == {rules_name()}
    index.close()

    again = run("reprocess", "--all")
    assert (again.returncode, again.stdout) == (0, "0 articles read again: 0 stored, 0 current, 0 failed\n")


def test_articles_are_chosen_by_id_iri_or_publisher(run: Run, data: Path, earlier: set[Quad]) -> None:
    index = Index.open(data, read_only=True)
    (herald,) = index.having("article", "publisher", ["coast-herald"])["coast-herald"]
    index.close()
    chosen = run("reprocess", herald, f"http://localhost:8000/article/{herald}")
    assert (chosen.returncode, chosen.stderr) == (0, "")
    assert chosen.stdout.startswith("1 articles read again: 1 stored, 0 current, 0 failed\n")
    assert "statements" in chosen.stdout
    assert labels(data) == {rules_name(), "rules 0.0.9-00000000"}
    forced = told(run("reprocess", "--publisher", "Coast Herald", "--force", "--json"))
    assert [(each["article"], each["was"], each["is"]) for each in forced["articles"]] == [
        (herald, *[rules_name()] * 2)
    ]
    assert all(kind["added"] == kind["removed"] == 0 for kind in forced["claims"].values())
    for unknown in (("ffffffffffffffff",), ("--publisher", "Nobody")):
        refused = run("reprocess", *unknown)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert unknown[-1] in refused.stderr
    for wrong in ((), ("--all", herald)):
        assert run("reprocess", *wrong).returncode == 2


def test_a_job_that_was_stopped_is_gone_on_with_by_the_next_writer(run: Run, data: Path, earlier: set[Quad]) -> None:
    queue = Queue(data)
    index = Index.open(data, read_only=True)
    articles = index.having("article", "", [""])[""]
    index.close()
    job = queue.submit("reprocess", [{"article": each} for each in [*articles, "ffffffffffffffff"]])
    with queue.database.transaction() as db:  # as a killed writer leaves them
        db.execute("UPDATE task SET state = 'running' WHERE state = 'queued'")
    assert run("reindex").returncode == 0
    job = queue.job(job.id)
    assert (job.state, job.done, job.known, job.failed) == ("done", 4, 1, 0)
    assert [result["is"] for result in queue.results(job.id)] == [rules_name()] * 3 + [None]
    queue.close()
    assert apart_from_its_time(quads(data)) == apart_from_its_time(earlier)
