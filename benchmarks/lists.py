"""Milliseconds that the lists of the REST interface take on a graph of many articles.

    python -m benchmarks.lists --data FOLDER [--articles 50000] [--repeat 7] [--only statements]

Every list with each of its filters, alone and two by two, the first page, the second and one in the middle; full text
with common and rare words; every format of a page; the items of what most articles speak of. Asked over HTTP by one
client that keeps its connection, each address ``--repeat`` times after a first one, whose time is told apart. Beside
the time on the clock stands that of the processor: on a machine with other work to do it is the one to trust. The graph
is made in FOLDER the first time, which takes some minutes, and kept there.
"""

from __future__ import annotations

import argparse
import http.client
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks.graph import prepared
from benchmarks.newsroom import World, articles
from benchmarks.serving import Server, load_average, onrecord, processor_time
from ontology.registry import load
from service.index import FILTERS, Index, ListKind, selection
from service.settings import Settings
from service.vocabulary import Iris

PLURALS: Mapping[ListKind, str] = {
    "article": "articles", "actor": "actors", "treaty": "treaties", "deployment": "deployments",
    "statement": "statements", "figure": "figures", "dispute": "disputes",
}  # fmt: skip
FORMATS = ("csv", "turtle", "jsonld")
LIMIT = 30.0  # milliseconds that the median of a list may take
_SLOWEST = 20
_SAMPLE = 2000  # articles of which it is counted what most of them speak of

