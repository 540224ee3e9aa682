"""What the posting clients of the load benchmark do, and whether all of it is there in the end.

Of twenty-five, one sends SPARQL updates, one replaces graphs, two send articles in bulk, and the others one by one:
half of them wait for the outcome, half look at the job. The first client of all takes out what has been in the graph
for a while, once it has seen that it is there.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.articles import articles
from benchmarks.load_clients import Answer, Client
from service.text import article_id

_SENTENCES = 24  # about 450 words
_BULK = 10
_KEPT = 100  # articles that were posted and stay in the graph while the run goes on
_LOOK = 0.25  # seconds between two looks at a job
_PATIENCE = 600.0  # seconds that a job may take
_JSON = {"Content-Type": "application/json"}
_UPDATE = """
DELETE { GRAPH <urn:load:%(client)d> { <urn:load:counter> <urn:load:is> ?n } }
INSERT { GRAPH <urn:load:%(client)d> { <urn:load:counter> <urn:load:is> ?more } }
WHERE {
  OPTIONAL { GRAPH <urn:load:%(client)d> { <urn:load:counter> <urn:load:is> ?n } }
  BIND(COALESCE(?n, 0) + 1 AS ?more)
}
"""
_COUNTERS = "SELECT ?g ?n { GRAPH ?g { <urn:load:counter> <urn:load:is> ?n } }"


@dataclass(slots=True)
class Sent:
    """What was accepted: texts of articles by id, in the order in which their jobs ended, and counts of updates."""

    clients: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    present: deque[tuple[str, str]] = field(default_factory=deque)
    gone: set[str] = field(default_factory=set)
    counters: dict[str, int] = field(default_factory=dict)

    def check(self, client: Client) -> None:
        """See that what was accepted is there, and what was taken out is not."""
        for article, text in self.present:
            _is_there(client, article, text)
        for article in sorted(self.gone):
            client.expect("check", (404,), "GET", f"/api/v1/articles/{article}")
        headers = {"Accept": "application/sparql-results+json", "Content-Type": "application/sparql-query"}
        answer = client.expect("check", (200,), "POST", "/sparql", _COUNTERS.encode(), headers)
        rows = json.loads(answer.body)["results"]["bindings"] if answer else []
        found = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
        if found != self.counters:
            client.findings.fault(f"accepted were these numbers of updates: {self.counters}; carried out: {found}")


def post(client: Client, _: float, sent: Sent | None) -> Sent | None:
    """Write one thing after the other."""
    if sent is None:
        return Sent()
    with sent.lock:
        sent.clients += 1
    if client.number == 0:
        _take_out(client, sent)
        return None
    kind = client.number % 25
    step: Callable[[Client, Sent, Iterator[str]], None]
    step = {1: _update, 2: _replace_graph, 3: _send_in_bulk, 4: _send_in_bulk}.get(kind, _send)
    texts = articles(1_000_000, _SENTENCES, seed=1000 + client.number)
    while not client.stop.is_set():
        step(client, sent, texts)
    return None


def _send(client: Client, sent: Sent, texts: Iterator[str]) -> None:
    text = f"Client {client.number} writes. {next(texts)}"
    headers = _JSON | ({"Prefer": "wait=30"} if client.number % 2 else {})
    body = json.dumps({"text": text}).encode()
    times = 2 if client.chance.random() < 0.1 else 1  # now and then the same once more
    for _ in range(times):
        answer = client.expect("article", (200, 201, 202), "POST", "/api/v1/articles", body, headers)
        if answer is None or (answer.status == 202 and not _has_ended(client, answer, 1)):
            return
    _note(client, sent, [text])


def _send_in_bulk(client: Client, sent: Sent, texts: Iterator[str]) -> None:
    some = [f"Client {client.number} writes. {next(texts)}" for _ in range(_BULK)]
    body = "".join(json.dumps({"text": text}) + "\n" for text in some).encode()
    headers = {"Content-Type": "application/x-ndjson"}
    answer = client.expect("bulk", (202,), "POST", "/api/v1/articles/bulk", body, headers)
    if answer is not None and _has_ended(client, answer, _BULK):
        _note(client, sent, some)


def _update(client: Client, sent: Sent, _: Iterator[str]) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    update = _UPDATE % {"client": client.number}
    answer = client.expect("update", (200, 202, 204), "POST", "/sparql", update.encode(), headers)
    if answer is not None and (answer.status != 202 or _has_ended(client, answer, 1)):
        graph = f"urn:load:{client.number}"
        sent.counters[graph] = sent.counters.get(graph, 0) + 1
        client.findings.counts["updates"] += 1
    time.sleep(0.5)


def _replace_graph(client: Client, _: Sent, __: Iterator[str]) -> None:
    triples = f'<urn:load:a> <urn:load:b> "{client.chance.random()}" .'
    path = f"/data?graph=urn:load:graph-{client.number}"
    headers = {"Content-Type": "text/turtle"}
    answer = client.expect("graph", (201, 202, 204), "PUT", path, triples.encode(), headers)
    if answer is not None and (answer.status != 202 or _has_ended(client, answer, 1)):
        held = client.expect("graph read", (200,), "GET", path, None, {"Accept": "application/n-triples"})
        if held is not None and held.body.decode().strip() != triples:
            client.findings.fault(f"{path} holds {held.body[:200]!r} and not what was put there: {triples}")
        client.findings.counts["graphs replaced"] += 1
    time.sleep(0.5)


def _has_ended(client: Client, accepted: Answer, articles: int) -> bool:
    """Wait until a job is over; return whether it succeeded."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        answer = client.expect("job", (200,), "GET", accepted.headers["location"])
        if answer is None:
            return False
        job = json.loads(answer.body)
        if job["state"] in ("done", "failed"):
            if (job["state"], job["done"], job["failed"]) != ("done", articles, 0):
                client.findings.fault(f"a job failed: {answer.body[:300]!r}")
            return bool(job["state"] == "done")
        time.sleep(_LOOK)
    client.findings.fault(f"{accepted.headers['location']} is not over after {_PATIENCE:.0f} s")
    return False


def _note(client: Client, sent: Sent, texts: list[str]) -> None:
    with sent.lock:
        sent.present += [(article_id(text), text) for text in texts]
    client.findings.counts["articles in the graph"] += len(texts)


def _take_out(client: Client, sent: Sent) -> None:
    while not client.stop.is_set():
        with sent.lock:
            some = [sent.present.popleft() for _ in range(max(0, len(sent.present) - _KEPT))]
        for article, text in some:
            _is_there(client, article, text)
        if some:
            _drop(client, [article for article, _ in some])
            sent.gone.update(article for article, _ in some)
            client.findings.counts["articles taken out again"] += len(some)
        time.sleep(2.0)


def _is_there(client: Client, article: str, text: str) -> None:
    answer = client.expect("check", (200,), "GET", f"/api/v1/articles/{article}")
    if answer is not None and json.loads(answer.body)["text"] != text:
        client.findings.fault(f"article {article} has another text than the one that was sent")


def _drop(client: Client, names: list[str]) -> None:
    """Take articles out with one update, so that others' writes wait for it once."""
    base = json.loads(client.ask("check", "GET", f"/api/v1/articles/{names[0]}").body)["iri"].rpartition("article/")[0]
    update = " ;\n".join(f"DROP SILENT GRAPH <{base}graph/article/{name}>" for name in names)
    headers = {"Content-Type": "application/sparql-update"}
    answer = client.expect("drop", (200, 202, 204), "POST", "/sparql", update.encode(), headers)
    if answer is not None and answer.status == 202:
        _has_ended(client, answer, 1)
