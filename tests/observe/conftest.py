"""A running service that logs all it has to say, and a client of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.observe.collector import Collector, collecting
from tests.servers import TOKEN, onrecord, wait_until

# Connections end with processes that tests kill; answers are what tests look at, and none is waited with.
_RETRIES = urllib3.Retry(3, status=0, redirect=0, respect_retry_after_header=False, allowed_methods=None)
TEXT = "Kenya has sent 400 soldiers to Haiti, officials in Nairobi said on Monday. Zanzibarquux was not named."


@dataclass(frozen=True)
class Running:
    """A service: its address, and the file of its log."""

    url: str
    log: Path
    http: urllib3.PoolManager

    def ask(self, method: str, path: str, **given: Any) -> urllib3.BaseHTTPResponse:
        headers: Mapping[str, str] = {"Authorization": f"Bearer {TOKEN}"} | given.pop("headers", {})
        return self.http.request(method, self.url + path, headers=headers, redirect=False, retries=_RETRIES, **given)

    def post(self, text: str, **headers: str) -> dict[str, Any]:
        """Send an article and wait for its job; return that, or the article where it was there already."""
        answer = self.ask("POST", "/api/v1/articles", json={"text": text}, headers=headers)
        assert answer.status in (200, 202), answer.data
        job: dict[str, Any] = answer.json()
        if answer.status == 200:
            return job
        wait_until(lambda: self.job(job["id"])["state"] in ("done", "failed"))
        return self.job(job["id"])

    def job(self, job: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/api/v1/jobs/{job}").json()
        return found

    def lines(self) -> list[dict[str, Any]]:
        """What was logged, which is JSON line by line."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="package")
def collector() -> Iterator[Collector]:
    with collecting() as receiver:
        yield receiver


@pytest.fixture(scope="package")
def running(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose writer is missed at once, and whose spans are sent at once."""
    folder = tmp_path_factory.mktemp("observed")
    settings = {
        "ONRECORD_LOG_LEVEL": "debug",
        "ONRECORD_ACCESS_LOG": "true",
        "ONRECORD_QUERY_ROWS": "1000",
        "ONRECORD_READY_WRITER_AWAY": "0.001",
        "ONRECORD_READY_WRITER_STUCK": "3",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    log = folder / "log"
    with onrecord(folder / "data", log=log, **settings) as url, urllib3.PoolManager() as http:
        yield Running(url, log, http)