Filters = dict[str, str]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one address: the first time, the median and the 95th percentile of the others.

    ``processor`` is how long all processes of the service together worked on one of the others.
    """

    address: str
    first: float
    median: float
    p95: float
    processor: float
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that the graph is made in, and kept")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--only", default="", help="addresses that this stands in")
    options = parser.parse_args()
    print(f"{options.articles} articles in {options.data}: {prepared(options.data, options.articles)}")
    with closing(Index.open(options.data, read_only=True)) as index:
        asked = [address for address in addresses(index, options.articles) if options.only in address]
    with onrecord(options.data, {"ONRECORD_QUERY_CACHE_BYTES": "0"}) as server:
        timings = [timed(server, address, options.repeat) for address in asked]
    report(timings)


def addresses(index: Index, count: int) -> Iterator[str]:
    """Yield what is asked, from what most and what few articles speak of."""
    common, rare = values(min(count, _SAMPLE))
    for kind, plural in PLURALS.items():
        for filters in _selections(kind, common, rare):
            yield from _pages(index, kind, f"/api/v1/{plural}", filters)
        for format_ in FORMATS:
            yield f"/api/v1/{plural}?format={format_}"
    for kind, filter_ in (("actor", "actor"), ("treaty", "treaty"), ("deployment", "deployment")):
        yield f"/api/v1/{PLURALS[kind]}/{common[filter_]}"
    yield f"/api/v1/deployments/{rare['deployment']}/figures"


def values(sample: int) -> tuple[Filters, Filters]:
    """Return for each filter a value that much has and one that little has, by the first of the articles."""
    counted: dict[str, Counter[str]] = {}
    registry = load()
    world = World(registry)
    for article, claims in articles(world, sample):
        keys = {actor.id: actor.key for actor in claims.actors}
        outlet = next(e.id for e in registry.actors.values() if e.name == article.outlet)
        said: list[tuple[str, Iterable[str | None]]] = [
            ("speaker", (keys[each] for statement in claims.statements for each in statement.speaker)),
            ("via", (keys[each] for statement in claims.statements for each in statement.via)),
            ("sender", (keys.get(each.sender or "") for each in claims.deployments)),
            ("beneficiary", (keys.get(each.beneficiary or "") for each in claims.deployments)),
            ("destination", (place for each in claims.deployments for place in each.places)),
            ("party", (keys[party] for each in claims.treaties for party in each.parties)),
            ("treaty", (each.key for each in claims.treaties)),
            ("deployment", (each.key for each in claims.deployments)),
            ("measure", (each.measure for each in claims.figures)),
            ("act", (each.act for each in claims.statements)),
            ("publisher", [outlet]),
            ("article", [article.id]),
            ("extractor", [claims.extractor]),
        ]
        for name, keys_ in said:
            counted.setdefault(name, Counter()).update(filter(None, keys_))
    counted["actor"] = counted["speaker"] + counted["sender"]
    ranked = {name: [value for value, _ in counter.most_common()] for name, counter in counted.items()}
    dates: Filters = {"from": "2018-02-10", "to": "2024"}
    common = {name: ranks[0] for name, ranks in ranked.items()} | dates | {"q": world.words.values[0]}
    rare = {name: ranks[-1] for name, ranks in ranked.items()} | {"from": "2024-11-03", "to": "2015-06"}
    return common, rare | {"q": world.words.values[-1]}


_KINDS: Mapping[ListKind, str] = {
    "actor": "person", "treaty": "ceasefire", "deployment": "troops", "statement": "indirect", "figure": "exactly",
}  # fmt: skip


def _selections(kind: ListKind, common: Filters, rare: Filters) -> Iterator[Filters]:
    """Yield no filter, each alone with both values, two and two with the common ones, and some three at once."""
    common = common | {"kind": _KINDS.get(kind, "")}
    names = sorted(FILTERS[kind])
    yield {}
    for name in names:
        yield {name: common[name]}
        if name in rare:
            yield {name: rare[name]}
    for pair in combinations(names, 2):
        yield {name: common[name] for name in pair}
    yield {"q": f"{common['q']} border"}
    yield {"q": f'"{common["q"]} border"'}
    if "from" in names:
        yield {name: common[name] for name in ("from", "to", "q")}
        yield {name: common[name] for name in ("from", "to", "actor", "q")}


def _pages(index: Index, kind: ListKind, path: str, filters: Filters) -> Iterator[str]:
    """Yield the first page of a list, the second and one in the middle, as far as there are any."""
    selected = selection(kind, filters, Iris(Settings().base_iri))
    first = index.page(kind, selected, 50)
    cursors = [None, first.next, index.page(kind, selected, max(1, first.total // 2)).next if first.next else None]
    for cursor in dict.fromkeys(cursors[:1] + list(filter(None, cursors))):
        query = urlencode(filters | ({"cursor": cursor} if cursor else {}))
        yield f"{path}?{query}" if query else path


def timed(server: Server, address: str, repeat: int) -> Timing:
    """Return how long an address takes; anything but 200 is an error."""
    with closing(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)) as connection:
        first, size = _milliseconds(connection, address)
        before = processor_time(server.process)
        times = sorted(_milliseconds(connection, address)[0] for _ in range(repeat))
        processor = (processor_time(server.process) - before) / repeat
    return Timing(address, first, median(times), times[int(len(times) * 0.95)], processor, size)


def _milliseconds(connection: http.client.HTTPConnection, address: str) -> tuple[float, int]:
    before = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return (time.perf_counter() - before) * 1000, size


def report(timings: list[Timing]) -> None:
    """Print the slowest, and whether all are fast enough."""
    print(f"{'median':>8} {'p95':>8} {'first':>8} {'processor':>9} ms {'bytes':>9}   ({load_average()})")
    for each in sorted(timings, key=lambda each: -each.processor)[:_SLOWEST]:  # by what other work disturbs least
        times = f"{each.median:8.1f} {each.p95:8.1f} {each.first:8.1f} {each.processor:9.1f}"
        print(f"{times}    {each.size:9d}   {each.address}")
    slow, busy = (sum(getattr(each, name) > LIMIT for each in timings) for name in ("median", "processor"))
    print(
        f"{len(timings)} addresses, median of medians {median(each.median for each in timings):.1f} ms "
        f"({median(each.processor for each in timings):.1f} ms of the processor), "
        f"of first answers {median(each.first for each in timings):.1f} ms "
        f"(slowest {max(each.first for each in timings):.1f} ms); "
        f"{slow or 'none'} take more than {LIMIT:.0f} ms, {busy or 'none'} more than that of the processor"
    )


if __name__ == "__main__":
    main()
