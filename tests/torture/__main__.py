"""``python -m tests.torture``: the long run, with figures. Exit code 1 where anything is wrong."""

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.torture.torture import torture


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--pause", type=float, default=3.0, help="longest time between two kills, in seconds")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="gives the same choices again")
    parser.add_argument("--folder", type=Path, help="where the data folders are made and kept; must be empty")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        print(f"seed {asked.seed}", flush=True)
        place = asked.folder or Path(folder)
        ledger = torture(place, kills=asked.kills, articles=asked.articles, seed=asked.seed, pause=asked.pause)
        for what, count in sorted(ledger.counts.items()):
            print(f"{count:8,} {what}")
        print(f"{time.monotonic() - begun:8.0f} seconds")
        for fault in ledger.faults:
            print(f"FAULT {fault}", file=sys.stderr)
        print(f"{len(ledger.faults)} faults")
    return 1 if ledger.faults else 0


if __name__ == "__main__":
    sys.exit(main())
