"""Processes that are kept running."""

import sys
from pathlib import Path

import pytest

from service.serve.child import Child
from tests.servers import wait_until


def test_a_process_that_cannot_be_started_for_now_is_started_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.serve.child._FIRST_PAUSE", 0.01)
    program, away, started = tmp_path / "program", tmp_path / "away", tmp_path / "started"
    program.write_text(f"#!{sys.executable}\nopen({str(started)!r}, 'a').write('.')\n", encoding="utf-8")
    program.chmod(0o700)
    child = Child("writer", [str(program)])
    child.start()
    assert child._process is not None
    child._process.wait()
    program.rename(away)
    for _ in range(3):
        child.restart_if_ended()
        child._next_start = 0.0
    started.unlink()
    away.rename(program)

    def is_started() -> bool:
        child.restart_if_ended()
        return started.exists()

    wait_until(is_started)
    child.kill()
