"""Puts the parts together as the settings say: the one place that picks backends. Imports what is heavy when needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from service.logs import configure
from service.settings import Settings
from service.vocabulary import Iris

if TYPE_CHECKING:
    from ontology.registry import Registry
    from service.annotate import Annotator
    from service.extract import Extractor
    from service.jobs.extraction import Extraction
    from service.jobs.pool import ProcessPool
    from service.jobs.window import Extracts, Orders
    from service.jobs.writer import Writer
    from service.pipeline import Pipeline
    from service.sparql.runner import QueryRunner
    from service.store.federation import Federation
    from service.store.protocol import GraphSource, GraphStore
    from service.store.server import Server

_SHORT_QUERIES = 8  # that one web worker runs at once: each takes some milliseconds, or soon becomes a long one
_NICENESS = 19  # of extraction beside a web server: who waits for an answer comes first


def open_source(settings: Settings, *, ahead: bool = False) -> GraphSource:
    """Return where to read from: the checkpoints in the data folder, or the SPARQL server in ``ONRECORD_STORE``.

    ``ahead``: checkpoints are opened before they are asked for, as a web worker wants them.
    """
    if settings.store is None:
        from service.store.checkpoints import CheckpointSource

        return CheckpointSource(settings.data, union=settings.union_default_graph, ahead=ahead)
    from service.store.remote import RemoteSource

    return RemoteSource(_server(settings, settings.query_timeout), settings.data, union=settings.union_default_graph)


def _server(settings: Settings, timeout: float) -> Server:
    """Return the SPARQL server that takes the store's place; ``timeout`` is for reads, in seconds."""
    from service.store.server import Server

    assert settings.store is not None
    return Server(
        query_url=settings.store,
        update_url=settings.store_update,
        user=settings.store_user,
        password=settings.store_password.get_secret_value() if settings.store_password else None,
        token=settings.store_token.get_secret_value() if settings.store_token else None,
        certificates=settings.store_ca,
        timeout=timeout,
        write_timeout=settings.store_timeout,
    )


def open_store(settings: Settings, stop: threading.Event | None = None) -> GraphStore:
    """Open the store for writing; ``LockedError`` when another process of this data folder writes it.

    With ``stop``, work waits while a server that is the store is away, until it is back or ``stop`` is set.
    """
    if settings.store is None:
        from service.store.embedded import EmbeddedStore

        return EmbeddedStore(settings.data, open_federation(settings), union_default_graph=settings.union_default_graph)
    from service.store.remote_store import RemoteStore

    return RemoteStore(
        _server(settings, settings.store_timeout), settings.data, union=settings.union_default_graph, stop=stop
    )


def open_federation(settings: Settings) -> Federation:
    """Return what leads ``SERVICE`` clauses to the servers that may be reached."""
    from service.store.federation import AllowList, Federation

    return Federation(AllowList(settings.service_allow or ""), timeout=settings.query_timeout)


def open_runner(settings: Settings, source: GraphSource) -> QueryRunner:
    """Return what runs SPARQL queries so that they end: processes on the checkpoints, or the SPARQL server itself."""
    from service.sparql.processes.lanes import Lanes
    from service.sparql.processes.launch import OwnServer, inherited
    from service.sparql.processes.limits import Limits
    from service.sparql.processes.server import Configuration
    from service.sparql.remote import RemoteRunner
    from service.sparql.runner import ProcessRunner
    from service.store.remote import RemoteSource

    limits = Limits(settings.query_timeout, settings.query_memory, settings.query_rows, settings.query_bytes)
    lanes = Lanes(short=_SHORT_QUERIES, long=settings.query_processes, waiting=settings.query_waiting)
    if isinstance(source, RemoteSource):
        return RemoteRunner(source, limits, lanes)
    server = inherited() or OwnServer(Configuration.from_settings(settings))
    return ProcessRunner(server, limits, lanes, lambda: source.revision)


def make_pipeline(settings: Settings) -> Pipeline:
    """Return the pipeline with all its stages; the language model is loaded when the first article is annotated."""
    from ontology.registry import load
    from service.link import assign_keys
    from service.pipeline import Pipeline
    from service.rdf import article_triples, to_ntriples
    from service.text import read_html, read_plain
    from service.text.given import Longest

    registry, iris = load(), Iris(settings.base_iri)
    longest = Longest(settings.max_name_chars, settings.max_url_chars)
    return Pipeline(
        read_plain=partial(read_plain, max_chars=settings.max_text_chars, longest=longest),
        read_html=lambda html, given, charset: read_html(
            html, given, max_chars=settings.max_text_chars, charset=charset, longest=longest
        ),
        annotate=lambda articles: _annotator().annotate(articles),
        extractor=_extractor(settings, registry),
        link=assign_keys,
        to_ntriples=lambda article, claims, created, extracted: to_ntriples(
            article_triples(article, claims, iris, created, registry, extracted=extracted)
        ),
    )


