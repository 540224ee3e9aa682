"""What the readers of the load benchmark ask: lists, items, full text, pages, RDF and SPARQL lookups."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from benchmarks.load_clients import Client

_LOOKUP = "SELECT ?p ?o WHERE { <%s> ?p ?o }"
_COUNT = (
    "PREFIX rec: <https://w3id.org/onrecord#> SELECT ?act (COUNT(*) AS ?n) "
    "{ ?s rec:speaker <%s> ; rec:act ?act } GROUP BY ?act"
)
_WORDS = ("soldiers", "ceasefire", "harbour", "brigade", "supplies", "airfield", "patrol", "mission", "winter")
_ACCEPT_HTML, _ACCEPT_TURTLE = {"Accept": "text/html"}, {"Accept": "text/turtle"}
_SPARQL = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
_Request = tuple[str, str, bytes | None, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Things:
    """Addresses to read: paths below the root, as ``actor/KEY``, and the base of their IRIs."""

    articles: list[str]
    actors: list[str]
    base: str


def read(client: Client, pause: float, things: Things | None) -> Things | None:
    """Read one thing after the other; without things, return what there is to read."""
    if things is None:
        return _things(client)
    time.sleep(client.chance.random() * pause)  # not all at once
    while not client.stop.is_set():
        sort = client.chance.choice(list(_SORTS))
        method, path, body, headers = _SORTS[sort](things, client.chance)
        client.expect(sort, (200,), method, path, body, headers)
        if pause:
            time.sleep(client.chance.expovariate(1 / pause))
    return None


def _things(client: Client) -> Things:
    found: dict[str, list[Any]] = {}
    for kind in ("articles", "actors"):
        answer = client.ask("beforehand", "GET", f"/api/v1/{kind}?limit=1000")
        found[kind] = json.loads(answer.body)["items"]
    base = found["actors"][0]["iri"].rpartition("actor/")[0]
    names = {kind: [item["iri"].removeprefix(base) for item in items] for kind, items in found.items()}
    return Things(names["articles"], names["actors"], base)


def _get(path: str, headers: Mapping[str, str] | None = None) -> _Request:
    return "GET", path, None, headers or {}


def _sparql(query: str) -> _Request:
    return "POST", "/sparql", query.encode(), _SPARQL


_SORTS: dict[str, Callable[[Things, random.Random], _Request]] = {
    "list": lambda _, chance: _get(f"/api/v1/statements?limit=20&from=20{chance.randrange(15, 25)}-01-01"),
    "filtered list": lambda things, chance: _get(
        f"/api/v1/statements?limit=20&speaker={quote(chance.choice(things.actors).rpartition('/')[2])}&act=deny"
    ),
    "full text": lambda _, chance: _get(f"/api/v1/statements?limit=20&q={'+'.join(chance.sample(_WORDS, 2))}"),
    "item": lambda things, chance: _get(f"/api/v1/actors/{chance.choice(things.actors).rpartition('/')[2]}"),
    "article": lambda things, chance: _get(f"/api/v1/articles/{chance.choice(things.articles).rpartition('/')[2]}"),
    "page": lambda things, chance: _get(f"/{chance.choice(things.actors)}", _ACCEPT_HTML),
    "Turtle": lambda things, chance: _get(f"/{chance.choice(things.articles)}", _ACCEPT_TURTLE),
    "SPARQL lookup": lambda things, chance: _sparql(_LOOKUP % (things.base + chance.choice(things.articles))),
    "SPARQL count": lambda things, chance: _sparql(_COUNT % (things.base + chance.choice(things.actors))),
}
