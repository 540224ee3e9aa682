"""A writer whose store is another server: there what was written stays when the writer is killed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3
from rdflib import RDF

from service.index import Index
from service.jobs.model import Job, Payload, TaskKind
from service.jobs.queue import Queue
from service.jobs.worklist import Worklist
from service.store.remote_store import RemoteStore
from service.store.server import Server
from service.vocabulary import REC
from tests.jobs.stubs import IRIS, article_id, open_stub_writer
from tests.servers import oxigraph
from tests.store.scripted import Script, Scripted

PATIENCE = 60.0
INSERT = "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/s> <http://example.org/p> %s } }"


@pytest.fixture
def server() -> Iterator[Server]:
    with oxigraph() as url:
        yield Server(query_url=f"{url}/query", update_url=f"{url}/update")


@contextmanager
def working(data: Path, server: Server) -> Iterator[Queue]:
    stop = threading.Event()
    with open_stub_writer(data, open_store=lambda folder, _: RemoteStore(server, folder)) as writer:
        thread = threading.Thread(target=writer.run, args=(stop,))
        thread.start()
        yield Queue(data)
        stop.set()
        thread.join()


def done(queue: Queue, kind: TaskKind, payload: Payload) -> Job:
    return queue.wait(queue.submit(kind, [payload]).id, PATIENCE)


def test_what_a_killed_writer_had_written_is_found_in_lists(tmp_path: Path, server: Server) -> None:
    with working(tmp_path, server) as queue:
        assert done(queue, "ingest", {"text": "one"}).state == "done"
    killed = RemoteStore(server, tmp_path)
    article = IRIS.of("article", article_id("two"))
    killed.replace_graphs(
        {str(IRIS.graph(article_id("two"))): f"<{article}> <{RDF.type}> <{REC.Article}> .\n".encode()}
    )
    before = killed.revision
    killed.close()
    with working(tmp_path, server) as queue:
        job = done(queue, "ingest", {"text": "two"})
        assert (job.state, job.known) == ("done", 1)
    index = Index.open(tmp_path, read_only=True)
    assert index.find("article", article_id("two")) is not None
    assert index.revision not in (None, before)
    index.close()


def test_an_update_under_way_when_the_writer_was_killed_is_not_done_again(tmp_path: Path, server: Server) -> None:
    queue = Queue(tmp_path)
    job = queue.submit("update", [{"update": INSERT % 1}])
    Worklist(queue.database).claim(1, exclusive=True)  # and then the writer is killed
    with working(tmp_path, server) as queue:
        ended = queue.wait(job.id, PATIENCE)
        assert (ended.state, ended.errors[0].status) == ("failed", 504)
        assert "not known" in ended.errors[0].detail
        assert done(queue, "update", {"update": INSERT % 2}).state == "done"


def test_an_update_whose_answer_is_lost_is_told_as_such(tmp_path: Path, server: Server) -> None:
    with Scripted() as scripted, urllib3.PoolManager() as http:

        def passed_on(text: str) -> Script:
            """Has the real server carry out an update, and loses the answer of the one in question."""
            assert server.update_url is not None
            sent = {"Content-Type": "application/sparql-update"}
            status = http.request("POST", server.update_url, body=text.encode(), headers=sent).status
            return Script(mute="example.org/s" in text, status=status)

        scripted.answer = passed_on
        both = Server(query_url=server.query_url, update_url=scripted.url)
        with working(tmp_path, both) as queue:
            job = done(queue, "update", {"update": INSERT % 1})
            assert (job.state, job.errors[0].status) == ("failed", 504)
            assert "not known" in job.errors[0].detail
    store = RemoteStore(server, tmp_path)
    assert store.has_graph("http://example.org/g")
    store.close()
