"""/health/ready is 503 while the queue is not served, says why, and is 200 again when it is."""

import os
import signal
from pathlib import Path
from typing import Any

from service.app import close, create_app
from service.jobs.pulse import Pulse
from service.settings import Settings
from tests.jobs.stubs import open_stub_writer
from tests.observe.conftest import Running
from tests.servers import wait_until


def ready(running: Running) -> tuple[int, dict[str, Any]]:
    answer = running.ask("GET", "/health/ready")
    return answer.status, answer.json()


def test_while_the_writer_stands_still_or_is_gone_it_is_not_ready(running: Running) -> None:
    wait_until(lambda: ready(running)[0] == 200 and "writer" in {line["process"] for line in running.lines()})
    writer = [line["pid"] for line in running.lines() if line["process"] == "writer"][-1]
    os.kill(writer, signal.SIGSTOP)
    wait_until(lambda: ready(running)[0] == 503)
    assert "ONRECORD_READY_WRITER_STUCK" in ready(running)[1]["faults"]["writer"]
    assert running.ask("GET", "/health/live").status == 200
    assert running.ask("GET", "/api/v1/actors").status == 200
    os.kill(writer, signal.SIGCONT)
    wait_until(lambda: ready(running) == (200, {"status": "ok"}))
    os.kill(writer, signal.SIGKILL)
    wait_until(lambda: ready(running)[0] == 503)
    assert "ONRECORD_READY_WRITER_AWAY" in ready(running)[1]["faults"]["writer"]
    wait_until(lambda: ready(running)[0] == 200)


def test_a_writer_that_is_started_again_in_time_is_not_missed(tmp_path: Path) -> None:
    with open_stub_writer(tmp_path):
        app = create_app(Settings(data=tmp_path))
        client = app.test_client()
        assert client.get("/health/ready").status_code == 200
    assert client.get("/health/ready").status_code == 200
    long_ago = 1_000_000_000
    os.utime(tmp_path / "writer.pulse", (long_ago, long_ago))
    assert client.get("/health/ready").status_code == 503
    with Pulse(tmp_path):
        assert client.get("/health/ready").status_code == 200
    close(app)