def _extractor(settings: Settings, registry: Registry) -> Extractor:
    """Return what ``ONRECORD_EXTRACTOR`` names; the rules stand in where a language model fails."""
    from service.extract import RuleExtractor
    from service.extractor_version import llm_name, rules_name

    rules = RuleExtractor(registry, name=rules_name())
    if settings.extractor == "rules":
        return rules
    from service.llm import ChatClient, Limits, LlmExtractor
    from service.llm.client import Price

    client = ChatClient(
        settings.llm_url or "",
        settings.llm_model,
        key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        timeout=settings.llm_timeout,
        retries=settings.llm_retries,
        max_tokens=settings.llm_max_tokens,
        form=settings.llm_schema,
        price=Price(settings.llm_prompt_price, settings.llm_completion_price),
    )
    limits = Limits(settings.llm_piece_chars, settings.llm_pieces, settings.llm_article_timeout)
    return LlmExtractor(client, rules.extract, registry, limits, name=llm_name(settings.llm_model))


@lru_cache(maxsize=1)
def _annotator() -> Annotator:
    """Load the language model, which takes a second or two."""
    from ontology.registry import load
    from service.annotate import Annotator

    return Annotator(load())


def make_extraction(settings: Settings) -> Extraction:
    """Return what extracts; it asks the newest commit which articles are known."""
    from service.jobs.extraction import Extraction
    from service.stored import read_stored

    iris, source = Iris(settings.base_iri), open_source(settings)
    return Extraction(
        make_pipeline(settings),
        iris,
        lambda key: _is_known(source, str(iris.graph(key))),
        lambda key: read_stored(source.reader(), iris, key),
    )


def _is_known(source: GraphSource, graph: str) -> bool:
    """Whether the store has a graph; no where it is away, as the writer asks again when it has waited for it."""
    from service.errors import UnavailableError

    try:
        return source.reader().has_graph(graph)
    except UnavailableError:
        return False


def begin_extraction(settings: Settings, *, for_service: bool) -> Extraction:
    """Return the same for a process of its own; in a service the language model is loaded before an article comes."""
    configure("extraction", settings.log_format, settings.log_level if for_service else "warning")
    if for_service:
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
        _annotator()
    return make_extraction(settings)


def open_pool(settings: Settings, *, for_service: bool = False) -> ProcessPool[Orders, Extracts]:
    """Return the extraction processes; those of a service start at once, others with the first articles."""
    from service.jobs.pool import ProcessPool
    from service.jobs.window import time_limit

    # A request that has begun before an article's time is up may still take its own.
    waiting = settings.llm_article_timeout + settings.llm_timeout if settings.extractor == "llm" else 0.0
    pool = ProcessPool(
        settings.processes,
        partial(begin_extraction, settings, for_service=for_service),
        partial(time_limit, waiting=waiting),
        settings.extraction_memory,
    )
    if for_service:
        pool.warm_up()
    return pool


def registry_ntriples(settings: Settings) -> bytes:
    """Return the graph of the registry as N-Triples."""
    from ontology.registry import load
    from service.rdf import registry_triples, to_ntriples

    return to_ntriples(registry_triples(load(), Iris(settings.base_iri)))


@contextmanager
def open_writer(settings: Settings, *, stop: threading.Event | None = None) -> Iterator[Writer]:
    """Open the writer and have it recover; ``LockedError`` when this data folder has one already.

    Raises ``InvalidInputError`` where the folder's IRIs begin with another base than the settings',
    or a newer version wrote it.

    With ``stop``, it is that of a service: the extraction processes load their models at once, so that no article waits
    for them, and while the store is away it waits until that is back or ``stop`` is set.
    """
    from service.index import Index
    from service.jobs.pulse import Pulse
    from service.jobs.queue import Queue
    from service.jobs.room import Room
    from service.jobs.watchdog import Watchdog
    from service.jobs.window import Window
    from service.jobs.worklist import Worklist
    from service.jobs.writer import Writer
    from service.store.data_folder import note_data_folder

    store = open_store(settings, stop)
    try:
        note_data_folder(settings.data, settings.base_iri)
        queue = Queue(settings.data)
        index = Index.open(settings.data, read_only=False)
        worklist = Worklist(queue.database)
        pool = open_pool(settings, for_service=stop is not None)
        try:
            with Pulse(settings.data) as pulse:
                room = Room(settings.data, settings.min_free_bytes)
                window, iris = Window(pool, worklist), Iris(settings.base_iri)
                is_restarted = stop is not None and store.keeps_only_commits
                watchdog = Watchdog(worklist, settings.update_timeout) if is_restarted else None
                writer = Writer(store, worklist, index, window, iris, pulse, room, watchdog)
                writer.start(registry_ntriples(settings))
                yield writer
        finally:
            pool.close()
            index.close()
            queue.close()
    finally:
        store.close()
