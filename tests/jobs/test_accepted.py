"""A real service: what it has accepted is on disk, and the same articles give the same graph however they are sent."""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import urllib3

from service.jobs.queue import Queue
from tests.processes import commands, descendants
from tests.servers import TOKEN, free_port, onrecord, wait_until, wait_until_it_answers

HEADERS = {"Authorization": f"Bearer {TOKEN}"}
TRIPLE = '<urn:s> <urn:p> "{}" .'
# When an article was accepted and when it was read.
CLOCK = re.compile(r"<http://purl\.org/dc/terms/created>|<http://www\.w3\.org/ns/prov#(endedAtTime|startedAtTime)>")


class Client:
    """A client of a running service, for several threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager(maxsize=16)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> urllib3.BaseHTTPResponse:
        return self._pool.request(
            method, self._url + path, body=body and body.encode(), headers=HEADERS | headers, retries=False, timeout=90
        )

    def json(self, path: str) -> Any:
        return self.ask("GET", path).json()

    def over(self, location: str) -> dict[str, Any]:
        wait_until(lambda: self.json(location)["state"] in ("done", "failed"))
        job: dict[str, Any] = self.json(location)
        return job


@contextmanager
def killed(data: Path) -> Iterator[str]:
    """Run a service whose writer stands still; end all its processes with SIGKILL, as a power cut does."""
    port = free_port()
    settings = {"ONRECORD_DATA": str(data), "ONRECORD_TOKEN": TOKEN, "ONRECORD_PROCESSES": "1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", "2"],
        env=kept | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(f"{url}/health/ready", 200)
        for each in descendants(process.pid):
            if "service.serve.writer" in commands(each):
                os.kill(each, signal.SIGSTOP)
        yield url
    finally:
        for each in [process.pid, *descendants(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait()


def article(number: int) -> str:
    return (
        f"GOMA, 2 May 2025 - Kenya has sent {300 + number} soldiers to Goma, President William Ruto said on Friday.\n"
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a running service that gives up updates soon."""
    with onrecord(tmp_path_factory.mktemp("service"), ONRECORD_UPDATE_TIMEOUT="1.5") as url:
        yield Client(url)


def test_what_was_accepted_is_carried_out_after_a_kill(tmp_path: Path) -> None:
    bulk = "".join(json.dumps({"text": article(number)}) + "\n" for number in range(20))
    with ThreadPoolExecutor() as threads, killed(tmp_path) as url:
        client = Client(url)
        accepted = [
            client.ask("POST", "/api/v1/articles/bulk", bulk, **{"Content-Type": "application/x-ndjson"}),
            client.ask("POST", "/api/v1/articles", article(20), **{"Content-Type": "text/plain"}),
            client.ask(
                "POST",
                "/sparql",
                f"INSERT DATA {{ {TRIPLE.format('updated')} }}",
                **{"Content-Type": "application/sparql-update", "Prefer": "respond-async"},
            ),
        ]
        # Who writes a graph is kept waiting; the job is there all the same.
        waiting = threads.submit(
            client.ask, "PUT", "/data?graph=urn:g", TRIPLE.format("put"), **{"Content-Type": "text/turtle"}
        )
        wait_until(lambda: len(Queue(tmp_path).jobs(9)) == 4)
    assert waiting.exception() is not None  # the answer is lost
    assert [answer.status for answer in accepted] == [202, 202, 202]
    queue = Queue(tmp_path)
    assert [job.state for job in queue.jobs(9)] == ["queued"] * 4
    with onrecord(tmp_path) as url:
        client = Client(url)
        for answer in accepted:
            job = client.over(answer.headers["Location"])
            assert (job["state"], job["failed"], job["done"]) == ("done", 0, job["total"])
        (put,) = [job for job in queue.jobs(9) if job.kind == "graph_put"]
        assert client.over(f"/api/v1/jobs/{put.id}")["state"] == "done"
        assert client.json("/api/v1/articles")["total"] == 21
        quads = client.ask("GET", "/data", Accept="application/n-quads").data.decode()
    assert TRIPLE.format("put").removesuffix(" .") in quads
    assert TRIPLE.format("updated").removesuffix(" .") in quads
    queue.close()


def test_the_same_articles_give_the_same_graph_however_they_are_sent(client: Client, tmp_path: Path) -> None:
    """From several clients at once, one by one and in bulk, in any order, over and over."""
    articles = [{"text": article(number), "publisher": "The Ledger"} for number in range(12)]
    with onrecord(tmp_path) as url:
        body = "".join(json.dumps(each) + "\n" for each in articles)
        sent = Client(url).ask("POST", "/api/v1/articles/bulk", body, **{"Content-Type": "application/x-ndjson"})
        assert Client(url).over(sent.headers["Location"])["done"] == 12
        expected = graph(Client(url))
    with ThreadPoolExecutor(6) as threads:
        counts = list(threads.map(lambda seed: send_all(client, articles, seed), range(6)))
    assert client.json("/api/v1/articles")["total"] == 12
    assert graph(client) == expected
    assert sum(counts) == 12  # exactly one of all that were sent made each article


def send_all(client: Client, articles: list[dict[str, str]], seed: int) -> int:
    """Send all articles in an order and in portions of this seed's own; return how many of them were new."""
    chance = random.Random(seed)
    rest = chance.sample(articles, len(articles))
    new = 0
    while rest:
        size = chance.choice((1, 1, 2, 5))
        portion, rest = rest[:size], rest[size:]
        if size == 1:
            headers = {"Content-Type": "application/json", "Prefer": "wait=60"}
            answer = client.ask("POST", "/api/v1/articles", json.dumps(portion[0]), **headers)
            assert answer.status in (200, 201)
            new += answer.status == 201
        else:
            body = "".join(json.dumps(each) + "\n" for each in portion)
            answer = client.ask("POST", "/api/v1/articles/bulk", body, **{"Content-Type": "application/x-ndjson"})
            job = client.over(answer.headers["Location"])
            assert (job["failed"], job["done"]) == (0, len(portion))
            new += job["done"] - job["known"]
    return new


def graph(client: Client) -> list[str]:
    """Return the quads of all articles but for those that tell the time of their making."""
    quads = client.ask("GET", "/data", Accept="application/n-quads").data.decode().splitlines()
    found = sorted(quad for quad in quads if "/graph/article/" in quad and not CLOCK.search(quad))
    assert len(found) > 100
    return found


def test_an_update_that_does_not_end_is_given_up_and_the_others_go_on(client: Client) -> None:
    """The engine cannot be stopped, so the writer is; it comes back by itself."""
    patterns = " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(4))  # each with each of the registry's
    monster = f"INSERT {{ <urn:s> <urn:n> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {patterns} }} }}"
    later = {"Content-Type": "application/sparql-update", "Prefer": "respond-async"}
    before = client.ask("POST", "/sparql", f"INSERT DATA {{ {TRIPLE.format('before')} }}", **later)
    bad = client.ask("POST", "/sparql", monster, **later)
    after = client.ask("POST", "/sparql", f"INSERT DATA {{ {TRIPLE.format('after')} }}", **later)
    assert client.over(after.headers["Location"])["state"] == "done"
    assert client.over(before.headers["Location"])["state"] == "done"
    job = client.over(bad.headers["Location"])
    assert (job["state"], job["errors"][0]["status"]) == ("failed", 503)
    assert "ONRECORD_UPDATE_TIMEOUT" in job["errors"][0]["detail"]
    quads = client.ask("GET", "/data", Accept="application/n-quads").data.decode()
    assert '"before"' in quads
    assert '"after"' in quads
    assert "<urn:n>" not in quads
