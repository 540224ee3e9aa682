"""Damaged and locked databases: what can be made anew is, of the rest it is said what to do, and the graph stays."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.test_disk import TEXT, Client, run
from tests.servers import onrecord, wait_until

LISTS = ("/api/v1/articles", "/api/v1/statements", "/api/v1/actors/kenya")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "data"


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[Client]:
    with onrecord(data) as url:
        client = Client(url)
        lines = "".join(json.dumps({"text": TEXT.format(number)}) + "\n" for number in range(100, 130))
        status, headers, _ = client.ask("POST", "/api/v1/articles/bulk", lines, "application/x-ndjson")
        assert status == 202
        wait_until(lambda: client.job(headers["Location"])["state"] == "done")
        yield client


def damage(file: Path, begin: int) -> None:
    """Write over every page from some place on."""
    with file.open("r+b") as target:
        for place in range(begin, file.stat().st_size, 4096):
            target.seek(place)
            target.write(os.urandom(200))


@pytest.mark.parametrize("begin", [0, 4096])
def test_a_damaged_index_is_made_anew_while_the_service_runs(client: Client, data: Path, begin: int) -> None:
    before = {path: client.ask("GET", path)[2] for path in LISTS}
    assert json.loads(before["/api/v1/articles"])["total"] == 30
    with sqlite3.connect(data / "index.sqlite") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    damage(data / "index.sqlite", begin)

    def is_whole() -> bool:
        answers = {path: client.ask("GET", path + ("&" if "?" in path else "?") + "limit=50") for path in LISTS[:2]}
        answers |= {LISTS[2]: client.ask("GET", LISTS[2])}
        for status, headers, _ in answers.values():
            assert status in (200, 503)
            assert status == 200 or headers["Retry-After"]
        return all(status == 200 for status, _, _ in answers.values()) and not (data / "index.sqlite.damaged").exists()

    client.ask("POST", "/sparql", "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", "application/sparql-update")
    wait_until(is_whole)
    wait_until(client.is_ready)
    assert {path: client.ask("GET", path)[2] for path in LISTS} == before


def test_a_lock_that_another_program_holds_is_waited_for_and_reading_goes_on(client: Client, data: Path) -> None:
    holder = sqlite3.connect(data / "queue.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    statuses: list[int] = []
    writing = threading.Thread(
        target=lambda: statuses.append(client.ask("POST", "/api/v1/articles", TEXT.format(1))[0])
    )
    writing.start()
    client.reads()
    assert writing.is_alive()
    holder.execute("ROLLBACK")
    holder.close()
    writing.join(60)
    assert statuses == [202]


@pytest.mark.parametrize("begin", [0, 4096])
def test_of_a_damaged_queue_it_is_said_what_to_do_and_the_graph_can_be_read(tmp_path: Path, begin: int) -> None:
    article, data = tmp_path / "article.txt", tmp_path / "data"
    article.write_text(TEXT.format(7))
    assert run(data, "ingest", str(article)).returncode == 0
    damage(data / "queue.sqlite", begin)
    article.write_text(TEXT.format(8))
    result = run(data, "ingest", str(article))
    assert result.returncode == 1
    assert "It is damaged: stop the service and restore it from a backup, or move it away" in result.stderr
    assert "Traceback" not in result.stderr
    assert run(data, "validate").returncode == 0
    (data / "queue.sqlite").unlink()
    assert run(data, "ingest", str(article)).returncode == 0
