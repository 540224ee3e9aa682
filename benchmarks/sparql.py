"""``onrecord serve`` beside ``oxigraph serve`` on disk: the same data, the same queries, in the same run.

    python -m benchmarks.sparql [--bench ../shared/bench] [--triples 1000000] [--data FOLDER] [--seconds 4] [--rounds 2]

``gen.py`` of the bench folder makes the data, its ``bench.py`` times the queries, with one client and with eight. Three
comparisons: triples in the default graph; articles in graphs of their own with the union as default graph on both; and
the first again with repeated queries, which OnRecord answers from its cache. Both servers run at the same time and are
asked by turns, since a machine is not as fast in one minute as in the next. Answers are compared, too. ``--also`` names
further servers that hold the same data (plain triples), for the record.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import geometric_mean, median
from typing import Any

import pyoxigraph

from benchmarks.serving import free_port, load_average, onrecord, running

OURS, THEIRS = "onrecord", "oxigraph"
CLIENTS = (1, 8)
_FIXED = "4711"  # what stands for the varying number in a repeated query

Query = Mapping[str, Any]  # an entry of queries.json
Times = dict[tuple[str, str, int], list[float]]  # server, query, clients -> median milliseconds of each round


@dataclass(frozen=True, slots=True)
class Bench:
    """The bench folder, and how long it measures."""

    folder: Path
    seconds: float
    rounds: int
    settle: float
    queries: Sequence[Query]
    prologue: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, and how OnRecord is set up for it."""

    title: str
    data: Path
    union: bool
    repeated: bool = False
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        union = {"ONRECORD_UNION_DEFAULT_GRAPH": str(self.union).lower()}
        return union if self.repeated else union | {"ONRECORD_QUERY_CACHE_BYTES": "0"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path(__file__).parents[2] / "shared/bench")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="folder that the data are made in, and kept; default: made each time")
    parser.add_argument("--seconds", type=float, default=4, help="for a query, a server and a number of clients")
    parser.add_argument("--rounds", type=int, default=2, help="the median of them counts")
    parser.add_argument("--settle", type=float, default=20, help="seconds that graphs are given to get into memory")
    parser.add_argument("--only", default="", help="comparisons whose title contains this: plain, union, repeated")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=URL", help="another query endpoint")
    options = parser.parse_args()
    spec = json.loads((options.bench / "queries.json").read_text())
    bench = Bench(options.bench, options.seconds, options.rounds, options.settle, spec["queries"], spec["prologue"])
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.data or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        also = dict(each.split("=", 1) for each in options.also)
        for comparison in _comparisons(folder, also):
            if options.only in comparison.title:
                _generate(bench, comparison.data, options.triples)
                compare(bench, comparison)


def _comparisons(folder: Path, also: Mapping[str, str]) -> Iterator[Comparison]:
    plain, quads = folder / "plain.nq", folder / "quads.nq"
    yield Comparison("plain triples", plain, union=False, also=also)
    yield Comparison("named graphs, their union as default graph", quads, union=True)
    yield Comparison("plain triples, repeated queries", plain, union=False, repeated=True)


def _generate(bench: Bench, file: Path, triples: int) -> None:
    if not file.exists():
        named = ["--quads"] if file.name.startswith("quads") else []
        command = [sys.executable, str(bench.folder / "gen.py"), str(file), "--triples", str(triples), *named]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def compare(bench: Bench, comparison: Comparison) -> None:
    """Print the ratios of one comparison."""
    print(f"{comparison.title} ({load_average()})")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        urls = {
            OURS: servers.enter_context(_onrecord(Path(folder) / OURS, comparison)),
            THEIRS: servers.enter_context(_oxigraph(Path(folder) / THEIRS, comparison)),
            **comparison.also,
        }
        time.sleep(bench.settle)
        queries = [_fixed(query) if comparison.repeated else query for query in bench.queries]
        for query in queries:
            _check(urls, bench.prologue, _fixed(query))
        times: Times = {}
        for _ in range(bench.rounds):
            for query in queries:
                for server, url in urls.items():
                    _measure(bench, query, server, url, times)
    _report(queries, times, [server for server in urls if server != THEIRS])


@contextmanager
def _onrecord(data: Path, comparison: Comparison) -> Iterator[str]:
    settings = {"ONRECORD_DATA": str(data), **comparison.settings}
    _load(OURS, [sys.executable, "-m", "service", "import", str(comparison.data)], settings)
    with onrecord(data, comparison.settings) as server:
        yield f"{server.address}/sparql"


