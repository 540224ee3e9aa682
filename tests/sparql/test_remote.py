"""Queries on a store that is another server: streamed through, limited, and broken off where the server breaks off."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.errors import NotAcceptableError, QueryLimitError, UnavailableError
from service.sparql.answering import GRAPH_FORMATS, RESULT_FORMATS, Question, answer
from service.sparql.processes.lanes import Lanes
from service.sparql.processes.limits import Limits
from service.sparql.remote import RemoteRunner
from service.store.embedded import EmbeddedStore
from service.store.remote import RemoteSource
from service.store.remote_layout import Layout, LayoutFile
from service.store.remote_store import RemoteStore
from service.store.server import Server
from tests.servers import oxigraph
from tests.store.scripted import Script, Scripted

JSON = "application/sparql-results+json"
LIMITS = Limits(seconds=30, memory=10**9, rows=10**9, bytes=10**12)
TABLE = Question(query="SELECT * { ?s ?p ?o }", results=JSON, graph="text/turtle")
HEAD = b'{"head": {"vars": ["s"]}, "results": {"bindings": ['
ROW = b'{"s": {"type": "literal", "value": "%s"}}' % (b"x" * 1000)
MANY = HEAD + b",".join([ROW] * 3000) + b"]}}"
PIECES = tuple(MANY[start : start + 50_000] for start in range(0, len(MANY), 50_000))
GRAPH = b"".join(b'<urn:x:s> <urn:x:p> "%d" .\n' % number for number in range(100_000))


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        yield server


@pytest.fixture
def runner(scripted: Scripted, tmp_path: Path) -> RemoteRunner:
    return runner_on(scripted, tmp_path, LIMITS)


def runner_on(scripted: Scripted, folder: Path, limits: Limits) -> RemoteRunner:
    server = Server(query_url=scripted.url)
    LayoutFile(folder / "remote-layout.json", server).write(Layout(union=True, native=True, on_demand=False))
    return RemoteRunner(RemoteSource(server, folder), limits, Lanes(short=4, long=2, waiting=1))


def test_a_small_answer_is_whole(runner: RemoteRunner, scripted: Scripted) -> None:
    scripted.scripts = [Script(chunks=(HEAD, ROW, b"]}}"))]
    found = runner.run(TABLE)
    assert found.whole is not None
    assert b'"value":"xxx' in found.whole


def test_a_large_answer_comes_in_parts_before_the_server_has_ended_it(runner: RemoteRunner, scripted: Scripted) -> None:
    going_on = threading.Event()

    def chunks() -> Iterator[bytes]:
        yield from PIECES[:-1]
        assert going_on.wait(20)
        yield PIECES[-1]

    scripted.scripts = [Script(chunks=chunks())]
    found = runner.run(TABLE)
    assert found.whole is None
    assert next(found.parts)
    going_on.set()
    assert found.read().endswith(b"]}}")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script(chunks=PIECES[:-1], cut=True), id="the connection ends"),
        pytest.param(Script(chunks=(*PIECES[:-1], b"The query was cancelled")), id="a message stands at the end"),
        pytest.param(Script(chunks=PIECES[:-1]), id="something is missing"),
        pytest.param(Script(body=MANY[:-1], cut=True), id="the length is wrong"),
    ],
)
def test_what_the_server_breaks_off_ends_with_an_error(
    runner: RemoteRunner, scripted: Scripted, script: Script
) -> None:
    scripted.scripts = [script]
    found = runner.run(TABLE)
    with pytest.raises(UnavailableError):
        found.read()


def test_a_graph_that_is_broken_off_is_no_graph(runner: RemoteRunner, scripted: Scripted) -> None:
    scripted.scripts = [Script(body=GRAPH + b"The query was cancelled", media_type="application/n-triples")]
    found = runner.run(Question(query="CONSTRUCT WHERE { ?s ?p ?o }", results=None, graph="application/n-triples"))
    with pytest.raises(UnavailableError, match="The query was cancelled"):
        found.read()


def test_a_client_that_goes_away_ends_the_connection_to_the_server(runner: RemoteRunner, scripted: Scripted) -> None:
    gone = threading.Event()

    def chunks() -> Iterator[bytes]:
        try:
            yield HEAD
            while True:
                yield ROW + b"," + b" " * 10_000
                time.sleep(0.001)
        finally:
            gone.set()

    scripted.scripts = [Script(chunks=chunks())]
    found = runner.run(TABLE)
    assert next(found.parts)
    found.close()
    assert gone.wait(20)


def test_time_is_limited_before_and_after_the_answer_begins(scripted: Scripted, tmp_path: Path) -> None:
    runner = runner_on(scripted, tmp_path, Limits(seconds=0.3, memory=0, rows=10**9, bytes=10**9))
    for script in (Script(delay=1), Script(chunks=(HEAD, *[b" "] * 30), pause=0.1)):
        scripted.scripts = [script]
        with pytest.raises(QueryLimitError, match="ONRECORD_QUERY_TIMEOUT"):
            runner.run(TABLE)


def test_time_is_limited_for_an_answer_that_goes_on_and_on(runner: RemoteRunner, scripted: Scripted) -> None:
    def chunks() -> Iterator[bytes]:
        yield from PIECES[:-1]
        for _ in range(100):
            time.sleep(0.1)
            yield b" "

    scripted.scripts = [Script(chunks=chunks())]
    found = runner.run(Question(query="SELECT * {}", results=JSON, graph=None, timeout=1.5))
    with pytest.raises(QueryLimitError, match=r"1\.5 seconds"):
        found.read()


@pytest.mark.parametrize(("rows", "size"), [(2000, 10**9), (10**9, 2_000_000), (10, 10**9)])
def test_rows_and_bytes_are_limited(scripted: Scripted, tmp_path: Path, rows: int, size: int) -> None:
    runner = runner_on(scripted, tmp_path, Limits(seconds=30, memory=0, rows=rows, bytes=size))
    scripted.scripts = [Script(body=MANY)]
    with pytest.raises(QueryLimitError, match=r"ONRECORD_QUERY_(ROWS|BYTES)"):
        runner.run(TABLE).read()


def test_a_sort_of_answer_that_the_client_does_not_take(runner: RemoteRunner, scripted: Scripted) -> None:
    with pytest.raises(NotAcceptableError):
        runner.run(Question(query="ASK {}", results=None, graph="text/turtle"))


def test_every_format_is_written_as_the_embedded_store_does(tmp_path: Path) -> None:
    update = 'INSERT DATA { GRAPH <urn:x:g> { <urn:x:s> <urn:x:p> "a, \\"b\\"\\n", "ü"@de, 1.5, _:b } }'
    with oxigraph() as url:
        server = Server(query_url=f"{url}/query", update_url=f"{url}/update")
        remote, embedded = RemoteStore(server, tmp_path / "remote"), EmbeddedStore(tmp_path / "embedded")
        for store in (remote, embedded):
            store.update(update)
            store.commit()
        runner = RemoteRunner(RemoteSource(server, tmp_path / "remote"), LIMITS, Lanes(short=4, long=2, waiting=1))
        table = "SELECT (STR(?o) AS ?t) ?o ?none { ?s ?p ?o FILTER(!isBlank(?o)) } ORDER BY STR(?o)"
        graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isNumeric(?o)) }"
        questions = [
            Question(query=query, results=each, graph=None) for each in RESULT_FORMATS for query in (table, "ASK {}")
        ]
        questions += [Question(query=graph, results=None, graph=each) for each in GRAPH_FORMATS]
        for question in questions:
            assert runner.run(question).read() == answer(embedded.reader(), question).read(), question
        remote.close()
        embedded.close()
