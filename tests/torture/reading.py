"""Clients that read while the service is being killed, and hold what they read to what may be so."""

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import urllib3

from tests.torture.ledger import Ledger
from tests.torture.sending import READ_COUNTERS, Sent

_SECONDS = 40.0
_PAUSE = 0.05
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_UNION = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# The union's size by the default graph, and as it would be made of all graphs.
_BOTH = """SELECT ?union ?made {
    { SELECT (COUNT(*) AS ?union) { ?s ?p ?o } }
    { SELECT (COUNT(*) AS ?made) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } } }
}"""
Answer = urllib3.BaseHTTPResponse


class Readers:
    """Threads that ask one question after the other until ``finish``."""

    def __init__(self, url: str, ledger: Ledger, articles: Sequence[Sent], threads: int, seed: int) -> None:
        self._url = url
        self._ledger = ledger
        self._articles = [article.id for article in articles if not article.is_doomed]
        self._stop = threading.Event()
        self._http = urllib3.PoolManager(maxsize=threads, timeout=_SECONDS, retries=False)
        self._threads = [threading.Thread(target=self._work, args=(seed + n,)) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def ask_finally(self) -> None:
        """Ask again what was answered for good about single articles: nobody disturbs the service any more."""
        for question, answers in sorted(self._ledger.answers.items()):
            answer = self._http.request("GET", self._url + question)
            if answer.status != 200 or answers != [_content(answer)]:
                self._ledger.fault(f"{question}: {len(answers)} different answers, of which one is not the last")

    def _work(self, seed: int) -> None:
        chance = random.Random(seed)
        asks: list[Callable[[random.Random], None]] = [
            *[self._counters, self._union, self._list, self._of_one] * 3,
            *[self._graphs, self._both],
        ]
        while not self._stop.wait(_PAUSE):
            ask = chance.choice(asks)
            try:
                ask(chance)
            except Exception as error:
                self._ledger.fault(f"{ask.__name__}: {type(error).__name__}: {error}")

    def _graphs(self, _: random.Random) -> None:
        rows = self._rows(_GRAPHS)
        if rows is not None:
            revision, found = rows
            self._ledger.saw("graphs", revision, {row["g"]: row["n"] for row in found})

    def _union(self, _: random.Random) -> None:
        rows = self._rows(_UNION)
        if rows is not None:
            self._ledger.saw("size of the union", rows[0], rows[1])

    def _both(self, _: random.Random) -> None:
        rows = self._rows(_BOTH)
        if rows is not None:
            revision, (row,) = rows
            self._ledger.saw("size of the union", revision, [{"n": row["union"]}])
            if row["union"] != row["made"]:
                self._ledger.fault(f"the default graph of revision {revision} is not the union: {row}")

    def _counters(self, _: random.Random) -> None:
        rows = self._rows(READ_COUNTERS)
        if rows is not None:
            revision, found = rows
            self._ledger.saw("counters", revision, found)
            if len(found) != 1 or len({found[0].get(name) for name in ("first", "second", "union")}) != 1:
                self._ledger.fault(f"half an update is seen in revision {revision}: {found}")

    def _list(self, _: random.Random) -> None:
        answer = self._answer("GET", "/api/v1/articles?limit=1000")
        if answer is None or not self._is_good(answer):
            return
        content, revision = answer.json(), answer.headers["OnRecord-Revision"]
        ids = [item["id"] for item in content["items"]]
        if len(set(ids)) != len(ids) or content["total"] != len(ids):
            self._ledger.fault(f"the list of articles of revision {revision} says {content['total']}, it has {ids}")
        self._ledger.saw("articles", revision, sorted(ids))

    def _of_one(self, chance: random.Random) -> None:
        """Ask for a part of one article: there is all of it or nothing."""
        article = chance.choice(self._articles)
        graph = f"http://localhost:8000/graph/article/{article}"
        question = chance.choice(
            [
                f"/api/v1/articles/{article}",
                f"/api/v1/articles/{article}/claims",
                f"/api/v1/statements?article={article}&limit=1000",
                f"/api/v1/actors?article={article}&limit=1000",
                f"/data?graph={graph}",
            ]
        )
        answer = self._answer("GET", question)
        if answer is None or answer.status == 404 or not self._is_good(answer):
            return
        content = _content(answer)
        if content:
            self._ledger.saw_final(question, content)

    def _rows(self, query: str) -> tuple[str, list[dict[str, str]]] | None:
        """Return the revision that a query was answered from, and the rows; None where it was not answered."""
        answer = self._answer("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
        if answer is None or not self._is_good(answer):
            return None
        bindings = answer.json()["results"]["bindings"]
        rows = [{name: term["value"] for name, term in binding.items()} for binding in bindings]
        return answer.headers["OnRecord-Revision"], rows

    def _is_good(self, answer: Answer) -> bool:
        if self._ledger.is_refusal(answer.status, answer.headers):
            return False
        if answer.status != 200:
            self._ledger.fault(f"{answer.url}: {answer.status} {answer.data[:500]!r}")
        return answer.status == 200

    def _answer(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer | None:
        """Return a whole answer, None where the connection broke."""
        try:
            answer = self._http.request(method, self._url + path, body=body, headers=headers)
        except urllib3.exceptions.HTTPError:
            self._ledger.count("reads without an answer")
            time.sleep(_PAUSE)
            return None
        self._ledger.count(f"reads answered {answer.status}")
        return answer


def _content(answer: Answer) -> Any:
    """Return what an answer says of one article, empty where it says that there is nothing yet."""
    if "json" not in answer.headers["Content-Type"]:
        return sorted(answer.data.decode().splitlines())
    content = json.loads(answer.data)
    if "items" in content:
        return sorted(item["id"] for item in content["items"])
    return content
