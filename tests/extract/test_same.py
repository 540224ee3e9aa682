"""The same text gives the same claims in every process, however Python orders its sets there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_claims_do_not_depend_on_the_order_of_sets(tmp_path: Path) -> None:
    texts = sorted((ROOT / "seeds").glob("*.txt"))
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "service", "extract", *map(str, texts), "--out", str(tmp_path / seed)]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, cwd=ROOT, check=True, capture_output=True)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert len(one) == len(texts)
    assert one == two
