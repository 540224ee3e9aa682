"""A pipeline that reads in no time, and does on demand what a bad article does. Whole processes are started with it.

The first word of a text says what happens: ``die`` kills the extraction process and ``crash`` has it end by itself,
``hang`` keeps it busy and ``sleep`` waiting, ``grow`` takes all memory, ``fail`` raises, ``foreign`` is not read,
``slow`` takes a moment. No claims are found; the graph describes the article.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from service.errors import UnavailableError, UnreadableTextError
from service.index import Index
from service.jobs.extraction import Extraction
from service.jobs.pool import ProcessPool
from service.jobs.pulse import Pulse
from service.jobs.queue import Queue
from service.jobs.window import Extracts, Orders, Window
from service.jobs.worklist import Worklist
from service.jobs.writer import Writer
from service.model import Article, Claims, Given
from service.pipeline import Pipeline
from service.store.checkpoints import CheckpointSource
from service.store.embedded import EmbeddedStore
from service.store.federation import Federation
from service.store.protocol import GraphStore
from service.stored import read_stored
from service.vocabulary import REC, SCHEMA, Iris

BASE = "http://localhost:8000/"
IRIS = Iris(BASE)
REGISTRY = b'<http://localhost:8000/actor/atlantis> <http://www.w3.org/2000/01/rdf-schema#label> "Atlantis" .\n'
TIME_LIMIT = 2.0
MEMORY = 300_000_000  # bytes that an extraction process may take


def article_id(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


class StubExtractor:
    name = "stub 1"

    def extract(self, article: Article, doc: Any) -> Claims:  # noqa: ARG002
        command = article.text.split()[0]
        if command == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif command == "crash":
            os.abort()
        elif command == "hang":
            while True:
                pass
        elif command == "sleep":
            time.sleep(600)
        elif command == "grow":
            held = []
            while True:
                held.append(bytearray(b"x" * 10_000_000))
                time.sleep(0.005)
        elif command == "fail":
            raise ValueError(article.text)
        elif command == "slow":
            time.sleep(0.05)
        return Claims(extractor=self.name)


def stub_extraction(data_dir: Path) -> Extraction:
    source = CheckpointSource(data_dir)
    return Extraction(
        stub_pipeline(),
        IRIS,
        lambda key: _is_known(source, str(IRIS.graph(key))),
        lambda key: read_stored(source.reader(), IRIS, key),
    )


def _is_known(source: CheckpointSource, graph: str) -> bool:
    try:
        return source.reader().has_graph(graph)
    except UnavailableError:
        return False


def stub_pipeline() -> Pipeline:
    return Pipeline(
        read_plain=_read,
        read_html=lambda html, given, _: _read(str(html), given),
        annotate=_annotate,
        extractor=StubExtractor(),
        link=lambda _, claims: claims,
        to_ntriples=_to_ntriples,
    )


@contextmanager
def open_stub_writer(
    data_dir: Path,
    registry: bytes = REGISTRY,
    federation: Federation | None = None,
    open_store: Callable[[Path, Federation | None], GraphStore] = EmbeddedStore,
) -> Iterator[Writer]:
    store = open_store(data_dir, federation)
    queue = Queue(data_dir)
    worklist = Worklist(queue.database)
    index = Index.open(data_dir, read_only=False)
    pool: ProcessPool[Orders, Extracts] = ProcessPool(2, _Work(data_dir), _time_limit, MEMORY)
    try:
        with Pulse(data_dir) as pulse:
            writer = Writer(store, worklist, index, Window(pool, worklist), IRIS, pulse)
            writer.start(registry)
            yield writer
    finally:
        pool.close()
        index.close()
        queue.close()
        store.close()


class _Work:
    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def __call__(self) -> Extraction:
        return stub_extraction(self._data_dir)


def _time_limit(_: Orders) -> float:
    return TIME_LIMIT


def _read(text: str, given: Given) -> Article:
    if not text.strip():
        raise UnreadableTextError("The article is empty.")
    return Article(
        id=article_id(text), text=text, title=given.title, language="ko" if text.startswith("foreign") else "en"
    )


def _annotate(articles: Iterable[Article]) -> Iterator[Any]:
    return (None for _ in articles)


def _to_ntriples(article: Article, claims: Claims, created: datetime, extracted: datetime) -> bytes:
    iri = NamedNode(IRIS.of("article", article.id))
    triples: Sequence[tuple[str, Any]] = [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", NamedNode(REC.Article)),
        (SCHEMA.articleBody, Literal(article.text)),
        (SCHEMA.headline, Literal(article.title or article.text.split()[-1])),
        ("http://purl.org/dc/terms/created", Literal(created.isoformat())),
    ]
    quads = [Quad(iri, NamedNode(predicate), value) for predicate, value in triples]
    return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""


if __name__ == "__main__":
    with open_stub_writer(Path(sys.argv[1])) as opened:
        opened.run(threading.Event())
