"""The web application: the faces put together, with the parts that stand behind them."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask

from service import api, pages
from service.access import Callers, Rates, TokenFile
from service.access.counts import SharedCounts, inherited
from service.access.proxies import Forwarding, TrustedProxies
from service.index import Index
from service.jobs import Queue
from service.jobs.room import Room
from service.jobs.waiting import Waiting
from service.settings import Settings, settings
from service.sparql.answer_cache import AnswerCache
from service.sparql.blueprint import blueprint as sparql_face
from service.sparql.shortcut import Shortcut
from service.vocabulary import Iris
from service.web import (
    access,
    compression,
    cors,
    headers,
    health,
    installation,
    limits,
    metrics,
    openapi,
    problems,
    traced,
)
from service.web.context import Backends, put_in_place
from service.wiring import open_runner, open_source

_CLOSING = "onrecord-closing"


class _Application(Flask):
    """Flask, but for its search for coroutines at every call of a view or hook: there are none."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function."""
        return func


def create_app(configuration: Settings | None = None) -> Flask:
    """Return the application; without a configuration, by the settings of the environment.

    Each web worker makes its own. Raises ``UnavailableError`` when index or queue cannot be opened.
    """
    chosen = configuration or settings()
    app = _Application("service.web")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    queue = Queue(chosen.data, most_open=chosen.max_open_tasks, room=Room(chosen.data, chosen.min_free_bytes))
    parts = Backends(
        settings=chosen,
        iris=Iris(chosen.base_iri),
        source=open_source(chosen, ahead=True),
        index=Index.open(chosen.data, read_only=True),
        queue=queue,
        waiting=Waiting(queue),
        callers=Callers(TokenFile(chosen.data), chosen.token.get_secret_value() if chosen.token else None),
        rates=Rates(SharedCounts(inherited()), reads=chosen.reads_per_minute, writes=chosen.writes_per_minute),
        installation=installation.name(chosen),
    )
    put_in_place(app, parts)
    headers.register(app)
    access.register(app)
    requests = metrics.register(app, parts)
    cors.register(app)
    compression.register(app)
    problems.register(app)
    limits.register(app)
    runner = open_runner(chosen, parts.source)
    # What another server holds may change without a word.
    cache = AnswerCache(chosen.query_cache_bytes if chosen.store is None else 0)
    sparql = sparql_face(runner, pages.thing, cache)
    for face in (api.blueprint(), sparql, pages.blueprint(), health.blueprint()):
        app.register_blueprint(face)
    app.add_url_rule("/openapi.json", view_func=openapi.described)
    app.wsgi_app = Shortcut(  # type: ignore[method-assign]
        app.wsgi_app, cache, parts.source, requests, partial(access.early, parts)
    )
    proxies = TrustedProxies(chosen.trusted_proxies or "")
    if proxies:
        app.wsgi_app = Forwarding(app.wsgi_app, proxies)  # type: ignore[method-assign]
    traced.register(app)
    app.extensions[_CLOSING] = (runner.close, parts.close)
    atexit.register(close, app)
    return app


def close(app: Flask) -> None:
    """End the query processes of an application and let go of its files; it must not be used after that."""
    atexit.unregister(close)
    for each in app.extensions.pop(_CLOSING, ()):
        each()
