"""A running service: found when it is ready, used by the command line, restarted in parts, ended as a whole."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from service.jobs.queue import Queue
from service.store.checkpoints import open_reader
from service.text import article_id
from tests.cli.conftest import COMMAND, Run
from tests.processes import children, commands, descendants, is_alive
from tests.servers import wait_until

ARTICLE = "Soldiers leave\n\nKenya has sent 300 soldiers to Goma, President William Ruto said on Friday.\n"
PATIENCE = 60.0


class Service:
    """``onrecord serve``, on a free port unless one is given."""

    def __init__(self, environment: dict[str, str], folder: Path, port: str = "0") -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", port, "--workers", "2"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._log: list[str] = []
        assert self.process.stderr is not None
        self._reader = threading.Thread(target=self._log.extend, args=(self.process.stderr,))
        self._reader.start()
        self.greeting = self._read_greeting()
        self.address = re.findall(r"http://\S+", self.greeting)[0].rstrip("/")

    def _read_greeting(self) -> str:
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "".join(lines).count("curl ") == 3:
                break
        return "".join(lines)

    def get(self, path: str) -> str:
        with urlopen(self.address + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def post(self, article: str) -> int:
        headers = {"Content-Type": "text/plain", "Prefer": "wait=60"}
        with urlopen(Request(f"{self.address}/api/v1/articles", article.encode(), headers), timeout=PATIENCE) as answer:
            return int(answer.status)

    def children(self) -> dict[str, int]:
        """The process ids of the writer, the query server and the web server."""
        found = {}
        for child in children(self.process.pid):
            name = re.search(r"service\.serve\.(\w+)", commands(child))
            if name:
                found[name[1]] = child
        return found

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it; return its exit code and what it logged."""
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.returncode, "".join(self._log)


@pytest.fixture
def service(environment: dict[str, str], tmp_path: Path) -> Iterator[Service]:
    started = Service(environment, tmp_path)
    yield started
    started.end(signal.SIGKILL)  # which closes what is open of it, too, where it has ended already


def test_it_is_used_by_http_and_by_the_command_line_alike(service: Service, run: Run, tmp_path: Path) -> None:
    assert service.greeting.count("curl ") == 3
    assert service.post(ARTICLE) == 201
    (tmp_path / "same.txt").write_text(ARTICLE)
    (tmp_path / "other.txt").write_text(ARTICLE.replace("300", "400"))
    assert run("ingest", "same.txt", "other.txt").stdout == "2 articles: 1 new, 1 known already, 0 failed\n"
    assert json.loads(service.get("/api/v1/articles"))["total"] == 2
    assert "2" in run("query", "-e", "SELECT (COUNT(*) AS ?n) { ?s a rec:Article }", "--format", "csv").stdout
    assert run("export", "all.nq").returncode == 0
    assert run("backup", "copy").returncode == 0
    code, log = service.end()
    assert code == 0
    assert "Traceback" not in log
    assert "300 soldiers" not in log


def test_requests_under_way_are_answered_before_it_ends(service: Service, tmp_path: Path) -> None:
    """And what they wait for is done: who was told that an article is in the graph finds it there."""
    assert service.post(ARTICLE) == 201
    queue = Queue(tmp_path / "data")
    articles = [ARTICLE.replace("300", f"{number}00") for number in range(4, 12)]
    with ThreadPoolExecutor(len(articles)) as clients:
        posted = [clients.submit(service.post, article) for article in articles]
        wait_until(lambda: sum(job.total for job in queue.jobs(limit=100)) == 1 + len(articles))
        code, log = service.end()
        assert [each.result() for each in posted] == [201] * len(articles)
    assert code == 0
    assert "Traceback" not in log
    assert queue.waiting() == 0
    queue.close()
    reader = open_reader(tmp_path / "data")
    assert all(reader.has_graph(f"http://localhost:8000/graph/article/{article_id(text)}") for text in articles)
    reader.close()


def test_what_is_not_done_when_it_ends_is_done_by_the_next(
    service: Service, environment: dict[str, str], tmp_path: Path
) -> None:
    assert service.post(ARTICLE) == 201
    queue = Queue(tmp_path / "data")
    job = queue.submit("ingest", [{"text": ARTICLE.replace("300", str(number))} for number in range(400, 480)])
    wait_until(lambda: queue.job(job.id).done > 0)
    assert service.end()[0] == 0
    left = queue.job(job.id)
    assert left.failed == 0
    reader = open_reader(tmp_path / "data")
    graphs = reader.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a a <https://w3id.org/onrecord#Article> } }")
    assert [int(row["n"].value) for row in graphs] == [1 + left.done]  # all that was done was committed, and only that
    reader.close()
    again = Service(environment, tmp_path)
    assert queue.wait(job.id, PATIENCE).done == 80
    assert again.end()[0] == 0
    queue.close()


def test_what_dies_is_started_again(service: Service, tmp_path: Path) -> None:
    for name in ("writer", "queries", "web"):
        before = service.children()[name]
        os.kill(before, signal.SIGKILL)
        wait_until(lambda before=before, name=name: service.children().get(name, before) != before)  # type: ignore[misc]
    assert service.post(ARTICLE) == 201
    code, log = service.end(signal.SIGINT)
    assert code == 0
    assert "the writer ended with exit code -9; it is started again" in log


def test_nothing_is_left_when_the_supervisor_is_killed(service: Service) -> None:
    assert len(service.children()) == 3
    everything = descendants(service.process.pid)
    service.end(signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in everything))


def test_a_killed_service_can_be_started_again_at_once(
    service: Service, environment: dict[str, str], tmp_path: Path
) -> None:
    """At its port, and though requests are under way in web processes whose server was killed before."""
    port = service.address.rpartition(":")[2]
    everything = children(service.children()["web"])
    with socket.create_connection(("127.0.0.1", int(port))) as under_way:
        under_way.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nASK")
        wait_until(lambda: "onrecord_" in service.get("/metrics"))  # whoever took the connection has turned to it
        os.kill(service.children()["web"], signal.SIGKILL)
        service.process.kill()
        again = Service(environment, tmp_path, port)
        assert any(is_alive(pid) for pid in everything)  # one still waits for the rest of its request
        assert again.post(ARTICLE) == 201
        assert again.end()[0] == 0
    wait_until(lambda: not any(is_alive(pid) for pid in everything))
    service.end()


def test_a_second_service_is_refused(service: Service, run: Run, tmp_path: Path) -> None:
    same_data = run("serve", "--port", "0")
    assert same_data.returncode == 1
    assert "has a running service already" in same_data.stderr
    port = service.address.rpartition(":")[2]
    same_port = run("serve", "--port", port, ONRECORD_DATA=str(tmp_path / "elsewhere"))
    assert same_port.returncode == 1
    assert f"127.0.0.1:{port} cannot be listened on" in same_port.stderr
    assert "--port" in same_port.stderr
