"""A real service does what its description says of it: schemathesis, with all its checks, on every operation.

Bounded in time, and the same requests each time; ``make fuzz`` takes longer, and others each time. What is found is
printed with the request that shows it, as a command of curl's, and the seed.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import TOKEN, onrecord

HERE = Path(__file__).parent
SECONDS = int(os.environ.get("ONRECORD_FUZZ_SECONDS", "25"))
SEED = os.environ.get("ONRECORD_FUZZ_SEED", "1" if "ONRECORD_FUZZ_SECONDS" not in os.environ else "")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def service(seeded_data: Path, tmp_path: Path, log: Path) -> Iterator[str]:
    """A service with the seeds in it, which takes small bodies, so that large ones are soon too large."""
    data = tmp_path / "data"
    shutil.copytree(seeded_data, data, symlinks=True)
    with onrecord(data, log=log, ONRECORD_MAX_BODY_BYTES="100000", ONRECORD_MAX_BULK_BYTES="200000") as address:
        yield address


def test_every_operation_keeps_to_its_description(service: str, log: Path) -> None:
    seed = SEED or str(random.SystemRandom().randrange(1 << 30))
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml")),
        *("run", f"{service}/openapi.json", "--header", f"Authorization: Bearer {TOKEN}"),
        *("--checks", "all", "--max-examples", "15", "--max-time", str(SECONDS), "--seed", seed),
    ]
    ran = subprocess.run(
        command, cwd=HERE.parents[1], capture_output=True, text=True, timeout=SECONDS + 120, check=False
    )
    faults = [line for line in log.read_text().splitlines() if '"exception"' in line]
    assert ran.returncode == 0, "\n".join([f"seed {seed}", ran.stdout, ran.stderr, *faults])
    assert not faults
    assert " passed" in ran.stdout
