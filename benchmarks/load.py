"""The service under load: clients that post while others read, and what that does to answers, writes and memory.

    python -m benchmarks.load [--posting 50] [--reading 50] [--seconds 120] [--idle 30] [--pause 0.5]
                              [--articles 2000] [--data FOLDER] [--report FILE]

The readers read alone for ``--idle`` seconds, then beside clients that post; each waits ``--pause`` seconds on average
between an answer and its next request. Checked are: no answer but those that were to come, and 429 or 503 that say when
to try again; every write that was accepted is in the graph in the end, once; the 99th percentile of reading at most
three times that of reading alone; no process whose memory grows. Exits with 1 where one of these does not hold.

The service is a real one on a port of its own, on a folder with made-up articles. What was posted is looked up and
taken out again while the run goes on, so that the graph stays as large as it is and memory that grows is lost.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.graph import prepared
from benchmarks.load_clients import Group
from benchmarks.load_posting import post
from benchmarks.load_reading import read
from benchmarks.memory import Memory
from benchmarks.serving import load_average, onrecord, processor_time

_MOST = 3.0  # times the 99th percentile of reading alone
_SETTLING = 5.0  # seconds after the start, and after posting begins, that are not measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posting", type=int, default=50)
    parser.add_argument("--reading", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--idle", type=float, default=30, help="seconds of reading alone")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between an answer and the next request")
    parser.add_argument("--articles", type=int, default=2000, help="in the graph beforehand")
    parser.add_argument("--data", type=Path, help="data folder with them, made there if it is new")
    parser.add_argument("--report", type=Path, help="file to write all figures to, as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = options.data or Path(temporary) / "data"
        print(f"{options.articles:,} articles beforehand: {prepared(data, options.articles)}", flush=True)
        with onrecord(data) as server:
            figures = _measure(server.address, server.process, options)
    if options.report:
        options.report.write_text(json.dumps(figures, indent=2))
    if figures["faults"]:
        print("\n".join(f"FAULT: {fault}" for fault in figures["faults"]))
        sys.exit(1)


def _measure(address: str, pid: int, options: argparse.Namespace) -> dict[str, Any]:
    time.sleep(_SETTLING)
    print(f"{options.reading} clients read and {options.posting} post, {load_average()}", flush=True)
    with Group(read, address, options.reading, options.pause) as readers:
        readers.let_go(_SETTLING)  # caches are filled, connections open
        readers.take()
        alone = readers.let_go(options.idle).take()
        _tell_reading("alone", alone["times"])
        memory, used = Memory(pid), processor_time(pid)
        with Group(post, address, options.posting, 0.0) as posters, memory.watched():
            beside = readers.let_go(options.seconds).take()
            posted = posters.take(last=True)
        used = (processor_time(pid) - used) / 1000 / options.seconds
    _tell_reading("beside posting", beside["times"])
    _tell_posting(posted, options.seconds)
    print(f"  the service took {used:.2f} of {load_average()}")
    memory.tell()
    ratio = percentile(_all(beside["times"]), 99) / percentile(_all(alone["times"]), 99)
    print(f"  p99 of reading beside posting is {ratio:.2f} times that of reading alone")
    faults = [*alone["faults"], *beside["faults"], *posted["faults"], *memory.growing()]
    if ratio > _MOST:
        faults.append(f"the 99th percentile of reading is {ratio:.1f} times that of reading alone, not {_MOST:.0f}")
    return {
        "faults": faults,
        "p99_ratio": ratio,
        "alone": _summary(alone["times"]),
        "beside": _summary(beside["times"]),
        "posted": {name: value for name, value in posted.items() if name != "times"},
        "memory": memory.summary(),
        "memory_over_time": memory.series,
    }


def percentile(times: Sequence[float], percent: int) -> float:
    """Return the time that so many percent did not exceed, in seconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def _all(times: dict[str, list[float]]) -> list[float]:
    return [seconds for some in times.values() for seconds in some]


def _summary(times: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    shown = {"all": _all(times), **times}
    return {
        name: {"requests": len(some), "p50": percentile(some, 50), "p99": percentile(some, 99), "max": max(some)}
        for name, some in shown.items()
        if some
    }


def _tell_reading(title: str, times: dict[str, list[float]]) -> None:
    print(f"reading {title}:")
    for name, row in _summary(times).items():
        p50, p99, most = (row[each] * 1000 for each in ("p50", "p99", "max"))
        print(f"  {name:22} {row['requests']:7,.0f} requests, p50 {p50:7.1f} ms, p99 {p99:7.1f} ms, max {most:7.1f} ms")
    sys.stdout.flush()


def _tell_posting(posted: dict[str, Any], seconds: float) -> None:
    print("posting:")
    for name, row in _summary(posted["times"]).items():
        p50, p99 = (row[each] * 1000 for each in ("p50", "p99"))
        print(f"  {name:22} {row['requests']:7,.0f} requests, p50 {p50:7.1f} ms, p99 {p99:7.1f} ms")
    counts = Counter(posted["counts"])
    print("  " + ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())))
    print(f"  {counts['articles in the graph'] / seconds:.1f} articles a second, each looked up again")


if __name__ == "__main__":
    main()
