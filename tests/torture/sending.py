"""Clients that write to a service which is being killed: what got no answer is sent again until it is accepted."""

import json
import queue
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import urllib3

from service.text import article_id
from tests.servers import TOKEN
from tests.torture.ledger import Ledger

_SECONDS = 30.0  # that a client waits for an answer
_LONGEST_PAUSE = 1.0
_BEARER = {"Authorization": f"Bearer {TOKEN}"}
COUNTERS = ("urn:torture:first", "urn:torture:second")
_SEEN = "urn:torture:counted"
# Carried out twice, it counts twice; seen by halves, the graphs differ.
COUNT = (
    "DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ OPTIONAL {{ {first} }} BIND(COALESCE(?n, 0) + 1 AS ?m) }}".format(
        old=" ".join(f"GRAPH <{graph}> {{ <{_SEEN}> <{_SEEN}> ?n }}" for graph in COUNTERS),
        new=" ".join(f"GRAPH <{graph}> {{ <{_SEEN}> <{_SEEN}> ?m }}" for graph in COUNTERS),
        first=f"GRAPH <{COUNTERS[0]}> {{ <{_SEEN}> <{_SEEN}> ?n }}",
    )
)
READ_COUNTERS = f"""SELECT ?first ?second ?union {{
    OPTIONAL {{ GRAPH <{COUNTERS[0]}> {{ <{_SEEN}> <{_SEEN}> ?first }} }}
    OPTIONAL {{ GRAPH <{COUNTERS[1]}> {{ <{_SEEN}> <{_SEEN}> ?second }} }}
    OPTIONAL {{ <{_SEEN}> <{_SEEN}> ?union }}
}}"""


@dataclass(frozen=True, slots=True)
class Sent:
    """An article as it is sent; one that ``is_doomed`` is taken out again now and then."""

    text: str
    publisher: str
    is_doomed: bool = False

    @property
    def id(self) -> str:
        return article_id(self.text)

    def to_json(self) -> dict[str, str]:
        return {"text": self.text, "publisher": self.publisher, "published": "2025-05-02"}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    good: tuple[int, ...]
    checks: str | None = None  # the article that has to be there afterwards


def errands(articles: Sequence[Sent], chance: random.Random) -> Iterator[tuple[int, list[Request]]]:
    """Yield all that is to be written, as requests that one client sends one after the other.

    With each is the number of articles that have been sent by then.
    """
    place = 0
    while place < len(articles):
        kind = chance.choice(["bulk", "bulk", "single", "single", "waiting", "update"])
        if kind == "update":
            yield place, [_update()]
            continue
        some = articles[place : place + (chance.randint(2, 9) if kind == "bulk" else 1)]
        place += len(some)
        first = _bulk(some) if kind == "bulk" else _single(some[0], wait=kind == "waiting")
        # taken out, and sent again
        more = [step for sent in some if sent.is_doomed for step in (_deletion(sent), _single(sent, wait=False))]
        yield place, [first, *more]


def _bulk(articles: Sequence[Sent]) -> Request:
    body = "\n".join(json.dumps(article.to_json()) for article in articles).encode()
    return Request("POST", "/api/v1/articles/bulk", body, _BEARER | {"Content-Type": "application/x-ndjson"}, (202,))


def _single(article: Sent, *, wait: bool) -> Request:
    headers = _BEARER | {"Content-Type": "application/json"} | ({"Prefer": "wait=20"} if wait else {})
    body = json.dumps(article.to_json()).encode()
    return Request(
        "POST", "/api/v1/articles", body, headers, (200, 201, 202), None if article.is_doomed else article.id
    )


def _deletion(article: Sent) -> Request:
    good = (204, 404, 202)  # 404: an earlier try got through, and its answer was lost
    return Request("DELETE", f"/api/v1/articles/{article.id}", None, _BEARER, good)


def _update() -> Request:
    headers = _BEARER | {"Content-Type": "application/sparql-update"}
    return Request("POST", "/sparql", COUNT.encode(), headers, (200, 202, 204))


class Senders:
    """Threads that send what they are given, each request until it is accepted."""

    def __init__(self, url: str, ledger: Ledger, threads: int) -> None:
        self._url = url
        self._ledger = ledger
        self._todo: queue.Queue[Sequence[Request] | None] = queue.Queue()
        self._is_given_up = False
        self._http = urllib3.PoolManager(maxsize=threads, timeout=_SECONDS, retries=False)
        self._threads = [threading.Thread(target=self._work, name=f"sender {n}") for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def send(self, errand: Sequence[Request]) -> None:
        self._todo.put(errand)

    def finish(self) -> None:
        """Wait until all is accepted, or given up."""
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join()
        self._http.clear()

    def give_up(self) -> None:
        """Have the threads end without further tries."""
        self._is_given_up = True

    def _work(self) -> None:
        while (errand := self._todo.get()) is not None:
            for request in errand:
                try:
                    while not (self._is_given_up or self._is_accepted(request)):
                        self._ledger.count("writes sent again")
                except Exception as error:
                    self._ledger.fault(f"{request.method} {request.path}: {type(error).__name__}: {error}")

    def _is_accepted(self, request: Request) -> bool:
        """Send a request; return whether it needs not be sent again."""
        try:
            answer = self._http.request(
                request.method, self._url + request.path, body=request.body, headers=request.headers
            )
        except urllib3.exceptions.HTTPError:
            self._ledger.count("writes without an answer")
            time.sleep(0.1)
            return False
        self._ledger.count(f"writes answered {answer.status}")
        if self._ledger.is_refusal(answer.status, answer.headers):
            time.sleep(min(float(answer.headers.get("Retry-After", 1)), _LONGEST_PAUSE))
            return False
        if answer.status not in request.good:
            self._ledger.fault(f"{request.method} {request.path}: {answer.status} {answer.data[:500]!r}")
        elif answer.status == 202:
            self._ledger.accepted(answer.json()["id"])
        elif request.checks is not None:
            self._check_there(request.checks, answer.headers["OnRecord-Revision"])
        return True

    def _check_there(self, article: str, revision: str) -> None:
        """See that an article which is said to be in the graph is there for whoever asks for that revision."""
        path = f"/api/v1/articles/{article}"
        headers = {"OnRecord-Revision": revision, "Prefer": "wait=20"}
        try:
            answer = self._http.request("GET", self._url + path, headers=headers)
        except urllib3.exceptions.HTTPError:
            return
        self._ledger.count("own writes read")
        if not self._ledger.is_refusal(answer.status, answer.headers) and answer.status != 200:
            self._ledger.fault(f"GET {path} of revision {revision}: {answer.status} {answer.data[:500]!r}")
