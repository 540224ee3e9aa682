"""A process that is told to end ends, whatever it is at and however often it is told."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

RUNS = 15
# nearly always between taking and releasing the lock of the event
BUSY = """
from service.serve.stopping import stop_on_signals
stop = stop_on_signals()
print("ready", flush=True)
while not stop.wait(0):
    pass
"""


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_signals_in_a_row_end_a_process_that_waits(first: signal.Signals) -> None:
    for _ in range(RUNS):
        with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            for number in (first, signal.SIGTERM, signal.SIGINT) * 3:
                process.send_signal(number)
            try:
                assert process.wait(20) in {0, -signal.SIGTERM, -signal.SIGINT}  # told again while Python ends
            finally:
                process.kill()