@contextmanager
def _oxigraph(data: Path, comparison: Comparison) -> Iterator[str]:
    program, port = str(Path(sys.executable).with_name("oxigraph")), free_port()
    _load(THEIRS, [program, "load", "--location", str(data), "--file", str(comparison.data)])
    union = ["--union-default-graph"] if comparison.union else []
    command = [program, "serve", "--location", str(data), "--bind", f"127.0.0.1:{port}", *union]
    with running(command, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/query"


def _load(name: str, command: Sequence[str], settings: Mapping[str, str] | None = None) -> None:
    before = time.perf_counter()
    subprocess.run(command, check=True, env=os.environ | dict(settings or {}), capture_output=True)
    print(f"  loaded into {name} in {time.perf_counter() - before:.1f} s")


def _fixed(query: Query) -> Query:
    """Return a query that is the same each time it is sent."""
    return {**{k: v for k, v in query.items() if k != "vary"}, "query": query["query"].replace("$N", _FIXED)}


def _check(urls: Mapping[str, str], prologue: str, query: Query) -> None:
    """See that all servers give the same answer; where a limit leaves the choice, equally many rows."""
    answers = {server: _rows(url, prologue + query["query"], query["accept"]) for server, url in urls.items()}
    expected = answers[THEIRS]
    for server, rows in answers.items():
        if len(rows) != len(expected):
            raise SystemExit(f"{query['name']}: {server} gives {len(rows)} rows, {THEIRS} {len(expected)}.")
        if "LIMIT" not in query["query"] and rows != expected:
            raise SystemExit(f"{query['name']}: {server} gives other rows than {THEIRS}.")


def _rows(url: str, query: str, accept: str) -> list[str]:
    """Return the rows of an answer, or its triples, in a stable order."""
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    with urllib.request.urlopen(urllib.request.Request(url, query.encode(), headers), timeout=180) as answer:
        body = answer.read()
    if accept.endswith("json"):
        return sorted(json.dumps(row, sort_keys=True) for row in json.loads(body)["results"]["bindings"])
    return sorted(map(str, pyoxigraph.parse(body, pyoxigraph.RdfFormat.from_media_type(accept))))


def _measure(bench: Bench, query: Query, server: str, url: str, times: Times) -> None:
    """Have ``bench.py`` time a query on a server."""
    with tempfile.TemporaryDirectory() as folder:
        queries, out = Path(folder) / "queries.json", Path(folder) / "out.json"
        queries.write_text(json.dumps({"prologue": bench.prologue, "queries": [query]}))
        command = [sys.executable, str(bench.folder / "bench.py"), "--url", url, "--queries", str(queries)]
        command += ["--clients", ",".join(map(str, CLIENTS)), "--seconds", str(bench.seconds), "--json", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for row in json.loads(out.read_text()):
            if row["errors"]:
                total = row["errors"] + row["requests"]
                print(f"  {query['name']}, {row['clients']} clients: {row['errors']} of {total} to {server} failed")
            median_ms = row["median_ms"] or float("inf")
            times.setdefault((server, query["name"], row["clients"]), []).append(median_ms)


def _report(queries: Sequence[Query], times: Times, servers: Sequence[str]) -> None:
    """Print the median times of each query, and each server's ratio to Oxigraph's."""
    for server in servers:
        print(f"  {'':22}" + "".join(f"{THEIRS:>14}{server:>14}{'ratio':>8}" for _ in CLIENTS))
        print(f"  {'':22}" + "".join(f"{f'{clients} client(s), ms':>36}" for clients in CLIENTS))
        ratios: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
        for name in (query["name"] for query in queries):
            line = f"  {name:22}"
            for clients in CLIENTS:
                theirs, ours = (median(times[each, name, clients]) for each in (THEIRS, server))
                rounds = zip(times[server, name, clients], times[THEIRS, name, clients], strict=True)
                ratios[clients].append(median(one / other for one, other in rounds))
                line += f"{theirs:14.2f}{ours:14.2f}{ratios[clients][-1]:8.2f}"
            print(line)
        means = "".join(f"{geometric_mean(ratios[clients]):36.2f}" for clients in CLIENTS)
        print(f"  {'geometric mean':22}{means}", flush=True)


if __name__ == "__main__":
    main()
