"""A running service that logs all it has to say, and a client of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.servers import TOKEN, onrecord, wait_until

TEXT = "Kenya has sent 400 soldiers to Haiti, officials in Nairobi said on Monday. Zanzibarquux was not named."


@dataclass(frozen=True)
class Running:
    """A service: its address, and the file of its log."""

    url: str
    log: Path
    http: urllib3.PoolManager

    def ask(self, method: str, path: str, **given: Any) -> urllib3.BaseHTTPResponse:
        headers: Mapping[str, str] = {"Authorization": f"Bearer {TOKEN}"} | given.pop("headers", {})
        return self.http.request(method, self.url + path, headers=headers, redirect=False, **given)

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
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("observed")
    settings = {"ONRECORD_LOG_LEVEL": "debug", "ONRECORD_ACCESS_LOG": "true", "ONRECORD_QUERY_ROWS": "1000"}
    log = folder / "log"
    with onrecord(folder / "data", log=log, **settings) as url, urllib3.PoolManager() as http:
        yield Running(url, log, http)
