"""The extraction processes end with the one that started them, whatever they are doing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.settings import Settings
from tests.processes import is_alive
from tests.servers import wait_until

# A program that starts two processes which never get ready, and waits.
STARTS = """
import time
from service.jobs.pool import ProcessPool
from tests.jobs.test_pool import never_ready
if __name__ == "__main__":
    pool = ProcessPool(2, never_ready, len)
    pool.warm_up()
    time.sleep(600)
"""


def never_ready() -> None:
    Path(os.environ["STARTED"], str(os.getpid())).touch()
    signal.pause()


def test_processes_that_are_making_ready_end_with_a_writer_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "starts.py").write_text(STARTS)
    (tmp_path / "started").mkdir()
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "STARTED": str(tmp_path / "started")}
    writer = subprocess.Popen([sys.executable, str(tmp_path / "starts.py")], env=environment)
    wait_until(lambda: len(list((tmp_path / "started").iterdir())) == 2)
    started = [int(path.name) for path in (tmp_path / "started").iterdir()]
    assert all(map(is_alive, started))
    writer.kill()
    writer.wait()
    wait_until(lambda: not any(map(is_alive, started)))


def test_no_more_processes_than_any_machine_has_use_for() -> None:
    with pytest.raises(ValueError, match="processes"):
        Settings(processes=100_000)
