"""Articles a second of ``onrecord ingest`` beside bare ``nlp.pipe`` over the same texts, with the same processes.

    python -m benchmarks.ingest [--articles 400] [--processes 2]

Both are timed as users run them, start and loading of models included.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.articles import articles

# What spaCy does by itself: the least that any extraction over its parse costs.
BARE = """
import json, sys
from service.annotate.annotator import load_model
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
for _ in load_model().pipe(texts, n_process=int(sys.argv[2]), batch_size=16):
    pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "articles.jsonl"
        texts.write_text("".join(json.dumps({"text": text}) + "\n" for text in articles(options.articles)))
        settings = {"ONRECORD_DATA": f"{folder}/data", "ONRECORD_PROCESSES": str(options.processes)}
        bare = _rate(options.articles, [sys.executable, "-c", BARE, str(texts), str(options.processes)])
        ours = _rate(options.articles, [sys.executable, "-m", "service", "ingest", str(texts)], settings)
        again = _rate(options.articles, [sys.executable, "-m", "service", "ingest", str(texts)], settings)
    print(f"{options.articles} articles, {options.processes} processes")
    print(f"bare nlp.pipe            {bare:8.1f} articles/s")
    print(f"onrecord ingest          {ours:8.1f} articles/s   {ours / bare:.2f} of bare")
    print(f"the same articles again  {again:8.1f} articles/s")


def _rate(count: int, command: list[str], settings: dict[str, str] | None = None) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | (settings or {}))
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
