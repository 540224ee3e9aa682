"""Articles a second of ``onrecord ingest`` beside bare ``nlp.pipe`` over the same texts, with the same processes.

    python -m benchmarks.ingest [--articles 300] [--processes 2] [--rounds 3]

Both are timed as users run them, start and loading of models included. On a machine with other work to do, the ratio
of processor time is the one to trust.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.articles import articles

# What spaCy does by itself, its model loaded as it comes.
BARE = """
import json, sys
from service.annotate.annotator import model_package
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
for _ in model_package().pipe(texts, n_process=int(sys.argv[2]), batch_size=16):
    pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3, help="the median of them is printed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "articles.jsonl"
        texts.write_text("".join(json.dumps({"text": text}) + "\n" for text in articles(options.articles)))
        bare_command = [sys.executable, "-c", BARE, str(texts), str(options.processes)]
        our_command = [sys.executable, "-m", "service", "ingest", str(texts)]
        bare, ours, again = [], [], []
        for number in range(options.rounds):
            settings = {"ONRECORD_DATA": f"{folder}/{number}", "ONRECORD_PROCESSES": str(options.processes)}
            bare.append(_timed(bare_command))
            ours.append(_timed(our_command, settings))
            again.append(_timed(our_command, settings))
    print(f"{options.articles} articles, {options.processes} processes, median of {options.rounds} rounds")
    for name, runs in (("bare nlp.pipe", bare), ("onrecord ingest", ours), ("the same articles again", again)):
        rate = median(options.articles / run.seconds for run in runs)
        speed = median(b.seconds / run.seconds for b, run in zip(bare, runs, strict=True))
        work = median(b.processor / run.processor for b, run in zip(bare, runs, strict=True))
        print(f"{name:24} {rate:8.1f} articles/s   {speed:6.2f} of bare   {work:6.2f} by processor time")


class Timing(NamedTuple):
    """Seconds on the clock, and of all processors together."""

    seconds: float
    processor: float


def _timed(command: list[str], settings: dict[str, str] | None = None) -> Timing:
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | (settings or {}))
    after = os.times()
    used = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return Timing(after.elapsed - before.elapsed, used)


if __name__ == "__main__":
    main()
