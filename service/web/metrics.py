"""/metrics: what the processes have counted, and what is read when Prometheus asks."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import cast

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from service.metrics import is_shared, metrics, share
from service.web.context import Backends
from service.web.gauges import Gauges

_EXTENSION = "onrecord-metrics"
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY")  # others are clients' inventions


class Requests:
    """Counts requests and their time; each counter is looked up once."""

    def __init__(self) -> None:
        counted = metrics()
        self._number = lru_cache(maxsize=1024)(counted.requests.labels)
        self._time = lru_cache(maxsize=256)(counted.request_seconds.labels)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._number(method if method in _METHODS else "other", route, str(status)).inc()
        self._time(route).observe(seconds)


def register(app: Flask, parts: Backends) -> Requests:
    """Count the requests of an application, and tell the state of its parts; return what counts."""
    if not is_shared():
        share("web")
    requests = Requests()
    telling = CollectorRegistry()
    if is_shared():
        MultiProcessCollector(telling)  # type: ignore[no-untyped-call]
    else:
        telling.register(metrics().registry)  # it collects, like any other
    telling.register(Gauges(parts))
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
