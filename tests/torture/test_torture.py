"""Whatever process is killed whenever, each accepted write has its effect once, and nobody reads half of one.

A short run; `make torture` has the long one. Where it fails, its seed makes the same choices again, though not the same
moments: ``python -m tests.torture --seed N`` (and ``ONRECORD_TORTURE_SEED=N`` here).
"""

import os
import secrets
from pathlib import Path

from tests.torture.torture import torture


def test_kills_lose_nothing_double_nothing_and_show_no_half(tmp_path: Path) -> None:
    seed = int(os.environ.get("ONRECORD_TORTURE_SEED") or secrets.randbelow(1_000_000))
    print(f"seed {seed}")  # shown where it fails
    ledger = torture(tmp_path, kills=12, articles=45, seed=seed, pause=1.0, processes=1)
    killed = sum(count for what, count in ledger.counts.items() if what.startswith("killed: "))
    assert (killed, ledger.faults) == (12, []), f"seed {seed}"
    assert ledger.counts["articles sent"] == 45
    assert ledger.counts["reads answered 200"] > 0
