"""``python -m benchmarks``: those that take minutes, with their defaults."""

import subprocess
import sys

for name in ("ingest", "startup"):
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
