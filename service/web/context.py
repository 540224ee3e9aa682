"""What a request works with: settings, store, index and queue, put in place once by ``service.app``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from werkzeug.sansio.utils import get_current_url

from service.access import Callers, Rates
from service.index import Index, Views
from service.jobs import Queue
from service.jobs.waiting import Waiting
from service.settings import Settings
from service.store.protocol import GraphReader, GraphSource
from service.vocabulary import Iris

_EXTENSION = "onrecord"


@dataclass(frozen=True, slots=True)
class Backends:
    """The parts behind the faces; ``installation`` is a name for the program and its settings."""

    settings: Settings
    iris: Iris
    source: GraphSource
    index: Index
    queue: Queue
    waiting: Waiting
    callers: Callers
    rates: Rates
    installation: str

    def reader(self) -> GraphReader:
        """Return the newest state of the store; within a request it stays the same."""
        if "reader" not in g:
            g.reader = self.source.reader()
        return cast(GraphReader, g.reader)

    def views(self) -> Views:
        """Return the views of items for one request."""
        return Views(self.index, self.iris)

    def close(self) -> None:
        """Let go of store, index and counts."""
        self.source.close()
        self.index.close()
        self.rates.close()


def put_in_place(app: Flask, backends: Backends) -> None:
    """Give an application its parts."""
    app.extensions[_EXTENSION] = backends


def address() -> str:
    """Return the address at which this service is asked, with a slash at its end.

    It is the base of the data's IRIs unless the request was for another host or port.
    """
    base = backends().iris.base
    return base if urlsplit(base).netloc == request.host else request.url_root


def asked_at() -> str:
    """Return the address of this request without its query: werkzeug's ``base_url``, worked out once."""
    return _url(request.scheme, request.host, request.root_path, request.path)


_url = lru_cache(maxsize=256)(get_current_url)


def backends() -> Backends:
    """Return the parts of the application that serves the current request."""
    return cast(Backends, current_app.extensions[_EXTENSION])
