"""What Prometheus is told: requests and how long they take, the queue, the store.

Under several gunicorn workers the counts are shared through files in the folder ``PROMETHEUS_MULTIPROC_DIR``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.errors import OnRecordError
from service.web.context import Backends

_EXTENSION = "onrecord-metrics"
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY")  # others are clients' inventions
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


class Requests:
    """Counts requests and their time; each counter is looked up once."""

    def __init__(self, counting: CollectorRegistry) -> None:
        requests = Counter("onrecord_requests", "Requests answered", ["method", "route", "status"], registry=counting)
        seconds = Histogram(
            "onrecord_request_seconds", "Time to answer", ["route"], registry=counting, buckets=_SECONDS
        )
        self._number = lru_cache(maxsize=1024)(requests.labels)
        self._time = lru_cache(maxsize=256)(seconds.labels)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._number(method if method in _METHODS else "other", route, status).inc()
        self._time(route).observe(seconds)


def register(app: Flask, parts: Backends) -> Requests:
    """Count the requests of an application, and tell the state of its parts; return what counts."""
    counting = CollectorRegistry()
    requests = Requests(counting)
    telling = counting
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        telling = CollectorRegistry()
        MultiProcessCollector(telling)  # type: ignore[no-untyped-call]
    telling.register(_Parts(parts))
    app.extensions[_EXTENSION] = telling

    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        requests.count(request.method, route, response.status_code, time.perf_counter() - g.started)
        return response

    app.after_request(count)
    return requests


def registry(app: Flask) -> CollectorRegistry:
    """Return what there is to tell of an application."""
    return cast(CollectorRegistry, app.extensions[_EXTENSION])


class _Parts(Collector):
    """Gauges that are read when they are asked for; a part that is away has none."""

    def __init__(self, parts: Backends) -> None:
        self._parts = parts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        parts = self._parts
        try:
            yield GaugeMetricFamily("onrecord_queue_tasks", "Tasks that wait or are worked on", parts.queue.waiting())
            for kind, number in parts.index.counts().items():
                plural = "treaties" if kind == "treaty" else f"{kind}s"
                yield GaugeMetricFamily(f"onrecord_{plural}", f"Things of the kind {kind} in the graph", number)
            reader = parts.reader()
            since = max(0.0, (datetime.now(UTC) - reader.modified).total_seconds())
            yield GaugeMetricFamily("onrecord_revision_age_seconds", "Time since the newest commit", since)
        except OnRecordError:
            return  # /health/ready says why
        finally:
            yield GaugeMetricFamily("onrecord_store_bytes", "Size of the newest checkpoint", _size(parts.settings.data))


def _size(data: Path) -> int:
    """Return the bytes of the newest checkpoint; those of its files that are there if it is deleted meanwhile."""
    size = 0
    with suppress(FileNotFoundError):
        for path in (data / "current").resolve().iterdir():
            size += path.stat().st_size
    return size
