"""``onrecord backup`` and ``restore`` as operators run them, beside a running service as well."""

import csv
import io
from pathlib import Path

import pytest
import urllib3

from tests.cli.conftest import Run
from tests.servers import TOKEN, onrecord

NUMBERS = "SELECT ?n { ?figure rec:low ?n } ORDER BY ?n"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a rec:Article }"


@pytest.mark.usefixtures("stored_seeds")
def test_a_backup_is_verified_and_restored(run: Run, data: Path, tmp_path: Path) -> None:
    made = run("backup", "copy")
    assert (made.returncode, made.stderr) == (0, "")
    assert "5 articles" in made.stdout
    checked = run("restore", "copy", "--check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("copy is whole: revision 0")
    restored = run("restore", "copy", "--into", "other")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "5" in run("query", "-e", COUNT, "--format", "csv", ONRECORD_DATA=str(tmp_path / "other")).stdout
    refused = run("restore", "copy")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "is not empty" in refused.stderr
    data.rename(tmp_path / "lost")
    elsewhere = run("restore", "copy", ONRECORD_BASE_IRI="http://example.org/")
    assert elsewhere.returncode == 0
    assert "set ONRECORD_BASE_IRI=http://localhost:8000/" in elsewhere.stdout
    assert "5" in run("query", "-e", COUNT, "--format", "csv").stdout
    (tmp_path / "copy" / "queue.sqlite").write_bytes(b"")
    damaged = run("restore", "copy", "--check")
    assert (damaged.returncode, damaged.stdout) == (1, "")
    assert "changed: queue.sqlite" in damaged.stderr


@pytest.mark.usefixtures("stored_seeds")
def test_as_many_are_kept_as_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "backups" / "20200101T000000Z").mkdir(parents=True)
    assert run("backup", "backups/20200102T000000Z").returncode == 0
    kept = run("backup", "backups", "--keep", "1")
    assert (kept.returncode, kept.stderr) == (0, "")
    assert "20200102T000000Z deleted" in kept.stdout
    assert len(list((tmp_path / "backups").iterdir())) == 2
    assert run("backup", "backups", "--keep", "0").returncode == 2


def test_a_running_service_is_backed_up_and_restored_elsewhere_while_it_goes_on(run: Run, tmp_path: Path) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/plain", "Prefer": "wait=60"}
    data, other = tmp_path / "running", tmp_path / "other"
    with urllib3.PoolManager() as pool, onrecord(data) as service:

        def send(number: int) -> None:
            text = f"Kenya has sent {number} soldiers to Haiti, officials said."
            answer = pool.request("POST", f"{service}/api/v1/articles", body=text.encode(), headers=headers)
            assert answer.status == 201, answer.data

        send(410)
        assert run("backup", "copy", ONRECORD_DATA=str(data)).returncode == 0
        send(420)
        assert run("restore", "copy", "--into", str(other)).returncode == 0
        refused = run("restore", "copy", "--into", str(data))
        assert "has a writer already" in refused.stderr
    found = [run("query", "-e", NUMBERS, "--format", "csv", ONRECORD_DATA=str(each)).stdout for each in (data, other)]
    assert [[row[0] for row in csv.reader(io.StringIO(each))] for each in found] == [["n", "410", "420"], ["n", "410"]]
