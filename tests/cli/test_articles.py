"""Articles from files to claims and to the graph, by the real pipeline. Each of these tests loads language models."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from service.index import Index
from service.jobs.queue import Queue
from service.text import article_id
from tests.cli.conftest import COMMAND, Run
from tests.servers import oxigraph, wait_until

FIRST = """Harbour town waits for its soldiers

GOMA, 2 May 2025 - Kenya has sent 300 soldiers to Goma, President William Ruto said on Friday.

"We will stay as long as we are asked to," Ruto told reporters.
"""
SECOND = """Ministry denies losses

Rwanda's defence ministry denied on Monday that any of its troops had been killed near Goma.
"""
PAGE = """<html><head><title>Ships leave</title></head><body><nav>Menu Sport Weather</nav><article><h1>Ships leave</h1>
<p>Two ships left the harbour on Tuesday, the French navy said in a statement that was read out in the evening.</p>
<p>The defence minister said that the ships would return in June, and that nobody else would be sent there.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with oxigraph() as url:
        yield url


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with an article in each kind of file, and files that cannot be used."""
    folder = tmp_path / "articles"
    (folder / "deeper").mkdir(parents=True)
    (folder / "first.txt").write_text(FIRST)
    (folder / "deeper" / "page.html").write_text(PAGE)
    (folder / "more.jsonl").write_text(json.dumps({"text": SECOND, "publisher": "The Ledger"}) + "\n\nnonsense\n")
    (folder / "again.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": FIRST}).encode()))
    (folder / "empty.txt").write_text(" \n")
    (folder / "broken.txt").write_bytes(b"caf\xe9 in Latin-1")
    (folder / "notes.md").write_text("not an article")
    return folder


def quads(run: Run) -> list[str]:
    return sorted(run("export", "-").stdout.splitlines())


def test_a_folder_is_ingested_and_what_failed_is_said(run: Run, files: Path, data: Path) -> None:
    result = run("ingest", files, "missing.txt")
    assert result.returncode == 1
    assert result.stdout == "8 articles: 3 new, 1 known already, 4 failed\n"
    for place in ("empty.txt", "broken.txt", "more.jsonl, line 3", "missing.txt: No such file"):
        assert place in result.stderr
    assert "notes.md" not in result.stderr
    assert "Traceback" not in result.stderr
    index = Index.open(data, read_only=True)
    assert index.counts()["article"] == 3
    index.close()
    before = quads(run)
    assert "The Ledger" in "".join(before)
    again = run("ingest", files / "first.txt", files / "deeper")
    assert (again.returncode, again.stdout) == (0, "2 articles: 0 new, 2 known already, 0 failed\n")
    assert quads(run) == before
    assert run("validate").returncode == 0


def test_what_is_given_overrules_what_the_text_shows(run: Run, files: Path) -> None:
    options = ("--publisher", "The Ledger", "--published", "2024-01-31", "--url", "https://example.org/news")
    result = run("ingest", files / "first.txt", *options, "--progress")
    assert result.returncode == 0
    assert "1/1" in result.stderr
    stored = "".join(quads(run))
    for value in ("The Ledger", "2024-01-31", "https://example.org/news"):
        assert value in stored


def test_articles_from_standard_input(run: Run, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in (FIRST, SECOND, FIRST))
    assert run("ingest", "-", stdin=lines).stdout == "3 articles: 2 new, 1 known already, 0 failed\n"
    assert run("extract", "-", "--out", "out", stdin=FIRST).returncode == 0
    assert "Ruto" in (tmp_path / "out" / "standard-input.json").read_text()


def test_two_at_once_share_the_work(run: Run, files: Path, environment: dict[str, str], tmp_path: Path) -> None:
    other = subprocess.Popen([*COMMAND, "ingest", str(files / "first.txt")], cwd=tmp_path, env=environment)
    assert run("ingest", files / "deeper").returncode == 0
    assert other.wait() == 0
    assert len([quad for quad in quads(run) if "articleBody" in quad]) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopped_and_run_again_it_goes_on(
    run: Run, environment: dict[str, str], tmp_path: Path, data: Path, number: signal.Signals
) -> None:
    """What is in the graph, or in the queue, is not sent again."""
    texts = [f"Article {n}\n\nThe ministry said that {n} soldiers had left on Monday.\n" for n in range(60)]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    (tmp_path / "page.html").write_text(PAGE)
    process = subprocess.Popen(
        [*COMMAND, "ingest", "many.jsonl", "page.html", "--json"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    wait_until(lambda: (data / "current").exists() and tasks(data, "done") > 0)
    process.send_signal(number)
    output, errors = process.communicate(timeout=30)
    assert b"Traceback" not in errors
    if number == signal.SIGINT and process.returncode:
        stopped = json.loads(output)
        assert stopped["complete"] is False
        assert stopped["articles"] + stopped["queued"] == 61
    again = json.loads(run("ingest", "many.jsonl", "page.html", "--json").stdout)
    assert (again["articles"], again["new"] + again["known"], again["complete"]) == (61, 61, True)
    assert len([quad for quad in quads(run) if "articleBody" in quad]) == 61
    assert json.loads(run("ingest", "many.jsonl", "page.html", "--json").stdout)["known"] == 61
    assert tasks(data) == 61


def tasks(data: Path, state: str = "%") -> int:
    """Return how many tasks there are in the queue, ended ones included."""
    with closing(sqlite3.connect(data / "queue.sqlite", timeout=30)) as db:
        return int(db.execute("SELECT count(*) FROM task WHERE state LIKE ?", [state]).fetchone()[0])


def test_every_failure_is_told_and_summed_up_as_json(run: Run, files: Path) -> None:
    (files / "unreadable.jsonl").symlink_to("/proc/self/mem")
    bad = (files / "empty.txt", "missing.txt", files / "unreadable.jsonl", files / os.fsdecode(b"caf\xe9.txt"))
    bad[3].write_text(" ")
    result = run("ingest", files / "more.jsonl", *bad, "--json")
    summary = json.loads(result.stdout)
    assert result.returncode == 1
    assert (summary["articles"], summary["new"], summary["known"], summary["failed"]) == (6, 1, 0, 5)
    places = {(Path(error["input"]).name, error["line"]): error["detail"] for error in summary["errors"]}
    assert set(places) == {
        ("more.jsonl", 3),
        *((name, None) for name in ("empty.txt", "missing.txt", "unreadable.jsonl", r"caf\xe9.txt")),
    }
    assert summary["seconds"] > 0
    for (name, _), detail in places.items():
        assert any(name in line for line in result.stderr.splitlines()), detail
    assert run("ingest", files / "more.jsonl").stdout == "2 articles: 0 new, 1 known already, 1 failed\n"


def test_an_article_deleted_while_it_waits_is_there_again_when_it_is_sent_again(
    run: Run, files: Path, data: Path
) -> None:
    assert run("ingest", files / "first.txt").returncode == 0
    queue = Queue(data)
    queue.submit("delete", [{"article": article_id(FIRST)}])
    assert run("ingest", files / "first.txt").stdout == "1 articles: 1 new, 0 known already, 0 failed\n"
    assert len([quad for quad in quads(run) if "articleBody" in quad]) == 1
    queue.close()


def test_claims_are_written_and_nothing_is_stored(run: Run, files: Path, data: Path, tmp_path: Path) -> None:
    result = run(
        "extract", files / "first.txt", files / "more.jsonl", files / "deeper", files / "empty.txt", "--out", "out"
    )
    assert result.returncode == 1
    assert "empty.txt" in result.stderr
    assert "more.jsonl, line 3" in result.stderr
    assert not data.exists()
    written = {path.name: json.loads(path.read_text()) for path in (tmp_path / "out").iterdir()}
    assert set(written) == {"first.json", "more-1.json", "page.json"}
    first = written["first.json"]
    quotation = next(s for s in first["statements"] if s["kind"] == "direct")
    assert FIRST[quotation["start"] : quotation["end"]] == quotation["content"]
    assert quotation["content"].startswith("We will stay as long as we are asked to")
    assert any(figure["low"] == 300 for figure in first["figures"])
    assert first["iri"].endswith(first["id"])


def test_one_file_is_extracted_without_more(run: Run, files: Path, tmp_path: Path) -> None:
    assert run("extract", files / "first.txt", "--out", "out").returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["first.json"]


def test_names_that_clash_do_not_overwrite_each_other(run: Run, files: Path, tmp_path: Path) -> None:
    (tmp_path / "first.txt").write_text(SECOND)
    result = run("extract", files / "first.txt", "first.txt", "--out", "out")
    assert result.returncode == 1
    assert "first.json holds the claims of" in result.stderr
    assert "Ruto" in (tmp_path / "out" / "first.json").read_text()


def test_another_server_takes_the_place_of_the_store(run: Run, files: Path, tmp_path: Path, server: str) -> None:
    remote = {"ONRECORD_STORE": f"{server}/query", "ONRECORD_STORE_UPDATE": f"{server}/update"}
    assert run("ingest", files / "first.txt", **remote).stdout == "1 articles: 1 new, 0 known already, 0 failed\n"
    assert run("ingest", files / "first.txt", **remote).stdout == "1 articles: 0 new, 1 known already, 0 failed\n"
    count = "SELECT (COUNT(*) AS ?n) { ?s a rec:Article }"
    assert run("query", "-e", count, "--format", "csv", **remote).stdout.split() == ["n", "1"]
    refused = run("backup", "copy", **remote)
    assert (refused.returncode, (tmp_path / "copy").exists()) == (1, False)
    assert "onrecord export" in refused.stderr
    away = run("query", "-e", "ASK {}", ONRECORD_STORE="http://127.0.0.1:9/query")
    assert away.returncode == 1
    assert "has not been made ready" in away.stderr
