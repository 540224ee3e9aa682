"""A data folder with the graph and the index of made-up articles, made once and kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from benchmarks.newsroom import World, articles
from ontology.registry import load
from service.index import Index
from service.rdf import article_triples, to_ntriples
from service.settings import Settings
from service.store.embedded import EmbeddedStore
from service.vocabulary import Iris
from service.wiring import registry_ntriples

T = TypeVar("T")
_MARK = "benchmark.json"
_BATCH = 1000
_ACCEPTED = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def prepared(data: Path, count: int) -> str:
    """See that a folder holds so many articles; return what it took. Another number in it is refused."""
    mark = data / _MARK
    if mark.exists():
        held = json.loads(mark.read_text())
        if held["articles"] != count:
            raise SystemExit(f"{data} holds {held['articles']} articles: name another folder with --data.")
        return str(held["took"])
    data.mkdir(parents=True, exist_ok=True)
    took = _make(data, count)
    mark.write_text(json.dumps({"articles": count, "took": took}))
    return took


def _make(data: Path, count: int) -> str:
    times = {"articles as RDF": 0.0, "store": 0.0, "index": 0.0}
    iris, settings = Iris(Settings().base_iri), Settings(data=data)
    graphs = _timed(times, "articles as RDF", _graphs(count, iris))
    with closing(EmbeddedStore(data)) as store, closing(Index.open(data, read_only=False)) as index:
        registry = {str(iris.registry_graph): registry_ntriples(settings)}
        for some in _batches({**registry}.items(), graphs):
            before = time.perf_counter()
            store.replace_graphs(some)
            between = time.perf_counter()
            index.put(some, iris)
            times["store"] += between - before
            times["index"] += time.perf_counter() - between
        before = time.perf_counter()
        revision = store.prepare()
        store.commit()
        times["store"] += time.perf_counter() - before
        index.put({}, iris, revision=revision)
    return ", ".join(f"{name} {seconds:.0f} s" for name, seconds in times.items())


def _graphs(count: int, iris: Iris) -> Iterator[tuple[str, bytes]]:
    registry = load()
    for article, claims in articles(World(registry), count):
        yield str(iris.graph(article.id)), to_ntriples(article_triples(article, claims, iris, _ACCEPTED, registry))


def _batches(
    first: Iterable[tuple[str, bytes]], graphs: Iterator[tuple[str, bytes]]
) -> Iterator[dict[str, bytes | None]]:
    yield dict(first)
    while some := dict(islice(graphs, _BATCH)):
        yield {**some}


def _timed(times: dict[str, float], name: str, values: Iterator[T]) -> Iterator[T]:
    """Yield the values, and count the time that making them took."""
    while True:
        before = time.perf_counter()
        value = next(values, None)
        times[name] += time.perf_counter() - before
        if value is None:
            return
        yield value
