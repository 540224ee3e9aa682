"""Lookups beside monsters: eight clients look things up, first alone, then while ten queries run that never end.

    python -m benchmarks.monsters [--bench ../shared/bench] [--triples 1000000] [--data FOLDER] [--timeout 30]

Prints the lookups' median and 99th percentile without and with the monsters, how each monster ended, the memory of all
processes of the service, and how much of the processor they take afterwards.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.serving import load_average, onrecord, processor_time

CLIENTS = 8
ARTICLES = 50_000  # and some more in a million triples, as gen.py makes them
LOOKUP = "SELECT ?p ?o WHERE { <http://example.org/kg/article/%d> ?p ?o }"
EDGE = "(<urn:none>|!<urn:none>)"
MONSTERS = {
    "cross join with ORDER BY": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "COUNT over a triple cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path of any length over everything": f"SELECT (COUNT(*) AS ?n) {{ ?a {EDGE}+ ?b }}",
    "regex over all pairs of literals": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?b ?f FILTER regex(?c, "(a.*)+b$") }',
    "dump read slowly": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
}
_SETTLING = 12.0  # seconds: the graph is read into memory after the service has begun to answer
_SLOWLY = 0.2  # seconds between the pieces that a slow reader takes


@dataclass(slots=True)
class Monsters:
    """Ten queries under way: each kind twice, dumps once read slowly and once not at all."""

    address: str
    timeout: float
    ends: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for number in range(2):
            for name, query in MONSTERS.items():
                thread = threading.Thread(target=self._send, args=(name, f"{query} # {number}", number), daemon=True)
                self.threads.append(thread)
                thread.start()

    @property
    def are_there(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def _send(self, name: str, query: str, number: int) -> None:
        begun = time.monotonic()
        connection = _connection(self.address)
        _ask(connection, query, self.timeout)
        response = connection.getresponse()
        try:
            if name.startswith("dump") and number:
                name = "dump not read"
                time.sleep(self.timeout + 2)
            while piece := response.read(50_000):
                if name.startswith("dump"):
                    time.sleep(_SLOWLY)
                last = piece
            how = "whole" if response.status == 200 else json.loads(last)["detail"].partition(".")[0]
        except (http.client.IncompleteRead, ConnectionError) as error:
            how = f"broken off ({type(error).__name__})"
        self.ends.append(f"{name}: {response.status}, {how}, after {time.monotonic() - begun:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path(__file__).parents[2] / "shared/bench")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="data folder with the triples, made there if it is new")
    parser.add_argument("--timeout", type=float, default=30, help="seconds that a query may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = options.data or Path(temporary) / "data"
        if not (data / "current").exists():
            _load(options.bench, options.triples, data, Path(temporary))
        settings = {"ONRECORD_QUERY_CACHE_BYTES": "0", "ONRECORD_QUERY_TIMEOUT": str(options.timeout)}
        with onrecord(data, settings) as server:
            _measure(server.address, server.process, options)


def _measure(address: str, pid: int, options: argparse.Namespace) -> None:
    articles = max(1, ARTICLES * options.triples // 1_000_000)
    time.sleep(_SETTLING)
    print(f"{options.triples:,} triples, {CLIENTS} clients, {load_average()}")
    with _looking_up(address, articles) as clients:
        time.sleep(options.timeout / 2)
        before = _times(clients)
    monsters, memory = Monsters(address, options.timeout), [0]
    with _looking_up(address, articles) as clients:
        monsters.start()
        end = time.monotonic() + options.timeout  # slow readers go on after it, but nothing computes
        while time.monotonic() < end and monsters.are_there:
            memory.append(_memory(pid))
            time.sleep(0.5)
        during = _times(clients)
    while monsters.are_there:
        time.sleep(0.5)
    _tell("without monsters", before)
    _tell("with monsters", during)
    print(f"  p99 with monsters is {_percentile(during, 99) / _percentile(before, 99):.2f} times that without")
    print("\n".join(f"  {end}" for end in sorted(monsters.ends)))
    print(f"  all processes together had at most {max(memory) / 1e6:,.0f} MB")
    used = processor_time(pid)
    time.sleep(2)
    print(f"  afterwards they take {(processor_time(pid) - used) / 2000:.1%} of a processor")


def _load(bench: Path, triples: int, data: Path, folder: Path) -> None:
    file = folder / "quads.nq"
    command = [sys.executable, str(bench / "gen.py"), str(file), "--triples", str(triples), "--quads"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "service", "import", str(file)]
    subprocess.run(command, check=True, env=os.environ | {"ONRECORD_DATA": str(data)}, stdout=subprocess.DEVNULL)


@contextmanager
def _looking_up(address: str, articles: int) -> Iterator[Sequence[Connection]]:
    """Have clients look things up; they say how long each lookup took when they are asked, and end."""
    ends = []
    for number in range(CLIENTS):
        ours, theirs = multiprocessing.Pipe()
        multiprocessing.Process(target=_look_up, args=(theirs, address, articles, number), daemon=True).start()
        ends.append(ours)
    yield ends


def _look_up(end: Connection, address: str, articles: int, number: int) -> None:
    chance, connection, times = random.Random(number), _connection(address), []
    while not end.poll():
        begun = time.perf_counter()
        _ask(connection, LOOKUP % chance.randrange(articles))
        response = connection.getresponse()
        body = response.read()
        times.append(time.perf_counter() - begun)
        if response.status != 200 or b'"bindings":[{' not in body:
            raise SystemExit(f"A lookup was answered {response.status}: {body[:300]!r}")
    end.send(times)


def _times(clients: Sequence[Connection]) -> list[float]:
    for client in clients:
        client.send("enough")
    return sorted(seconds for client in clients for seconds in client.recv())


def _connection(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=300)


def _ask(connection: http.client.HTTPConnection, query: str, timeout: float | None = None) -> None:
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    connection.request("POST", f"/sparql?timeout={timeout}" if timeout else "/sparql", query.encode(), headers)


def _percentile(times: Sequence[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]


def _tell(title: str, times: Sequence[float]) -> None:
    median, high = (_percentile(times, percent) * 1000 for percent in (50, 99))
    print(f"  {title:18} {len(times):8,} lookups, median {median:7.2f} ms, p99 {high:7.2f} ms")


def _tree(pid: int) -> list[int]:
    """Return a process and all that it has started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _memory(pid: int) -> int:
    """Return the bytes that processes take together, what they share counted once."""
    total = 0
    for each in _tree(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


if __name__ == "__main__":
    main()
