"""A disk that is full, nearly full or read-only: nothing is lost, reading goes on, and it is said what to do."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.faults.disks import fill, make_room, remount, small_disk
from tests.servers import TOKEN, free_port, onrecord, wait_until

ARTICLES = 40
TEXT = "Kenya has sent {} soldiers to Haiti, officials said on Monday."
SETTING, LEAST = "ONRECORD_MIN_FREE_BYTES", 1_000_000


class Client:
    """Asks a service."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc

    def ask(self, method: str, path: str, body: str | None = None, kind: str = "text/plain", **more: str) -> Any:
        """Return status, headers and body."""
        connection = http.client.HTTPConnection(self._host, timeout=90)
        headers = {"Authorization": f"Bearer {TOKEN}", **({"Content-Type": kind} if body else {}), **more}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        data = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, data

    def is_ready(self) -> bool:
        return bool(self.ask("GET", "/health/ready")[0] == 200)

    def job(self, location: str) -> Any:
        return json.loads(self.ask("GET", location)[2])

    def reads(self) -> None:
        """See that everything can be read."""
        query = "/sparql?query=SELECT%20*%20%7B%3Fs%20a%20%3Fc%7D"
        for path in ("/api/v1/articles", "/api/v1/actors/kenya", "/actor/kenya", query, "/health/live", "/metrics"):
            assert self.ask("GET", path)[0] == 200, path

    def count(self) -> int:
        return int(json.loads(self.ask("GET", "/api/v1/articles")[2])["total"])


def run(data: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=environment | {"ONRECORD_DATA": str(data), "ONRECORD_PROCESSES": "1"} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with small_disk(tmp_path_factory.mktemp("faults") / "disk") as disk:
        yield disk


@pytest.fixture(scope="module")
def client(disk: Path) -> Iterator[Client]:
    """A client of a service that accepts nothing new on the last megabyte of its disk, with one article."""
    with onrecord(disk / "data", **{SETTING: str(LEAST)}) as url:
        client = Client(url)
        status, _, _ = client.ask("POST", "/api/v1/articles", TEXT.format(1), Prefer="wait=60")
        assert status == 201
        yield client


def test_what_was_accepted_before_the_disk_was_full_is_written_when_there_is_room(client: Client, disk: Path) -> None:
    lines = "".join(json.dumps({"text": TEXT.format(number)}) + "\n" for number in range(100, 100 + ARTICLES))
    status, headers, _ = client.ask("POST", "/api/v1/articles/bulk", lines, "application/x-ndjson")
    assert status == 202
    fill(disk)  # while it is worked on
    for method, path, body, kind in (
        ("POST", "/api/v1/articles", TEXT.format(2), "text/plain"),
        ("POST", "/api/v1/articles/bulk", lines, "application/x-ndjson"),
        ("POST", "/sparql", "INSERT DATA { <urn:a> <urn:b> 1 }", "application/sparql-update"),
        ("PUT", "/data?graph=urn:a", "<urn:a> <urn:b> 1 .", "text/turtle"),
        ("DELETE", "/api/v1/articles/0123456789abcdef", None, ""),
    ):
        status, told, problem = client.ask(method, path, body, kind)
        assert status == 503, (path, problem)
        assert int(told["Retry-After"]) > 0
        assert "room" in json.loads(problem)["detail"]
    client.reads()
    assert "disk" in json.loads(client.ask("GET", "/health/ready")[2])["faults"]
    make_room(disk)
    location = headers["Location"]
    wait_until(lambda: client.job(location)["state"] == "done", 90)
    assert (client.job(location)["done"], client.job(location)["failed"]) == (ARTICLES, 0)
    wait_until(client.is_ready)
    assert client.count() == ARTICLES + 1
    assert client.ask("POST", "/api/v1/articles", TEXT.format(2), Prefer="wait=60")[0] == 201


def test_commands_say_that_the_disk_is_full_and_leave_nothing_half_written(
    client: Client, disk: Path, tmp_path: Path
) -> None:
    (tmp_path / "article.txt").write_text(TEXT.format(3))
    article = str(tmp_path / "article.txt")
    fill(disk)
    try:
        for arguments in (("backup", str(disk / "backup")), ("export", str(disk / "all.nq")), ("ingest", article)):
            result = run(disk / "data", *arguments)
            assert result.returncode == 1, arguments
            assert "Traceback" not in result.stderr, result.stderr
            assert "full" in result.stderr or "No space left" in result.stderr, (arguments, result.stderr)
        assert run(disk / "data", "query", "-e", "ASK { ?s ?p ?o }").stdout.strip() == "yes"
    finally:
        make_room(disk)
    assert sorted(path.name for path in disk.iterdir()) == ["data"]


def test_the_graph_is_sound_after_that(client: Client, disk: Path) -> None:
    before = client.ask("GET", "/api/v1/statements?limit=1000")[2]
    assert run(disk / "data", "validate").returncode == 0
    result = run(disk / "data", "reindex", **{SETTING: "0"})
    assert result.returncode == 0, result.stderr
    assert client.ask("GET", "/api/v1/statements?limit=1000")[2] == before


def test_nothing_new_is_accepted_where_little_is_free(client: Client, disk: Path) -> None:
    (disk / "ballast").write_bytes(bytes(_free(disk) - LEAST * 3 // 4))
    status, told, problem = client.ask("POST", "/api/v1/articles", TEXT.format(4))
    assert (status, told["Retry-After"]) == (503, "60")
    assert SETTING in json.loads(problem)["detail"]
    assert SETTING in json.loads(client.ask("GET", "/health/ready")[2])["faults"]["disk"]
    make_room(disk)
    assert client.is_ready()
    assert client.ask("POST", "/api/v1/articles", TEXT.format(4), Prefer="wait=60")[0] == 201


def test_a_read_only_folder_can_be_read_and_whatever_would_write_says_why_it_cannot(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        quads, data, port = tmp_path / "some.nq", disk / "data", str(free_port())
        quads.write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n")
        assert run(data, "import", str(quads), **{SETTING: "0"}).returncode == 0
        everything = run(data, "export", "-").stdout
        remount(disk, "ro")
        for arguments in (("import", str(quads)), ("ingest", __file__), ("serve", "--port", port)):
            result = run(data, *arguments)
            assert result.returncode == 1, arguments
            assert "read-only" in result.stderr.lower(), (arguments, result.stderr)
            assert "Traceback" not in result.stderr
        assert run(data, "export", "-").stdout == everything
        assert run(data, "validate").returncode == 0
        remount(disk, "rw")
        quads.write_text("<urn:a> <urn:b> <urn:d> <urn:g> .\n")
        assert run(data, "import", str(quads), **{SETTING: "0"}).returncode == 0


def _free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize
