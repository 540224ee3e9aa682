"""Seconds from ``onrecord serve`` to its first answers, on an empty data folder and on one that holds the seeds.

python -m benchmarks.startup [--runs 3]
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

SEEDS = Path(__file__).parents[1] / "seeds"
FIRST = {
    "health": "/health/live",
    "lists": "/api/v1/articles",
    "SPARQL": "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        empty = [_first_answers(f"{folder}/empty-{run}") for run in range(runs)]
        data = f"{folder}/seeds"
        texts = sorted(map(str, SEEDS.glob("*.txt")))
        command = [sys.executable, "-m", "service", "ingest", *texts]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"ONRECORD_DATA": data})
        seeded = [_first_answers(data) for _ in range(runs)]
    for title, times in (("empty data folder", empty), ("with the seeds", seeded)):
        print(f"{title}, best and worst of {runs} runs")
        for name in FIRST:
            found = sorted(run[name] for run in times)
            print(f"  first answer of {name:7} {found[0]:5.1f} s {found[-1]:5.1f} s")


def _first_answers(data: str) -> dict[str, float]:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    start = time.perf_counter()
    service = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", str(port)],
        env=os.environ | {"ONRECORD_DATA": data},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        times: dict[str, float] = {}
        while len(times) < len(FIRST):
            for name in FIRST.keys() - times.keys():
                if _answers(f"http://127.0.0.1:{port}{FIRST[name]}"):
                    times[name] = time.perf_counter() - start
            time.sleep(0.02)
        return times
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


if __name__ == "__main__":
    main()
