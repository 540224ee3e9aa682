"""/health/ready is 503 while the queue is not served, says why, and is 200 again when it is."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from service.app import close, create_app
from service.jobs.pulse import Pulse
from service.settings import Settings
from tests.jobs.stubs import open_stub_writer
from tests.observe.conftest import Running
from tests.servers import onrecord, wait_until


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Running]:
    """A service of its own, whose writer is missed at once."""
    log = tmp_path / "log"
    settings = {"ONRECORD_READY_WRITER_AWAY": "0.001", "ONRECORD_READY_WRITER_STUCK": "2"}
    with onrecord(tmp_path / "data", log=log, **settings) as url, urllib3.PoolManager() as http:
        yield Running(url, log, http)


def ready(running: Running) -> tuple[int, dict[str, Any]]:
    answer = running.ask("GET", "/health/ready")
    return answer.status, answer.json()


def test_while_the_writer_stands_still_or_is_gone_it_is_not_ready(alone: Running) -> None:
    wait_until(lambda: "the writer is ready" in alone.log.read_text(encoding="utf-8"))
    writer = next(line["pid"] for line in alone.lines() if line["process"] == "writer")
    os.kill(writer, signal.SIGSTOP)
    wait_until(lambda: ready(alone)[0] == 503)
    assert "ONRECORD_READY_WRITER_STUCK" in ready(alone)[1]["faults"]["writer"]
    assert alone.ask("GET", "/health/live").status == 200
    assert alone.ask("GET", "/api/v1/actors").status == 200
    os.kill(writer, signal.SIGCONT)
    wait_until(lambda: ready(alone) == (200, {"status": "ok"}))
    os.kill(writer, signal.SIGKILL)
    wait_until(lambda: ready(alone)[0] == 503)
    assert "ONRECORD_READY_WRITER_AWAY" in ready(alone)[1]["faults"]["writer"]
    wait_until(lambda: ready(alone)[0] == 200)


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
